/** `launch-game`: the query it sends, the URL it prints, the token it keeps to itself. */
import { describe, expect, it } from "vitest";
import { failed, replied } from "../fake-http.js";
import { intercepted, withWalletProfile } from "./intercepted-world.js";
import { runRecorded } from "./recording-world.js";

const PROVIDER = {
  provider: {
    url: "https://provider.example.com/base/",
    publicKey: "acme-key",
  },
};
const REPLY = JSON.stringify({
  launch_url: "https://play.example.com/?s=tok-0123456789",
  session_token: "tok-0123456789",
});

function launch(words: readonly string[], reply = replied(200, REPLY)) {
  const world = intercepted(() => reply);
  const run = runRecorded(["launch-game", ...words], {
    ...world,
    ...withWalletProfile({}, PROVIDER),
  });
  return { run, seen: world.seen };
}

describe("launch-game", () => {
  it("prints the launch_url alone on stdout", async () => {
    const run = await runRecorded(["launch-game", "aviadrone", "--sandbox"]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/provider\/play\/aviadrone\?session=\w+\n$/,
    );
  });

  it("sends every parameter, and the public key", async () => {
    const { run, seen } = launch([
      ...["chicken-race", "--currency", "EUR", "--platform", "mobile"],
      ...["--portal-mode", "demo", "--language", "ko"],
      ...["--return-url", "https://acme.example/back?a=1&b=2"],
      ...["--skin-id", "7", "--general-code", "g c"],
      ...["--reality-check-interval", "60"],
      ...["--elapsed-reality-check-time", "5"],
    ]);
    await run;
    const [request] = seen;
    const url = new URL(request?.url ?? "");
    expect(url.pathname).toBe("/base/api/v1/launch/chicken-race");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      userToken: "the-user-token",
      currency: "EUR",
      platform: "mobile",
      portalMode: "demo",
      returnUrl: "https://acme.example/back?a=1&b=2",
      language: "ko",
      skinId: "7",
      generalCode: "g c",
      realityCheckInterval: "60",
      elapsedRealityCheckTime: "5",
    });
    expect(request).toMatchObject({ method: "GET", body: null });
    expect(request?.headers).toContainEqual(["X-Public-Key", "acme-key"]);
  });

  it("takes the rest from the player, and leaves the optional out", async () => {
    const { run, seen } = launch(["aviadrone"]);
    await run;
    const url = new URL(seen[0]?.url ?? "");
    expect([...url.searchParams.keys()]).toEqual([
      ...["userToken", "currency", "platform", "portalMode"],
      ...["returnUrl", "language"],
    ]);
    expect(url.searchParams.get("currency")).toBe("USD");
  });

  it("hides the tokens on stderr, --verbose or not", async () => {
    const run = await launch(["aviadrone", "--verbose"]).run;
    expect(run.out).toBe("https://play.example.com/?s=tok-0123456789\n");
    expect(run.err).toContain("[secret:launch.sessionToken]");
    expect(run.err).not.toContain("tok-0123456789");
    expect(run.err).not.toContain("the-user-token");
    const shown = await launch(["aviadrone", "--show-token"]).run;
    expect(shown.err).toBe("session token: tok-0123456789\n");
  });

  it("with --json, hides the token everywhere but in the URL", async () => {
    const hidden = await launch(["aviadrone", "--json"]).run;
    const { launchUrl, ...rest } = JSON.parse(hidden.out) as {
      launchUrl: string;
      sessionToken: string;
    };
    expect(launchUrl).toBe("https://play.example.com/?s=tok-0123456789");
    expect(rest.sessionToken).toBe("[secret:launch.sessionToken]");
    expect(JSON.stringify(rest)).not.toContain("tok-0123456789");
    const shown = await launch(["aviadrone", "--json", "--show-token"]).run;
    expect(JSON.parse(shown.out)).toMatchObject({
      sessionToken: "tok-0123456789",
    });
  });

  it.for([
    ["refused", replied(401, '{"code":401,"message":"no"}'), 1, "401"],
    ["no URL", replied(200, '{"session_token":"t"}'), 1, "launch_url must be"],
    [
      "a script",
      replied(200, '{"launch_url":"javascript:1","session_token":"t"}'),
      1,
      "an absolute http(s) URL",
    ],
    ["unreachable", failed("dns"), 3, "dns"],
  ] as const)("%s", async ([, reply, code, says]) => {
    const run = await launch(["aviadrone"], reply).run;
    expect(run).toMatchObject({ code, out: "" });
    expect(run.err).toContain(says);
  });

  it("needs the provider section", async () => {
    const run = await runRecorded(["launch-game", "aviadrone"], {
      ...intercepted(),
      ...withWalletProfile(),
    });
    expect(run.code).toBe(2);
    expect(run.err).toContain('"provider"');
  });
});
