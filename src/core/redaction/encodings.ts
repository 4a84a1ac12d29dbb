/** How a secret may be written inside a message: every encoding can be made again from the secret. */
import { namesOf } from "../names-of.js";
import { lowerEscapes, wellFormed } from "../url-part.js";
import { trimEndOf } from "../trim-end.js";

/** How a secret may be written inside a message; the first encoding of a text names it. */
const ENCODINGS = {
  raw: (secret) => secret,
  // A number, `true` or `null` of JSON: whatever stands in its place needs quotes.
  "json-bare": (secret) => secret,
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
  "base64-bare": (secret) => trimEndOf(Buffer.from(secret, "utf8").toString("base64"), "="),
  base64url: (secret) => Buffer.from(secret, "utf8").toString("base64url"),
  hex: (secret) => Buffer.from(secret, "utf8").toString("hex"),
  HEX: (secret) => Buffer.from(secret, "utf8").toString("hex").toUpperCase(),
  "url-twice": (secret) => encodeURIComponent(encodeURIComponent(secret)),
  "json-twice": (secret) => jsonText(jsonText(secret)),
  utf16le: (secret) => Buffer.from(secret, "utf16le").toString("latin1"),
  utf16be: (secret) => Buffer.from(secret, "utf16le").swap16().toString("latin1"),
} as const satisfies Readonly<Record<string, (secret: string) => string>>;

/** `other`: escaped in a way that nobody can write again. */
export type SecretEncoding = keyof typeof ENCODINGS | "other";

export const SECRET_ENCODINGS = namesOf(ENCODINGS);

/** A secret as it is written in this encoding. */
export function encodeSecret(secret: string, as: SecretEncoding): string {
  return as === "other" ? secret : ENCODINGS[as](secret);
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

function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function asciiJson(text: string, escaped: RegExp): string {
  return text.replaceAll(
    escaped,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
