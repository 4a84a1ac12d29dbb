/** The digests a negotiated recipe may name. A new one is an entry in this table. */
import { namesOf } from "../../core/names-of.js";
import { createHash, createHmac } from "node:crypto";

/** Node's own, as far as it is used: whoever imports this package need not have its types. */
interface Hasher {
  update(piece: Uint8Array | string): Hasher;
  /** @internal */
  digest(): Buffer;
  digest(encoding: "hex"): string;
}

type CreateHasher = (key: string | Uint8Array) => Hasher;

const DIGESTS = {
  /** The key, if any, stands in the message itself. */
  sha256: (): Hasher => createHash("sha256"),
  sha512: (): Hasher => createHash("sha512"),
  "hmac-sha256": (key): Hasher => createHmac("sha256", key),
  "hmac-sha512": (key): Hasher => createHmac("sha512", key),
} as const satisfies Record<string, CreateHasher>;

export type SigningAlgorithm = keyof typeof DIGESTS;

export const SIGNING_ALGORITHMS = namesOf(DIGESTS);

/**
 * @param message text is taken as UTF-8
 * @returns the raw digest bytes of `message`
 * @internal
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
