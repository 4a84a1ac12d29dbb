/**
 * Takes secrets out of whatever is about to be kept or shown. Knows the secret
 * in the encodings in which it could travel or come back: as is, URL-encoded,
 * JSON-escaped, HTML-escaped, Base64, hex.
 */
import { namesOf } from "./names-of.js";
import type { HeaderPair } from "./http.js";
import { createPrefilter } from "./needle-prefilter.js";

export interface KnownSecret {
  /** Where it comes from, such as `entry.key`; stands in its place. */
  readonly label: string;
  readonly value: string;
}

export interface Redactor {
  text(text: string): string;
  /** Like {@link Redactor.text}, for words that quote what was cut short with `…`, perhaps within a secret. */
  quotation(text: string): string;
  bytes(bytes: Uint8Array): Uint8Array;
  headers(headers: readonly HeaderPair[]): readonly HeaderPair[];
}

/** Shorter values occur by chance everywhere; replacing them would ruin the evidence and reveal them. */
export const SHORTEST_REDACTED_SECRET = 4;

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

/** What stands where a secret stood. */
export function redactionMark(label: string): string {
  return `[secret:${label}]`;
}

interface Replacement {
  readonly needle: string;
  readonly mark: string;
}

export function createRedactor(secrets: readonly KnownSecret[]): Redactor {
  // The same value may be known under several labels; the first one's stands.
  const marks = new Map<string, string>();
  for (const { label, value } of secrets) {
    if (value.length < SHORTEST_REDACTED_SECRET) continue;
    for (const { text: needle } of encodingsOf(value))
      if (!marks.has(needle)) marks.set(needle, redactionMark(label));
  }
  const needles = [...marks]
    .map(([needle, mark]) => ({ needle, mark }))
    .sort((a, b) => b.needle.length - a.needle.length);
  const binaryNeedles = needles.map(({ needle, mark }) => ({
    needle: latin1(needle),
    mark: latin1(mark),
  }));
  const parts = secrets.flatMap(partsOf);
  const mayHold = createPrefilter(
    needles.map(({ needle }) => ({ text: needle, bytes: latin1(needle) })),
  );
  const clean = (input: string, wanted: readonly Replacement[]) => {
    if (!mayHold(input)) return input;
    const plain = replaceAll(input, wanted);
    return mayHold(plain) ? replaceWrapped(plain, binaryNeedles) : plain;
  };
  const text = (input: string) => clean(input, needles);
  return {
    text,
    quotation: (input) => replaceCut(text(input), needles),
    bytes: (input) => {
      const before = Buffer.from(input.buffer, input.byteOffset, input.length).toString("latin1");
      const after = clean(before, binaryNeedles);
      return after === before ? input : Buffer.from(after, "latin1");
    },
    headers: (headers) =>
      headers.map(
        ([name, value]) =>
          [
            name,
            isCredentialHeader(name)
              ? redactCredential(name, replaceAll(value, needles))
              : PLAIN_HEADERS.has(name.toLowerCase())
                ? text(value)
                : redactParts(text(value), parts),
          ] as const,
      ),
  };
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

interface SecretPart {
  readonly text: string;
  readonly mark: string;
}

/** Pieces of which an altered, cut or doubled secret still holds at least one. */
function partsOf({ label, value }: KnownSecret): readonly SecretPart[] {
  const size = Math.max(PART_CHARACTERS, Math.ceil(value.length / 4));
  const count = Math.floor(value.length / size);
  return Array.from({ length: count }, (_, at) => ({
    text: value.slice(at * size, (at + 1) * size).toLowerCase(),
    mark: redactionMark(`part of ${label}`),
  }));
}

/** A header that holds a part of a secret, such as one altered on purpose, tells nothing but that. */
function redactParts(value: string, parts: readonly SecretPart[]): string {
  const lower = value.toLowerCase();
  return parts.find(({ text }) => lower.includes(text))?.mark ?? value;
}

/** A known secret that is the whole credential keeps its own mark; whatever else is there is a stranger's. */
function redactCredential(name: string, value: string): string {
  const [, scheme = "", credential = ""] = /^((?:Bearer|Basic)\s+)?([\s\S]*)$/i.exec(value) ?? [];
  if (/^\[secret:[^\]]+\]$/.test(credential)) return value;
  return `${scheme}${redactionMark(name.toLowerCase())}`;
}

/** How a secret may be written inside a message; the first encoding of a text names it. */
const ENCODINGS = {
  raw: (secret) => secret,
  url: encodeURIComponent,
  form: (secret) => encodeURIComponent(secret).replaceAll("%20", "+"),
  query: (secret) => new URLSearchParams([["", secret]]).toString().slice(1),
  "url-strict": strictUrl,
  "url-lower": (secret) => lowerEscapes(encodeURIComponent(secret)),
  "url-strict-lower": (secret) => lowerEscapes(strictUrl(secret)),
  json: jsonText,
  "json-slash": (secret) => jsonText(secret).replaceAll("/", "\\/"),
  "json-ascii": (secret) => asciiJson(jsonText(secret), /[\u0080-\uffff]/g),
  "json-ascii-slash": (secret) =>
    asciiJson(jsonText(secret), /[\u0080-\uffff]/g).replaceAll("/", "\\/"),
  html: (secret) => htmlText(secret, { '"': "&quot;", "'": "&#39;" }),
  "html-decimal": (secret) => htmlText(secret, { '"': "&#34;", "'": "&#39;" }),
  "html-hex": (secret) => htmlText(secret, { '"': "&quot;", "'": "&#x27;" }),
  "html-slash": (secret) => htmlText(secret, { '"': "&quot;", "'": "&#39;", "/": "&#x2F;" }),
  "json-html": (secret) => asciiJson(jsonText(secret), /[<>&\u2028\u2029]/g),
  base64: (secret) => Buffer.from(secret, "utf8").toString("base64"),
  "base64-bare": (secret) => Buffer.from(secret, "utf8").toString("base64").replace(/=+$/, ""),
  base64url: (secret) => Buffer.from(secret, "utf8").toString("base64url"),
  hex: (secret) => Buffer.from(secret, "utf8").toString("hex"),
  HEX: (secret) => Buffer.from(secret, "utf8").toString("hex").toUpperCase(),
} as const satisfies Readonly<Record<string, (secret: string) => string>>;

export type SecretEncoding = keyof typeof ENCODINGS;

export const SECRET_ENCODINGS = namesOf(ENCODINGS);

/** A secret as it is written in this encoding. */
export function encodeSecret(secret: string, as: SecretEncoding): string {
  return ENCODINGS[as](secret);
}

/** Every different encoding of a secret, each once. */
export function encodingsOf(
  secret: string,
): readonly { readonly as: SecretEncoding; readonly text: string }[] {
  const seen = new Set<string>();
  return SECRET_ENCODINGS.flatMap((as) => {
    const text = encodeSecret(wellFormed(secret), as);
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ as, text }];
  });
}

/** A lone surrogate has no URL encoding; as bytes it is U+FFFD anyway. */
function wellFormed(text: string): string {
  return /[\ud800-\udfff]/.test(text) ? Buffer.from(text, "utf8").toString("utf8") : text;
}

function strictUrl(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Error pages quote what was sent; how they write quotation marks differs. */
function htmlText(text: string, others: Readonly<Record<string, string>>): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    ...others,
  };
  return text.replaceAll(/[&<>"'/]/g, (character) => entities[character] ?? character);
}

function lowerEscapes(text: string): string {
  return text.replaceAll(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase());
}

function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function asciiJson(text: string, escaped: RegExp): string {
  return text.replaceAll(
    escaped,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function replaceAll(text: string, needles: readonly Replacement[]): string {
  let result = text;
  for (const { needle, mark } of needles) {
    if (result.includes(needle)) result = result.replaceAll(needle, () => mark);
  }
  return result;
}

/** Base64 of more than the secret alone, such as the `user:password` of Basic authentication. */
const BASE64_RUN = /[\w+/-]{12,}={0,2}/g;

function replaceWrapped(text: string, binaryNeedles: readonly Replacement[]): string {
  if (binaryNeedles.length === 0) return text;
  return text.replaceAll(BASE64_RUN, (run) => {
    // What it follows upon may be made of the same characters.
    const inner = [0, 1, 2, 3]
      .map((at) => Buffer.from(run.slice(at), "base64").toString("latin1"))
      .join("\n");
    const found = binaryNeedles.find(({ needle }) => inner.includes(needle));
    // Another mark than the secret's: nothing can be put back in its place as it is.
    return found?.mark.replace(/\]$/, " in Base64]") ?? run;
  });
}

/** A secret's beginning before `…`, long enough not to stand there by chance, is taken out too. */
function replaceCut(text: string, needles: readonly Replacement[]): string {
  return text.replaceAll(/[^…]+(?=…)/g, (part) => {
    for (const { needle, mark } of needles) {
      for (let length = needle.length - 1; length >= SHORTEST_REDACTED_SECRET; length -= 1) {
        if (part.endsWith(needle.slice(0, length))) return part.slice(0, -length) + mark;
      }
    }
    return part;
  });
}
