/** Cuts secrets out of a text or of bytes: where they stand, in every encoding, and what is left between them. */
import { type KnownSecret, SHORTEST_REDACTED_SECRET, encodingsOf } from "../core/redaction.js";
import { createPrefilter, type Prefilter } from "../core/needle-prefilter.js";
import { base64Gaps } from "./base64-gaps.js";
import type { PersonalPlace } from "./personal-data.js";
import {
  fromSegments,
  type NestedSpan,
  type Redacted,
  type Segment,
  segmentsOf,
  type SecretSpan,
} from "./redacted.js";

export interface Needle {
  readonly text: string;
  readonly bytes: string;
  readonly span: SecretSpan;
}

/** What is looked for. */
export interface Needles {
  /** The longest first. */
  readonly each: readonly Needle[];
  /** Whether any may stand in a text. */
  readonly mayStandIn: Prefilter;
}

interface Gap {
  readonly start: number;
  readonly end: number;
  readonly span: SecretSpan | NestedSpan;
}

/** Every encoding of every secret. */
export function compileNeedles(secrets: readonly KnownSecret[]): Needles {
  const seen = new Map<string, string[]>();
  const each = secrets
    .filter(({ value }) => value.length >= SHORTEST_REDACTED_SECRET)
    .flatMap(({ label, value }) => {
      const values = seen.get(label) ?? [];
      seen.set(label, values);
      if (values.includes(value)) return [];
      const nth = values.push(value) - 1;
      return encodingsOf(value).map(({ as, text }) => ({
        text,
        bytes: latin1(text),
        span: { secret: label, as, ...(nth === 0 ? {} : { nth }) },
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

/** Gaps in order, none overlapping another; where they would, the first and longest stands. */
function gapsOf(
  text: string,
  needles: Needles,
  domain: "text" | "bytes",
  places: readonly PersonalPlace[],
): readonly Gap[] {
  const gaps: Gap[] = places
    .filter(({ start, end }) => end > start)
    .map(({ label, as, start, end }) => ({
      start,
      end,
      span: { secret: label, as },
    }));
  if (needles.mayStandIn(text))
    gaps.push(...plainGaps(text, needles, domain), ...wrappedGaps(text, needles));
  // Stable: of two needles over the same text, the one compiled first.
  gaps.sort((a, b) => a.start - b.start || b.end - a.end);
  let last = 0;
  return gaps.filter(({ start, end }) => {
    if (start < last) return false;
    last = end;
    return true;
  });
}

function plainGaps(text: string, needles: Needles, domain: "text" | "bytes"): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const needle of needles.each) {
    const wanted = needle[domain];
    for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
      gaps.push({ start: at, end: at + wanted.length, span: needle.span });
    }
  }
  return gaps;
}

/** Base64 of more than a secret alone, such as the `user:password` of Basic authentication. */
function wrappedGaps(text: string, needles: Needles): readonly Gap[] {
  const { each } = needles;
  return base64Gaps(text, {
    shortest: each.at(-1)?.text.length ?? 0,
    holdsSecret: (inner) => each.some(({ bytes }) => inner.includes(bytes)),
    cut: (inner) => segmentsOf(cutOut(inner, needles, "bytes", [])),
  });
}

function cut(text: string, gaps: readonly Gap[], isBytes: boolean): readonly Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  const literal = (end: number) => {
    if (end > at) segments.push(...literalOf(text.slice(at, end), isBytes));
  };
  for (const { start, end, span } of gaps) {
    literal(start);
    segments.push(span);
    at = end;
  }
  literal(text.length);
  return segments;
}

function literalOf(text: string, isBytes: boolean): readonly Segment[] {
  if (!isBytes) return [text];
  const bytes = Buffer.from(text, "latin1");
  const decoded = bytes.toString("utf8");
  return bytes.equals(Buffer.from(decoded, "utf8"))
    ? [decoded]
    : [{ bytes: bytes.toString("base64") }];
}

/**
 * @param text bytes as Latin-1 in the domain `bytes`
 * @param places further gaps, already found
 */
export function cutOut(
  text: string,
  needles: Needles,
  domain: "text" | "bytes",
  places: readonly PersonalPlace[],
): Redacted {
  const gaps = gapsOf(text, needles, domain, places);
  return fromSegments(cut(text, gaps, domain === "bytes"));
}
