/**
 * Takes secrets out of whatever is about to be kept or shown: those that are known
 * by their value in every encoding, and those that a name, a path of the profile or
 * their own shape gives away.
 */
import type { HeaderPair } from "./http.js";
import { unfoldBody } from "./redaction/compressed.js";
import {
  compileNeedles,
  joinNeedles,
  type KnownSecret,
  SHORTEST_REDACTED_SECRET,
} from "./redaction/needles.js";
import {
  learntInExchange,
  type PlainMessage,
  type RedactionRules,
  tellingParts,
} from "./redaction/learnt.js";
import {
  isPrivateHeader,
  type Place,
  type PlaceRules,
  placesOfBody,
  placesOfHeader,
  placesOfText,
  placesOfUrl,
} from "./redaction/places.js";
import { createSecretNames, type SecretNames } from "./redaction/secret-names.js";
import {
  createValueRedactor,
  type Marked,
  ofBytes,
  redactCredential,
  redactionMark,
  replaceMarked,
  type ValueRedactor,
} from "./redaction/values.js";

export { learntInExchange, type PlainMessage, type RedactionRules } from "./redaction/learnt.js";
export { isCredentialHeader, redactionMark } from "./redaction/values.js";
export { type KnownSecret } from "./redaction/needles.js";
export { encodeSecret, encodingsOf, SECRET_ENCODINGS } from "./redaction/encodings.js";

export interface Redactor {
  text(text: string): string;
  /** Like {@link Redactor.text}, for words that quote what was cut short with `…`, perhaps within a secret. */
  quotation(text: string): string;
  bytes(bytes: Uint8Array): Uint8Array;
  headers(headers: readonly HeaderPair[]): readonly HeaderPair[];
  /**
   * A request and its reply: what stands in either at a private place is taken out of
   * both, however it is written there.
   */
  exchange(asked: PlainMessage, answered: PlainMessage | null): RedactedExchange;
}

/** A message before anything is taken out of it; the URL of a reply is empty. */
export interface RedactedExchange {
  readonly asked: PlainMessage;
  readonly answered: PlainMessage | null;
  /** Words about the exchange, such as why it failed. */
  text(text: string): string;
}

const SECRET_NAMES = createSecretNames();

export const DEFAULT_RULES: RedactionRules = {
  personal: [],
  requestNames: SECRET_NAMES,
  replyNames: SECRET_NAMES,
  isOwnRequest: false,
  openWords: [],
};

/** What messages brought is remembered, up to so many values: what is said later may quote it. */
const MOST_REMEMBERED = 200;

/** @param secrets all, or whoever tells them: then those that are read later count from then on */
export function createRedactor(
  secrets: readonly KnownSecret[] | (() => readonly KnownSecret[]),
  rules: RedactionRules = DEFAULT_RULES,
): Redactor {
  const remembered = new Map<string, KnownSecret>();
  const given = typeof secrets === "function" ? secrets : () => secrets;
  const all = () => [...given(), ...remembered.values()];
  const current = whenMore(all, (known) => compiled(known, rules));
  const partsGiven = whenMore(given, (known) => tellingParts(known, rules));
  const asked = { personal: rules.personal, names: rules.requestNames };
  const answered = { personal: rules.personal, names: rules.replyNames };
  const remember = (learnt: readonly KnownSecret[]) => {
    for (const each of learnt)
      if (remembered.size < MOST_REMEMBERED) remembered.set(each.value, each);
  };
  return {
    text: (input) => current().values.text(input),
    bytes: (input) => current().values.bytes(input),
    headers: (headers) =>
      headers.map(([name, value]) => [name, current().values.header(name, value)]),
    quotation: (input) => {
      const { values } = current();
      return withoutNamed(values.cutText(input, SHORTEST_REDACTED_SECRET), rules.replyNames);
    },
    exchange: (request, reply) => {
      const { values, needles, parts, known } = current();
      const learnt = learntInExchange(request, reply, rules, partsGiven).filter(
        ({ value }) => !known.has(value),
      );
      const both =
        learnt.length === 0
          ? values
          : createValueRedactor(joinNeedles(needles, compileNeedles(learnt)), parts);
      remember(learnt);
      return {
        asked: redactMessage(request, asked, both),
        answered: reply === null ? null : redactMessage(reply, answered, both),
        text: (text) => both.text(text),
      };
    },
  };
}

/** What is made of the secrets known so far, made anew when there are more. */
function whenMore<Made>(
  secrets: () => readonly KnownSecret[],
  make: (known: readonly KnownSecret[]) => Made,
): () => Made {
  let last: { readonly count: number; readonly made: Made } | null = null;
  return () => {
    const known = secrets();
    if (last?.count !== known.length) last = { count: known.length, made: make(known) };
    return last.made;
  };
}

function compiled(secrets: readonly KnownSecret[], rules: RedactionRules) {
  const needles = compileNeedles(secrets);
  const parts = tellingParts(secrets, rules);
  return {
    ...{ needles, parts },
    values: createValueRedactor(needles, parts),
    known: new Set(secrets.map(({ value }) => value)),
  };
}

/** Of a text that quotes a reply, what names and shapes give away. */
function withoutNamed(text: string, names: SecretNames): string {
  return ofBytes(text, (binary) => {
    const places = placesOfText(binary, { personal: [], names });
    // What is taken out already reads as the name `secret` with a value.
    const isMark = (start: number) => binary.startsWith(MARK_START, start - MARK_START.length);
    return replaceMarked(
      binary,
      places
        .filter(({ value, start }) => SAYS_A_SECRET.test(value) && !isMark(start))
        .map(markedPlace),
    );
  });
}

const MARK_START = "[secret:";

/** `token: expired` says what is wrong, and `an empty token: 12 records` what came. */
const SAYS_A_SECRET = /^(?!\d{1,3}$)(?:.*\d|.{16})/s;

function redactMessage(
  { url, headers, body, isCut = false }: PlainMessage,
  rules: PlaceRules,
  values: ValueRedactor,
): PlainMessage {
  const at = (text: string, places: readonly Place[], isEndCut = false) =>
    replaceMarked(text, [
      ...values.marks(text),
      ...(isEndCut ? values.endMarks(text) : []),
      ...places.map(markedPlace),
    ]);
  return {
    url: ofBytes(url, (text) => at(text, placesOfUrl(text, rules))),
    headers: headers.map(([name, value]) => {
      const clean = values.header(name, value);
      if (isPrivateHeader(name, rules)) return [name, redactCredential(`header.${name}`, clean)];
      return [name, ofBytes(clean, (text) => at(text, placesOfHeader(text, rules)))];
    }),
    body:
      body === null
        ? null
        : redactBody(headers, body, (text) => at(text, placesOfBody(text, rules), isCut)),
  };
}

/** A compressed body stays as it is where there is nothing to take out of it, and not at all where there is. */
function redactBody(
  headers: readonly HeaderPair[],
  body: Uint8Array,
  clean: (text: string) => string,
): Uint8Array {
  const unfolded = unfoldBody(headers, body);
  const isHidden = unfolded === "hidden";
  const bytes = isHidden || unfolded === "plain" ? body : unfolded.bytes;
  const before = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const after = clean(before);
  if (unfolded === "plain") return after === before ? body : Buffer.from(after, "latin1");
  return !isHidden && after === before
    ? body
    : Buffer.from(`[compressed body of ${body.length} bytes withheld]`);
}

function markedPlace({ label, start, end }: Place): Marked {
  return { start, end, mark: redactionMark(label) };
}
