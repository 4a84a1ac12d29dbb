/** The client for load: connections that are used again, and every way in which a request can end. */
import { createServer, type AddressInfo, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { readFile } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { createLoadHttp } from "../../../src/adapters/http/load-http.js";
import type { HttpFailureKind, HttpRequest } from "../../../src/core/http.js";
import { closedPort, hostile } from "../../hostile-server.js";
import { tlsFile } from "../../tls-server.js";

function client(atEnd: (cleanUp: () => Promise<void>) => void = onTestFinished) {
  const { http, close } = createLoadHttp({ extraCa: [] });
  atEnd(close);
  return http;
}

function post(url: string, over: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: "POST",
    url: `${url}/a%2f?b=%20c`,
    headers: [["X-Mixed-Case", "1"]],
    body: Buffer.from('{"ü":1}'),
    timeouts: { connectMs: 300, responseMs: 300, totalMs: 600 },
    ...over,
  };
}

const PATIENT = { connectMs: 20_000, responseMs: 20_000, totalMs: 20_000 };

/** Calls back for each whole request, however many a connection carries. */
async function answering(answer: (socket: Socket, request: string, nth: number) => void) {
  const connections: Socket[] = [];
  let requests = 0;
  // Small writes are not held back until the one before them is acknowledged.
  const server = createServer({ noDelay: true }, (socket) => {
    connections.push(socket);
    let text = "";
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const [head = "", body] = text.split("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (body === undefined || body.length < length) return;
      const whole = text;
      text = "";
      requests += 1;
      answer(socket, whole, requests);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    connections.forEach((each) => each.destroy());
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, connections };
}

const OK = "HTTP/1.1 200 OK\r\nX-Own: Ab\r\nContent-Length: 2\r\n\r\nok";

describe("load", () => {
  it("goes out as written, and says how it did", async () => {
    const seen: string[] = [];
    const { url, connections } = await answering((socket, request) => {
      seen.push(request);
      socket.write(OK);
    });
    const { reply, failure, trace } = await client()(post(url));
    expect(failure).toBeNull();
    expect(reply).toMatchObject({
      status: 200,
      headers: [
        ["X-Own", "Ab"],
        ["Content-Length", "2"],
      ],
      body: Buffer.from("ok"),
    });
    const [head = "", body = ""] = (seen[0] ?? "").split("\r\n\r\n");
    expect(`${head}\r\n\r\n`).toBe(trace.sentHead);
    expect(head).toBe(
      `POST /a%2f?b=%20c HTTP/1.1\r\nhost: ${url.slice(7)}\r\nconnection: keep-alive\r\nX-Mixed-Case: 1\r\ncontent-length: 8`,
    );
    expect(Buffer.from(body, "latin1").toString()).toBe('{"ü":1}');
    expect(trace).toMatchObject({
      remoteAddress: "127.0.0.1",
      localPort: connections[0]?.remotePort,
    });
    expect(trace.headMs).toBeGreaterThan(0);
    expect(trace.totalMs).toBeGreaterThanOrEqual(trace.headMs ?? 0);
  });

  it("takes a Host that it is given", async () => {
    const seen: string[] = [];
    const { url } = await answering((socket, request) => {
      seen.push(request);
      socket.write(OK);
    });
    await client()(post(url, { headers: [["Host", "other.example"]] }));
    expect(seen[0]?.match(/^host: .*$/gim)).toEqual(["Host: other.example"]);
  });

  it("uses as many connections as there are requests at a time, and each again", async () => {
    const { url, connections } = await answering((socket) => socket.write(OK));
    const http = client();
    const lane = async () => {
      for (let nth = 0; nth < 20; nth += 1) expect((await http(post(url))).reply?.status).toBe(200);
    };
    await Promise.all([lane(), lane(), lane()]);
    expect(connections).toHaveLength(3);
  });

  it.each([
    ["Connection: close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"],
    ["Keep-Alive: timeout=0", OK.replace("X-Own", "Keep-Alive: timeout=0\r\nX-Own")],
    ["bytes that nobody asked for", `${OK}HTTP/1.1 500 X\r\n\r\n`],
  ])("opens another connection after %s", async (_, reply) => {
    const { url, connections } = await answering((socket) => socket.write(reply));
    const http = client();
    const statuses = [];
    for (let nth = 0; nth < 3; nth += 1) statuses.push((await http(post(url))).reply?.status);
    expect(statuses).toEqual([200, 200, 200]);
    expect(connections).toHaveLength(3);
  });

  it.each([
    ["ends", (socket: Socket) => socket.end()],
    ["is reset", (socket: Socket) => socket.resetAndDestroy()],
    ["says what nobody asked for", (socket: Socket) => socket.write(OK.replace("200", "500"))],
  ])("goes out on another connection where the kept one %s before its turn", async (_, spoil) => {
    let requests = 0;
    const { url, connections } = await answering((socket) => {
      requests += 1;
      socket.write(OK);
    });
    const http = client();
    await http(post(url));
    connections.forEach(spoil);
    const { reply, failure } = await http(post(url));
    expect([failure, reply?.status, requests, connections.length]).toEqual([null, 200, 2, 2]);
  });

  it("keeps no connection at a target that once said what nobody asked for", async () => {
    const { url, connections } = await answering((socket) => socket.write(OK));
    const http = client();
    const send = async () =>
      expect((await http(post(url, { timeouts: PATIENT }))).reply?.status).toBe(200);
    // Each is kept after more than one: it is not its end that tells.
    for (let nth = 0; nth < 3; nth += 1) await Promise.all([send(), send()]);
    expect(connections).toHaveLength(2);
    connections.forEach((socket) => socket.write(OK));
    for (let nth = 0; nth < 3; nth += 1) await send();
    expect(connections).toHaveLength(5);
  });

  it("keeps no connection at a target that lets each go with its first reply", async () => {
    const { url, connections } = await answering((socket) => socket.end(OK));
    const http = client();
    const kinds = [];
    for (let nth = 0; nth < 20; nth += 1) kinds.push((await http(post(url))).failure?.kind);
    // Only the first connection may have been trusted.
    expect(kinds.filter((kind) => kind !== undefined).length).toBeLessThan(2);
    expect(connections.length).toBeGreaterThan(18);
  });

  it("takes the reply that a connection's end ends from a server that reads no further", async () => {
    const { url } = await hostile((socket) => {
      socket.pause().end("HTTP/1.1 413 X\r\n\r\ntoo large");
    });
    const body = Buffer.alloc(8_000_000, 0x20);
    const { reply, failure } = await client()(post(url, { body, timeouts: PATIENT }));
    expect(failure).toBeNull();
    expect([reply?.status, String(reply?.body)]).toEqual([413, "too large"]);
  });

  it("that is interrupted before its turn to be written came is never sent", async () => {
    let requests = 0;
    const { url } = await answering((socket) => {
      requests += 1;
      socket.write(OK);
    });
    const http = client();
    await http(post(url));
    const stop = new AbortController();
    const under = http(post(url), stop.signal);
    stop.abort();
    const { failure, trace } = await under;
    expect([failure?.kind, trace.sentHead]).toEqual(["aborted", null]);
    expect((await http(post(url))).reply?.status).toBe(200);
    expect(requests).toBe(2);
  });

  it("that is interrupted ends at once, and sends nothing more", async () => {
    let requests = 0;
    const { url } = await answering(() => {
      requests += 1;
    });
    const stop = new AbortController();
    const http = client();
    const under = [1, 2, 3].map(() => http(post(url, { timeouts: PATIENT }), stop.signal));
    const other = http(post(url));
    setTimeout(() => stop.abort(), 50);
    const kinds = (await Promise.all(under)).map(({ failure }) => failure?.kind);
    expect(kinds).toEqual(["aborted", "aborted", "aborted"]);
    expect((await other).failure?.kind).toBe("response-timeout");
    const late = await http(post(url), stop.signal);
    expect([late.failure?.kind, late.trace.sentHead]).toEqual(["aborted", null]);
    expect(requests).toBe(4);
  });
});

const HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
const CASES: readonly (readonly [string, HttpFailureKind, (socket: Socket) => void])[] = [
  ["says nothing", "response-timeout", () => undefined],
  ["stops within the head", "response-timeout", (s) => s.write("HTTP/1.1 2")],
  ["stops within the body", "total-timeout", (s) => s.write(`${HEAD}abc`)],
  ["resets", "reset", (s) => s.resetAndDestroy()],
  ["closes", "reset", (s) => s.end()],
  ["closes before the promised length", "reset", (s) => s.end(`${HEAD}abc`)],
  [
    "resets where its end would be that of the body",
    "reset",
    (s) => {
      s.write("HTTP/1.1 200 OK\r\n\r\nthe first half");
      s.resetAndDestroy();
    },
  ],
  ["speaks no HTTP", "malformed", (s) => s.end("SSH-2.0-OpenSSH_9.6\r\n")],
];

describe.concurrent("load at a server that", () => {
  it.for(CASES)("%s: %s", async ([, kind, behave], { expect, onTestFinished }) => {
    const { url } = await hostile(behave, onTestFinished);
    // What is told at once is told on a busy machine too.
    const timing = kind.endsWith("-timeout") ? {} : { timeouts: PATIENT };
    const { failure, trace } = await client(onTestFinished)(post(url, timing));
    expect(failure?.kind).toBe(kind);
    expect(trace.sentHead).not.toBeNull();
  });
});

it("load at nobody is refused", async () => {
  const url = `http://127.0.0.1:${await closedPort()}`;
  const { failure, trace } = await client()(post(url));
  expect([failure?.kind, trace.sentHead]).toEqual(["refused", null]);
});

it("load without a TLS handshake ends when connecting has had its time", async () => {
  const { url } = await hostile(() => undefined);
  const timeouts = { ...PATIENT, connectMs: 100 };
  const secure = post(url.replace("http:", "https:"), { timeouts });
  const { failure } = await client()(secure);
  expect(failure).toEqual({
    kind: "connect-timeout",
    message: "no connection within 100 ms",
  });
});

it("load over TLS takes no reply for whole that a reset cut", async () => {
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "server.pem", "server.key"].map((name) => readFile(tlsFile(name), "utf8")),
  );
  const server = createServer((raw) => {
    raw.on("error", () => undefined);
    const socket = new TLSSocket(raw, { isServer: true, cert, key });
    socket.on("error", () => undefined);
    socket.once("data", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\nthe first half", () => raw.resetAndDestroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { failure } = await client()(post(url, { tls: { ca: String(ca) }, timeouts: PATIENT }));
  expect(failure?.kind).toBe("reset");
});
