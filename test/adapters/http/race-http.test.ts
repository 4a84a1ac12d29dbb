/** Races: every last byte leaves after every head, and a race that did not overlap says so. */
import type { Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { raceOnSockets } from "../../../src/adapters/http/race-http.js";
import type { HttpFailureKind, HttpRequest } from "../../../src/core/http.js";
import { closedPort, hostile, OK } from "../../hostile-server.js";

const race = raceOnSockets({ extraCa: [] });
const RUNNERS = 8;
const END = Buffer.from("!");

function requestsTo(url: string, over: Partial<HttpRequest> = {}): readonly HttpRequest[] {
  return Array.from({ length: RUNNERS }, (_, nth) => ({
    method: "POST",
    url: `${url}/a%2f?n=${nth}`,
    headers: [["X-Nth", String(nth)]],
    body: Buffer.from(`{"nth":${nth}}!`),
    timeouts: { connectMs: 300, responseMs: 300, totalMs: 600 },
    ...over,
  }));
}

/** Answers once the body's last byte, `!`, is there. */
function whenWhole(socket: Socket, head: string, then: () => void): void {
  if (head.endsWith("!")) then();
  else {
    socket.on("data", (chunk) => {
      if (chunk.toString("latin1").endsWith("!")) then();
    });
  }
}

describe("a race", () => {
  it("releases no last byte before the last beginning has left", async () => {
    let slowOne: Socket | undefined;
    const { url, received } = await hostile((socket, head) => {
      if (head.includes("X-Nth: 7")) slowOne = socket.pause();
      whenWhole(socket, head, () => socket.end(OK));
    });
    const large = Buffer.concat([Buffer.alloc(32_000_000, 0x20), END]);
    const requests = requestsTo(url);
    const timeouts = { connectMs: 5_000, responseMs: 5_000, totalMs: 5_000 };
    const outcome = race(
      requests.map((each, nth) => ({
        ...each,
        timeouts,
        body: nth === 7 ? large : each.body,
      })),
    );
    await vi.waitFor(() => {
      expect(slowOne).toBeDefined();
      expect(received.filter((text) => text.includes('"nth"'))).toHaveLength(7);
    });
    expect(received.filter((text) => text.endsWith("!"))).toEqual([]);
    slowOne?.resume();
    const { outcomes, overlapped, releaseSpreadMs } = await outcome;
    expect(outcomes.map(({ reply }) => reply?.status)).toEqual(
      Array.from({ length: RUNNERS }, () => 200),
    );
    expect(overlapped).toBe(true);
    expect(releaseSpreadMs).toBeLessThan(1_000);
  });

  it("that overlapped says when the first reply came", async () => {
    const { url } = await hostile((socket, head) => whenWhole(socket, head, () => socket.end(OK)));
    const { overlapped, firstReplyAfterMs } = await race(requestsTo(url));
    expect(overlapped).toBe(true);
    expect(firstReplyAfterMs).toBeGreaterThan(0);
  });

  it("keeps outcomes in the order of the requests, each with its head as sent", async () => {
    const { url, received } = await hostile((socket, head) => {
      whenWhole(socket, head, () => {
        const nth = Number(/X-Nth: (\d)/.exec(head)?.[1]);
        setTimeout(
          () => socket.end(`HTTP/1.1 ${200 + nth} OK\r\nContent-Length: 0\r\n\r\n`),
          5 * (RUNNERS - nth),
        );
      });
    });
    const { outcomes } = await race(requestsTo(url));
    expect(outcomes.map(({ reply }) => reply?.status)).toEqual(
      Array.from({ length: RUNNERS }, (_, nth) => 200 + nth),
    );
    outcomes.forEach(({ trace }, nth) => {
      expect(trace.sentHead).toMatch(new RegExp(`^POST /a%2f\\?n=${nth} HTTP/1\\.1\r\n`));
      const onTheWire = received.find((text) => text.includes(`X-Nth: ${nth}`)) ?? "";
      expect(onTheWire.split("\r\n\r\n")[0]).toBe(trace.sentHead?.trimEnd());
      expect(onTheWire.split("\r\n\r\n")[1]).toBe(`{"nth":${nth}}!`);
    });
  });

  it("in which one is answered early proves nothing", async () => {
    let slowOne: Socket | undefined;
    const { url } = await hostile((socket, head) => {
      if (head.includes("X-Nth: 7")) slowOne = socket.pause();
      if (head.includes("X-Nth: 0")) {
        socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", () =>
          slowOne?.resume(),
        );
      } else whenWhole(socket, head, () => socket.end(OK));
    });
    const large = Buffer.concat([Buffer.alloc(32_000_000, 0x20), END]);
    const timeouts = { connectMs: 5_000, responseMs: 5_000, totalMs: 5_000 };
    const { overlapped, outcomes } = await race(
      [...requestsTo(url)].reverse().map((each, nth) => ({
        ...each,
        timeouts,
        body: nth === 0 ? large : each.body,
      })),
    );
    expect(outcomes.at(-1)?.reply?.status).toBe(401);
    expect(overlapped).toBe(false);
  });

  it("works with bodies of one byte", async () => {
    const { url } = await hostile((socket, head) => whenWhole(socket, head, () => socket.end(OK)));
    const { outcomes, overlapped } = await race(requestsTo(url, { body: Buffer.from("!") }));
    expect(outcomes.map(({ reply }) => reply?.status)).toEqual(
      Array.from({ length: RUNNERS }, () => 200),
    );
    expect(overlapped).toBe(true);
  });

  it.each([
    ["another reply", `${OK}${OK}`],
    ["bytes that nobody asked for", `${OK}more`],
    ["early hints", `HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n${OK}`],
  ])("takes the reply that stands beside %s", async (_, bytes) => {
    const { url } = await hostile((socket, head) =>
      whenWhole(socket, head, () => socket.end(bytes)),
    );
    const { outcomes } = await race(requestsTo(url));
    expect(outcomes.map(({ reply }) => [reply?.status, String(reply?.body)])).toEqual(
      Array.from({ length: RUNNERS }, () => [200, "ok"]),
    );
  });

  it("sends a Host of its own in place of the URL's", async () => {
    const { url, received } = await hostile((socket, head) =>
      whenWhole(socket, head, () => socket.end(OK)),
    );
    await race(requestsTo(url, { headers: [["Host", "shop.example"]] }));
    expect(received.map((text) => text.match(/^host: .*$/gim))).toEqual(
      Array.from({ length: RUNNERS }, () => ["Host: shop.example"]),
    );
  });

  it("refuses to begin without bodies", async () => {
    await expect(race(requestsTo("http://127.0.0.1:1", { body: null }))).rejects.toThrow(TypeError);
  });

  it("that is interrupted ends at once", async () => {
    const { url } = await hostile(() => undefined);
    const stop = new AbortController();
    const timeouts = { connectMs: 5_000, responseMs: 5_000, totalMs: 5_000 };
    const outcome = race(requestsTo(url, { timeouts }), stop.signal);
    setTimeout(() => stop.abort(), 50);
    const startedAt = performance.now();
    const { outcomes } = await outcome;
    expect(outcomes.map(({ failure }) => failure?.kind)).toEqual(
      Array.from({ length: RUNNERS }, () => "aborted"),
    );
    expect(performance.now() - startedAt).toBeLessThan(12_000);
  });
});

const HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
const CASES: readonly (readonly [string, HttpFailureKind, (socket: Socket) => void])[] = [
  ["says nothing", "response-timeout", () => undefined],
  ["stops within the body", "total-timeout", (s) => s.write(`${HEAD}abc`)],
  ["resets", "reset", (s) => s.resetAndDestroy()],
  ["closes", "reset", (s) => s.end()],
  ["closes before the promised length", "reset", (s) => s.end(`${HEAD}abc`)],
  ["speaks no HTTP", "malformed", (s) => s.end("SSH-2.0-OpenSSH_9.6\r\n")],
  ["answers 101", "malformed", (s) => s.write("HTTP/1.1 101 X\r\n\r\n")],
  [
    "changes the protocol",
    "malformed",
    (s) => s.write("HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
  ],
  [
    "never ends its headers",
    "flood",
    (s) => s.write(`HTTP/1.1 200 OK\r\nX-A: ${"a".repeat(200_000)}`),
  ],
];

describe.concurrent("a race against a server that", () => {
  it.for(CASES)("%s: %s", async ([, kind, behave], { expect, onTestFinished }) => {
    const { url } = await hostile(
      (socket, head) => whenWhole(socket, head, () => behave(socket)),
      onTestFinished,
    );
    const startedAt = performance.now();
    // What is told at once is told on a busy machine too.
    const timeouts = { connectMs: 10_000, responseMs: 10_000, totalMs: 10_000 };
    const timing = kind.endsWith("-timeout") ? {} : { timeouts };
    const { outcomes } = await race(requestsTo(url, timing));
    expect(outcomes.map(({ failure }) => failure?.kind)).toEqual(
      Array.from({ length: RUNNERS }, () => kind),
    );
    expect(performance.now() - startedAt).toBeLessThan(11_500);
  });
});

it("a race that gets no connection ends when connecting has had its time", async () => {
  // Takes the connection, and never answers the TLS handshake.
  const { url } = await hostile(() => undefined);
  const startedAt = performance.now();
  const { outcomes } = await race(
    requestsTo(url.replace("http:", "https:"), {
      timeouts: { connectMs: 100, responseMs: 60_000, totalMs: 60_000 },
    }),
  );
  expect(outcomes.map(({ failure, trace }) => [failure, trace.sentHead])).toEqual(
    Array.from({ length: RUNNERS }, () => [
      { kind: "connect-timeout", message: "no connection within 100 ms" },
      null,
    ]),
  );
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

it("a race against nobody is refused, and proves nothing", async () => {
  const { outcomes, overlapped, firstReplyAfterMs } = await race(
    requestsTo(`http://127.0.0.1:${await closedPort()}`),
  );
  expect(outcomes.map(({ failure, trace }) => [failure?.kind, trace.sentHead])).toEqual(
    Array.from({ length: RUNNERS }, () => ["refused", null]),
  );
  expect(overlapped).toBe(false);
  expect(firstReplyAfterMs).toBeNull();
});
