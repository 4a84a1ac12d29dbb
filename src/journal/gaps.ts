/** Cuts secrets out of a text or of bytes: where they stand, in every spelling, and what is left between them. */
import {
  type KnownSecret,
  SHORTEST_REDACTED_SECRET,
  spellingsOf,
} from "../core/redaction.js";
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

interface Gap {
  readonly start: number;
  readonly end: number;
  readonly span: SecretSpan | NestedSpan;
}

/** Every spelling of every secret, the longest first. */
export function compileNeedles(
  secrets: readonly KnownSecret[],
): readonly Needle[] {
  const seen = new Map<string, string[]>();
  return secrets
    .filter(({ value }) => value.length >= SHORTEST_REDACTED_SECRET)
    .flatMap(({ label, value }) => {
      const values = seen.get(label) ?? [];
      seen.set(label, values);
      if (values.includes(value)) return [];
      const nth = values.push(value) - 1;
      return spellingsOf(value).map(({ as, text }) => ({
        text,
        bytes: latin1(text),
        span: { secret: label, as, ...(nth === 0 ? {} : { nth }) },
      }));
    })
    .sort(longestFirst);
}

export function longestFirst(a: Needle, b: Needle): number {
  return b.text.length - a.text.length;
}

function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Gaps in order, none overlapping another; where they would, the first and longest stands. */
function gapsOf(
  text: string,
  needles: readonly Needle[],
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
  for (const needle of needles) {
    const wanted = needle[domain];
    for (
      let at = text.indexOf(wanted);
      at !== -1;
      at = text.indexOf(wanted, at + wanted.length)
    ) {
      gaps.push({ start: at, end: at + wanted.length, span: needle.span });
    }
  }
  gaps.push(...wrappedGaps(text, needles));
  // Stable: of two needles over the same text, the one compiled first.
  gaps.sort((a, b) => a.start - b.start || b.end - a.end);
  let last = 0;
  return gaps.filter(({ start, end }) => {
    if (start < last) return false;
    last = end;
    return true;
  });
}

/** Base64 of more than a secret alone, such as the `user:password` of Basic authentication. */
function wrappedGaps(text: string, needles: readonly Needle[]): readonly Gap[] {
  if (needles.length === 0) return [];
  return base64Gaps(text, {
    shortest: needles.at(-1)?.text.length ?? 0,
    holdsSecret: (inner) => needles.some(({ bytes }) => inner.includes(bytes)),
    cut: (inner) => segmentsOf(cutOut(inner, needles, "bytes", [])),
  });
}

function cut(
  text: string,
  gaps: readonly Gap[],
  isBytes: boolean,
): readonly Segment[] {
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
  needles: readonly Needle[],
  domain: "text" | "bytes",
  places: readonly PersonalPlace[],
): Redacted {
  const gaps = gapsOf(text, needles, domain, places);
  return fromSegments(cut(text, gaps, domain === "bytes"));
}
