/** The digests a negotiated recipe may name. A new one is an entry in a list and a table. */
import { createHmac, hash } from "node:crypto";
import { hmacHex, joined } from "./hmac.js";

/** Those that PlayCamp's own recipes may name. */
export const SIGNING_ALGORITHMS = ["sha256", "sha512", "hmac-sha256", "hmac-sha512"] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** Those, and what a partner's own API may want. */
export const DIGEST_ALGORITHMS = [
  ...SIGNING_ALGORITHMS,
  "md5",
  "sha1",
  "hmac-md5",
  "hmac-sha1",
] as const;

export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];

type Text = Uint8Array | string;

/** Where the key is not taken it stands, if anywhere, in the message itself. */
const DIGESTS: Readonly<Record<DigestAlgorithm, (message: Text, key: Text) => Buffer>> = {
  sha256: (message) => hash("sha256", message, "buffer"),
  sha512: (message) => hash("sha512", message, "buffer"),
  "hmac-sha256": (message, key) => Buffer.from(hmacHex("sha256", [message], key), "hex"),
  "hmac-sha512": (message, key) => Buffer.from(hmacHex("sha512", [message], key), "hex"),
  // What older APIs of game servers and payment providers still sign with.
  md5: (message) => hash("md5", message, "buffer"),
  sha1: (message) => hash("sha1", message, "buffer"),
  "hmac-md5": (message, key) => createHmac("md5", key).update(message).digest(),
  "hmac-sha1": (message, key) => createHmac("sha1", key).update(message).digest(),
};

/**
 * @param message text is taken as UTF-8
 * @returns the raw digest bytes of `message`
 * @internal
 */
export function digest(algorithm: DigestAlgorithm, message: Text, key: Text): Buffer {
  return DIGESTS[algorithm](message, key);
}

/** The same as lower-case hex, of a message in pieces. */
export function hexDigest(
  algorithm: SigningAlgorithm,
  pieces: readonly (Uint8Array | string)[],
  key: string | Uint8Array,
): string {
  if (algorithm === "hmac-sha256") return hmacHex("sha256", pieces, key);
  if (algorithm === "hmac-sha512") return hmacHex("sha512", pieces, key);
  const [only] = pieces;
  const isOne = pieces.length === 1 && only !== undefined;
  return hash(algorithm, isOne ? only : joined(NOTHING, pieces), "hex");
}

const NOTHING = new Uint8Array(0);
