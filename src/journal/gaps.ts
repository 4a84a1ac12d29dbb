/** Cuts secrets out of a text or of bytes: where they stand, in every encoding, and what is left between them. */
import { bareValuesAt } from "../core/redaction/bare-values.js";
import {
  findEscaped,
  findNeedles,
  findWrapped,
  type Needle,
  type Needles,
} from "../core/redaction/needles.js";
import type { Place } from "../core/redaction/places.js";
import { base64Gaps } from "./base64-gaps.js";
import {
  fromSegments,
  type NestedSpan,
  type Redacted,
  type Segment,
  segmentsOf,
  type SecretSpan,
  spansOf,
} from "./redacted.js";

interface Gap {
  readonly start: number;
  readonly end: number;
  readonly span: SecretSpan | NestedSpan;
}

function spanOf({ label, as, nth }: Needle): SecretSpan {
  return { secret: label, as, ...(nth === 0 ? {} : { nth }) };
}

/** Gaps in order, none overlapping another; where they would, the first and longest stands. */
function gapsOf(
  text: string,
  needles: Needles,
  domain: "text" | "bytes",
  places: readonly Place[],
): readonly Gap[] {
  const known = findNeedles(text, needles, domain).map(({ start, end, needle }) => ({
    start,
    end,
    span: spanOf(needle),
  }));
  // What is known by its value is called after where the value comes from.
  const unknown = places.filter(
    ({ label, start, end }) =>
      !known.some((each) => each.start === start && each.end === end && each.span.secret !== label),
  );
  const exact: readonly Gap[] = [
    ...unknown.map(({ label, as, nth = 0, start, end }) => ({
      start,
      end,
      span: { secret: label, as, ...(nth === 0 ? {} : { nth }) },
    })),
    ...known,
    // Its end may be the beginning of what follows upon it.
    ...wrappedGaps(text, needles).filter(
      (gap) =>
        !known.some(({ start, end }) => start > gap.start && start < gap.end && end > gap.end),
    ),
  ];
  const escaped = escapedGaps(text, needles, domain, exact);
  return disjoint(bareOnes(text, domain, [...exact, ...escaped]));
}

/** What is all of a number of JSON is shown as JSON. */
function bareOnes(text: string, domain: "text" | "bytes", gaps: readonly Gap[]): readonly Gap[] {
  const bare = domain === "text" ? [] : bareValuesAt(text, gaps);
  if (bare.length === 0) return gaps;
  return gaps.map((gap) => {
    const { span } = gap;
    const isWhole = bare.some(({ start, end }) => start === gap.start && end === gap.end);
    if (!isWhole || "base64" in span || span.as !== "raw") return gap;
    return { ...gap, span: { ...span, as: "json-bare" } };
  });
}

/** Less of a secret than this tells nothing. */
const LONGEST_REST = 8;

/** Of a gap that begins within another, a long rest is a gap too, and nobody can fill it in again. */
function disjoint(gaps: readonly Gap[]): readonly Gap[] {
  // Stable: of two over the same text, the one found first.
  const sorted = gaps
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  let last = 0;
  return sorted.flatMap((gap) => {
    const { start, end, span } = gap;
    if (start < last && (end < last + LONGEST_REST || "base64" in span)) return [];
    const rest = start >= last ? gap : { start: last, end, span: unwritable(labelOf(span)) };
    last = end;
    return [rest];
  });
}

function labelOf(span: SecretSpan | NestedSpan): string {
  if ("secret" in span) return span.secret;
  const [inner] = spansOf([span]);
  return inner?.secret ?? "secret";
}

function unwritable(secret: string): SecretSpan {
  return { secret, as: "other" };
}

/** What is escaped in a way of its own, or in Base64 twice, is found, and cannot be written again. */
function escapedGaps(
  text: string,
  needles: Needles,
  domain: "text" | "bytes",
  exact: readonly Gap[],
): readonly Gap[] {
  const isSame = domain === "bytes" || isAscii(text);
  const binary = isSame ? text : Buffer.from(text, "utf8").toString("latin1");
  const at = (offset: number) =>
    isSame ? offset : Buffer.from(binary.slice(0, offset), "latin1").toString("utf8").length;
  return [...findEscaped(binary, needles), ...findWrapped(binary, needles)].flatMap(
    ({ needle, isWrapped = false, ...place }) => {
      const [start, end] = [at(place.start), at(place.end)];
      const isTold = exact.some((gap) =>
        isWrapped ? gap.start < end && gap.end > start : gap.start <= start && gap.end >= end,
      );
      return isTold ? [] : [{ start, end, span: unwritable(needle.label) }];
    },
  );
}

/** Base64 of more than a secret alone, such as the `user:password` of Basic authentication. */
function wrappedGaps(text: string, needles: Needles): readonly Gap[] {
  const { each, mayStandIn } = needles;
  if (each.length === 0 || !mayStandIn(text)) return [];
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
  if (!isBytes || isAscii(text)) return [text];
  const bytes = Buffer.from(text, "latin1");
  const decoded = bytes.toString("utf8");
  return bytes.equals(Buffer.from(decoded, "utf8"))
    ? [decoded]
    : [{ bytes: bytes.toString("base64") }];
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}

/** Of bytes as Latin-1 in which there is nothing to cut out. */
export function uncut(bytes: string): Redacted {
  return isAscii(bytes) ? bytes : fromSegments(cut(bytes, [], true));
}

/**
 * @param text bytes as Latin-1 in the domain `bytes`
 * @param places further gaps, already found
 */
export function cutOut(
  text: string,
  needles: Needles,
  domain: "text" | "bytes",
  places: readonly Place[],
): Redacted {
  const gaps = gapsOf(text, needles, domain, places);
  return fromSegments(cut(text, gaps, domain === "bytes"));
}
