/**
 * One SHA-2 digest. The few short texts that a single signature takes are hashed in JavaScript,
 * in less time than Node's `crypto` takes to load; whatever is more or longer goes to that.
 *
 * @source FIPS 180-4
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { nodeCrypto } from "../../core/node-crypto.js";

export type Sha2 = "sha256" | "sha512";

/** Both hold, or Node's is faster, its loading included. Bytes. */
const SHORT = 1_024;
const FIRST_TEXTS = 6;

let hashed = 0;

/** @returns lower-case hex, or one character for each byte */
export function hash(digest: Sha2, data: Uint8Array, as: "hex" | "binary"): string {
  return digest === "sha256" && isFirstAndShort(data)
    ? Buffer.from(sha256(data)).toString(as)
    : nodeCrypto().hash(digest, data, as);
}

function isFirstAndShort({ length }: Uint8Array): boolean {
  if (length > SHORT || hashed >= FIRST_TEXTS) return false;
  hashed += 1;
  return true;
}
