/** Where the body of an HTTP/1.1 reply ends, by each of the three ways in which a head can say it. */
import type { Framing } from "./reply-head.js";

/** What one piece of a connection's bytes did for the body. */
export type Taken =
  | "more"
  /** The body is complete; these bytes came after it. */
  | { readonly rest: Buffer }
  | { readonly problem: string };

/** @param keep is given the body's own bytes */
export type TakeBody = (bytes: Buffer, keep: (piece: Buffer) => void) => Taken;

export function bodyTaker(framing: Framing): TakeBody {
  switch (framing.kind) {
    case "length":
      return takeLength(framing.bytes);
    case "chunked":
      return takeChunks();
    case "until-close":
      return (bytes, keep) => {
        keep(bytes);
        return "more";
      };
  }
}

function takeLength(length: number): TakeBody {
  let missing = length;
  return (bytes, keep) => {
    const own = bytes.subarray(0, missing);
    missing -= own.length;
    if (own.length > 0) keep(own);
    return missing > 0 ? "more" : { rest: bytes.subarray(own.length) };
  };
}

/** A chunk's size with its extensions, or a trailer: nobody needs longer ones. */
const LONGEST_LINE = 16 * 1024;
const LINE_END = "\r\n";
/** An extension hides no line in its line. */
const SIZE_LINE = /^([\da-f]{1,12})[ \t]*(?:;[^\0\r\n]*)?$/i;

/** @source RFC 9112, section 7.1 */
function takeChunks(): TakeBody {
  let early: Buffer = Buffer.alloc(0);
  /** Of the chunk that is being read; null where a line is expected. */
  let missing: number | null = null;
  let trailing = 0;
  let expects: "size" | "end of chunk" | "trailer" = "size";

  const takeLine = (line: string): string | null => {
    if (expects === "end of chunk") {
      expects = "size";
      return line === "" ? null : "a chunk is longer than its size";
    }
    const [, size] = SIZE_LINE.exec(line) ?? [];
    if (size === undefined) return "the size of a chunk is no hexadecimal number";
    if (/^0+$/.test(size)) expects = "trailer";
    else missing = Number.parseInt(size, 16);
    return null;
  };

  return (piece, keep) => {
    let bytes = early.length === 0 ? piece : Buffer.concat([early, piece]);
    early = Buffer.alloc(0);
    for (;;) {
      if (missing !== null) {
        const own = bytes.subarray(0, missing);
        if (own.length > 0) keep(own);
        bytes = bytes.subarray(own.length);
        missing -= own.length;
        if (missing > 0) return "more";
        missing = null;
        expects = "end of chunk";
      }
      const at = bytes.indexOf(LINE_END);
      if (at > LONGEST_LINE || (at === -1 && bytes.length > LONGEST_LINE))
        return { problem: "a line between its chunks does not end" };
      if (at === -1) {
        early = Buffer.from(bytes);
        return "more";
      }
      const line = bytes.toString("latin1", 0, at);
      bytes = bytes.subarray(at + LINE_END.length);
      if (expects === "trailer") {
        if (line === "") return { rest: bytes };
        trailing += line.length;
        if (trailing > LONGEST_LINE) return { problem: "its trailers do not end" };
        continue;
      }
      const problem = takeLine(line);
      if (problem !== null) return { problem };
    }
  };
}
