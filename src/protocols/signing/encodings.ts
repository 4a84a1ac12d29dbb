/** How digest bytes are written as text. A new encoding is a file in `encodings/` and a line here. */
import { namesOf } from "../../core/names-of.js";
import { base64, base64Url } from "./encodings/base64.js";
import type { Encoding } from "./encodings/encoding.js";
import { lowerHex, upperHex } from "./encodings/hex.js";

const ENCODINGS = {
  hex: lowerHex,
  HEX: upperHex,
  base64,
  base64url: base64Url,
} as const satisfies Record<string, Encoding>;

export type SignatureEncoding = keyof typeof ENCODINGS;

export const SIGNATURE_ENCODINGS = namesOf(ENCODINGS);

/** @internal */
export function encodeSignature(encoding: SignatureEncoding, bytes: Buffer): string {
  return ENCODINGS[encoding].encode(bytes);
}

/**
 * The bytes in every encoding, such as a key that its owner encoded before use.
 *
 * @internal
 */
export function everyEncodingOf(bytes: Buffer): readonly string[] {
  return SIGNATURE_ENCODINGS.map((encoding) => encodeSignature(encoding, bytes));
}

/** Matches one character of the encoding, padding aside; source of a regular expression. */
export function alphabetOf(encoding: SignatureEncoding): string {
  return `[${ENCODINGS[encoding].alphabet}]`;
}

/** The characters of the encoding by rising value, padding aside. */
export function charactersOf(encoding: SignatureEncoding): string {
  return ENCODINGS[encoding].characters;
}

/** Matches what may be a text in this encoding. */
export function encodedText(encoding: SignatureEncoding): RegExp {
  return new RegExp(`^${alphabetOf(encoding)}*${ENCODINGS[encoding].isPadded ? "=*" : ""}$`);
}

/**
 * The bytes that a text begins with, as far as it is in this encoding.
 *
 * @internal
 */
export function decodeStart(encoding: SignatureEncoding, text: string): Buffer {
  const start = new RegExp(`^${alphabetOf(encoding)}*`).exec(text)?.[0] ?? "";
  return ENCODINGS[encoding].decode(start);
}
