import { describe, expect, it } from "vitest";
import type { LaunchParameters } from "../../../src/protocols/wallet/launch.js";
import { buildLaunch, readLaunch } from "../../../src/protocols/wallet/launch.js";

const PARAMETERS: LaunchParameters = {
  userToken: "tok 1&x=é",
  currency: "USD",
  platform: "desktop",
  portalMode: "demo",
  returnUrl: "https://op.example/lobby?a=1#b",
  language: "en",
};
const bytes = (text: string) => new TextEncoder().encode(text);

describe("buildLaunch", () => {
  it("escapes the game and every value", () => {
    const { method, path, headers } = buildLaunch("a/b", PARAMETERS, "pk-1");
    expect(method).toBe("GET");
    expect(path).toBe(
      "/api/v1/launch/a%2Fb?userToken=tok%201%26x%3D%C3%A9&currency=USD&platform=desktop&portalMode=demo&returnUrl=https%3A%2F%2Fop.example%2Flobby%3Fa%3D1%23b&language=en",
    );
    expect(headers).toContainEqual(["X-Public-Key", "pk-1"]);
  });

  it("adds the optional parameters that are given", () => {
    const { path } = buildLaunch(
      "aviadrone",
      {
        ...PARAMETERS,
        elapsedRealityCheckTime: "5",
        skinId: "dark",
        realityCheckInterval: "60",
        generalCode: "g",
      },
      "pk-1",
    );
    expect(path).toMatch(
      /&skinId=dark&generalCode=g&realityCheckInterval=60&elapsedRealityCheckTime=5$/,
    );
  });
});

describe("readLaunch", () => {
  const reply = '{"launch_url":"https://play.example/x","session_token":"s-1"}';

  it.each([reply, `{"code":200,"message":"ok","data":${reply}}`])("reads %s", (text) => {
    expect(readLaunch(bytes(text))).toStrictEqual({
      launch: { launchUrl: "https://play.example/x", sessionToken: "s-1" },
      problems: [],
    });
  });

  it.each([
    ['{"launch_url":"/x","session_token":"s"}', ["launch_url"]],
    ['{"launch_url":"javascript:1","session_token":"s"}', ["launch_url"]],
    ['{"launch_url":"https://a.example","session_token":""}', ["session_token"]],
    ["{}", ["launch_url", "session_token"]],
    ["oops", ["body"]],
  ])("says what is wrong with %s", (text, fields) => {
    const { launch, problems } = readLaunch(bytes(text));
    expect(launch).toBeNull();
    expect(problems.map(({ field }) => field)).toStrictEqual(fields);
  });
});
