/**
 * The catalogue of forgeries: what can be wrong with a credential, whichever
 * message it stands in. The suites' refusals, `--tamper`, the test vectors and
 * the sandbox's faults are made of it. A new forgery is an entry here.
 */
import { otherKey } from "../other-key.js";
import { decodeStart } from "../encodings.js";
import {
  alphabetFor,
  type Attempt,
  type Credential,
  isRight,
  otherCharacter,
  unpadded,
} from "./credential.js";

export interface Forgery {
  readonly id: ForgeryId;
  /** Completes "a message with …". */
  readonly what: string;
  readonly because: string;
  readonly make: (credential: Credential) => readonly (Attempt | string | undefined)[];
}

type Recipe = Omit<Forgery, "id">;

/** Of a longer credential, neighbours are altered together. */
const MOST_CHARACTERS = 128;

/** Web servers refuse longer lines by themselves. */
const OVERSIZED = 8_192;

const CATALOGUE = {
  missing: {
    what: "no credential at all",
    because: "nothing shows where the message comes from",
    make: () => [{ what: "left out", value: null }],
  },
  empty: {
    what: "an empty credential",
    because: "an empty text proves as little as none",
    make: () => [""],
  },
  blank: {
    what: "white space for a credential",
    because: "white space proves as little as nothing",
    // In a header it is the empty value.
    make: ({ carrier }) => (carrier === "url" ? [" ", "\t"] : []),
  },
  literal: {
    what: "a word that programs write for nothing",
    because: "null, undefined, true and 0 are no credentials",
    make: () => ["null", "undefined", "true", "false", "0"],
  },
  "other-key": {
    what: "a credential made with another key",
    because: "it was made with another key",
    make: ({ under, key, value }) => [
      under === null ? `wrong-${otherText(value)}` : under(otherKey(key)),
    ],
  },
  "empty-key": {
    what: "a credential made with an empty key",
    because: "anyone can compute it: the key was empty",
    make: ({ under }) => [under?.("")],
  },
  "key-itself": {
    what: "the key in place of the signature",
    because: "the key is no signature",
    make: ({ key, keepsKey }) => (keepsKey === true || key === "" ? [] : [key]),
  },
  unkeyed: {
    what: "a digest made without the key",
    because: "anyone can compute it: no key was used",
    make: ({ unkeyed }) => [unkeyed],
  },
  exchanged: {
    what: "key and signed text exchanged",
    because: "the text was used as the key, and the key as the text",
    make: ({ exchanged }) => [exchanged],
  },
  borrowed: {
    what: "the right credential of another message",
    because: "it belongs to another message",
    make: ({ borrowed }) => borrowed,
  },
  "every-character": {
    what: "one character altered, each in turn",
    because: "one of its characters is another",
    make: everyCharacter,
  },
  "first-half-right": {
    what: "a wrong second half",
    because: "only its first half is right",
    make: (credential) => [halves(credential, (first, last) => first + altered(credential, last))],
  },
  "last-half-right": {
    what: "a wrong first half",
    because: "only its second half is right",
    make: (credential) => [halves(credential, (first, last) => altered(credential, first) + last)],
  },
  "first-half": {
    what: "the first half of the right credential",
    because: "it is only half there",
    make: (credential) => [halves(credential, (first) => first)],
  },
  "last-half": {
    what: "the second half of the right credential",
    because: "it is only half there",
    make: (credential) => [halves(credential, (_, last) => last)],
  },
  beginning: {
    what: "the first characters of the right credential",
    because: "it is only a beginning of the right one",
    // "0" is one of the words above.
    make: ({ value }) =>
      [1, 2, 8, 10]
        .filter((length) => length < value.length / 2)
        .map((length) => value.slice(0, length))
        .filter((text) => text !== "0"),
  },
  cut: {
    what: "the right credential less its last characters",
    because: "its end is missing",
    make: (credential) => [1, 2, 4].map((n) => unpadded(credential).slice(0, -n)),
  },
  beheaded: {
    what: "the right credential less its first character",
    because: "its beginning is missing",
    make: ({ value }) => [value.slice(1)],
  },
  doubled: {
    what: "the right credential twice over",
    because: "it is longer than it can be",
    make: ({ value }) => [value + value],
  },
  longer: {
    what: "more of the same alphabet after the right credential",
    because: "it is longer than it can be",
    make: (credential) => {
      const more = alphabetFor(credential.encoding).slice(0, 4);
      const bare = unpadded(credential);
      // What follows the padding, some decoders never see; what stands before it, all of them.
      return [
        bare + more + credential.value.slice(bare.length),
        `${credential.value}${more}${more}`,
      ];
    },
  },
  "led-in": {
    what: "more of the same alphabet before the right credential",
    because: "it is longer than it can be",
    make: ({ encoding, value }) => [alphabetFor(encoding).slice(-4) + value],
  },
  "other-encoding": {
    what: "the right bytes in another encoding",
    because: "it is written in another alphabet than agreed",
    make: ({ encoding, value }) => {
      if (encoding === "text") return [];
      const bytes = decodeStart(encoding, value);
      return [bytes.toString("hex"), bytes.toString("base64"), bytes.toString("base64url")];
    },
  },
  "other-case": {
    what: "the right credential in the other case",
    because: "upper and lower case are different characters",
    make: ({ value }) => [value.toLowerCase(), value.toUpperCase()],
  },
  "outside-alphabet": {
    what: "characters that no credential has",
    because: "its characters are outside the agreed alphabet",
    make: ({ value }) =>
      ["z!", "*", "=", "%"].map((each) => each.repeat(value.length).slice(0, value.length)),
  },
  "other-length": {
    what: "a credential of another length",
    because: "no credential has this length",
    make: ({ encoding, value }) => {
      const zero = alphabetFor(encoding).charAt(0);
      return [zero.repeat(4), zero.repeat(value.length * 2)];
    },
  },
  "non-ascii": {
    what: "characters outside ASCII",
    because: "no credential has such characters",
    make: ({ value }) => ["é".repeat(value.length)],
  },
  oversized: {
    what: "a credential of 8 KB",
    because: "no credential is that long",
    make: ({ encoding, value }) => [value.padEnd(OVERSIZED, alphabetFor(encoding).charAt(1))],
  },
  unclean: {
    what: "characters of no meaning around the right credential",
    because: "it is not the right one and nothing else",
    make: ({ encoding, value, carrier }) => [
      `${value} x`,
      `${value}!`,
      `sha256=${value}`,
      ...(encoding === "hex" || encoding === "HEX" ? [`${value}0`] : []),
      ...(carrier === "url" ? [`${value}\n`, ` ${value}`] : []),
    ],
  },
  broken: {
    what: "white space inside the right credential",
    because: "it is not the right one and nothing else",
    // A header cannot hold a line break.
    make: (credential) =>
      (credential.carrier === "url" ? ["\n", " "] : ["\t", " "]).map((gap) =>
        halves(credential, (first, last) => first + gap + last),
      ),
  },
  "second-value": {
    what: "a second value beside the right one",
    because: "two values are no credential",
    make: (credential) => {
      const wrong = altered(credential, credential.value);
      return [`${credential.value}, ${wrong}`, `${wrong},${credential.value}`];
    },
  },
} as const satisfies Record<string, Recipe>;

export type ForgeryId = keyof typeof CATALOGUE;

export const FORGERIES: readonly Forgery[] = Object.entries<Recipe>(CATALOGUE).flatMap(
  ([id, recipe]) => (isForgeryId(id) ? [{ id, ...recipe }] : []),
);

export function isForgeryId(id: string): id is ForgeryId {
  return id in CATALOGUE;
}

export function forgery(id: ForgeryId): Forgery {
  return { id, ...CATALOGUE[id] };
}

/** The wrong values of a forgery, less those that happen to be right. Each occurs once. */
export function attemptsOf(id: ForgeryId, credential: Credential): readonly Attempt[] {
  const made = forgery(id)
    .make(credential)
    .filter((each) => each !== undefined)
    .map((each) => (typeof each === "string" ? { what: forgery(id).what, value: each } : each));
  const seen = new Set<string | null>();
  return made.filter(({ value }) => {
    if (seen.has(value) || isRight(credential, value)) return false;
    seen.add(value);
    return true;
  });
}

/** The forgeries that can be made of such a credential. */
export function forgeriesFor(credential: Credential): readonly Forgery[] {
  return FORGERIES.filter(({ id }) => attemptsOf(id, credential).length > 0);
}

/** Whether a value is one of a forgery's: how a counterpart that lets it pass knows it. */
export function isForgery(id: ForgeryId, credential: Credential, value: string | null): boolean {
  return attemptsOf(id, credential).some((attempt) => attempt.value === value);
}

function everyCharacter(credential: Credential): readonly Attempt[] {
  const { value } = credential;
  const bare = unpadded(credential);
  const length = Math.ceil(bare.length / MOST_CHARACTERS);
  return Array.from({ length: Math.ceil(bare.length / length) }, (_, nth) => {
    const at = nth * length;
    const others = altered(credential, bare.slice(at, at + length));
    return {
      what: `character ${at + 1} altered`,
      value: value.slice(0, at) + others + value.slice(at + length),
    };
  });
}

function altered({ encoding }: Credential, text: string): string {
  return Array.from(text, (character) =>
    character === "=" ? character : otherCharacter(encoding, character),
  ).join("");
}

function halves(
  { value }: Credential,
  join: (first: string, last: string) => string,
): string | undefined {
  const middle = Math.ceil(value.length / 2);
  return value.length < 2 ? undefined : join(value.slice(0, middle), value.slice(middle));
}

function otherText(value: string): string {
  return Array.from(value, (character) => otherCharacter("text", character)).join("");
}
