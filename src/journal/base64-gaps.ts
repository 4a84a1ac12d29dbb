/** Finds Base64 that wraps a secret among other things: in either alphabet, padded or not, wherever it begins and ends. */
import { BASE64_FORMS, type Base64Form, type NestedSpan, type Segment } from "./redacted.js";
import { trimEndOf } from "../core/trim-end.js";

/** What is inside comes as bytes in Latin-1. */
interface Inside {
  /** Bytes of the shortest secret; shorter runs are not looked into. */
  readonly shortest: number;
  readonly holdsSecret: (inner: string) => boolean;
  readonly cut: (inner: string) => readonly Segment[];
}

interface Base64Gap {
  readonly start: number;
  readonly end: number;
  readonly span: NestedSpan;
}

const RUNS = /[\w+/-]{6,}={0,2}/g;
/** Either alphabet by itself: what stands before Base64 must not be taken for a part of it. */
const ALPHABETS = [/[A-Za-z0-9+/]{6,}={0,2}/g, /[\w-]{6,}={0,2}/g];

const FORMS = Object.keys(BASE64_FORMS) as readonly Base64Form[];

export function base64Gaps(text: string, inside: Inside): readonly Base64Gap[] {
  const shortest = Math.ceil((inside.shortest * 4) / 3);
  const gaps: Base64Gap[] = [];
  for (const { 0: run, index } of text.matchAll(RUNS)) {
    for (const { part, at } of partsOf(run, shortest)) {
      const gap = gapIn(part, index + at, inside);
      if (gap !== null) gaps.push(gap);
    }
  }
  return gaps;
}

interface Part {
  readonly part: string;
  readonly at: number;
}

/** What is of one alphabet; a run that is of both is one part. */
function partsOf(run: string, shortest: number): readonly Part[] {
  if (run.length < shortest) return [];
  if (!/[-_]/.test(run)) return [{ part: run, at: 0 }];
  return ALPHABETS.flatMap((alphabet) =>
    [...run.matchAll(alphabet)].flatMap(({ 0: part, index: at }) =>
      part.length < shortest ? [] : [{ part, at }],
    ),
  );
}

/** Whatever the Base64 follows upon may be made of the same characters. */
function gapIn(run: string, index: number, inside: Inside): Base64Gap | null {
  for (let offset = 0; offset < 4; offset += 1) {
    const text = run.slice(offset);
    if (!inside.holdsSecret(decode(text))) continue;
    const start = index + offset;
    const { span, length } = nestedSpan(text, inside);
    return { start, end: start + length, span };
  }
  return null;
}

interface Nested {
  readonly span: NestedSpan;
  /** Of the text that it stands for, from the beginning. */
  readonly length: number;
}

function nestedSpan(text: string, { holdsSecret, cut }: Inside): Nested {
  for (const written of endings(text)) {
    const inner = decode(written);
    const bytes = Buffer.from(inner, "latin1");
    const form = FORMS.find((each) => BASE64_FORMS[each](bytes) === written);
    if (form === undefined || !holdsSecret(inner)) continue;
    const base64 = cut(inner);
    const span = form === "padded" ? { base64 } : { base64, form };
    return { span, length: written.length };
  }
  const bare = trimEndOf(text, "=");
  const span: NestedSpan = {
    base64: cut(decode(bare)),
    form: /[-_]/.test(bare) ? "url" : "bare",
    last: bare.slice(-1),
  };
  return { span, length: bare.length };
}

/** The text, and what is left of it when its end belongs to something else; whole groups can always be written again. */
function endings(text: string): readonly string[] {
  const bare = trimEndOf(text, "=");
  const groups = bare.slice(0, bare.length - (bare.length % 4));
  return [text, text.replace(/==$/, "="), bare, groups];
}

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString("latin1");
}
