/** What the client makes of servers that are right in an unusual way, or are no HTTP servers at all. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createHttpClient } from "../../../src/adapters/http/http-client.js";
import type { Http, HttpRequest } from "../../../src/core/http.js";
import { closedPort, hostile } from "../../hostile-server.js";
import { tlsServer } from "../../tls-server.js";

function client(proxy: Parameters<typeof createHttpClient>[0]["proxy"] = {}) {
  const made = createHttpClient({ extraCa: [], proxy });
  onTestFinished(made.close);
  return made;
}

const TIMEOUT_MS = 2_000;

function post(url: string): HttpRequest {
  const timeouts = { connectMs: TIMEOUT_MS, responseMs: TIMEOUT_MS, totalMs: TIMEOUT_MS };
  return { method: "POST", url, headers: [], body: Buffer.from("{}"), timeouts };
}

const failureOf = async (http: Http, url: string) => (await http(post(url))).failure;

const TEXT = `{"error":"${"creator ".repeat(40)}"}`;

describe("a compressed reply that nobody asked for", () => {
  it.each([
    ["gzip", gzipSync(TEXT)],
    ["x-gzip", gzipSync(TEXT)],
    ["deflate", deflateSync(TEXT)],
    ["deflate", deflateRawSync(TEXT)],
    ["br", brotliCompressSync(TEXT)],
    ["gzip, br", brotliCompressSync(gzipSync(TEXT))],
  ])("in %s is read like any other", async (coding, body) => {
    const head = `HTTP/1.1 400 Bad\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`;
    const { url } = await hostile((socket) => socket.end(Buffer.concat([Buffer.from(head), body])));
    const { http, load } = client();
    for (const send of [http, load]) {
      const { reply } = await send(post(url));
      expect(Buffer.from(reply?.body ?? []).toString()).toBe(TEXT);
      expect([reply?.decodedFrom, reply?.bodyBytes]).toEqual([coding, TEXT.length]);
    }
  });

  it.each(["gzip", "zstd", "identity"])("that only says %s is taken as it came", async (coding) => {
    const reply = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: 2\r\n\r\nok`;
    const { url } = await hostile((socket) => socket.end(reply));
    expect((await client().http(post(url))).reply).toMatchObject({
      body: Buffer.from("ok"),
      headers: [
        ["Content-Encoding", coding],
        ["Content-Length", "2"],
      ],
    });
  });

  it.each([
    ["gzip", gzipSync(TEXT)],
    ["deflate", deflateSync(TEXT)],
    ["br", brotliCompressSync(TEXT)],
  ])("in %s that ends too early says so", async (coding, whole) => {
    const body = whole.subarray(0, whole.length - 6);
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`;
    const { url } = await hostile((socket) => socket.end(Buffer.concat([Buffer.from(head), body])));
    expect((await client().http(post(url))).reply).toMatchObject({ isCutShort: true });
  });

  it("unfolds no further than the bound", async () => {
    const body = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
    const { url } = await hostile((socket) => socket.end(Buffer.concat([Buffer.from(head), body])));
    const { reply } = await client().http(post(url));
    expect(reply?.body.length).toBe(body.length);
  });
});

describe("100 Continue that nobody asked for", () => {
  const FINAL = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
  it.each([
    ["once", [CONTINUE + FINAL]],
    ["with headers", [`HTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\n${FINAL}`]],
    ["twice, and early hints", [`${CONTINUE}${CONTINUE}HTTP/1.1 103 Early Hints\r\n\r\n${FINAL}`]],
    [
      "in pieces",
      ["HTTP/1.1 1", "00 Continue\r\n", "\r\nHTTP/1.1 ", "200 OK\r\nContent-Length: 2\r\n\r\nok"],
    ],
  ])("%s is passed over", async (_, pieces) => {
    const { url } = await hostile((socket) => {
      socket.setNoDelay(true);
      const writeFrom = (at: number): void => {
        const piece = pieces[at];
        if (piece !== undefined) socket.write(piece, () => writeFrom(at + 1));
      };
      writeFrom(0);
    });
    const { reply } = await client().http(post(url));
    expect([reply?.status, Buffer.from(reply?.body ?? []).toString()]).toEqual([200, "ok"]);
  });
});

describe("what is no HTTP/1.1 server", () => {
  it.each([
    ["SSH", "SSH-2.0-OpenSSH_9.6\r\n"],
    ["SMTP or FTP", "220 mail.test ESMTP\r\n"],
    ["Redis", "-ERR unknown command\r\n"],
    ["HTTP/2 without TLS", "\0\0\x12\x04\0\0\0\0\0"],
  ])("%s is named", async (name, beginning) => {
    const { url } = await hostile((socket) => socket.end(beginning, "latin1"));
    const { http, load } = client();
    for (const send of [http, load])
      expect(await failureOf(send, url)).toMatchObject({
        kind: "malformed",
        message: expect.stringContaining(name),
      });
  });

  it("a port that speaks TLS is named, whether it answers or hangs up", async () => {
    const { port } = await tlsServer("server");
    const alert = await hostile((socket) => socket.end("\x15\x03\x01\0\x02\x02\x28", "latin1"));
    const { http } = client();
    const bare: Http = (request) => http({ ...request, isOneOfMany: true });
    for (const url of [`http://127.0.0.1:${port}/`, alert.url])
      for (const send of [http, bare])
        expect(await failureOf(send, url)).toEqual({
          kind: "tls",
          message: "this port speaks TLS, and the URL says http://",
        });
  });

  it("a port that speaks plain HTTP is named, without OpenSSL's own text", async () => {
    const plain = createServer((socket) =>
      socket.on("error", () => undefined).end("HTTP/1.1 400 Bad\r\n\r\n"),
    );
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void plain.close());
    const address = plain.address();
    const port = typeof address === "object" ? address?.port : 0;
    const failure = await failureOf(client().http, `https://127.0.0.1:${port}/`);
    expect(failure?.message).toBe(
      "TLS: the other side does not speak TLS (ERR_SSL_WRONG_VERSION_NUMBER)",
    );
  });

  it("an upgrade to what nobody asked for is named", async () => {
    const { url } = await hostile((socket) =>
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
      ),
    );
    expect((await failureOf(client().http, url))?.message).toContain("answers 101");
  });
});

describe("the way there", () => {
  it("a server on the other loopback address alone is named", async (context) => {
    const server = createServer();
    const listens = await new Promise<boolean>((resolve) => {
      server
        .once("error", () => resolve(false))
        .listen({ host: "::1", port: 0, ipv6Only: true }, () => resolve(true));
    });
    if (!listens) context.skip("this machine has no IPv6");
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const failure = await failureOf(client().http, `http://127.0.0.1:${port}/`);
    expect(failure?.message).toContain("a server listens at [::1] alone");
  });

  it.each([
    ["refuses the connection", null, /^the proxy 127\.0\.0\.1:\d+: connection refused/],
    [
      "wants a password",
      "407 Proxy Authentication Required",
      /wants a user and a password \(407\)/,
    ],
    ["does not connect", "503 Service Unavailable", /does not connect to the target \(503\)/],
  ])("a proxy that %s is named", async (_, status, said) => {
    const proxy =
      status === null
        ? `http://127.0.0.1:${await closedPort()}`
        : (await hostile((socket) => socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`)))
            .url;
    const { http } = client({ https: proxy, http: proxy });
    const failure = await failureOf(http, "https://target.invalid/");
    expect(failure).toMatchObject({ kind: "refused", message: expect.stringMatching(said) });
  });
});
