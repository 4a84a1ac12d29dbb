/**
 * HMAC as two digests, over a key's pads that are made once: for messages of the size of a
 * delivery that takes half as long as Node's own Hmac, which makes an object for each.
 *
 * @source RFC 2104
 */
import { hash } from "node:crypto";
import { memoize } from "../../core/memoize.js";

export type HmacDigest = "sha256" | "sha512";

/** In bytes. */
const SIZES = {
  sha256: { block: 64, digest: 32 },
  sha512: { block: 128, digest: 64 },
} as const satisfies Record<HmacDigest, object>;

interface Pads {
  readonly inner: Uint8Array;
  /** The outer pad, and room for the digest that is hashed with it. */
  readonly last: Buffer;
}

/** Longer texts are no keys: what is made of them is not kept. */
const LONGEST_KEPT_KEY = 256;

const PADS = {
  sha256: memoize((key) => padsOf("sha256", Buffer.from(key)), LONGEST_KEPT_KEY),
  sha512: memoize((key) => padsOf("sha512", Buffer.from(key)), LONGEST_KEPT_KEY),
} as const satisfies Record<HmacDigest, (key: string) => Pads>;

/**
 * @param pieces of the message, in order; text is taken as UTF-8
 * @param key text is taken as UTF-8
 * @returns lower-case hex
 * @internal
 */
export function hmacHex(
  digest: HmacDigest,
  pieces: readonly (Uint8Array | string)[],
  key: string | Uint8Array,
): string {
  const { inner, last } = typeof key === "string" ? PADS[digest](key) : padsOf(digest, key);
  const within = hash(digest, joined(inner, pieces), "binary");
  last.write(within, SIZES[digest].block, "latin1");
  return hash(digest, last, "hex");
}

function padsOf(digest: HmacDigest, key: Uint8Array): Pads {
  const { block, digest: size } = SIZES[digest];
  const short = key.length > block ? hash(digest, key, "buffer") : key;
  const inner = new Uint8Array(block).fill(0x36);
  const last = Buffer.alloc(block + size).fill(0x5c);
  short.forEach((byte, at) => {
    inner[at] = byte ^ 0x36;
    last[at] = byte ^ 0x5c;
  });
  return { inner, last };
}

/** @internal */
export function joined(first: Uint8Array, pieces: readonly (Uint8Array | string)[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined && typeof only !== "string") {
    const bytes = Buffer.allocUnsafe(first.length + only.length);
    bytes.set(first);
    bytes.set(only, first.length);
    return bytes;
  }
  return Buffer.concat([
    first,
    ...pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece)),
  ]);
}
