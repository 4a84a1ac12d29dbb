/** The live guard and the rate: what stands between a request and the wire. */
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.js";
import type { HttpRequest } from "../../src/core/http.js";
import { assertNotLive, guardLiveHosts, guardLiveRaces } from "../../src/transport/live-guard.js";
import { limitRate } from "../../src/transport/rate.js";
import { createFakeClock } from "../fake-clock.js";
import { createFakeHttp, replied } from "../fake-http.js";

const LIVE = new Set([
  "live.example",
  "xn--bcher-kva.example",
  "[2001:db8::1]",
  "203.0.113.7",
  "*.games.live.test",
  "api-*.live.test",
]);
const to = (url: string): HttpRequest => ({
  method: "GET",
  url,
  headers: [],
  body: Buffer.from("x"),
  timeouts: { connectMs: 1, responseMs: 1, totalMs: 1 },
});

describe("assertNotLive", () => {
  it.each([
    "https://live.example/",
    "https://LIVE.example:8443/x",
    "http://user:pw@live.example/",
    "https://bücher.example/",
    "http://[2001:db8::1]:80/",
    "https://live.example./",
    "https://live.example../",
    "https://live..example/",
    "http://203.0.113.7/",
    "http://0xcb.0.0x7107/",
    "http://[::ffff:203.0.113.7]/",
    "http://[::ffff:cb00:7107]:8080/",
    "http://[64:ff9b::203.0.113.7]/",
    "http://[64:ff9b:1::203.0.113.7]/",
    "http://[::203.0.113.7]/",
    "https://acme.games.live.test/",
    "https://api-eu.live.test/",
  ])("refuses %s", (url) => {
    expect(() => assertNotLive(url, LIVE)).toThrow(UserError);
  });

  it.each([
    "https://live.example.org/",
    "https://not-live.example/",
    "https://x.example/?u=live.example",
    "http://203.0.113.8/",
    "http://[::ffff:203.0.113.8]/",
    "https://games.live.test/",
    "https://a.b.games.live.test/",
    "https://api.live.test/",
  ])("lets %s pass", (url) => {
    expect(() => assertNotLive(url, LIVE)).not.toThrow();
  });

  it("says how to go on", () => {
    try {
      assertNotLive("https://live.example/", LIVE);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "live_target" });
      expect((error as UserError).hint).toContain("--allow-live");
    }
  });
});

describe("guards", () => {
  it("send nothing at all to a live host", async () => {
    const { http, requests } = createFakeHttp(() => replied(200));
    const guarded = guardLiveHosts(http, LIVE);
    await expect(async () => guarded(to("https://live.example/"))).rejects.toThrow(UserError);
    expect(requests).toEqual([]);
    await guarded(to("https://x.example/"));
    expect(requests).toHaveLength(1);
  });

  it("mind the host that a proxy would go by", async () => {
    const { http, requests } = createFakeHttp(() => replied(200));
    const guarded = guardLiveHosts(http, LIVE);
    const request = {
      ...to("https://x.example/"),
      headers: [["host", "LIVE.example.:443"]] as const,
    };
    await expect(async () => guarded(request)).rejects.toThrow(UserError);
    expect(requests).toEqual([]);
  });

  it("stop a whole race for one live host in it", async () => {
    let raced = 0;
    const guarded = guardLiveRaces(async () => {
      raced += 1;
      return {
        outcomes: [],
        releaseSpreadMs: 0,
        firstReplyAfterMs: null,
        overlapped: false,
      };
    }, LIVE);
    await expect(async () =>
      guarded([to("https://x.example/"), to("https://live.example/")]),
    ).rejects.toThrow(UserError);
    expect(raced).toBe(0);
  });

  it("with nothing to guard are the port itself", () => {
    const { http } = createFakeHttp(() => replied(200));
    expect(guardLiveHosts(http, new Set())).toBe(http);
  });
});

describe("limitRate", () => {
  it("spaces requests out, and does not save up for later", async () => {
    const clock = createFakeClock();
    const starts: number[] = [];
    const limited = limitRate(
      async () => {
        starts.push(clock.monotonicMs());
        return replied(200);
      },
      4,
      clock,
    );
    for (let sent = 0; sent < 3; sent += 1) await limited(to("https://x.example/"));
    clock.advance(10_000);
    for (let sent = 0; sent < 2; sent += 1) await limited(to("https://x.example/"));
    expect(starts).toEqual([0, 250, 500, 10_500, 10_750]);
  });

  it("spaces out what is asked for at once", async () => {
    const clock = createFakeClock();
    const frozen = { ...clock, monotonicMs: () => 0 };
    const limited = limitRate(async () => replied(200), 10, frozen);
    await Promise.all([1, 2, 3].map(() => limited(to("https://x.example/"))));
    expect(clock.sleeps).toEqual([100, 200]);
  });
});
