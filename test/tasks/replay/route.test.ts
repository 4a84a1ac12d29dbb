import { describe, expect, it } from "vitest";
import type { ResolvedProfile } from "../../../src/profile/resolve.js";
import type { Profile } from "../../../src/profile/schema.js";
import { routeTo, routeToSandbox } from "../../../src/tasks/replay/route.js";
import { sandboxFor } from "../../sandbox/sandbox-for.js";

const OWN = {
  profile: {
    partner: "acme",
    entry: { url: "https://gw.example/api/{partner}/sponsor" },
    webhook: { url: "https://game.example/hooks/playcamp" },
    wallet: { url: "https://operator.example/gp/" },
    postback: { url: "https://game.example/hooks/api/postback" },
    sdkApi: { url: "https://api.example" },
  } as unknown as Profile,
} as ResolvedProfile;

describe("a route to an address", () => {
  it.each([
    ["http://a/x", "http://b/y", "http://b/y"],
    ["http://a/x?q=%2f", "http://b/y", "http://b/y?q=%2f"],
    ["http://a/x?q=1", "http://b/y?z=2", "http://b/y?z=2"],
    ["http://a/x?q=1", "http://b/y#part", "http://b/y?q=1"],
  ])("takes %s, given %s, to %s", (url, to, expected) => {
    expect(routeTo(to)(url)).toBe(expected);
  });
});

describe("a route to the sandbox", () => {
  it.each([
    [
      "the profile's own receiver",
      "https://game.example/hooks/playcamp?a=1",
      "/game/webhooks/playcamp?a=1",
    ],
    ["a path below a base URL", "https://operator.example/gp/withdraw", "/wallet/withdraw"],
    ["an entry", "https://gw.example/api/acme/sponsor?usn=1", "/gateway/api/sandbox/sponsor?usn=1"],
    [
      "the SDK API",
      "https://api.example/v1/server/webhooks?page=1",
      "/playcamp/v1/server/webhooks?page=1",
    ],
    [
      "an earlier sandbox",
      "http://127.0.0.1:1/reward/api/users/u/coins",
      "/reward/api/users/u/coins",
    ],
  ])("leads to the counterpart of %s", async (_, url, path) => {
    const { profile } = await sandboxFor();
    const { origin } = new URL(profile.profile.webhook?.url ?? "");
    expect(routeToSandbox(OWN, profile)(url)).toBe(origin + path);
  });

  it.each([
    ["a stranger", "https://elsewhere.example/game/webhooks/playcamp"],
    ["another path of a known host", "https://game.example/hooks/playcamper"],
    ["something else on this machine", "http://127.0.0.1:1/other"],
  ])("knows no counterpart of %s", async (_, url) => {
    const { profile } = await sandboxFor();
    expect(() => routeToSandbox(OWN, profile)(url)).toThrow(
      expect.objectContaining({ code: "replay_no_counterpart" }),
    );
  });
});
