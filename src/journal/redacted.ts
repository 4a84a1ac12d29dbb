/**
 * A text or body with its secrets taken out: every other byte is exact, and
 * each gap says which secret belongs there and how it was written.
 */
import { type SecretEncoding, encodeSecret } from "../core/redaction/encodings.js";
import { redactionMark } from "../core/redaction/values.js";
import { trimEndOf } from "../core/trim-end.js";

/** What stood here, by the secret's place in the profile. */
export interface SecretSpan {
  readonly secret: string;
  readonly as: SecretEncoding;
  /** Which of several values with this label (rotation); left out for the first. */
  readonly nth?: number;
}

/** Base64 of something that holds a secret, as in `Authorization: Basic` or in a JWT. */
export interface NestedSpan {
  readonly base64: readonly Segment[];
  /** Left out for the standard alphabet with its padding. */
  readonly form?: Exclude<Base64Form, "padded">;
  /** Its last character, where that has bits which no encoder sets. */
  readonly last?: string;
}

/** How Base64 is written: which alphabet, and whether it is padded. */
export const BASE64_FORMS = {
  padded: (bytes) => bytes.toString("base64"),
  bare: (bytes) => trimEndOf(bytes.toString("base64"), "="),
  url: (bytes) => bytes.toString("base64url"),
  "url-padded": (bytes) => bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_"),
} as const satisfies Readonly<Record<string, (bytes: Buffer) => string>>;

export type Base64Form = keyof typeof BASE64_FORMS;

/** Bytes that are no UTF-8, in Base64. */
interface ByteRun {
  readonly bytes: string;
}

export type Segment = string | SecretSpan | NestedSpan | ByteRun;

/** Plain text where nothing had to be taken out. */
export type Redacted = string | readonly Segment[];

export type RedactedHeader = readonly [name: string, value: Redacted];

export interface RedactedBody {
  /** As it went over the wire, kept or not. */
  readonly size: number;
  readonly content: Redacted;
  readonly truncated?: true;
}

/** @returns the value, or null where nobody knows it */
export type Fill = (span: SecretSpan) => string | null;

export function segmentsOf(redacted: Redacted): readonly Segment[] {
  if (typeof redacted !== "string") return redacted;
  return redacted === "" ? [] : [redacted];
}

/** Adjoining literals become one, and one alone a plain string again. */
export function fromSegments(segments: readonly Segment[]): Redacted {
  const joined = joinLiterals(segments);
  const [first, ...more] = joined;
  if (first === undefined) return "";
  return more.length === 0 && typeof first === "string" ? first : joined;
}

function joinLiterals(segments: readonly Segment[]): readonly Segment[] {
  return segments.reduce<Segment[]>((joined, segment) => {
    const before = joined.at(-1);
    if (typeof before === "string" && typeof segment === "string")
      joined[joined.length - 1] = before + segment;
    else if (segment !== "") joined.push(segment);
    return joined;
  }, []);
}

/** Every gap, those inside Base64 included. */
export function spansOf(redacted: Redacted): readonly SecretSpan[] {
  return segmentsOf(redacted).flatMap((segment) => {
    if (typeof segment === "string" || "bytes" in segment) return [];
    return "base64" in segment ? spansOf(segment.base64) : [segment];
  });
}

/** @throws {TypeError} when a value is missing: ask {@link spansOf} first */
export function refillText(redacted: Redacted, fill: Fill): string {
  return segmentsOf(redacted)
    .map((segment) => {
      if (typeof segment === "string") return segment;
      if ("bytes" in segment) return Buffer.from(segment.bytes, "base64").toString("latin1");
      if ("base64" in segment) return refillNested(segment, fill);
      return valueOf(segment, fill);
    })
    .join("");
}

function refillNested({ base64, form, last }: NestedSpan, fill: Fill): string {
  const text = BASE64_FORMS[form ?? "padded"](Buffer.from(refillBytes(base64, fill)));
  return last === undefined ? text : text.slice(0, -1) + last;
}

/** @throws {TypeError} when a value is missing: ask {@link spansOf} first */
export function refillBytes(redacted: Redacted, fill: Fill): Uint8Array {
  return Buffer.concat(
    segmentsOf(redacted).map((segment) =>
      typeof segment !== "string" && "bytes" in segment
        ? Buffer.from(segment.bytes, "base64")
        : Buffer.from(refillText([segment], fill), "utf8"),
    ),
  );
}

function valueOf(span: SecretSpan, fill: Fill): string {
  const value = fill(span);
  if (value === null) throw new TypeError(`nothing to fill ${span.secret} in`);
  return encodeSecret(value, span.as);
}

/** The name that a gap goes by: `webhook.secret`, or `webhook.secret#1` for the second of several. */
export function spanName({ secret, nth }: SecretSpan): string {
  return nth === undefined ? secret : `${secret}#${nth}`;
}

/** For people: `[secret:label]` stands in the gaps, in quotes for a number of JSON; U+FFFD where bytes are no text. */
export function displayText(redacted: Redacted): string {
  if (typeof redacted === "string") return redacted;
  return segmentsOf(redacted)
    .map((segment) => {
      if (typeof segment === "string") return segment;
      if ("bytes" in segment) return Buffer.from(segment.bytes, "base64").toString("utf8");
      if ("base64" in segment) return displayText(segment.base64);
      const mark = redactionMark(spanName(segment));
      return segment.as === "json-bare" ? `"${mark}"` : mark;
    })
    .join("");
}

/** True when a body can be shown as text without losing a byte. */
export function isText(redacted: Redacted): boolean {
  return segmentsOf(redacted).every(
    (segment) => typeof segment === "string" || !("bytes" in segment),
  );
}
