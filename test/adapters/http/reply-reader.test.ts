/** Replies read from pieces: however the bytes are cut, the same comes out. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBodyKeeper } from "../../../src/adapters/http/body-keeper.js";
import { createReplyReader, type Reading } from "../../../src/adapters/http/reply-reader.js";

const LIMITS = { keptBytes: undefined, mostBytes: 1_000_000 };
const MORE: Reading = { state: "more" };

function read(text: string, cuts: readonly number[] = []): Reading {
  const reader = createReplyReader();
  const bytes = Buffer.from(text, "latin1");
  const places = [...new Set(cuts)].sort((a, b) => a - b);
  let at = 0;
  let reading = MORE;
  for (const place of [...places, bytes.length]) {
    if (reading.state !== "more") return reading;
    const end = Math.min(place, bytes.length);
    if (end > at) reading = reader.push(bytes.subarray(at, end), LIMITS);
    at = end;
  }
  return reading.state === "more" ? reader.end() : reading;
}

function shown(reading: Reading): unknown {
  if (reading.state === "more") return "more";
  if (reading.state === "wrong") return reading.failure.kind;
  const { status, body } = reading.reply;
  const text = Buffer.from(body).toString("latin1");
  return [status, text, reading.idleMs];
}

const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const CASES: readonly (readonly [name: string, text: string, unknown])[] = [
  ["a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", [200, "ok", 4_000]],
  [
    "the same length twice",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length: 2\r\n\r\nok",
    [200, "ok", 4_000],
  ],
  ["no body at 204", "HTTP/1.1 204 No Content\r\n\r\n", [204, "", 4_000]],
  ["no reason", "HTTP/1.1 500\r\nContent-Length: 0\r\n\r\n", [500, "", 4_000]],
  [
    "chunks",
    `${CHUNKED}2;x=1\r\nok\r\nA\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n`,
    [200, "ok0123456789", 4_000],
  ],
  [
    "an early hint before",
    "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
    [401, "", 4_000],
  ],
  [
    "Connection: close",
    "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\nok",
    [200, "ok", 0],
  ],
  [
    "a time after which it is closed",
    "HTTP/1.1 200 OK\r\nKeep-Alive: max=100, timeout=2\r\nContent-Length: 2\r\n\r\nok",
    [200, "ok", 1_600],
  ],
  [
    "a longer time",
    "HTTP/1.1 200 OK\r\nkeep-alive: timeout=60\r\nContent-Length: 2\r\n\r\nok",
    [200, "ok", 4_000],
  ],
  ["HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", [200, "ok", 0]],
  ["the end as its end", "HTTP/1.1 200 OK\r\n\r\nall there is", [200, "all there is", 0]],
  ["more than was asked for", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokay", [200, "ok", 0]],
  ["too little", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok", "more"],
  ["half a head", "HTTP/1.1 200 OK\r\nContent-Le", "more"],
  ["chunks that break off", `${CHUNKED}5\r\nok`, "more"],
  ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n\r\n", "malformed"],
  ["a status that is none", "HTTP/1.1 20 OK\r\n\r\n", "malformed"],
  ["a header without a colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "malformed"],
  [
    "two lengths",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
    "malformed",
  ],
  [
    "a length and chunks",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok",
    "malformed",
  ],
  ["a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok", "malformed"],
  ["a chunk of no size", `${CHUNKED}zz\r\nok\r\n`, "malformed"],
  ["a chunk longer than its size", `${CHUNKED}1\r\nok\r\n0\r\n\r\n`, "malformed"],
  [
    "a flood",
    `HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n${"x".repeat(1_000_001)}`,
    "flood",
  ],
  ["an endless head", `HTTP/1.1 200 OK\r\nX: ${"x".repeat(70_000)}`, "flood"],
  [
    "a header hidden in its first line",
    "HTTP/1.1 200 OK\nContent-Length: 5\r\n\r\nok",
    "malformed",
  ],
  ["lines that end in another way", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", "malformed"],
  ["a NUL in a header", "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok", "malformed"],
  ["another protocol from here on", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", "malformed"],
  ["a line hidden in an extension", `${CHUNKED}5;x\nab\r\n0\r\n\r\n\r\n0\r\n\r\n`, "malformed"],
  [
    "a coding of almost the same name",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: x-chunked\r\n\r\n2\r\nok\r\n",
    [200, "2\r\nok\r\n", 0],
  ],
  [
    "an empty member behind its coding",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked,\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    [200, "ok", 4_000],
  ],
  [
    "chunks in HTTP/1.0",
    "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    [200, "", 0],
  ],
  ["endless trailers", `${CHUNKED}0\r\n${"X: y\r\n".repeat(10_000)}`, "malformed"],
  ["an endless line between chunks", `${CHUNKED}1;${"x".repeat(20_000)}`, "malformed"],
];

describe("a reply with", () => {
  it.each(CASES)("%s", (_, text, wanted) => {
    expect(shown(read(text))).toEqual(wanted);
  });

  it("the same bytes is the same, however they are cut", () => {
    const small = CASES.filter(([, text]) => text.length < 1_000);
    fc.assert(
      fc.property(
        fc.constantFrom(...small),
        fc.array(fc.nat(200), { maxLength: 12 }),
        ([name, text, wanted], cuts) => {
          // What follows a reply is seen only when it comes with it.
          fc.pre(name !== "more than was asked for");
          expect(shown(read(text, cuts))).toEqual(wanted);
        },
      ),
    );
  });
});

it("replies follow one another on a connection, each with its own headers", () => {
  const reader = createReplyReader();
  const headers = ["1", "2", "2"].map((date) => {
    const text = `HTTP/1.1 200 OK\r\nDate: ${date}\r\nContent-Length: 1\r\n\r\nx`;
    const reading = reader.push(Buffer.from(text), LIMITS);
    return reading.state === "whole" ? reading.reply.headers[0] : reading;
  });
  expect(headers).toEqual([
    ["Date", "1"],
    ["Date", "2"],
    ["Date", "2"],
  ]);
});

it.each([60, 6_000])("a body of %d bytes is kept up to a limit, and counted beyond it", (bytes) => {
  const text = `HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`;
  const reading = createReplyReader().push(Buffer.from(text + "x".repeat(bytes)), {
    keptBytes: 10,
    mostBytes: 10_000,
  });
  expect(reading).toMatchObject({
    state: "whole",
    reply: { body: Buffer.from("x".repeat(10)), bodyBytes: bytes },
  });
});

it("the same bytes again are judged by the limits that are then in force", () => {
  const reader = createReplyReader();
  const piece = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  const readings = [
    LIMITS,
    LIMITS,
    { keptBytes: 1, mostBytes: 10 },
    { keptBytes: 1, mostBytes: 1 },
  ].map((limits) => shown(reader.push(piece, limits)));
  expect(readings).toEqual([[200, "ok", 4_000], [200, "ok", 4_000], [200, "o", 4_000], "flood"]);
});

it("bytes that look like the last reply are none in the middle of another", () => {
  const reader = createReplyReader();
  const last = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const push = (text: string) => shown(reader.push(Buffer.from(text), LIMITS));
  expect(push(last)).toEqual([200, "ok", 4_000]);
  expect(push("HTTP/1.1 201 Y\r\nX: ")).toBe("more");
  expect(push(last)).toEqual([201, "ok", 4_000]);
  expect(push(`HTTP/1.1 202 Z\r\nContent-Length: ${last.length}\r\n\r\n`)).toBe("more");
  expect(push(last)).toEqual([202, last, 4_000]);
});

it("of bytes that come one by one, as many are kept as were asked for", () => {
  const keeper = createBodyKeeper(5_000);
  const piece = Buffer.alloc(1);
  for (let nth = 0; nth < 6_000; nth += 1) {
    piece[0] = nth % 251;
    expect(keeper.add(piece)).toBe(nth + 1);
  }
  const body = Buffer.from(Array.from({ length: 5_000 }, (_, nth) => nth % 251));
  expect(keeper.kept()).toEqual({ body, bodyBytes: 6_000 });
});

it("what is kept of a reply does not hold on to the piece that it came in", () => {
  const piece = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  const reading = createReplyReader().push(piece, LIMITS);
  piece.fill(0);
  expect(shown(reading)).toEqual([200, "ok", 4_000]);
});
