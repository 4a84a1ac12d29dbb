import { describe, expect, it } from "vitest";
import {
  buildLaunch,
  type LaunchParameters,
  readLaunch,
} from "../../src/protocols/wallet/launch.js";
import { providerRole } from "../../src/sandbox/roles/provider.js";

const PARAMETERS: LaunchParameters = {
  userToken: "token",
  currency: "USD",
  platform: "mobile",
  portalMode: "real",
  returnUrl: "https://casino.example/lobby?x=1",
  language: "en",
};

function provider(deviations: readonly string[] = []) {
  const { routes } = providerRole.start({ provider: { publicKey: "pk" } }, deviations, {
    clock: {
      nowMs: () => 0,
      monotonicMs: () => 0,
      sleep: () => Promise.resolve(),
    },
    random: { bytes: (count) => new Uint8Array(count).fill(7) },
    baseUrl: () => "http://sandbox.test",
    http: null,
    inBackground: () => undefined,
    told: () => undefined,
  });
  return async (
    game: string,
    parameters: LaunchParameters = PARAMETERS,
    publicKey = "pk",
    method = "GET",
  ) => {
    const { path, headers } = buildLaunch(game, parameters, publicKey);
    const reply = await routes[0]?.handle({
      method,
      target: path,
      headers,
      body: new Uint8Array(0),
      remoteAddress: "",
    });
    if (reply === undefined || reply === "reset") throw new Error("no reply");
    return { status: reply.status, ...readLaunch(reply.body) };
  };
}

describe("the launch API", () => {
  it.each([[[]], [["provider.wraps-replies"]]])("opens a session (%j)", async (deviations) => {
    expect(await provider(deviations)("aviadrone")).toEqual({
      status: 200,
      problems: [],
      launch: {
        launchUrl:
          "http://sandbox.test/provider/play/aviadrone?session=07070707070707070707070707070707",
        sessionToken: "07".repeat(16),
      },
    });
  });

  it.each<
    readonly [
      what: string,
      status: number,
      game: string,
      parameters: LaunchParameters,
      publicKey: string,
      method: string,
    ]
  >([
    ["another public key", 401, "aviadrone", PARAMETERS, "nobody", "GET"],
    ["a game that is not there", 404, "roulette", PARAMETERS, "pk", "GET"],
    ["no user", 400, "aviadrone", { ...PARAMETERS, userToken: "" }, "pk", "GET"],
    [
      "another portal mode",
      400,
      "aviadrone",
      { ...PARAMETERS, portalMode: "fun" as "real" },
      "pk",
      "GET",
    ],
    [
      "another platform",
      400,
      "aviadrone",
      { ...PARAMETERS, platform: "tv" as "mobile" },
      "pk",
      "GET",
    ],
    ["POST", 405, "aviadrone", PARAMETERS, "pk", "POST"],
  ])("refuses %s with %d", async (_what, status, game, ...call) => {
    expect((await provider()(game, ...call)).status).toBe(status);
  });
});
