/** One of very many requests goes out on a bare connection, and is no worse for it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createHttpClient } from "../../../src/adapters/http/http-client.js";
import type { HttpRequest } from "../../../src/core/http.js";
import { hostile, OK } from "../../hostile-server.js";

function client(proxy: Parameters<typeof createHttpClient>[0]["proxy"] = {}) {
  const made = createHttpClient({ extraCa: [], proxy });
  onTestFinished(made.close);
  return made;
}

const PATIENT = { connectMs: 10_000, responseMs: 10_000, totalMs: 10_000 };

function get(url: string, over: Partial<HttpRequest> = {}): HttpRequest {
  const nothing = { headers: [], body: null, timeouts: PATIENT };
  return { method: "GET", url, ...nothing, isOneOfMany: true, ...over };
}

/** Answers each request with its target, in a body that takes many pieces. */
async function echoing(bodyBytes: number) {
  let connections = 0;
  const server = createServer(({ url = "" }, response) => {
    const body = Buffer.alloc(bodyBytes, `${url} `);
    response.writeHead(200, { "Content-Length": body.length }).end(body);
  }).on("connection", () => (connections += 1));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, connections: () => connections };
}

describe("one of many requests", () => {
  it("shares its connection with those to other paths, and says no length without a body", async () => {
    const { url, connections } = await echoing(300_000);
    const { http } = client();
    for (const path of ["/a?page=1", "/a?page=2", "/b"]) {
      const { reply, trace } = await http(
        get(url + path, { maxReplyBytes: 1 << 20, freshConnection: false }),
      );
      expect(Buffer.from(reply?.body ?? []).equals(Buffer.alloc(300_000, `${path} `))).toBe(true);
      expect(trace.sentHead).toBe(
        `GET ${path} HTTP/1.1\r\nhost: ${url.slice(7)}\r\nconnection: keep-alive\r\n\r\n`,
      );
    }
    expect(connections()).toBe(1);
  });

  it("has a connection of its own where it wants one", async () => {
    const { url, connections } = await echoing(10);
    const { http } = client();
    await http(get(url));
    const { trace } = await http(get(url, { freshConnection: true }));
    expect(trace.sentHead).toContain("connection: close");
    expect(connections()).toBe(2);
  });

  it("keeps of a body whose length was told no more than was asked for, and counts it all", async () => {
    const { url } = await echoing(300_000);
    const { reply } = await client().http(get(url, { maxReplyBytes: 300_000 }));
    expect([reply?.body.length, reply?.bodyBytes]).toEqual([300_000, 300_000]);
    const { failure } = await client().http(get(url, { maxReplyBytes: 299_999 }));
    expect(failure?.kind).toBe("flood");
  });

  it("takes the proxy that others take", async () => {
    const proxy = await hostile((socket) => socket.end(OK));
    const { http } = client({ http: proxy.url });
    await http(get("http://game.example.com/payments"));
    expect(proxy.received.join()).toContain("game.example.com");
  });

  it("fails for its own reason, whatever another one failed for", async () => {
    const { url } = await hostile((socket, head) => {
      const [, path = ""] = head.split(" ");
      socket.end(`HTTP/1.1 200 OK\r\n${path}\r\n\r\n`);
    });
    const { http } = client();
    expect((await http(get(`${url}/first`))).failure?.message).toContain("first");
    expect((await http(get(`${url}/second`))).failure?.message).toContain("second");
  });

  it("does not wait for a body that the reply to a HEAD only tells the length of", async () => {
    const { url } = await echoing(1_000);
    const { http } = client();
    const { reply } = await http(get(url, { method: "HEAD" }));
    expect([reply?.status, reply?.bodyBytes]).toEqual([200, 0]);
  });
});
