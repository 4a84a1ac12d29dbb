/** The digests a negotiated recipe may name. A new one is an entry in this table. */
import { createHash, createHmac } from "node:crypto";
import { hmacHex } from "./hmac.js";

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
  /** What older APIs of game servers and payment providers still sign with. */
  md5: (): Hasher => createHash("md5"),
  sha1: (): Hasher => createHash("sha1"),
  "hmac-md5": (key): Hasher => createHmac("md5", key),
  "hmac-sha1": (key): Hasher => createHmac("sha1", key),
} as const satisfies Record<string, CreateHasher>;

export type DigestAlgorithm = keyof typeof DIGESTS | "hmac-sha256" | "hmac-sha512";

/** Those that PlayCamp's own recipes may name. */
export const SIGNING_ALGORITHMS = [
  "sha256",
  "sha512",
  "hmac-sha256",
  "hmac-sha512",
] as const satisfies readonly DigestAlgorithm[];

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** Those, and what a partner's own API may want. */
export const DIGEST_ALGORITHMS = [
  ...SIGNING_ALGORITHMS,
  "md5",
  "sha1",
  "hmac-md5",
  "hmac-sha1",
] as const satisfies readonly DigestAlgorithm[];

/**
 * @param message text is taken as UTF-8
 * @returns the raw digest bytes of `message`
 * @internal
 */
export function digest(
  algorithm: DigestAlgorithm,
  message: Uint8Array | string,
  key: string | Uint8Array,
): Buffer {
  if (algorithm === "hmac-sha256" || algorithm === "hmac-sha512")
    return Buffer.from(hexDigest(algorithm, [message], key), "hex");
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
  if (algorithm === "hmac-sha256") return hmacHex("sha256", pieces, key);
  if (algorithm === "hmac-sha512") return hmacHex("sha512", pieces, key);
  const hasher = DIGESTS[algorithm]();
  for (const piece of pieces) hasher.update(piece);
  return hasher.digest("hex");
}
