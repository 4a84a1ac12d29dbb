/**
 * Reads the replies of one HTTP/1.1 connection, one after the other, from pieces
 * of any size. The connection itself, its time-outs included, is load-http.ts's.
 */
import { type HttpFailure, type HttpReply, KEPT_REPLY_BYTES } from "../../core/http.js";
import { createBodyKeeper, createWholeBody } from "./body-keeper.js";
import { floodFailure, spokenIn } from "./http-errors.js";
import { bodyTaker } from "./reply-body.js";
import { createHeadParser, type ReplyHead } from "./reply-head.js";

export type Reading =
  | { readonly state: "more" }
  | {
      readonly state: "whole";
      readonly reply: HttpReply;
      /** See {@link ReplyHead.idleMs}. */
      readonly idleMs: number;
    }
  | { readonly state: "wrong"; readonly failure: HttpFailure };

export interface ReplyLimits {
  /** Of the body; what is longer is counted only. */
  readonly keptBytes: number | undefined;
  /** A longer body is a flood. */
  readonly mostBytes: number;
}

export interface ReplyReader {
  /**
   * @param piece may be written over as soon as this returns
   * @param limits of the reply that is being read
   */
  push(piece: Buffer, limits: ReplyLimits): Reading;
  /** The peer has ended: a whole reply where that is how one ends. */
  end(): Reading;
  /** Whether the head of the reply that is being read is there. */
  hasHead(): boolean;
}

/** Four times what Node's own client takes. */
const LONGEST_HEAD = 64 * 1024;
const HEAD_END = "\r\n\r\n";
const BEGINNING = "HTTP/1.";
const CARRIAGE_RETURN = 13;
const MORE: Reading = { state: "more" };

/** The reply whose head is there. */
interface Begun {
  readonly head: ReplyHead;
  /** @returns as {@link ReplyReader.push} */
  readonly take: (bytes: Buffer) => Reading;
  readonly whole: (idleMs: number) => Reading;
}

export function createReplyReader(): ReplyReader {
  const parseHead = createHeadParser();
  const lastReply = createLastReply();
  let early: Buffer | null = null;
  let begun: Begun | null = null;

  const begin = (
    piece: Buffer,
    limits: ReplyLimits,
  ): Reading | { readonly reply: Begun; readonly rest: Buffer } => {
    const again = early === null ? lastReply.again(piece, limits) : null;
    if (again !== null) return again;
    const all = early === null ? piece : Buffer.concat([early, piece]);
    let bytes = all;
    early = null;
    for (;;) {
      const at = bytes.indexOf(HEAD_END);
      if (at === -1) {
        early = Buffer.from(bytes);
        return unfinishedHead(bytes);
      }
      const head = parseHead(bytes.toString("latin1", 0, at));
      if (typeof head === "string") return strange(bytes, head);
      bytes = bytes.subarray(at + HEAD_END.length);
      // Of 100 Continue and 103 Early Hints, the reply is still to come.
      if (head.status < 200) continue;
      const short = inOnePiece(head, bytes, limits);
      if (short === null) return { reply: beginReply(head, limits), rest: bytes };
      lastReply.remember(all, limits, short);
      return short;
    }
  };

  return {
    push: (piece, limits) => {
      let bytes = piece;
      if (begun === null) {
        const beginning = begin(piece, limits);
        if ("state" in beginning) return beginning;
        begun = beginning.reply;
        bytes = beginning.rest;
      }
      const reading = begun.take(bytes);
      if (reading.state !== "more") begun = null;
      return reading;
    },
    end: () => (begun?.head.framing.kind === "until-close" ? begun.whole(0) : MORE),
    hasHead: () => begun !== null,
  };
}

/** A target under load says the same over and over: the same bytes, read within the same limits, are the same reply. */
function createLastReply() {
  let last: { bytes: Buffer; limits: ReplyLimits; reading: Reading } | null = null;
  return {
    again: (bytes: Buffer, limits: ReplyLimits): Reading | null =>
      last !== null &&
      last.limits.keptBytes === limits.keptBytes &&
      last.limits.mostBytes === limits.mostBytes &&
      bytes.equals(last.bytes)
        ? last.reading
        : null,
    remember: (bytes: Buffer, limits: ReplyLimits, reading: Reading): void => {
      if (bytes.length <= LONGEST_COPY) last = { bytes: Buffer.from(bytes), limits, reading };
    },
  };
}

/** A short reply that came in one piece, as nearly all do: nothing to wait for, nothing to set up. */
function inOnePiece(
  { status, headers, framing, idleMs }: ReplyHead,
  bytes: Buffer,
  { keptBytes = LONGEST_COPY, mostBytes }: ReplyLimits,
): Reading | null {
  if (framing.kind !== "length" || framing.bytes !== bytes.length) return null;
  if (bytes.length > Math.min(keptBytes, mostBytes, LONGEST_COPY)) return null;
  const reply = {
    status,
    headers,
    body: Buffer.from(bytes),
    bodyBytes: bytes.length,
  };
  return { state: "whole", reply, idleMs };
}

const LONGEST_COPY = 4096;

/** Whoever says that more will come may not mean it. */
const LONGEST_TOLD = 4 * 1024 * 1024;

function beginReply(head: ReplyHead, { keptBytes, mostBytes }: ReplyLimits): Begun {
  const { framing } = head;
  const told = framing.kind === "length" ? framing.bytes : Infinity;
  const isWhole = told <= Math.min(keptBytes ?? KEPT_REPLY_BYTES, mostBytes, LONGEST_TOLD);
  const keeper = isWhole ? createWholeBody(told) : createBodyKeeper(keptBytes);
  const takeBody = bodyTaker(framing);
  let bodyBytes = 0;
  const keep = (bytes: Buffer) => {
    bodyBytes = keeper.add(bytes);
  };
  const whole = (idleMs: number): Reading => ({
    state: "whole",
    reply: { status: head.status, headers: head.headers, ...keeper.kept() },
    idleMs,
  });
  return {
    head,
    whole,
    take: (bytes) => {
      const taken = takeBody(bytes, keep);
      if (bodyBytes > mostBytes)
        return {
          state: "wrong",
          failure: floodFailure(head.status, mostBytes),
        };
      if (taken === "more") return MORE;
      if ("problem" in taken) return malformed(taken.problem);
      // Bytes that nobody asked for: the next reply could not be told from them.
      return whole(taken.rest.length === 0 ? head.idleMs : 0);
    },
  };
}

function unfinishedHead(bytes: Buffer): Reading {
  const beginning = BEGINNING.slice(0, bytes.length);
  if (bytes.toString("latin1", 0, beginning.length) !== beginning)
    return strange(bytes, "it does not begin with HTTP/1.");
  // Whoever ends lines otherwise will never send the end that is waited for.
  const at = bytes.indexOf("\n");
  if (at > 0 && bytes[at - 1] !== CARRIAGE_RETURN)
    return malformed("the lines of its head end without a carriage return");
  if (bytes.length <= LONGEST_HEAD) return MORE;
  const message = "the reply's headers are too large";
  return { state: "wrong", failure: { kind: "flood", message } };
}

const TELLING_BYTES = 64;

/** What does not begin as a reply may begin as something that is known. */
function strange(bytes: Buffer, problem: string): Reading {
  const spoken = spokenIn(bytes.toString("latin1", 0, TELLING_BYTES));
  return spoken === null ? malformed(problem) : { state: "wrong", failure: spoken };
}

function malformed(problem: string): Reading {
  const message = `what came back is not valid HTTP: ${problem}`;
  return { state: "wrong", failure: { kind: "malformed", message } };
}
