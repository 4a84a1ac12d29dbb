/** Replies as a drawn test needs them: right in every way that HTTP/1.1 leaves open, and a server that says them as it is told to. */
import { createServer, type AddressInfo, type Socket } from "node:net";
import { TLSSocket, type TLSSocketOptions } from "node:tls";
import { setImmediate as nextTurn } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import fc from "fast-check";

/** What a server says to one request. */
export interface Said {
  readonly bytes: Buffer;
  /** Places at which it pauses. */
  readonly cuts: readonly number[];
  /** What becomes of the connection after it. */
  readonly then: "stays" | "ends" | "is reset";
}

export interface SayingServer {
  readonly url: string;
  /** What is said to the request for `/0`, `/1` and so on. */
  saying: readonly Said[];
  readonly close: () => void;
}

/** @param tls certificate and key; null without TLS */
export async function sayingServer(tls: TLSSocketOptions | null): Promise<SayingServer> {
  const sockets = new Set<Socket>();
  const listener = createServer((raw) => {
    sockets.add(raw);
    raw.setNoDelay(true);
    raw.on("error", () => undefined);
    raw.on("close", () => sockets.delete(raw));
    const socket = tls === null ? raw : new TLSSocket(raw, { ...tls, isServer: true });
    socket.on("error", () => undefined);
    let heard = "";
    socket.on("data", (piece: Buffer) => {
      heard += piece.toString("latin1");
      const [head = "", body] = heard.split("\r\n\r\n");
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      const said = server.saying[Number(/^[A-Z]+ \/(\d+) /.exec(head)?.[1])];
      // After a reset the client looks whether TLS is spoken here.
      if (said === undefined) socket.destroy();
      else if (body !== undefined && body.length >= length) {
        heard = "";
        void say(socket, raw, said);
      }
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  const server: SayingServer = {
    url: `${tls === null ? "http" : "https"}://127.0.0.1:${port}`,
    saying: [],
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      listener.close();
    },
  };
  return server;
}

async function say(socket: Socket, raw: Socket, { bytes, cuts, then }: Said): Promise<void> {
  const places = [...new Set(cuts.filter((cut) => cut < bytes.length))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    socket.write(bytes.subarray(from, to));
    from = to;
    await nextTurn();
  }
  if (then === "ends") socket.end();
  if (then === "is reset") raw.resetAndDestroy();
}

const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.constantFrom(4_095, 4_096, 4_097, 70_000).map((length) => new Uint8Array(length).fill(120)),
);

/** A body, as its bytes stand on the connection. */
interface Framed {
  readonly body: Uint8Array;
  readonly wire: Buffer;
  readonly header: string;
  /** It is the connection's end that ends it. */
  readonly ends: boolean;
}

/** The body in chunks, with all that may stand beside their sizes. */
const chunked: fc.Arbitrary<Framed> = fc
  .tuple(bodies, fc.integer({ min: 1, max: 9_000 }), fc.constantFrom("", ";a=b", ';a="b"'))
  .chain(([body, size, extension]) =>
    fc.record({
      body: fc.constant(body),
      zeros: fc.constantFrom("", "00"),
      upper: fc.boolean(),
      trailer: fc.constantFrom("", "X-Sum: 1\r\n"),
      size: fc.constant(body.length < 100 ? 1 + (size % 9) : size),
      extension: fc.constant(extension),
    }),
  )
  .map(({ body, zeros, upper, trailer, size, extension }) => {
    const parts: Uint8Array[] = [];
    for (let at = 0; at < body.length; at += size) {
      const piece = body.subarray(at, at + size);
      const digits = zeros + piece.length.toString(16);
      const line = `${upper ? digits.toUpperCase() : digits}${extension}\r\n`;
      parts.push(Buffer.from(line), piece, Buffer.from("\r\n"));
    }
    const wire = Buffer.concat([...parts, Buffer.from(`0\r\n${trailer}\r\n`)]);
    return { body, wire, header: "Transfer-Encoding: chunked\r\n", ends: false };
  });

const framed: fc.Arbitrary<Framed> = fc.oneof(
  chunked,
  bodies.map((body) => ({
    body,
    wire: Buffer.from(body),
    header: `content-length:  ${body.length} \r\n`,
    ends: false,
  })),
  bodies.map((body) => ({ body, wire: Buffer.from(body), header: "", ends: true })),
  bodies.map((body) => {
    const wire = gzipSync(body);
    const header = `Content-Encoding: gzip\r\nContent-Length: ${wire.length}\r\n`;
    return { body, wire, header, ends: false };
  }),
);

export const rightReplies = fc
  .record({
    before: fc.constantFrom(
      "",
      "",
      "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 103 E\r\nA: b\r\n\r\n",
    ),
    line: fc.constantFrom("HTTP/1.1 200 OK", "HTTP/1.1 404 ", "HTTP/1.1 503", "HTTP/1.0 200 \xe9"),
    headers: fc.constantFrom(
      "",
      "Set-Cookie: a\r\nset-cookie: b\r\n",
      "X:\r\nRetry-After: \t7\r\n",
    ),
    connection: fc.constantFrom("", "Connection: close\r\n", "Connection: keep-alive\r\n"),
    framing: framed,
    cuts: fc.array(fc.nat(400), { maxLength: 6 }),
  })
  .map(({ before, line, headers, connection, framing, cuts }) => {
    const head = `${before}${line}\r\n${headers}${connection}${framing.header}\r\n`;
    const bytes = Buffer.concat([Buffer.from(head, "latin1"), framing.wire]);
    const then: Said["then"] = framing.ends ? "ends" : "stays";
    return { body: framing.body, headBytes: head.length, said: { bytes, cuts, then } };
  });

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
