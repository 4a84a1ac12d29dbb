/** Takes secrets that are known by their value out of texts, bytes and headers. */
import { memoize } from "../memoize.js";
import { bareValuesAt } from "./bare-values.js";
import {
  findCut,
  findEscaped,
  findNeedles,
  findWrapped,
  type FoundNeedle,
  type KnownSecret,
  mayStandWithin,
  type Needles,
} from "./needles.js";
import { isSoInSomeLayer } from "./unescaped.js";

const CREDENTIAL_HEADERS = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "x-reward-api-secret",
]);

/** Whatever such a header holds is a credential, known or not. */
export function isCredentialHeader(name: string): boolean {
  return CREDENTIAL_HEADERS.has(name.toLowerCase());
}

/** What stands where a secret stood; names of its path may be anything, and the mark may stand in JSON. */
export function redactionMark(label: string): string {
  return `[secret:${label.replaceAll(/["\\\p{Cc}]/gu, "?")}]`;
}

/** Another mark than the secret's: nothing can be put back in its place as it is. */
function wrappedMark(label: string): string {
  return redactionMark(`${label} in Base64`);
}

export interface ValueRedactor {
  text(text: string): string;
  bytes(bytes: Uint8Array): Uint8Array;
  header(name: string, value: string): string;
  /** @param text bytes as Latin-1 */
  marks(text: string): readonly Marked[];
  /** A secret that the text's end has cut in two. */
  endMarks(text: string): readonly Marked[];
  /**
   * Like {@link ValueRedactor.text}, for words in which `…` may have cut a secret in two.
   *
   * @param least characters of one that do not stand there by chance
   */
  cutText(text: string, least: number): string;
}

export interface Marked {
  readonly start: number;
  readonly end: number;
  readonly mark: string;
}

/** Longer texts are hardly ever the same. */
const LONGEST_KEPT = 300;

export function createValueRedactor(needles: Needles, parts: readonly SecretPart[]): ValueRedactor {
  // The same header stands in a thousand messages.
  const marks = memoize((input): readonly Marked[] => {
    // So it is with nearly every text, and what follows would look at all of it several times.
    if (!isSoInSomeLayer(input, (layer) => mayStandWithin(layer, needles))) return NONE;
    const plain = findNeedles(input, needles, "bytes").map(marked(redactionMark));
    const escaped = findEscaped(input, needles).map(marked(redactionMark));
    return [...plain, ...findWrapped(input, needles).map(marked(wrappedMark)), ...escaped];
  }, LONGEST_KEPT);
  const text = (input: string) => ofBytes(input, (binary) => replaceMarked(binary, marks(binary)));
  return {
    text,
    cutText: (input, least) => {
      const clean = text(input);
      if (!clean.includes("…")) return clean;
      return ofBytes(clean, (binary) => withoutCut(binary, needles, least));
    },
    marks,
    endMarks: (input) => findCut(input, needles).map(marked(redactionMark)),
    bytes: (input) => {
      const before = Buffer.from(input.buffer, input.byteOffset, input.length).toString("latin1");
      const after = replaceMarked(before, marks(before));
      return after === before ? input : Buffer.from(after, "latin1");
    },
    header: (name, value) => {
      if (isCredentialHeader(name)) return redactCredential(name, text(value));
      if (PLAIN_HEADERS.has(name.toLowerCase())) return text(value);
      return redactParts(text(value), parts);
    },
  };
}

const NONE: readonly Marked[] = [];

const ELLIPSIS = latin1("…");

/** A secret's beginning before `…`, long enough not to stand there by chance, is taken out too. */
function withoutCut(text: string, needles: Needles, least: number): string {
  const parts = text.split(ELLIPSIS);
  const last = parts.pop() ?? "";
  const clean = parts.map((part) =>
    replaceMarked(part, findCut(part, needles, least).map(marked(redactionMark))),
  );
  return [...clean, last].join(ELLIPSIS);
}

function marked(markOf: (label: string) => string): (found: FoundNeedle) => Marked {
  return ({ start, end, needle }) => ({ start, end, mark: markOf(needle.label) });
}

/** Bytes count, not characters: half of a character may be escaped, and half of it not. */
export function ofBytes(text: string, change: (binary: string) => string): string {
  const binary = latin1(text);
  const changed = change(binary);
  return changed === binary ? text : Buffer.from(changed, "latin1").toString("utf8");
}

/** What overlaps is one gap, of which the first one's mark stands. JSON stays JSON. */
export function replaceMarked(text: string, places: readonly Marked[]): string {
  if (places.length === 0) return text;
  const sorted = quotedWhereBare(text, places)
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, mark } of sorted) {
    if (start >= at) parts.push(text.slice(at, start), latin1(mark));
    at = Math.max(at, end);
  }
  parts.push(text.slice(at));
  return parts.join("");
}

/** In place of a number of JSON a mark stands in quotes. */
function quotedWhereBare(text: string, places: readonly Marked[]): readonly Marked[] {
  const bare = bareValuesAt(text, places);
  if (bare.length === 0) return places;
  return places.map((place) => {
    const value = bare.find(({ start, end }) => start < place.end && end > place.start);
    return value === undefined ? place : { ...value, mark: `"${place.mark}"` };
  });
}

/** Headers that carry no credential, in which a part of a secret stands by chance only. */
const PLAIN_HEADERS = new Set([
  "host",
  "accept",
  "connection",
  "content-length",
  "content-type",
  "date",
  "user-agent",
]);

/** A part is long enough not to occur by chance, and short enough that a cut or altered secret holds one. */
const PART_CHARACTERS = 8;

export interface SecretPart {
  readonly text: string;
  readonly mark: string;
}

/** Pieces of which an altered, cut or doubled secret still holds at least one. */
export function partsOf({ label, value }: KnownSecret): readonly SecretPart[] {
  const size = Math.max(PART_CHARACTERS, Math.ceil(value.length / 4));
  const count = Math.floor(value.length / size);
  return Array.from({ length: count }, (_, at) => ({
    text: value.slice(at * size, (at + 1) * size).toLowerCase(),
    mark: redactionMark(`part of ${label}`),
  }));
}

/** Whether this is an altered, cut or doubled secret, or holds one. */
export function holdsPart(value: string, parts: readonly SecretPart[]): boolean {
  return partIn(value, parts) !== undefined;
}

function partIn(value: string, parts: readonly SecretPart[]): SecretPart | undefined {
  const lower = value.toLowerCase();
  return parts.find(({ text }) => lower.includes(text));
}

/** A header that holds a part of a secret, such as one altered on purpose, tells nothing but that. */
function redactParts(value: string, parts: readonly SecretPart[]): string {
  return partIn(value, parts)?.mark ?? value;
}

/** A known secret that is the whole credential keeps its own mark; whatever else is there is a stranger's. */
export function redactCredential(name: string, value: string): string {
  const [, scheme = "", credential = ""] = /^((?:Bearer|Basic)\s+)?([\s\S]*)$/i.exec(value) ?? [];
  const isKnown =
    /^\[secret:[^\]]+\]$/.test(credential) && !credential.endsWith(wrappedMark("").slice(8));
  if (isKnown || credential === "") return value;
  return `${scheme}${redactionMark(name.toLowerCase())}`;
}

function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
