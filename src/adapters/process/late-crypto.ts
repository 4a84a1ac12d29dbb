/**
 * What the command line signs with, in place of Node's `crypto`: to load that takes 3 to 5 ms, as
 * long as a short command works. The few short texts that a single signature takes are hashed in
 * JavaScript meanwhile; whatever is more, longer or something else goes to Node's. The build puts
 * it in.
 *
 * @source FIPS 180-4
 */
import { sha256 } from "@noble/hashes/sha2.js";
import type * as Crypto from "node:crypto";

type NodeCrypto = typeof Crypto;

/** While both hold, this is faster. Bytes or characters. */
const SHORT = 1_024;
const FIRST_TEXTS = 6;

let hashed = 0;
let loaded: NodeCrypto | null = null;

export function hash(
  algorithm: string,
  data: string | Uint8Array,
  encoding: "hex" | "binary" | "buffer",
): string | Buffer {
  if (algorithm !== "sha256" || hashed >= FIRST_TEXTS || data.length > SHORT)
    return node().hash(algorithm, data, encoding);
  hashed += 1;
  const digest = Buffer.from(sha256(typeof data === "string" ? Buffer.from(data) : data));
  return encoding === "buffer" ? digest : digest.toString(encoding);
}

export const createHash: NodeCrypto["createHash"] = (...given) => node().createHash(...given);

export const createHmac: NodeCrypto["createHmac"] = (...given) => node().createHmac(...given);

export const getHashes: NodeCrypto["getHashes"] = () => node().getHashes();

export const timingSafeEqual: NodeCrypto["timingSafeEqual"] = (a, b) =>
  node().timingSafeEqual(a, b);

export const randomBytes = (count: number): Buffer => node().randomBytes(count);

function node(): NodeCrypto {
  return (loaded ??= process.getBuiltinModule("node:crypto"));
}
