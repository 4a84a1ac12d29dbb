/** A bare connection and undici read the same from the same bytes, however odd and however cut they are. */
import { createServer, type AddressInfo, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createHttpClient } from "../../../src/adapters/http/http-client.js";
import type { HttpOutcome } from "../../../src/core/http.js";

const TIMEOUTS = { connectMs: 5_000, responseMs: 5_000, totalMs: 5_000 };

/** What a server says to one request. */
interface Said {
  readonly bytes: Buffer;
  /** Places at which it pauses. */
  readonly cuts: readonly number[];
  readonly ends: boolean;
}

let saying: readonly Said[] = [];
const sockets = new Set<Socket>();
const server = createServer((socket) => {
  sockets.add(socket);
  socket.setNoDelay(true);
  socket.on("error", () => undefined);
  socket.on("close", () => sockets.delete(socket));
  socket.on("data", (request) => {
    const nth = Number(/^GET \/(\d+) /.exec(request.toString("latin1"))?.[1]);
    const said = saying[nth];
    // After a reset the client looks whether TLS is spoken here.
    if (said === undefined) socket.destroy();
    else void say(socket, said);
  });
});

async function say(socket: Socket, { bytes, cuts, ends }: Said): Promise<void> {
  const places = [...new Set(cuts.filter((cut) => cut < bytes.length))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    socket.write(bytes.subarray(from, to));
    from = to;
    await nextTurn();
  }
  if (ends) socket.end();
}

let url = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  sockets.forEach((socket) => socket.destroy());
  server.close();
});

async function heard(all: readonly Said[], bare: boolean): Promise<readonly HttpOutcome[]> {
  saying = all;
  const { http, close } = createHttpClient({ extraCa: [], proxy: {} });
  const outcomes: HttpOutcome[] = [];
  for (const nth of all.keys()) {
    const request = { method: "GET", url: `${url}/${nth}`, headers: [], body: null };
    const kind = bare ? { isOneOfMany: true as const } : {};
    outcomes.push(await http({ ...request, timeouts: TIMEOUTS, ...kind }));
  }
  await close();
  return outcomes;
}

/** undici leaves the white space behind a value. */
function shown({ reply }: HttpOutcome): unknown {
  if (reply === null) return null;
  const headers = reply.headers.map(([name, value]) => `${name}: ${value.trim()}`);
  return { ...reply, headers, body: latin1(reply.body) };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.constantFrom(4_095, 4_096, 4_097, 70_000).map((length) => new Uint8Array(length).fill(120)),
);

/** The body in chunks, with all that may stand beside their sizes. */
const chunked = fc
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

const framed = fc.oneof(
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

const legal = fc
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
    return { body: framing.body, said: { bytes, cuts, ends: framing.ends } };
  });

const REPEATABLE = { seed: 9112, numRuns: 100 };

it("of right replies on kept connections, both read each with its own body", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(legal, { minLength: 1, maxLength: 4 }), async (replies) => {
      const all = replies.map(({ said }) => said);
      const bare = await heard(all, true);
      const whole = bare.map(({ reply }) => (reply === null ? null : latin1(reply.body)));
      expect(whole).toEqual(replies.map(({ body }) => latin1(body)));
      expect(bare.map(shown)).toEqual((await heard(all, false)).map(shown));
    }),
    REPEATABLE,
  );
});

it("of a reply with bytes that were changed or lost, both read the same where both read any", async () => {
  const spoiled = fc
    .tuple(legal, fc.array(fc.tuple(fc.nat(160), fc.nat(255)), { maxLength: 2 }), fc.nat(300))
    .map(([{ said }, changes, lost]) => {
      const bytes = Buffer.from(said.bytes);
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
      const kept = changes.length === 0 ? Math.max(1, bytes.length - 1 - lost) : bytes.length;
      return { bytes: bytes.subarray(0, kept), cuts: said.cuts, ends: true };
    });
  let readByBoth = 0;
  await fc.assert(
    fc.asyncProperty(spoiled, async (said) => {
      const [bare, other] = [await heard([said], true), await heard([said], false)];
      if (bare[0]?.reply == null || other[0]?.reply == null) return;
      readByBoth += 1;
      expect(bare.map(shown)).toEqual(other.map(shown));
    }),
    REPEATABLE,
  );
  expect(readByBoth).toBeGreaterThan(10);
});
