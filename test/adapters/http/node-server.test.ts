import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { listenOnNode } from "../../../src/adapters/http/node-server.js";
import {
  emptyReply,
  type ListenOptions,
  type RequestHandler,
  type UnreadRequest,
} from "../../../src/core/server.js";

async function serve(handler: RequestHandler, over: Partial<ListenOptions> = {}) {
  const defects: unknown[] = [];
  const server = await listenOnNode(
    {
      host: "127.0.0.1",
      port: 0,
      maxBodyBytes: 100,
      onDefect: (error) => defects.push(error),
      ...over,
    },
    handler,
  );
  onTestFinished(() => server.close());
  return { ...server, defects };
}

/** Everything that the server sends until it closes the connection. */
function talk(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text, "latin1"));
    let all = "";
    socket.on("data", (chunk) => (all += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(all));
  });
}

const POST = (body: string) =>
  `POST /a%2f/../b?q=%7e HTTP/1.1\r\nHost: x\r\nX-One: 1\r\nx-one: 2\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe("listenOnNode", () => {
  it.each(["before", "after"])("tells that a sender has hung up, asked %s that", async (asked) => {
    const steps = new EventEmitter();
    const arrived = once(steps, "arrived");
    const gone = once(steps, "gone");
    const told = once(steps, "told");
    const { port } = await serve(async ({ left }) => {
      const signal = asked === "before" ? left?.() : undefined;
      steps.emit("arrived");
      await gone;
      const late = left?.();
      if (late?.aborted === false) await once(late, "abort");
      steps.emit("told", late?.aborted, signal === undefined || signal === late);
      return emptyReply(204);
    });
    const socket = connect(port, "127.0.0.1", () => socket.write(POST("x")));
    await arrived;
    socket.destroy();
    // The server has seen it when it answers another.
    await talk(port, "GET no\r\n\r\n");
    steps.emit("gone");
    expect(await told).toEqual([true, true]);
  });

  it("hands over one signal that stays silent where the sender waits for its answer", async () => {
    const seen: (boolean | undefined)[] = [];
    const { port } = await serve(async ({ left }) => {
      seen.push(left?.() === left?.(), left?.().aborted);
      return { ...emptyReply(204), closeConnection: true };
    });
    await talk(port, POST(""));
    expect(seen).toEqual([true, false]);
  });

  it("hands a request over as it came", async () => {
    const seen: unknown[] = [];
    const { port } = await serve(async (request) => {
      seen.push(request);
      return { ...emptyReply(204), closeConnection: true };
    });
    await talk(port, POST("\xff\x00"));
    expect(seen).toEqual([
      expect.objectContaining({
        method: "POST",
        target: "/a%2f/../b?q=%7e",
        body: Buffer.from([0xff, 0x00]),
        remoteAddress: "127.0.0.1",
      }),
    ]);
    const [{ headers }] = seen as [{ headers: unknown }];
    expect(headers).toEqual([
      ["Host", "x"],
      ["X-One", "1"],
      ["x-one", "2"],
      ["Connection", "close"],
      ["Content-Length", "2"],
    ]);
  });

  it("answers with exactly the handler's headers, and a length", async () => {
    const { port } = await serve(async () => ({
      status: 302,
      headers: [
        ["Set-Cookie", "a"],
        ["Set-Cookie", "b"],
        ["Location", ""],
      ],
      body: Buffer.from("hi"),
    }));
    const text = await talk(port, POST(""));
    expect(text).toMatch(/^HTTP\/1\.1 302 /);
    expect(text).toMatch(/Set-Cookie: a\r\nSet-Cookie: b\r\nLocation: \r\nContent-Length: 2\r\n/);
    expect(text).toMatch(/\r\n\r\nhi$/);
  });

  it("answers 413 to a body over the limit, without asking the handler", async () => {
    const { port } = await serve(async () => {
      throw new Error("asked");
    });
    expect(await talk(port, POST("x".repeat(101)))).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("takes a body of exactly the limit", async () => {
    const { port } = await serve(async ({ body }) => emptyReply(body.length === 100 ? 200 : 500));
    expect(await talk(port, POST("x".repeat(100)))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("cuts the connection where the handler says so", async () => {
    const { port } = await serve(async () => "reset");
    expect(await talk(port, POST("x"))).toBe("");
  });

  it("tells of a handler's defect, and answers 500", async () => {
    const boom = new Error("boom");
    const { port, defects } = await serve(async () => {
      throw boom;
    });
    expect(await talk(port, POST("x"))).toMatch(/^HTTP\/1\.1 500 /);
    expect(defects).toEqual([boom]);
  });

  it("asks no handler about a request that was broken off", async () => {
    let asked = 0;
    const { port, defects } = await serve(async () => {
      asked += 1;
      return emptyReply(200);
    });
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () =>
        socket.end("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab"),
      );
      socket.on("close", () => resolve());
      socket.resume();
    });
    expect([asked, defects]).toEqual([0, []]);
  });

  it("stops at once although connections are open", async () => {
    const server = await listenOnNode(
      {
        host: "127.0.0.1",
        port: 0,
        maxBodyBytes: 1,
        onDefect: () => undefined,
      },
      async () => emptyReply(200),
    );
    const closed = talk(server.port, "GET / HTTP/1.1\r\nHost: x\r\n");
    await new Promise((resolve) => setImmediate(resolve));
    await server.close();
    await closed;
  });

  it("names a port that is taken", async () => {
    const { port } = await serve(async () => emptyReply(200));
    await expect(serve(async () => emptyReply(200), { port })).rejects.toMatchObject({
      code: "port_in_use",
      message: expect.stringContaining(String(port)) as string,
      // Not every command has a --port.
      hint: "Choose another port, or leave it out for a free one.",
    });
  });

  it.each(["a".repeat(64), "not a host", "", " ", "[]", "256.1.1.1"])(
    "refuses the host name %j",
    async (host) => {
      await expect(serve(async () => emptyReply(200), { host })).rejects.toMatchObject({
        code: "port_unavailable",
      });
    },
  );

  it("names an address that is not this machine's", async () => {
    await expect(serve(async () => emptyReply(200), { host: "192.0.2.1" })).rejects.toMatchObject({
      code: "port_unavailable",
      hint: "Choose an address of this machine.",
    });
  });

  it.each(["::1", "[::1]"])("writes the IPv6 address %s as a URL has it", async (host) => {
    const server = await serve(async () => emptyReply(200), { host });
    expect(server.url).toBe(`http://[::1]:${server.port}`);
  });

  it("breaks a reply off where it is told to", async () => {
    const { port, defects } = await serve(async () => ({
      ...emptyReply(200),
      body: Buffer.from("0123456789"),
      cutAfterBytes: 4,
    }));
    const all = await talk(port, POST(""));
    expect(all).toMatch(/content-length: 10\r\n/i);
    expect(all.endsWith("\r\n\r\n0123")).toBe(true);
    expect(defects).toEqual([]);
  });

  it.each<[string, string, Partial<UnreadRequest>]>([
    [
      "TLS",
      "\x16\x03\x01\x02\0\x01",
      { status: 400, firstLine: "", reason: expect.stringContaining("speaks TLS") },
    ],
    [
      "HTTP/2",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      { reason: expect.stringContaining("HTTP/2 without TLS") },
    ],
    [
      "two lengths",
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      { firstLine: "POST /a HTTP/1.1", status: 400 },
    ],
    [
      "a space in a name",
      "POST /a HTTP/1.1\r\nX Y: 1\r\n\r\n",
      { status: 400, reason: expect.stringContaining("no valid HTTP/1.1") },
    ],
    ["long headers", `GET / HTTP/1.1\r\nX: ${"a".repeat(20_000)}\r\n\r\n`, { status: 431 }],
  ])("tells of what the parser refuses: %s", async (_, text, unread) => {
    const told: UnreadRequest[] = [];
    const server = await serve(() => Promise.resolve(emptyReply(204)), {
      onUnread: (each) => told.push(each),
    });
    expect(await talk(server.port, text)).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect(told).toEqual([expect.objectContaining({ remoteAddress: "127.0.0.1", ...unread })]);
  });

  it("tells of a body that its sender did not send whole", async () => {
    const told = new Promise<UnreadRequest>((resolve) => {
      void serve(() => Promise.resolve(emptyReply(204)), { onUnread: resolve }).then(({ port }) => {
        const head = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n";
        const socket = connect(port, "127.0.0.1", () => socket.end(`${head}{}`));
      });
    });
    expect(await told).toMatchObject({
      status: null,
      firstLine: "POST /a",
      reason: expect.stringContaining("of 50 bytes"),
    });
  });

  it("takes a request without a Host, and says nothing of connections that had nothing to say", async () => {
    const told: UnreadRequest[] = [];
    const server = await serve(
      () => Promise.resolve({ ...emptyReply(204), closeConnection: true }),
      { onUnread: (each) => told.push(each) },
    );
    expect(await talk(server.port, "GET / HTTP/1.1\r\n\r\n")).toMatch(/^HTTP\/1\.1 204/);
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, "127.0.0.1", () => socket.end())
        .on("close", () => resolve())
        .resume();
    });
    expect(told).toEqual([]);
  });
});
