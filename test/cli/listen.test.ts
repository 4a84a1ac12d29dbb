/** `listen`: what it answers, passes on, shows and keeps. */
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/adapters/process/system.js";
import type { Clock } from "../../src/core/ports.js";
import { listenOnNode } from "../../src/adapters/http/node-server.js";
import { signTimestampedWebhook, signWebhook } from "../../src/protocols/webhook/signature.js";
import { closedPort, hostile, OK } from "../hostile-server.js";
import { freePort } from "../free-port.js";
import { createWorld, errorOf, type WorldOptions } from "./world.js";

const SECRET = "correct horse battery staple";
const WEBHOOK = { url: "http://127.0.0.1:1/", secret: { env: "SECRET" } };
const PROFILE = { partner: "acme", webhook: WEBHOOK };

interface Line {
  readonly event: "ready" | "delivery";
  readonly id: number;
  readonly valid: boolean | null;
  readonly cause: { readonly id: string } | null;
  readonly status: number;
  readonly bytes: number | null;
  readonly events: readonly string[];
  readonly callbackIds: readonly string[];
  readonly journalId: string;
}

async function listening(line: string, options: WorldOptions = {}) {
  const world = await createWorld({
    profile: PROFILE,
    ...options,
    env: { SECRET, ...options.env },
  });
  const stop = new AbortController();
  const arrived = new AbortController();
  let running: ReturnType<typeof world.run> | null = null;
  const url = await new Promise<string>((resolve, reject) => {
    running = world.run(["listen", ...line.split(" ").filter(Boolean)], {
      signal: stop.signal,
      listen: async (given, handler) => {
        const server = await listenOnNode(given, (request) => {
          arrived.abort();
          return handler(request);
        });
        resolve(server.url);
        return server;
      },
    });
    running.then(({ err }) => {
      reject(new Error(err));
    }, reject);
  });
  const ended = async () => {
    const run = await running!;
    expect(run.err).not.toContain("error:");
    return run;
  };
  return {
    world,
    url,
    /** Aborts when the first delivery is under way. */
    arrived: arrived.signal,
    ended,
    stop: () => {
      stop.abort();
      return ended();
    },
  };
}

const linesOf = (out: string) =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

const eventOf = (callbackId: string) =>
  `{"events":[{"event":"sponsor.created","timestamp":"2026-01-05T10:00:00Z","callbackId":"${callbackId}","data":{}}]}`;

async function deliver(
  url: string,
  body: string,
  signature: string | null = signWebhook(Buffer.from(body), SECRET),
) {
  const reply = await fetch(`${url}/hook?a=1`, {
    method: "POST",
    headers: signature === null ? {} : { "X-Webhook-Signature": signature },
    body,
  });
  return { status: reply.status, body: await reply.text() };
}

describe("a delivery", () => {
  it("is verified, answered, shown and kept, in either format and form", async () => {
    const { world, url, stop } = await listening("--json", {
      profile: { partner: "acme", webhook: { ...WEBHOOK, signature: "both" } },
    });
    const gateway =
      '{"events":[{"custom_data":"u|1|x","usn":1,"event":"sponsor.ended","timestamp":1}]}';
    const nowSec = Math.floor(Date.now() / 1000);
    const timestamped = signTimestampedWebhook(Buffer.from(gateway), SECRET, nowSec);
    expect((await deliver(url, eventOf("cb"))).status).toBe(200);
    expect((await deliver(url, gateway, timestamped)).status).toBe(200);
    const { code, out } = await stop();
    expect(code).toBe(0);
    const [ready, first, second] = linesOf(out);
    expect(ready).toEqual({ event: "ready", url });
    expect(first).toMatchObject({
      event: "delivery",
      id: 1,
      path: "/hook?a=1",
      events: ["sponsor.created"],
      callbackIds: ["cb"],
      valid: true,
      cause: null,
      status: 200,
      forwarded: false,
    });
    expect(second).toMatchObject({
      id: 2,
      events: ["sponsor.ended"],
      callbackIds: ["u|1|x"],
      valid: true,
    });
    const again = await world.run(["verify-webhook", first?.journalId ?? ""]);
    expect([again.code, again.out]).toEqual([0, "valid\n"]);
  });

  it.each<[string, string | null, string | RegExp]>([
    ["no signature", null, "signature-missing"],
    [
      "another environment's",
      signWebhook(Buffer.from("{}"), "of staging"),
      "secret-of-other-environment",
    ],
    // Whether the search came to its end is the machine's matter.
    ["nobody's", "0".repeat(64), /^(?:unknown|not-searched)$/],
  ])("with %s signature is answered 401, and the cause named", async (_, signature, cause) => {
    const { url, stop } = await listening("--json", {
      profile: {
        ...PROFILE,
        environments: {
          staging: { webhook: { secret: { env: "STAGING" } } },
        },
      },
      env: { STAGING: "of staging" },
    });
    expect(await deliver(url, "{}", signature)).toMatchObject({
      status: 401,
    });
    const [, line] = linesOf((await stop()).out);
    expect(line).toMatchObject({
      valid: false,
      status: 401,
      cause: { id: expect.stringMatching(cause) },
    });
  });

  it.each(["--json", "", "--verbose"])(
    "with credentials that no profile knows shows and keeps none of them (%s)",
    async (flags) => {
      const { world, url, stop } = await listening(flags);
      await fetch(`${url}/hook?token=MARKER-4711a&api_key=MARKER-4712a&a=1`, {
        method: "POST",
        headers: {
          "X-Api-Key": "MARKER-4713a",
          Authorization: "Bearer MARKER-4714a",
          Cookie: "sid=MARKER-4715a",
        },
        body: '{"events":[{"event":"x","data":{"password":"MARKER-4716a"}}],"client_secret":"MARKER-4717a"}',
      });
      const run = await stop();
      expect(run.out + run.err).toContain("a=1");
      expect(run.out + run.err).not.toContain("MARKER");
      for (const line of ["deliveries list", "deliveries show last", "deliveries show last --raw"])
        expect((await world.run(line.split(" "))).out, line).not.toContain("MARKER");
    },
  );

  it("with a bad signature leads to the command that explains it", async () => {
    const { world, url, stop } = await listening("");
    await deliver(url, "{ }", signWebhook(Buffer.from("{}"), SECRET));
    const { out } = await stop();
    const [, id] = /playcamp-gw verify-webhook (\w{12}) shows/.exec(out) ?? [];
    const run = await world.run(["verify-webhook", id ?? ""]);
    expect(run.out).toContain("body-reserialised");
  });

  it("is no delivery when it is not posted", async () => {
    const { url, stop } = await listening("--json");
    expect((await fetch(url)).status).toBe(405);
    expect(linesOf((await stop()).out)[1]).toMatchObject({ status: 405 });
  });

  it("that is too long is answered 413, shown and kept without its body", async () => {
    const { world, url, stop } = await listening("--json --max-body 10");
    expect((await deliver(url, eventOf("cb"))).status).toBe(413);
    const [, line] = linesOf((await stop()).out);
    expect(line).toMatchObject({ status: 413, bytes: null, valid: null });
    const { out } = await world.run(["deliveries", "show", "last"]);
    expect(out).toContain("413");
    expect(out).toContain("too long");
    expect(out).not.toContain("sponsor.created");
  });

  it("is taken unverified with --no-verify, even without a profile", async () => {
    const { url, stop } = await listening("--json --no-verify", {
      profile: undefined,
    });
    expect((await deliver(url, "no JSON", null)).status).toBe(200);
    expect(linesOf((await stop()).out)[1]).toMatchObject({ valid: null });
  });
});

describe("none is lost", () => {
  it("of many at once: each is shown once and kept once", async () => {
    const { world, url, stop } = await listening("--json");
    const sent = Array.from({ length: 400 }, (_, nth) => `entry-${nth}`);
    const statuses = await Promise.all(
      sent.map(async (id) => (await deliver(url, eventOf(id))).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    const [, ...lines] = linesOf((await stop()).out);
    const shown = lines.flatMap(({ callbackIds }) => callbackIds);
    expect(shown.toSorted()).toEqual(sent.toSorted());
    const { out } = await world.run("deliveries list --json --limit 1000".split(" "));
    const kept = [...out.matchAll(/"id": ?"(\w{12})"/g)].map(([, id]) => id);
    expect(kept.toSorted()).toEqual(lines.map(({ journalId }) => journalId).toSorted());
  });

  it("of those under way when it is stopped: they are answered at once", async () => {
    const { url, arrived, stop } = await listening("--json --delay 10m");
    const sent = httpRequest(url, {
      method: "POST",
      headers: {
        "X-Webhook-Signature": signWebhook(Buffer.from("{}"), SECRET),
      },
    });
    sent.end("{}");
    await once(arrived, "abort");
    const answered = once(sent, "response");
    const { code, out } = await stop();
    const [response] = (await answered) as [{ statusCode: number }];
    expect(response.statusCode).toBe(200);
    expect(code).toBe(0);
    expect(linesOf(out).some(({ status }) => status === 200)).toBe(true);
  });

  it("and it stops by itself after --count", async () => {
    const { url, ended } = await listening("--json --count 2");
    await deliver(url, eventOf("a"));
    await deliver(url, eventOf("b"));
    const { code, out } = await ended();
    expect([code, linesOf(out).length]).toEqual([0, 3]);
  });
});

describe("failing on purpose", () => {
  it.each([
    ["--fail 2", [500, 500, 200]],
    ["--fail 1 --status 503", [503, 200, 200]],
    ["--status 202", [202, 202, 202]],
    ["--delay 1ms", [200, 200, 200]],
  ])("%s", async (flags, expected) => {
    const { url, stop } = await listening(flags);
    const statuses: number[] = [];
    for (const _ of expected) statuses.push((await deliver(url, eventOf("cb"))).status);
    expect(statuses).toEqual(expected);
    expect((await stop()).code).toBe(0);
  });

  it("with a status that nothing would get is refused", async () => {
    const world = await createWorld({ profile: PROFILE, env: { SECRET } });
    const line = "listen --json --status 202 --forward http://127.0.0.1:1/";
    const run = await world.run(line.split(" "));
    expect([run.code, errorOf(run).code]).toEqual([2, "usage"]);
  });
});

describe("passing on", () => {
  it("keeps every byte and header, and brings the reply back", async () => {
    const target = await hostile((socket) => {
      const body = "x".repeat(1_500_000);
      socket.end(
        `HTTP/1.1 418 Teapot\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
      );
    });
    const { url, stop } = await listening(`--json --forward ${target.url}/in?b=2`);
    const body = Buffer.from([0x7b, 0xff, 0x00, 0x0d, 0x0a, 0x7d]);
    const sent = httpRequest(`${url}/hook`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json; charset=EUC-KR",
        "x-WEBHOOK-signature": "zz",
        "X-Twice": ["1", "2"],
        Expect: "100-continue",
        Connection: "X-Hop",
        "X-Hop": "this one only",
      },
    });
    sent.end(body);
    const [response] = (await once(sent, "response")) as [
      AsyncIterable<Buffer> & { statusCode: number; rawHeaders: string[] },
    ];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    expect([response.statusCode, Buffer.concat(chunks).length]).toEqual([418, 1_500_000]);
    expect(response.rawHeaders.join("\n")).toMatch(/X-One\n1\nx-one\n2/);
    const [head = "", arrived] = (target.received[0] ?? "").split("\r\n\r\n");
    expect(arrived).toBe(body.toString("latin1"));
    expect(head).toMatch(/^POST \/in\?b=2 HTTP\/1\.1\r\n/);
    expect(head).toContain("Content-Type: application/json; charset=EUC-KR");
    expect(head).toContain("x-WEBHOOK-signature: zz");
    expect(head).toMatch(/X-Twice: 1\r\nX-Twice: 2/);
    expect(head).not.toMatch(/X-Hop|this one only|expect/i);
    const [, line] = linesOf((await stop()).out);
    expect(line).toMatchObject({ forwarded: true, status: 418, valid: false });
  });

  it("answers 502 where nobody is there, and follows no redirect", async () => {
    const down = await listening(`--forward http://127.0.0.1:${await closedPort()}/`);
    const refused = await deliver(down.url, eventOf("cb"));
    expect(refused.status).toBe(502);
    expect(refused.body).toContain("gave no answer");
    const { out } = await down.stop();
    expect(out).toMatch(/502 .*NOT PASSED ON/);
    expect(out).toMatch(/gave no answer: connection refused \(ECONNREFUSED\)\. Start the server/);
    const moved = await hostile((socket) =>
      socket.end(OK.replace("200 OK", "302 Found\r\nLocation: /elsewhere")),
    );
    const there = await listening(`--forward ${moved.url}`);
    const reply = await fetch(there.url, {
      method: "POST",
      body: "{}",
      redirect: "manual",
    });
    expect(reply.status).toBe(302);
    expect((await there.stop()).out).toMatch(/passed on.*\n {4}302 leads to .*\/elsewhere/);
  });

  it("fails the first ones itself", async () => {
    const target = await hostile((socket) => socket.end(OK));
    const { url, stop } = await listening(`--fail 1 --forward ${target.url}`);
    expect((await deliver(url, eventOf("cb"))).status).toBe(500);
    expect((await deliver(url, eventOf("cb"))).status).toBe(200);
    expect(target.received).toHaveLength(1);
    await stop();
  });
});

describe("the view on a terminal", () => {
  it("shows what never became a delivery, and why", async () => {
    const { url, stop } = await listening("");
    await expect(fetch(url.replace("http:", "https:"))).rejects.toThrow();
    const { out } = await stop();
    expect(out).toMatch(/^--> NOT READ, answered 400: the sender speaks TLS/m);
  });

  it("names a GET that came in place of a POST, and a signature that came twice", async () => {
    const { url, stop } = await listening("");
    const signature = signWebhook(Buffer.from("{}"), SECRET);
    await fetch(url, { headers: { "X-Webhook-Signature": signature } });
    const twice = httpRequest(url, {
      method: "POST",
      headers: { "X-Webhook-Signature": [signature, signature] },
    });
    twice.end("{}");
    await once(twice, "response");
    const { out } = await stop();
    expect(out).toContain("A GET came in place of a POST: a redirect");
    expect(out).toContain("The header holds several signatures: it came twice");
  });

  it("has an arrow each way, with event, status and time", async () => {
    const { url, stop } = await listening("");
    await deliver(url, eventOf("cb-1"));
    const body = JSON.stringify({
      events: [
        { event: "a\u001b[31m\u202e" },
        ...["b", "b", "c", "d", "e", "f", "g"].map((event) => ({ event })),
      ],
    });
    await deliver(url, body);
    const { out, err } = await stop();
    expect(err).toContain(`listening on ${url}; Ctrl-C stops it`);
    expect(out).toMatch(
      /^--> 1 POST \/hook\?a=1 sponsor\.created cb-1 \(\d+ bytes\)\n<-- 1 200 [\d.]+ ms, signature valid, kept as \w{12}\n/,
    );
    expect(out).toContain("\\u001b[31m\\u202e, b x2, c, d, e, f, … (");
    expect(out).not.toMatch(/[\u001b\u202e]/);
  });

  it("is coloured where colour is wanted", async () => {
    const { url, stop } = await listening("", { env: { FORCE_COLOR: "1" } });
    await deliver(url, eventOf("cb"));
    await deliver(url, "{}", null);
    const { out } = await stop();
    expect(out).toContain("\u001b[32m200\u001b");
    expect(out).toMatch(/\u001b\[31m.*401/);
  });
});

it("passes nothing on to itself, however that is written", async () => {
  const port = await freePort();
  const world = await createWorld({ profile: PROFILE, env: { SECRET } });
  const argv = [
    "listen",
    "--port",
    String(port),
    "--forward",
    `http://u:hunter22@localhost:${port}/hook`,
  ];
  const { code, out, err } = await world.run([...argv, "--count", "1"]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("leads back to this receiver");
  expect(err).not.toContain("hunter22");
});

it("shows what arrived also where the keyboard fails", async () => {
  const world = await createWorld({ profile: PROFILE, env: { SECRET } });
  let fail: (error: Error) => void = () => undefined;
  let isFailing = false;
  // Lines wait for their millisecond until the keyboard fails.
  const sleep: Clock["sleep"] = (ms, signal) =>
    isFailing ? systemClock.sleep(ms, signal) : new Promise(() => undefined);
  const run = await world.run(["listen"], {
    seen: { inIsTerminal: true, outIsTerminal: true, errIsTerminal: true },
    clock: { ...systemClock, sleep },
    openKeyboard: () =>
      Promise.resolve({
        next: () => new Promise<never>((_, reject) => (fail = reject)),
        lend: (use) => use(),
        copy: () => undefined,
        close: () => undefined,
      }),
    listen: async (given, handler) => {
      const server = await listenOnNode(given, handler);
      void deliver(server.url, eventOf("cb")).then(() => {
        isFailing = true;
        fail(new Error("the keyboard is gone"));
      });
      return server;
    },
  });
  expect(run.out).toContain("sponsor.created");
  expect(run.code).not.toBe(0);
});
