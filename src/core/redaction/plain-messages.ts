/**
 * Tells fast that nothing would be taken out of a message. That is so of most deliveries,
 * and each of these questions is asked anyway before anything is searched for in earnest.
 */
import type { HeaderPair } from "../http.js";
import { latin1Of } from "../latin1.js";
import { memoize } from "../memoize.js";
import { unfoldBody } from "./compressed.js";
import type { PlainMessage } from "./learnt.js";
import { mayStandWithin, type Needles } from "./needles.js";
import { isPrivateHeader, type PlaceRules } from "./places.js";
import type { NamePlace } from "./secret-names.js";
import { mayHoldShapes } from "./secret-shapes.js";
import { isSoInSomeLayer } from "./unescaped.js";
import { isCredentialHeader } from "./values.js";

/** `true` is certain; `false` only means: perhaps not. */
export interface PlainCheck {
  message(message: PlainMessage): boolean;
  /** Of words about it. */
  words(text: string): boolean;
}

/** Longer values are hardly ever the same. */
const LONGEST_KEPT = 60;

export function createPlainCheck(needles: Needles, rules: PlaceRules): PlainCheck {
  const mayHoldNeedles = (layer: string) =>
    needles.each.length > 0 && mayStandWithin(layer, needles);
  const mayTellAt = (place: NamePlace) => (layer: string) =>
    mayHoldNeedles(layer) ||
    mayHoldShapes(layer) ||
    (rules.names?.mayStandIn(layer, place) ?? false);
  // Made once: this is asked of every message.
  const mayTell = {
    header: mayTellAt("header"),
    query: mayTellAt("query"),
    body: mayTellAt("body"),
    cookie: mayTellAt("cookie"),
  };
  const isFree = (text: string) => !isSoInSomeLayer(text, mayHoldNeedles);
  // A needle may stand there as characters, or half escaped as bytes.
  const isFreeBytes = (text: string) =>
    /^[\x00-\x7f]*$/.test(text) || isFree(latin1Of(Buffer.from(text)));
  const isPlainAt = (text: string, place: NamePlace) => !isSoInSomeLayer(text, mayTell[place]);
  // The same URLs and headers stand in a thousand messages.
  const isPlainName = memoize(
    (name) => !isCredentialHeader(name) && !isPrivateHeader(name, rules),
    LONGEST_KEPT,
  );
  const isPlainValue = memoize(
    (value) =>
      // So it is with signatures, of which each is another one.
      /^[\da-f]+$/.test(value)
        ? !mayHoldNeedles(value)
        : isPlainAt(value, "header") && isFreeBytes(value),
    LONGEST_KEPT,
  );
  // Most that a name gives away stands in a user, a query and a fragment.
  const isPlainUrl = memoize(
    (url) =>
      !/[?#@]/.test(url) && isPlainAt(url, "query") && isPlainAt(url, "body") && isFreeBytes(url),
    LONGEST_KEPT,
  );
  // One sender's next message has nearly the headers of the one before.
  let before: readonly HeaderPair[] = [];
  const isPlainHeader = (at: number, [name, value]: HeaderPair) => {
    const last = before[at];
    if (last === undefined || last[0] !== name) return isPlainName(name) && isPlainValue(value);
    return last[1] === value || isPlainValue(value);
  };
  const arePlain = (headers: readonly HeaderPair[]) => {
    if (!headers.every((header, at) => isPlainHeader(at, header))) return false;
    before = headers;
    return true;
  };
  // This tool's own answers are few and short.
  const isPlainBody = memoize((text) => isPlainAt(text, namePlaceOf(text)), LONGEST_KEPT);
  return {
    message: ({ url, headers, body, isCut = false }) =>
      !isCut &&
      rules.personal.length === 0 &&
      isPlainUrl(url) &&
      arePlain(headers) &&
      (body === null || (unfoldBody(headers, body) === "plain" && isPlainBody(latin1Of(body)))),
    words: (text) => isFree(text) && isFreeBytes(text),
  };
}

/** What is no JSON may be a form, whose names mean what they mean in a query. */
function namePlaceOf(body: string): NamePlace {
  return /^\s*[[{"]/.test(body) ? "body" : "query";
}
