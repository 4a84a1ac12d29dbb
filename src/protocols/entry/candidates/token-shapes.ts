/** Finds by which template a token could have been made, from the values that are known to be in it. */
import {
  alphabetOf,
  encodeSignature,
  SIGNATURE_ENCODINGS,
  type SignatureEncoding,
} from "../../signing/encodings.js";
import { parseToken } from "../token.js";

/** What may stand in a token; empty and absent values are not looked for. */
export interface TokenContent {
  readonly usn?: string;
  readonly campaign?: string;
  readonly partner?: string;
}

export interface TokenShapeCandidate {
  readonly template: string;
  readonly encoding: SignatureEncoding;
  readonly digestBytes: 32 | 64;
  readonly signature: string;
  /** null when the token holds none. */
  readonly timestamp: string | null;
}

interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Bounds for texts that are no tokens, in which values occur any number of times. */
const LONGEST_TOKEN = 1024;
const MOST_PLACES = 6;

/** Short templates first. */
export function tokenShapes(token: string, content: TokenContent): readonly TokenShapeCandidate[] {
  const shapes = new Map<string, TokenShapeCandidate>();
  if (token.length > LONGEST_TOKEN) return [];
  for (const window of signatureWindows(token)) {
    const spans = placementsOf(token, content, window.span);
    for (const placed of spans) {
      const shape = shapeOf(token, [...placed, window.span], window);
      if (shape !== null) shapes.set(`${shape.template}\n${shape.encoding}`, shape);
    }
  }
  return [...shapes.values()].sort((a, b) => a.template.length - b.template.length);
}

interface SignatureWindow {
  readonly span: Span;
  readonly encoding: SignatureEncoding;
  readonly digestBytes: 32 | 64;
}

function signatureWindows(token: string): readonly SignatureWindow[] {
  return SIGNATURE_ENCODINGS.flatMap((encoding) =>
    ([32, 64] as const).flatMap((digestBytes) => {
      const sample = encodeSignature(encoding, Buffer.alloc(digestBytes));
      const padding = /(?<!=)=*$/.exec(sample)?.[0] ?? "";
      const pattern = `${alphabetOf(encoding)}{${sample.length - padding.length}}${padding}`;
      return [...token.matchAll(new RegExp(`(?=${pattern})`, "g"))].map(({ index }) => {
        const span = {
          name: "signature",
          from: index,
          to: index + sample.length,
        };
        return { span, encoding, digestBytes };
      });
    }),
  );
}

/** Every way to place the values beside the signature; none is left out that finds a place. */
function placementsOf(token: string, content: TokenContent, signature: Span): readonly Span[][] {
  const options = [
    timestampSpans(token, signature),
    ...(["usn", "campaign", "partner"] as const).map((name) =>
      textSpans(token, name, content[name] ?? ""),
    ),
  ];
  let placements: Span[][] = [[]];
  for (const spans of options) {
    placements = placements.flatMap((placed) => {
      const free = spans
        .filter((span) => ![...placed, signature].some((each) => overlap(each, span)))
        .slice(0, MOST_PLACES);
      return free.length === 0 ? [placed] : [...free.map((span) => [...placed, span]), placed];
    });
  }
  const most = (placed: readonly Span[]) => placed.length;
  const fullest = Math.max(...placements.map(most));
  return placements.filter((placed) => most(placed) === fullest);
}

function timestampSpans(token: string, signature: Span): readonly Span[] {
  const before = token.slice(0, signature.from);
  const after = token.slice(signature.to);
  const find = (text: string, offset: number): Span[] =>
    [...text.matchAll(/(?<!\d)\d{9,14}(?!\d)/g)].map((match) => {
      const from = offset + match.index;
      return { name: "timestamp", from, to: from + match[0].length };
    });
  return [...find(before, 0), ...find(after, signature.to)];
}

function textSpans(token: string, name: string, text: string): readonly Span[] {
  const spans: Span[] = [];
  if (text === "") return spans;
  for (let from = token.indexOf(text); from !== -1; from = token.indexOf(text, from + 1)) {
    spans.push({ name, from, to: from + text.length });
  }
  return spans;
}

function overlap(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to;
}

function shapeOf(
  token: string,
  placed: readonly Span[],
  { encoding, digestBytes }: SignatureWindow,
): TokenShapeCandidate | null {
  const spans = placed.toSorted((a, b) => a.from - b.from);
  let template = "";
  let position = 0;
  for (const span of spans) {
    const literal = token.slice(position, span.from);
    if (!standsApart(literal, position > 0, true)) return null;
    template += `${literal}{${span.name}}`;
    position = span.to;
  }
  const rest = token.slice(position);
  if (!standsApart(rest, true, false)) return null;
  template += rest;
  const algorithm = digestBytes === 32 ? "sha256" : "sha512";
  const parsed = parseToken({ algorithm, encoding, token: template }, token);
  if (parsed === null) return null;
  const { signature } = parsed;
  const timestamp = parsed.values.get("timestamp") ?? null;
  return { template, encoding, digestBytes, signature, timestamp };
}

/** Letters and digits that touch a value belong to a longer value, not to the template. */
function standsApart(literal: string, valueBefore: boolean, valueAfter: boolean): boolean {
  if (/[{}]/.test(literal)) return false;
  const touchesBefore = valueBefore && /^[\p{L}\p{N}]/u.test(literal);
  const touchesAfter = valueAfter && /[\p{L}\p{N}]$/u.test(literal);
  return !touchesBefore && !touchesAfter;
}
