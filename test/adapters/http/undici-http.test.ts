/** The HTTP client against servers that misbehave in every way: each request ends in time, with the right words. */
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { createUndiciHttp } from "../../../src/adapters/http/undici-http.js";
import {
  headerValue,
  type HttpFailureKind,
  type HttpRequest,
  KEPT_REPLY_BYTES,
} from "../../../src/core/http.js";
import { closedPort, hostile, OK } from "../../hostile-server.js";
import type { Socket } from "node:net";

const TIMEOUT_MS = 200;

function client(atEnd: (cleanUp: () => Promise<void>) => void = onTestFinished) {
  const { http, close } = createUndiciHttp({ extraCa: [], proxy: {} });
  atEnd(close);
  return http;
}

function get(url: string, over: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: "GET",
    url,
    headers: [],
    body: null,
    timeouts: {
      connectMs: TIMEOUT_MS,
      responseMs: TIMEOUT_MS,
      totalMs: 2 * TIMEOUT_MS,
    },
    freshConnection: true,
    ...over,
  };
}

/** Writes the beginning, then a letter every now and then, for ever. */
const drip = (socket: Socket, beginning: string) => {
  socket.write(beginning);
  const timer = setInterval(() => socket.write("x"), 20);
  socket.on("close", () => clearInterval(timer));
};

const HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
const CASES: readonly (readonly [string, HttpFailureKind, (socket: Socket) => void])[] = [
  ["says nothing", "response-timeout", () => undefined],
  ["stops within the head", "response-timeout", (s) => s.write("HTTP/1.1 200 OK\r\nX-A: ")],
  ["drips its head", "response-timeout", (s) => drip(s, "HTTP/1.1 200 OK\r\nX-A: ")],
  ["stops within the body", "total-timeout", (s) => s.write(`${HEAD}abc`)],
  ["drips its body", "total-timeout", (s) => drip(s, HEAD)],
  ["resets at once", "reset", (s) => s.resetAndDestroy()],
  ["closes at once", "reset", (s) => s.end()],
  ["resets within the body", "reset", (s) => s.write(`${HEAD}abc`, () => s.resetAndDestroy())],
  ["closes before the promised length", "reset", (s) => s.end(`${HEAD}abc`)],
  [
    "closes within a chunked body",
    "reset",
    (s) => s.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
  ],
  ["speaks no HTTP", "malformed", (s) => s.end("SSH-2.0-OpenSSH_9.6\r\n")],
  ...["000", "0", "099", "1000", "-1", "abc", "101", "20"].map(
    (status) =>
      [
        `answers with the status ${status}`,
        "malformed",
        (s: Socket) => s.write(`HTTP/1.1 ${status} X\r\nContent-Length: 2\r\n\r\nok`),
      ] as const,
  ),
  [
    "writes a senseless length",
    "malformed",
    (s) => s.end("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nab"),
  ],
  [
    "writes two lengths",
    "malformed",
    (s) => s.end("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
  ],
  [
    "writes broken chunks",
    "malformed",
    (s) => s.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab"),
  ],
  [
    "never ends its headers",
    "flood",
    (s) => s.write(`HTTP/1.1 200 OK\r\nX-A: ${"a".repeat(200_000)}`),
  ],
  [
    "never ends the headers of its 100 Continue",
    "flood",
    (s) => s.write(`HTTP/1.1 100 Continue\r\nX-A: ${"a".repeat(200_000)}`),
  ],
];

describe.concurrent("a server that", () => {
  it.for(CASES)("%s: %s", async ([, kind, behave], { expect, onTestFinished: atEnd }) => {
    const { url } = await hostile(behave, atEnd);
    const startedAt = performance.now();
    // What is told at once is told on a busy machine too.
    const timeouts = { connectMs: 10_000, responseMs: 10_000, totalMs: 10_000 };
    const timing = kind.endsWith("-timeout") ? {} : { timeouts };
    const { reply, failure, trace } = await client(atEnd)(get(url, timing));
    expect(failure).toMatchObject({ kind });
    expect(failure?.message).not.toBe("");
    expect(reply).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(2 * TIMEOUT_MS + 10_000);
    expect(trace.sentHead).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    expect(trace.remoteAddress).toBe("127.0.0.1");
    expect(trace.totalMs).toBeGreaterThan(0);
  });
});

describe("a target that is not there", () => {
  it("refuses", async () => {
    const { failure, trace } = await client()(get(`http://127.0.0.1:${await closedPort()}/`));
    expect(failure?.kind).toBe("refused");
    expect(trace.sentHead).toBeNull();
  });

  it("does not resolve", async () => {
    const { failure } = await client()(
      get("http://nowhere.invalid/", {
        timeouts: { connectMs: 5_000, responseMs: 5_000, totalMs: 10_000 },
      }),
    );
    expect(failure?.kind).toBe("dns");
  });

  it("speaks no TLS", async () => {
    const { failure } = await client()(get(`https://127.0.0.1:${await plainPort()}/`));
    expect(failure?.kind).toBe("tls");
  });
});

/** Answers a TLS hello with plain text. */
async function plainPort(): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

describe("a flood", () => {
  it("is cut off, and its beginning alone is kept", async () => {
    const block = "x".repeat(64 * 1024);
    const { url } = await hostile((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      const pour = (): void => {
        while (!socket.destroyed && socket.write(block));
        if (!socket.destroyed) socket.once("drain", pour);
      };
      pour();
    });
    const timeouts = { connectMs: 1_000, responseMs: 5_000, totalMs: 20_000 };
    const { failure } = await client()(get(url, { timeouts }));
    expect(failure?.kind).toBe("flood");
  });

  it("below the limit is counted whole and kept in part", async () => {
    const bytes = KEPT_REPLY_BYTES + 5;
    const { url } = await hostile((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n${"x".repeat(bytes)}`),
    );
    const { reply } = await client()(
      get(url, {
        timeouts: { connectMs: 1_000, responseMs: 5_000, totalMs: 5_000 },
      }),
    );
    expect(reply?.bodyBytes).toBe(bytes);
    expect(reply?.body.length).toBe(KEPT_REPLY_BYTES);
  });
});

/** Tells what came, as Node reads it. */
async function listening(): Promise<{ readonly url: string }> {
  const server = createHttpServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () =>
      response.end(
        JSON.stringify({ headers: request.headers, body: Buffer.concat(pieces).toString() }),
      ),
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe("a request", () => {
  it("goes out as written: path, header names and order, body", async () => {
    const { url, received } = await hostile((socket) => socket.end(OK));
    const { reply, trace } = await client()(
      get(`${url}/a/../b%2f?q=%7E~&q=%c3%a9|[]`, {
        method: "POST",
        headers: [
          ["X-Webhook-Signature", "abc"],
          ["content-type", "text/plain"],
          ["X-Empty", ""],
        ],
        body: Buffer.from("body"),
      }),
    );
    expect(reply?.status).toBe(200);
    const [head = "", body] = (received[0] ?? "").split("\r\n\r\n");
    expect(head.split("\r\n")[0]).toBe("POST /a/../b%2f?q=%7E~&q=%c3%a9|[] HTTP/1.1");
    expect(head).toMatch(/X-Webhook-Signature: abc\r\ncontent-type: text\/plain\r\nX-Empty: /);
    expect(body).toBe("body");
    expect(trace.sentHead?.trimEnd()).toBe(head.trimEnd());
  });

  it.each(["GET", "DELETE", "POST", "PUT"])(
    "has its head shown as it was, without a body too: %s",
    async (method) => {
      const { url, received } = await hostile((socket) => socket.end(OK));
      const { trace } = await client()(get(url, { method }));
      expect(received[0]?.trimEnd()).toBe(trace.sentHead?.trimEnd());
    },
  );

  it("has its body in chunks where it asks for that, and no length", async () => {
    const { url } = await listening();
    const { reply } = await client()(
      get(url, { method: "POST", body: Buffer.from("body"), chunked: true }),
    );
    const { headers, body } = JSON.parse(Buffer.from(reply?.body ?? []).toString()) as {
      headers: Record<string, string>;
      body: string;
    };
    expect(headers).toMatchObject({ "transfer-encoding": "chunked" });
    expect(headers).not.toHaveProperty("content-length");
    expect(body).toBe("body");
  });

  it("follows no redirect", async () => {
    const { url, received } = await hostile((socket) =>
      socket.end("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"),
    );
    const { reply } = await client()(get(url));
    expect(reply?.status).toBe(302);
    expect(received).toHaveLength(1);
  });

  it("is never sent twice, whatever happens to it", async () => {
    const { url, received } = await hostile((socket) => socket.resetAndDestroy());
    await client()(get(url, { freshConnection: false }));
    // Whether the server speaks TLS is tried on a second connection, without a request.
    expect(received.filter((text) => text.startsWith("GET"))).toHaveLength(1);
  });

  it("passes over interim answers", async () => {
    const { url } = await hostile((socket) =>
      socket.end(`HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${OK}`),
    );
    expect((await client()(get(url))).reply?.status).toBe(200);
  });

  it("keeps repeated reply headers apart, in their order and case", async () => {
    const { url } = await hostile((socket) =>
      socket.end(
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 0\r\n\r\n",
      ),
    );
    const { reply } = await client()(get(url));
    expect(reply?.headers.slice(0, 2)).toEqual([
      ["Set-Cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
    expect(headerValue(reply?.headers ?? [], "content-length")).toBe("0");
  });

  it("takes any reply body as bytes, compressed ones included", async () => {
    const { url } = await hostile((socket) =>
      socket.end(
        Buffer.from(
          "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\xff",
          "latin1",
        ),
      ),
    );
    expect([...((await client()(get(url))).reply?.body ?? [])]).toEqual([0x1f, 0xff]);
  });

  it("that is interrupted ends at once", async () => {
    const { url } = await hostile(() => undefined);
    const stop = new AbortController();
    const timeouts = { connectMs: 5_000, responseMs: 5_000, totalMs: 5_000 };
    const outcome = client()(get(url, { timeouts }), stop.signal);
    setTimeout(() => stop.abort(), 20);
    const { failure, trace } = await outcome;
    expect(failure?.kind).toBe("aborted");
    expect(trace.totalMs).toBeLessThan(2_000);
  });

  it("that is interrupted before it begins is not sent", async () => {
    const { url, received } = await hostile((socket) => socket.end(OK));
    const { failure } = await client()(get(url), AbortSignal.abort());
    expect(failure?.kind).toBe("aborted");
    expect(received).toEqual([]);
  });
});

async function afterTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await nextTurn();
}

describe("connections", () => {
  it("are fresh where asked for, and kept otherwise", async () => {
    const keep = (socket: Socket) => {
      socket.write(OK);
      socket.on("data", () => socket.write(OK));
    };
    const fresh = await hostile(keep);
    const pooled = await hostile(keep);
    const http = client();
    for (const nth of [1, 2, 3]) {
      expect((await http(get(`${fresh.url}/${nth}`))).failure).toBeNull();
      expect(
        (await http(get(`${pooled.url}/${nth}`, { freshConnection: false }))).failure,
      ).toBeNull();
    }
    expect(fresh.received).toHaveLength(3);
    expect(pooled.received).toHaveLength(1);
  });

  it("are one, one request after another, where a request asks for the one before it", async () => {
    const { url, received } = await hostile((socket) => {
      socket.write(OK);
      socket.on("data", () => socket.write(OK));
    });
    const http = client();
    const send = () => http(get(url, { freshConnection: false, sharesConnection: "one" }));
    // As a check sends a right request and then a forged one: with nothing in between.
    for (let nth = 0; nth < 8; nth += 1) {
      const { reply, trace } = await send();
      expect(headerValue(reply?.headers ?? [], "content-length")).toBe("2");
      expect(trace.sentHead).toContain("GET / HTTP/1.1");
    }
    expect(received).toHaveLength(1);
  });

  it.each([
    ["a second reply", (s: Socket) => s.write(OK.replace("200", "500"))],
    ["the connection's end", (s: Socket) => s.end()],
    ["a reset", (s: Socket) => s.resetAndDestroy()],
  ])("are shared once %s behind a reply could have come", async (_, then) => {
    const { url, received } = await hostile((socket) => {
      const answer = () => {
        socket.write(OK);
        void afterTurns(4).then(() => then(socket));
      };
      answer();
      socket.on("data", answer);
    });
    const http = client();
    const outcomes = [];
    for (let nth = 0; nth < 5; nth += 1)
      outcomes.push(
        await http(
          get(`${url}/${nth}`, {
            freshConnection: false,
            sharesConnection: "one",
            timeouts: { connectMs: 10_000, responseMs: 10_000, totalMs: 10_000 },
          }),
        ),
      );
    expect(outcomes.map((each) => each.failure ?? each.reply.status)).toEqual([
      200, 200, 200, 200, 200,
    ]);
    const sent = received.flatMap((text) => text.match(/^GET \S+/gm) ?? []);
    expect(sent).toEqual(["GET /0", "GET /1", "GET /2", "GET /3", "GET /4"]);
  });

  it("say that they will be closed when they are fresh", async () => {
    const { url, received } = await hostile((socket) => socket.end(OK));
    await client()(get(url));
    expect(received[0]).toMatch(/\r\nconnection: close\r\n/i);
  });
});

it("the hostile server itself is really there", async () => {
  const { port } = await hostile((socket) => socket.end(OK));
  const text = await new Promise<string>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("GET / HTTP/1.1\r\n\r\n"));
    let all = "";
    socket.on("data", (chunk) => (all += chunk.toString()));
    socket.on("close", () => resolve(all));
  });
  expect(text).toBe(OK);
});
