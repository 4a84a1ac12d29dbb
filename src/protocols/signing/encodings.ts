/** How digest bytes are written as text. A new encoding is an entry in this table. */

const ENCODERS = {
  hex: (bytes: Buffer) => bytes.toString("hex"),
  HEX: (bytes: Buffer) => bytes.toString("hex").toUpperCase(),
  base64: (bytes: Buffer) => bytes.toString("base64"),
  base64url: (bytes: Buffer) => bytes.toString("base64url"),
} as const satisfies Record<string, (bytes: Buffer) => string>;

export type SignatureEncoding = keyof typeof ENCODERS;

export const SIGNATURE_ENCODINGS = Object.keys(ENCODERS) as readonly SignatureEncoding[];

export function encodeSignature(encoding: SignatureEncoding, bytes: Buffer): string {
  return ENCODERS[encoding](bytes);
}
