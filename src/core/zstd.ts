/** Zstandard, which Node has since 22.15: on an older one a body in it stays as it is, and that is said. */
import * as zlib from "node:zlib";

/** What to say of a body that this Node cannot decompress. */
export const ZSTD_NEEDS = "Node 22.15 or newer can decompress Zstandard (zstd), this one cannot";

type Decompress = (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number },
) => Uint8Array<ArrayBuffer>;

const found: unknown = Reflect.get(zlib, "zstdDecompressSync");
const decompress: Decompress | null = isDecompress(found) ? found : null;

function isDecompress(value: unknown): value is Decompress {
  return typeof value === "function";
}

export const CAN_ZSTD = decompress !== null;

/** @throws {Error} for what is no Zstandard, is longer than that, or where this Node has none */
export function unzstd(bytes: Uint8Array, maxOutputLength: number): Buffer {
  if (decompress === null) throw new Error(ZSTD_NEEDS);
  return Buffer.from(decompress(bytes, { maxOutputLength }));
}

/** By its first bytes. */
export function isZstd(bytes: Uint8Array): boolean {
  return [0x28, 0xb5, 0x2f, 0xfd].every((byte, at) => bytes[at] === byte);
}
