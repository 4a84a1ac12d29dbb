/** Secrets that are known by their value, and where they stand: in every encoding, escaped in whatever way, and within Base64. */
import { createPrefilter, type Prefilter } from "../needle-prefilter.js";
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
      return encodingsOf(value).map(({ as, text }) => ({
        text,
        bytes: as.startsWith("utf16") ? text : latin1(text),
        label,
        as,
        nth,
      }));
    })
    .sort(longestFirst);
  return { each, mayStandIn: createPrefilter(each) };
}

/** Both; where the same text stands for two, the first one's. */
export function joinNeedles(first: Needles, second: Needles): Needles {
  return {
    each: [...first.each, ...second.each].sort(longestFirst),
    mayStandIn: (text) => first.mayStandIn(text) || second.mayStandIn(text),
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
    // What it follows upon may be made of the same characters.
    const inner = [0, 1, 2, 3]
      .map((at) => Buffer.from(run.slice(at), "base64").toString("latin1"))
      .join("\n");
    const needle =
      needles.each.find(({ bytes }) => inner.includes(bytes)) ??
      (layers > 1 ? findWrapped(inner, needles, layers - 1)[0]?.needle : undefined);
    return needle === undefined
      ? []
      : [{ start: index, end: index + run.length, needle, isWrapped: true as const }];
  });
}

/** Base64 of Base64 shows no trace of the secret: it is looked for where there is enough of it and no more. */
const DOUBLY_WRAPPED = /[\w+/-]{24,}/;
const MOST_DOUBLY_WRAPPED = 64 * 1024;

function mayStandWithin(text: string, { mayStandIn }: Needles): boolean {
  return mayStandIn(text) || (text.length <= MOST_DOUBLY_WRAPPED && DOUBLY_WRAPPED.test(text));
}

/**
 * Where they stand below one or more layers of escapes, in whatever mixture.
 *
 * @param text bytes as Latin-1
 */
export function findEscaped(text: string, needles: Needles): readonly FoundNeedle[] {
  if (needles.each.length === 0) return [];
  const found: FoundNeedle[] = [];
  for (const layer of unescapedLayers(text)) {
    if (!needles.mayStandIn(layer.text)) continue;
    const inLayer = [
      ...findNeedles(layer.text, needles, "bytes"),
      ...findWrapped(layer.text, needles),
    ];
    for (const each of inLayer)
      found.push({ ...each, start: layer.start(each.start), end: layer.end(each.end) });
  }
  return found;
}

/** The beginning of one at the very end of a text that was cut there; at most one. */
export function findCut(text: string, { each }: Needles): readonly FoundNeedle[] {
  for (const needle of each) {
    const { bytes } = needle;
    for (let length = bytes.length - 1; length >= SHORTEST_REDACTED_SECRET; length -= 1)
      if (text.endsWith(bytes.slice(0, length)))
        return [{ start: text.length - length, end: text.length, needle }];
  }
  return [];
}
