/**
 * Tells fast that nothing would be taken out of a message. That is so of most deliveries,
 * and each of these questions is asked anyway before anything is searched for in earnest.
 */
import type { HeaderPair } from "../http.js";
import { memoize } from "../memoize.js";
import { unfoldBody } from "./compressed.js";
import type { PlainMessage } from "./learnt.js";
import { mayStandEscaped, type Needles } from "./needles.js";
import { isPrivateHeader, type PlaceRules } from "./places.js";
import type { NamePlace } from "./secret-names.js";
import { mayHoldShapes } from "./secret-shapes.js";
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
  const isFree = (text: string) => needles.each.length === 0 || !mayStandEscaped(text, needles);
  // A needle may stand there as characters, or half escaped as bytes.
  const isFreeText = (text: string) =>
    isFree(text) && (/^[\x00-\x7f]*$/.test(text) || isFree(latin1(Buffer.from(text))));
  const isNameless = (text: string, place: NamePlace) =>
    !(rules.names?.mayStandIn(text, place) ?? false) && !mayHoldShapes(text);
  // The same headers stand in a thousand messages.
  const isPlainName = memoize(
    (name) => !isCredentialHeader(name) && !isPrivateHeader(name, rules),
    LONGEST_KEPT,
  );
  const isPlainValue = memoize(
    (value) => isFreeText(value) && isNameless(value, "header"),
    LONGEST_KEPT,
  );
  const isPlainHeader = ([name, value]: HeaderPair) => isPlainName(name) && isPlainValue(value);
  const isPlainBody = (text: string) => isFree(text) && isNameless(text, namePlaceOf(text));
  return {
    message: ({ url, headers, body, isCut = false }) =>
      !isCut &&
      rules.personal.length === 0 &&
      // Without user, query and fragment there is no place in a URL that a name gives away.
      !/[?#@]/.test(url) &&
      isFreeText(url) &&
      !mayHoldShapes(url) &&
      headers.every(isPlainHeader) &&
      (body === null || (unfoldBody(headers, body) === "plain" && isPlainBody(latin1(body)))),
    words: isFreeText,
  };
}

/** What is no JSON may be a form, whose names mean what they mean in a query. */
function namePlaceOf(body: string): NamePlace {
  return /^\s*[[{"]/.test(body) ? "body" : "query";
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
