/** Proxies that misbehave: each exchange ends in time, few tunnels are asked for, and no target is blamed. */
import { describe, expect, it } from "vitest";
import { createUndiciHttp } from "../../../src/adapters/http/undici-http.js";
import { type HttpRequest, isUnreachable } from "../../../src/core/http.js";
import { hostile } from "../../hostile-server.js";

const get = (url: string): HttpRequest => ({
  method: "GET",
  url,
  headers: [],
  body: null,
  timeouts: { connectMs: 300, responseMs: 300, totalMs: 400 },
  freshConnection: true,
});

const ANSWERS: Readonly<Record<string, string>> = {
  "a body after 200": "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  "chunks after 200":
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  "407 and a body": "HTTP/1.1 407 Auth\r\nContent-Length: 5\r\n\r\nhello",
  "302": "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
  "500": "HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nabc",
  "000": "HTTP/1.1 000 X\r\nContent-Length: 3\r\n\r\nabc",
  "no HTTP": "SSH-2.0-OpenSSH_9.6\r\n\r\n",
  nothing: "",
};

describe.each(["http://gw.example/x", "https://gw.example/x"])("on the way to %s", (url) => {
  it.each(
    Object.entries(ANSWERS).flatMap(([name, text]) =>
      [true, false].map((ends) => [name, ends, text] as const),
    ),
  )("%s, and ends the connection: %s", async (_, ends, text) => {
    const proxy = await hostile((socket) => {
      if (ends) socket.end(text);
      else socket.write(text);
    });
    const { http, close } = createUndiciHttp({ extraCa: [], proxy: { http: proxy.url } });
    const started = performance.now();
    const { failure, trace } = await http(get(url));
    await close();
    expect(failure === null ? failure : [isUnreachable(failure), failure.message]).toEqual([
      true,
      expect.stringMatching(/\S/),
    ]);
    // What was sent to the proxy alone is no evidence of a request.
    expect(trace.sentHead).toBeNull();
    expect(proxy.received.length).toBeLessThanOrEqual(3);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

it("a good proxy may be asked for as many tunnels as there are requests", async () => {
  const proxy = await hostile((socket) => {
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    socket.once("data", () => {
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
    });
  });
  const { http, close } = createUndiciHttp({ extraCa: [], proxy: { http: proxy.url } });
  for (const times of [30, 1, 30]) {
    const outcomes = await Promise.all(
      Array.from({ length: times }, () => http(get("http://gw.example/x"))),
    );
    expect(outcomes.map(({ reply, failure }) => reply?.status ?? failure?.message)).toEqual(
      Array.from({ length: times }, () => 200),
    );
  }
  await close();
});
