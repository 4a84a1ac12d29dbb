/** `fire-webhook`: what leaves, what is said, and how it ends. */
import { describe, expect, it } from "vitest";
import { createHttpClient } from "../../src/adapters/http/http-client.js";
import { systemClock } from "../../src/adapters/process/system.js";
import { verifyWebhook } from "../../src/protocols/webhook/signature.js";
import { createFakeHttp, replied } from "../fake-http.js";
import { closedPort, hostile } from "../hostile-server.js";
import { createWorld } from "./world.js";

const SECRET = "hook-secret-4711";
const profileAt = (url: string, webhook: object = {}) => ({
  partner: "acme",
  webhook: {
    url: `${url}/hooks`,
    secret: { env: "ACME_SECRET" },
    timeout: "2s",
    ...webhook,
  },
});
const worldAt = (url: string, webhook: object = {}) =>
  createWorld({
    profile: profileAt(url, webhook),
    env: { ACME_SECRET: SECRET },
  });
const answering = (...statuses: readonly number[]) => {
  let nth = 0;
  return hostile((socket) => {
    const status = statuses[Math.min(nth, statuses.length - 1)] ?? 200;
    nth += 1;
    socket.end(`HTTP/1.1 ${status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  });
};

function parse(request = "") {
  const [head = "", body = ""] = request.split("\r\n\r\n");
  const signature = /^X-Webhook-Signature: (.*)$/im.exec(head)?.[1] ?? "";
  return {
    head,
    body: Buffer.from(body, "latin1").toString("utf8"),
    signature,
  };
}

describe("fire-webhook", () => {
  it("sends one correctly signed delivery of the events, in order", async () => {
    const { url, received } = await answering(200);
    const world = await worldAt(url);
    const run = await world.run(["fire-webhook", "sponsor.created", "payment.created"]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/^accepted: 200/);
    const { body, signature } = parse(received[0]);
    expect(
      verifyWebhook({
        payload: Buffer.from(body),
        signature,
        secret: SECRET,
        nowMs: Date.now(),
      }).valid,
    ).toBe(true);
    expect(
      (JSON.parse(body) as { events: { event: string }[] }).events.map(({ event }) => event),
    ).toEqual(["sponsor.created", "payment.created"]);
  });

  it("changes the body before it signs, and headers afterwards", async () => {
    const { url, received } = await answering(200);
    const world = await worldAt(url);
    await world.run([
      ...[
        "fire-webhook",
        "payment.created",
        "--set",
        "body.events[0].data.amount=5500",
        "--set",
        'body.extra:={"a":[1]}',
      ],
      ...[
        "--set",
        "body.events[0].isTest=true",
        "--set",
        "header.X-Trace=7",
        "--set",
        "partner=other",
      ],
    ]);
    const { head, body, signature } = parse(received[0]);
    const json = JSON.parse(body) as {
      events: [{ isTest: unknown; data: { amount: unknown } }];
      extra: unknown;
    };
    expect([json.events[0].data.amount, json.events[0].isTest, json.extra]).toEqual([
      5500,
      true,
      { a: [1] },
    ]);
    expect(head).toContain("\r\nX-Trace: 7");
    expect(
      verifyWebhook({
        payload: Buffer.from(body),
        signature,
        secret: SECRET,
        nowMs: Date.now(),
      }).valid,
    ).toBe(true);
  });

  it("converts a change as the profile says, a creator named for each part", async () => {
    const { url, received } = await answering(200);
    const creators = ["new", "old", "new"];
    const parts = creators.map((creator) => ({ event: "moved", creator }));
    const gateway = { events: { "sponsor.changed": parts } };
    const world = await worldAt(url, { gateway });
    const words = "fire-webhook sponsor.changed --format gateway".split(" ");
    expect((await world.run(words)).code).toBe(0);
    const { events } = JSON.parse(parse(received[0]).body) as {
      events: { event: string; creator_usn: string }[];
    };
    expect(events.map(({ event }) => event)).toEqual(creators.fill("moved"));
    const [chosen, left, again] = events.map((each) => each.creator_usn);
    expect(again).toBe(chosen);
    expect(left).not.toBe(chosen);
  });

  it("sends exact bytes with --data, from a file and from stdin", async () => {
    const { url, received } = await answering(200);
    const world = await createWorld({
      profile: profileAt(url),
      env: { ACME_SECRET: SECRET },
      files: { "body.txt": ' {"a" : 1}\n' },
    });
    await world.run(["fire-webhook", "--data", "@body.txt"]);
    await world.run(["fire-webhook", "--data", "-"], { input: "not json" });
    expect(received.map((each) => parse(each).body)).toEqual([' {"a" : 1}\n', "not json"]);
  });

  it.each([
    [200, 0],
    [204, 0],
    [302, 1],
    [401, 1],
    [500, 1],
  ])("on %d exits %d", async (status, code) => {
    const { url } = await answering(status);
    const run = await (await worldAt(url)).run(["fire-webhook", "sponsor.created"]);
    expect(run.code).toBe(code);
    expect(run.out).toContain(String(status));
  });

  it("on nobody exits 3, on silence 1", async () => {
    const nobody = await worldAt(`http://127.0.0.1:${await closedPort()}`);
    expect((await nobody.run(["fire-webhook", "sponsor.created"])).code).toBe(3);
    const { url } = await hostile(() => undefined);
    const run = await (
      await worldAt(url)
    ).run(["fire-webhook", "sponsor.created", "--timeout", "100ms"]);
    expect(run.code).toBe(1);
    expect(run.out).toContain("no reply within 100 ms");
  });

  it("retries on the profile's schedule only when asked, and shows each attempt", async () => {
    const { url, received } = await answering(500, 503, 200);
    const world = await worldAt(url, { retry: { delays: ["1ms", "1ms"] } });
    const run = await world.run(["fire-webhook", "sponsor.created", "--retry"]);
    expect([run.code, received.length]).toEqual([0, 3]);
    expect(run.err).toMatch(/attempt 1: 500[\s\S]*attempt 2: 503[\s\S]*attempt 3: 200/);
    expect(new Set(received.map((each) => parse(each).signature)).size).toBe(1);
    expect((await world.run(["fire-webhook", "sponsor.created"])).code).toBe(0);
    expect(received).toHaveLength(4);
  });

  it("signs every attempt anew, for the time at which it is sent", async () => {
    const { url, received } = await answering(500, 503, 200);
    const retry = { delays: ["30s", "2m"] };
    const world = await worldAt(url, { signature: "timestamped", retry });
    let laterMs = 0;
    const clock = {
      ...systemClock,
      nowMs: () => Date.UTC(2026, 0, 5) + laterMs,
      sleep: async (ms: number) => {
        laterMs += ms;
      },
    };
    await world.run(["fire-webhook", "sponsor.created", "--retry"], { clock });
    const sent = received.map(parse);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    const atSec = Date.UTC(2026, 0, 5) / 1000;
    expect(sent.map(({ signature }) => /^t=(\d+),v1=/.exec(signature)?.[1])).toEqual([
      String(atSec),
      String(atSec + 30),
      String(atSec + 150),
    ]);
  });

  it("divides the waits of its retries by --speed, those of Retry-After too", async () => {
    const world = await createWorld({
      profile: profileAt("http://127.0.0.1:1"),
      env: { ACME_SECRET: SECRET },
    });
    const replies = [
      replied(500),
      replied(503, "", [["Retry-After", "20"]]),
      replied(503, "", [["Retry-After", "Mon, 05 Jan 2026 00:01:00 GMT"]]),
      replied(503, "", [["Retry-After", "999999999"]]),
      replied(200),
    ];
    const { http, requests } = createFakeHttp((_, nth) => replies[nth - 1] ?? replied(200));
    const sleeps: number[] = [];
    const clock = {
      ...systemClock,
      nowMs: () => Date.UTC(2026, 0, 5),
      sleep: async (ms: number) => void sleeps.push(ms),
    };
    const openHttp = async (options: { extraCa: readonly string[] }) => ({
      ...createHttpClient({ ...options, proxy: {} }),
      http,
    });
    const run = await world.run(["fire-webhook", "sponsor.created", "--retry", "--speed", "100x"], {
      clock,
      openHttp,
    });
    expect([run.code, requests.length]).toEqual([0, 5]);
    expect(sleeps).toEqual([10, 200, 600, 36_000]);
  });

  it("does not send again what is gone for good", async () => {
    const { url, received } = await answering(410, 200);
    const run = await (await worldAt(url)).run(["fire-webhook", "sponsor.created", "--retry"]);
    expect([run.code, received.length]).toEqual([1, 1]);
  });

  it("repeats the very same delivery", async () => {
    const { url, received } = await answering(200, 500);
    const run = await (
      await worldAt(url)
    ).run(["fire-webhook", "sponsor.created", "--repeat", "3", "--json"]);
    expect(new Set(received.map((each) => parse(each).body)).size).toBe(1);
    expect(run.code).toBe(1);
    expect(JSON.parse(run.out)).toMatchObject({
      total: 3,
      accepted: 1,
      statuses: [200, 500, 500],
    });
  });

  it.each([
    [[401, 200], 0, "this one did, and accepts the same delivery unbroken: 200"],
    [[401, 401], 1, "NOTHING IS SHOWN BY THAT: the same delivery unbroken is not accepted either"],
    [[401, 404], 1, "Nothing is served at this path"],
    [[200], 1, "THIS ONE DID NOT"],
    [[500], 1, "THIS ONE DID NOT"],
  ])("--tamper on %j exits %d", async (statuses, code, said) => {
    const { url, received } = await answering(...statuses);
    const run = await (
      await worldAt(url)
    ).run(["fire-webhook", "sponsor.created", "--tamper", "wrong-secret"]);
    expect(run.code).toBe(code);
    expect(run.out).toContain(said);
    expect(received).toHaveLength(statuses.length);
    const { body, signature } = parse(received[0]);
    expect(
      verifyWebhook({
        payload: Buffer.from(body),
        signature,
        secret: SECRET,
        nowMs: Date.now(),
      }).valid,
    ).toBe(false);
  });

  it("shows the payload as sent with --verbose, and the result alone on stdout", async () => {
    const { url } = await answering(200);
    const run = await (await worldAt(url)).run(["fire-webhook", "sponsor.created", "--verbose"]);
    expect(run.err).toMatch(/--> POST /);
    expect(run.err).toContain('"event":"sponsor.created"');
    expect(run.out.trim().split("\n")).toHaveLength(1);
  });
});

describe("the live guard", () => {
  const live = async () => {
    const { url, received } = await answering(200);
    const world = await createWorld({
      profile: {
        ...profileAt(url),
        environments: {
          live: { live: true, webhook: { url: "http://live.invalid/hooks" } },
        },
      },
      env: { ACME_SECRET: SECRET },
    });
    return { world, received, url };
  };
  const FIRE = ["fire-webhook", "sponsor.created", "--json"];

  it.each([
    [["--to", "http://live.invalid/other"]],
    [["--to", "http://LIVE.invalid.:8080/other"]],
    [["--env", "live"]],
    [["--set", "webhook.url=http://live.invalid/x"]],
  ])("stops %j before anything is sent", async (argv) => {
    const { world, received } = await live();
    const run = await world.run([...FIRE, ...argv]);
    expect([run.code, run.out]).toEqual([2, ""]);
    expect(JSON.parse(run.err)).toMatchObject({
      error: { code: "live_target" },
    });
    expect(received).toEqual([]);
  });

  it("lets pass with --allow-live, given before or after the command, and only there", async () => {
    const { world } = await live();
    // The name does not resolve: unreachable, so it was let pass.
    expect((await world.run([...FIRE, "--env", "live", "--allow-live"])).code).toBe(3);
    expect((await world.run(["--allow-live", ...FIRE, "--env", "live"])).code).toBe(3);
    expect(
      (
        await world.run([...FIRE, "--env", "live"], {
          env: { PLAYCAMP_GW_ALLOW_LIVE: "1" },
        })
      ).code,
    ).toBe(2);
  });

  it.each([["sign-entry"], ["conformance"]])("stands in front of %s too", async (command) => {
    const world = await createWorld({
      profile: {
        partner: "acme",
        entry: {
          url: "http://live.invalid/{partner}",
          key: { env: "ACME_SECRET" },
        },
        environments: {
          live: {
            live: true,
            entry: { url: "http://live.invalid/{partner}" },
          },
        },
      },
      env: { ACME_SECRET: SECRET },
    });
    const argv =
      command === "conformance"
        ? ["conformance", "entry"]
        : ["sign-entry", "--usn", "1", "--check"];
    const run = await world.run([...argv, "--json"]);
    expect([run.code, run.out]).toEqual([2, ""]);
    expect(JSON.parse(run.err)).toMatchObject({
      error: { code: "live_target" },
    });
  });
});
