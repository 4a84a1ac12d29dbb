/** Secrets that are known by their value, and where they stand: in every encoding, escaped in whatever way, and within Base64. */
import {
  createPrefilter,
  createTwiceWrappedPrefilter,
  type Prefilter,
} from "../needle-prefilter.js";
import { holdsBase64Run, someBase64Run } from "./base64-runs.js";
import { encodingsOf, type SecretEncoding } from "./encodings.js";
import { unescapedLayers } from "./unescaped.js";

export interface KnownSecret {
  /** Where it comes from, such as `entry.key`; stands in its place. */
  readonly label: string;
  readonly value: string;
}

/** Shorter values occur by chance everywhere; replacing them would ruin the evidence and reveal them. */
export const SHORTEST_REDACTED_SECRET = 4;

export interface Needle {
  readonly text: string;
  /** Bytes as Latin-1. */
  readonly bytes: string;
  readonly label: string;
  readonly as: SecretEncoding;
  /** Which of several values with this label; 0 for the first. */
  readonly nth: number;
}

/** What is looked for. */
export interface Needles {
  /** The longest first. */
  readonly each: readonly Needle[];
  /** Whether any may stand in a text. */
  readonly mayStandIn: Prefilter;
  /** Whether any may stand in it within Base64 of Base64. */
  readonly mayStandTwiceWrapped: Prefilter;
  /** The beginning of one at the very end of a text, where it is cut off. */
  readonly beginningAtEnd: (text: string, least: number) => CutBeginning | null;
}

export interface CutBeginning {
  readonly start: number;
  readonly needle: Needle;
}

/** Every encoding of every secret; of a text that stands for two, the first one's. */
export function compileNeedles(secrets: readonly KnownSecret[]): Needles {
  const values = new Map<string, string[]>();
  const each = secrets
    .filter(({ value }) => value.length >= SHORTEST_REDACTED_SECRET)
    .flatMap(({ label, value }) => {
      const before = values.get(label) ?? [];
      values.set(label, before);
      if (before.includes(value)) return [];
      const nth = before.push(value) - 1;
      const encoded = encodingsOf(value).map(({ as, text }) => ({
        text,
        bytes: as.startsWith("utf16") ? text : latin1(text),
        label,
        as,
        nth,
      }));
      return [...encoded, ...unescapedOf(value).map((each) => ({ ...each, label, nth }))];
    })
    .sort(longestFirst);
  // Most texts hold no run that is long enough, and most runs are no Base64 of Base64.
  let twiceWrapped: Prefilter | null = null;
  const mayStandTwiceWrapped = (text: string) => {
    if (twiceWrapped === null && !holdsBase64Run(text, SHORTEST_RUN)) return false;
    twiceWrapped ??= createTwiceWrappedPrefilter(each);
    return twiceWrapped(text);
  };
  return {
    each,
    mayStandIn: createPrefilter(each),
    mayStandTwiceWrapped,
    beginningAtEnd: createCutFinder(each),
  };
}

/** What a secret turns into below escapes where parts of it, such as `%40`, read as one too. */
function unescapedOf(value: string): readonly Pick<Needle, "text" | "bytes" | "as">[] {
  return [...unescapedLayers(latin1(value))]
    .map(({ text: bytes }) => ({
      text: Buffer.from(bytes, "latin1").toString("utf8"),
      bytes,
      as: "other" as const,
    }))
    .filter(({ text }) => text.length >= SHORTEST_REDACTED_SECRET);
}

/** @returns which finds the longest of them, and looks at a character only a few times */
function createCutFinder(each: readonly Needle[]): Needles["beginningAtEnd"] {
  const longest = Math.max(0, ...each.map(({ bytes }) => bytes.length));
  let known: ReadonlyMap<string, readonly Needle[]> | null = null;
  return (text, least) => {
    const byStart = (known ??= groupedByStart(each));
    for (
      let start = Math.max(0, text.length - longest + 1);
      start <= text.length - least;
      start += 1
    ) {
      const needles = byStart.get(text.slice(start, start + SHORTEST_REDACTED_SECRET));
      const rest = needles === undefined ? "" : text.slice(start);
      const needle = needles?.find(
        ({ bytes }) => bytes.length > rest.length && bytes.startsWith(rest),
      );
      if (needle !== undefined) return { start, needle };
    }
    return null;
  };
}

function groupedByStart(each: readonly Needle[]): ReadonlyMap<string, readonly Needle[]> {
  const groups = new Map<string, Needle[]>();
  for (const needle of each) {
    const start = needle.bytes.slice(0, SHORTEST_REDACTED_SECRET);
    groups.set(start, [...(groups.get(start) ?? []), needle]);
  }
  return groups;
}

/** Both; where the same text stands for two, the first one's. */
export function joinNeedles(first: Needles, second: Needles): Needles {
  return {
    each: [...first.each, ...second.each].sort(longestFirst),
    mayStandIn: (text) => first.mayStandIn(text) || second.mayStandIn(text),
    mayStandTwiceWrapped: (text) =>
      first.mayStandTwiceWrapped(text) || second.mayStandTwiceWrapped(text),
    beginningAtEnd: (text, least) =>
      longerOf(first.beginningAtEnd(text, least), second.beginningAtEnd(text, least)),
  };
}

function longestFirst(a: Needle, b: Needle): number {
  return b.text.length - a.text.length;
}

function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

export interface FoundNeedle {
  readonly start: number;
  readonly end: number;
  readonly needle: Needle;
  /** All of a run of Base64 that holds it, perhaps with more in front. */
  readonly isWrapped?: true;
}

/** Where they stand as they are written; overlapping ones too. */
export function findNeedles(
  text: string,
  { each, mayStandIn }: Needles,
  domain: "text" | "bytes",
): readonly FoundNeedle[] {
  if (each.length === 0 || !mayStandIn(text)) return [];
  const found: FoundNeedle[] = [];
  for (const needle of each) {
    const wanted = needle[domain];
    for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length))
      found.push({ start: at, end: at + wanted.length, needle });
  }
  return found;
}

/** Base64 of more than the secret alone, such as the `user:password` of Basic authentication. */
const BASE64_RUN = /[\w+/-]{12,}={0,2}/g;
const SHORTEST_RUN = 12;

/** How deep Base64 of Base64 is looked into. */
const BASE64_LAYERS = 2;

/**
 * Where runs of Base64 hold one, whole.
 *
 * @param text bytes as Latin-1, or ASCII
 */
export function findWrapped(
  text: string,
  needles: Needles,
  layers: number = BASE64_LAYERS,
): readonly FoundNeedle[] {
  if (needles.each.length === 0) return [];
  if (layers === BASE64_LAYERS && !mayStandWithin(text, needles)) return [];
  return [...text.matchAll(BASE64_RUN)].flatMap(({ 0: run, index }) => {
    const inner = unwrapped(run).join("\n");
    const needle =
      needles.each.find(({ bytes }) => inner.includes(bytes)) ??
      (layers > 1 ? findWrapped(inner, needles, layers - 1)[0]?.needle : undefined);
    return needle === undefined
      ? []
      : [{ start: index, end: index + run.length, needle, isWrapped: true as const }];
  });
}

/** @returns bytes as Latin-1, from each place where it may begin: what it follows upon may be made of the same characters */
function unwrapped(run: string): readonly string[] {
  return [0, 1, 2, 3].map((at) => Buffer.from(run.slice(at), "base64").toString("latin1"));
}

/** Whether any may stand in a text, as it is or within Base64. */
export function mayStandWithin(text: string, needles: Needles): boolean {
  if (needles.mayStandIn(text)) return true;
  if (text.length > MOST_TWICE_WRAPPED) return false;
  return someBase64Run(text, SHORTEST_TWICE_WRAPPED, needles.mayStandTwiceWrapped);
}

/** Base64 of Base64 is looked for where there is enough of it and no more. */
const SHORTEST_TWICE_WRAPPED = 24;
const MOST_TWICE_WRAPPED = 64 * 1024;

/**
 * Where they stand below one or more layers of escapes, in whatever mixture.
 *
 * @param text bytes as Latin-1
 */
export function findEscaped(text: string, needles: Needles): readonly FoundNeedle[] {
  if (needles.each.length === 0) return [];
  const found: FoundNeedle[] = [];
  for (const layer of unescapedLayers(text)) {
    if (!mayStandWithin(layer.text, needles)) continue;
    const inLayer = [
      ...findNeedles(layer.text, needles, "bytes"),
      ...findWrapped(layer.text, needles),
    ];
    for (const each of inLayer)
      found.push({ ...each, start: layer.start(each.start), end: layer.end(each.end) });
  }
  return found;
}

/** More of a text is no one secret, however it is escaped. */
const LONGEST_CUT = 4_096;

/**
 * The beginning of one at the very end of a text that was cut there, as it is, below layers
 * of escapes, or within Base64; at most one.
 *
 * @param text bytes as Latin-1
 * @param least characters that do not stand there by chance
 */
export function findCut(
  text: string,
  needles: Needles,
  least: number = SHORTEST_REDACTED_SECRET,
): readonly FoundNeedle[] {
  if (needles.each.length === 0) return [];
  const offset = Math.max(0, text.length - LONGEST_CUT);
  const tail = text.slice(offset);
  const plain = { text: tail, start: (at: number) => at };
  let found: CutBeginning | null = null;
  for (const layer of [plain, ...unescapedLayers(tail)]) {
    const cut = cutWithin(layer.text, needles, least);
    if (cut !== null) found = longerOf(found, { ...cut, start: layer.start(cut.start) });
  }
  return found === null
    ? []
    : [{ start: offset + found.start, end: text.length, needle: found.needle }];
}

/** Of a run of Base64 all is taken: what stands before the secret in it may be its user. */
function cutWithin(text: string, needles: Needles, least: number): CutBeginning | null {
  const plain = needles.beginningAtEnd(text, least);
  const run = text.slice(base64RunAtEnd(text));
  if (run.length < SHORTEST_CUT_RUN) return plain;
  for (const at of [0, 1, 2, 3]) {
    const inner = Buffer.from(run.slice(at), "base64").toString("latin1");
    // The last group may be half of what it will be.
    const cut = [inner, inner.slice(0, -1), inner.slice(0, -2)]
      .map((each) => needles.beginningAtEnd(each, least))
      .find((each) => each !== null);
    if (cut) return longerOf(plain, { start: text.length - run.length, needle: cut.needle });
  }
  return plain;
}

const SHORTEST_CUT_RUN = 8;
const BASE64_CHARACTER = /[\w+/-]/;

/** @returns where the run begins with which a text ends */
function base64RunAtEnd(text: string): number {
  let start = text.length;
  while (start > 0 && BASE64_CHARACTER.test(text.charAt(start - 1))) start -= 1;
  return start;
}

function longerOf(a: CutBeginning | null, b: CutBeginning | null): CutBeginning | null {
  if (a === null || b === null) return a ?? b;
  return b.start < a.start ? b : a;
}
