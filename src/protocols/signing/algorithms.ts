/** The digests a negotiated recipe may name. A new one is an entry in this table. */
import { namesOf } from "../../core/names-of.js";
import { createHash, createHmac } from "node:crypto";

type Hasher = (
  key: string | Uint8Array,
) => ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

const DIGESTS = {
  /** The key, if any, stands in the message itself. */
  sha256: () => createHash("sha256"),
  sha512: () => createHash("sha512"),
  "hmac-sha256": (key) => createHmac("sha256", key),
  "hmac-sha512": (key) => createHmac("sha512", key),
} as const satisfies Record<string, Hasher>;

export type SigningAlgorithm = keyof typeof DIGESTS;

export const SIGNING_ALGORITHMS = namesOf(DIGESTS);

/**
 * @param message text is taken as UTF-8
 * @returns the raw digest bytes of `message`
 */
export function digest(
  algorithm: SigningAlgorithm,
  message: Uint8Array | string,
  key: string | Uint8Array,
): Buffer {
  return DIGESTS[algorithm](key).update(message).digest();
}

/**
 * The same as lower-case hex, of a message in pieces: what stands before a body
 * need not be copied together with it.
 */
export function hexDigest(
  algorithm: SigningAlgorithm,
  pieces: readonly (Uint8Array | string)[],
  key: string | Uint8Array,
): string {
  const hasher = DIGESTS[algorithm](key);
  for (const piece of pieces) hasher.update(piece);
  return hasher.digest("hex");
}
