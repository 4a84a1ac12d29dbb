/** The digests a negotiated recipe may name. A new one is an entry in this table. */
import { createHash, createHmac } from "node:crypto";

type Digest = (message: Uint8Array, key: string | Uint8Array) => Buffer;

function hash(name: string): Digest {
  return (message) => createHash(name).update(message).digest();
}

function hmac(name: string): Digest {
  return (message, key) => createHmac(name, key).update(message).digest();
}

const DIGESTS = {
  /** The key, if any, stands in the message itself. */
  sha256: hash("sha256"),
  sha512: hash("sha512"),
  "hmac-sha256": hmac("sha256"),
  "hmac-sha512": hmac("sha512"),
} as const satisfies Record<string, Digest>;

export type SigningAlgorithm = keyof typeof DIGESTS;

export const SIGNING_ALGORITHMS = Object.keys(
  DIGESTS,
) as readonly SigningAlgorithm[];

/** @returns the raw digest bytes of `message` */
export function digest(
  algorithm: SigningAlgorithm,
  message: Uint8Array,
  key: string | Uint8Array,
): Buffer {
  return DIGESTS[algorithm](message, key);
}
