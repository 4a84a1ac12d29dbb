/**
 * The good reply to a bulk request, read without building it: PlayCamp gives
 * every payment back whole, which is most of what a sync receives, and only each
 * one's status is of interest. Any other reply is for `bulk-reply.ts`.
 */
import type { Payment } from "./payment.js";

export type GoodStatus = "SUCCESS" | "SKIPPED";

/**
 * @param body UTF-8 JSON, as received
 * @returns the payments' statuses, in their order; null unless the reply lists
 *   exactly these payments in this order under `data.results`, none of them failed
 */
export function skimBulkReply(
  batch: readonly Payment[],
  body: Uint8Array,
): readonly GoodStatus[] | null {
  const data = memberAt(body, skipSpace(body, 0), "data");
  const results = memberAt(body, data, "results");
  if (body[results] !== OPEN_ARRAY) return null;
  const statuses: GoodStatus[] = [];
  let at = skipSpace(body, results + 1);
  for (const { transactionId } of batch) {
    if (statuses.length > 0) {
      if (body[at] !== COMMA) return null;
      at = skipSpace(body, at + 1);
    }
    const id = memberAt(body, at, "transactionId");
    const status = statusAt(body, memberAt(body, at, "status"));
    if (status === null || !isString(body, id, transactionId)) return null;
    statuses.push(status);
    at = skipSpace(body, skipValue(body, at));
  }
  return body[at] === CLOSE_ARRAY ? statuses : null;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** Stands for a place that there is not: no byte is there, so whatever is looked for next is not found either. */
const NOWHERE = -1;

/** Where the value of an object's member begins; the first one of that name. */
function memberAt(body: Uint8Array, object: number, name: string): number {
  if (body[object] !== OPEN_OBJECT) return NOWHERE;
  let at = skipSpace(body, object + 1);
  while (body[at] === QUOTE) {
    const isWanted = isString(body, at, name);
    const colon = skipSpace(body, skipString(body, at));
    if (body[colon] !== COLON) return NOWHERE;
    const value = skipSpace(body, colon + 1);
    if (isWanted) return value;
    at = skipSpace(body, skipValue(body, value));
    if (body[at] !== COMMA) return NOWHERE;
    at = skipSpace(body, at + 1);
  }
  return NOWHERE;
}

function statusAt(body: Uint8Array, at: number): GoodStatus | null {
  if (isString(body, at, "SUCCESS")) return "SUCCESS";
  return isString(body, at, "SKIPPED") ? "SKIPPED" : null;
}

/** Whether a string of this text, written without escapes, begins here. ASCII only: nothing else is told apart. */
function isString(body: Uint8Array, at: number, text: string): boolean {
  if (body[at] !== QUOTE || body[at + text.length + 1] !== QUOTE) return false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80 || unit === BACKSLASH || unit === QUOTE) return false;
    if (body[at + 1 + index] !== unit) return false;
  }
  return true;
}

function skipSpace(body: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = body[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

/** @returns the place after the value that begins here */
function skipValue(body: Uint8Array, from: number): number {
  const first = body[from];
  if (first === QUOTE) return skipString(body, from);
  if (first === OPEN_OBJECT || first === OPEN_ARRAY) return skipNested(body, from);
  let at = from;
  for (; at >= 0 && at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) return at;
  }
  return NOWHERE;
}

function skipString(body: Uint8Array, from: number): number {
  for (let at = from + 1; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at += 1;
  }
  return NOWHERE;
}

function skipNested(body: Uint8Array, from: number): number {
  let depth = 0;
  for (let at = from; at >= 0 && at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) {
      at = skipString(body, at) - 1;
      if (at < from) return NOWHERE;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return NOWHERE;
}
