/** The head of an HTTP/1.1 reply: its status, its headers, and what they say of the body and the connection. */
import type { HeaderPair } from "../../core/http.js";

export interface ReplyHead {
  readonly status: number;
  /** In their order and case. */
  readonly headers: readonly HeaderPair[];
  readonly framing: Framing;
  /** How long, in milliseconds, the connection may lie idle before it is used again; 0 where it is not to be. */
  readonly idleMs: number;
}

export type Framing =
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "until-close" };

/**
 * Connections see the same head over and over; it is parsed once.
 *
 * @returns of the text before the empty line: the head, or what is wrong with it
 */
export function createHeadParser(): (text: string) => ReplyHead | string {
  let lastText = "";
  let last: ReplyHead | string = "it is empty";
  return (text) => {
    if (text !== lastText) {
      last = parseReplyHead(text);
      lastText = text;
    }
    return last;
  };
}

function parseReplyHead(text: string): ReplyHead | string {
  const [statusLine = "", ...lines] = text.split("\r\n");
  const [, minor, digits] = STATUS_LINE.exec(statusLine) ?? [];
  if (digits === undefined) return `its first line is ${quoted(statusLine)}`;
  const headers: HeaderPair[] = [];
  for (const line of lines) {
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return `a header line is ${quoted(line)}`;
    headers.push([name, value.replaceAll(/^[ \t]+|(?<![ \t])[ \t]+$/g, "")]);
  }
  const status = Number(digits);
  if (status === 101) return "it changes to a protocol that nobody asked for";
  const framing = framingOf(status, headers);
  if (typeof framing === "string") return framing;
  const keepsAlive = isKept(minor === "1", framing, headers);
  return { status, headers, framing, idleMs: keepsAlive ? idleMs(headers) : 0 };
}

function isKept(isLatest: boolean, framing: Framing, headers: readonly HeaderPair[]): boolean {
  const connection = valuesOf(headers, "connection").join().toLowerCase();
  if (isLatest) return !/\bclose\b/.test(connection);
  // HTTP/1.0 knows no chunks: whoever sends them does not keep to what it says.
  return framing.kind !== "chunked" && /\bkeep-alive\b/.test(connection);
}

/** Node's servers close a connection that has been idle for 5 s; a request must not meet that. */
const LONGEST_IDLE_MS = 4_000;
/** Of the time after which the server says that it closes: what is on its way meanwhile comes in time. */
const SAFE_SHARE = 0.8;

/** @source RFC 2068, section 19.7.1.1 */
function idleMs(headers: readonly HeaderPair[]): number {
  const [, seconds] = /\btimeout *= *(\d{1,9})/i.exec(valuesOf(headers, "keep-alive").join()) ?? [];
  if (seconds === undefined) return LONGEST_IDLE_MS;
  return Math.min(LONGEST_IDLE_MS, Number(seconds) * 1_000 * SAFE_SHARE);
}

/** A line feed or carriage return alone would hide lines in a line; nor is a NUL to be passed on. */
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d{2})(?: [^\0\r\n]*)?$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~\w-]+):([^\0\r\n]*)$/;

/** @source RFC 9112, section 6.3 */
function framingOf(status: number, headers: readonly HeaderPair[]): Framing | string {
  const lengths = new Set(valuesOf(headers, "content-length"));
  const codings = codingsOf(headers);
  if (status < 200 || status === 204 || status === 304) return NO_BODY;
  if (codings.length > 0) {
    // Two lengths: proxies and servers that disagree on them can be made to smuggle.
    if (lengths.size > 0) return "it has both a Content-Length and a Transfer-Encoding";
    return { kind: codings.at(-1) === "chunked" ? "chunked" : "until-close" };
  }
  const [length, ...others] = lengths;
  if (length === undefined) return { kind: "until-close" };
  return /^\d{1,15}$/.test(length) && others.length === 0
    ? { kind: "length", bytes: Number(length) }
    : `its Content-Length is ${quoted([...lengths].join(", "))}`;
}

/** In the order in which they were applied; empty members of the list say nothing. */
function codingsOf(headers: readonly HeaderPair[]): readonly string[] {
  const members = valuesOf(headers, "transfer-encoding").join().toLowerCase().split(",");
  return members.map((each) => each.trim()).filter((each) => each !== "");
}

const NO_BODY: Framing = { kind: "length", bytes: 0 };

function valuesOf(headers: readonly HeaderPair[], name: string): readonly string[] {
  return headers.flatMap(([each, value]) => (each.toLowerCase() === name ? [value] : []));
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
