/** Looks into compressed bodies: what cannot be looked into is not kept. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { type HeaderPair, headerValue } from "../http.js";
import { unzstd } from "../zstd.js";

/** A small body may unfold into gigabytes. */
const LONGEST_UNFOLDED = 8 * 1024 * 1024;

const UNFOLD: Readonly<Record<string, readonly ((bytes: Uint8Array) => Uint8Array)[]>> = {
  gzip: [(bytes) => gunzipSync(bytes, { maxOutputLength: LONGEST_UNFOLDED })],
  br: [(bytes) => brotliDecompressSync(bytes, { maxOutputLength: LONGEST_UNFOLDED })],
  zstd: [(bytes) => unzstd(bytes, LONGEST_UNFOLDED)],
  deflate: [
    (bytes) => inflateSync(bytes, { maxOutputLength: LONGEST_UNFOLDED }),
    (bytes) => inflateRawSync(bytes, { maxOutputLength: LONGEST_UNFOLDED }),
  ],
};

/** What files begin with that are compressed without a word in the headers: gzip, Zstandard, ZIP, bzip2, xz. */
const MAGIC = ["1f8b", "28b52ffd", "504b0304", "425a68", "fd377a585a"];

const CODINGS: Readonly<Record<string, string>> = { "1f8b": "gzip", "28b52ffd": "zstd" };

/**
 * @returns `plain` where a body is not compressed, `hidden` where nobody can say what is in it
 */
export function unfoldBody(
  headers: readonly HeaderPair[],
  body: Uint8Array,
): "plain" | "hidden" | { readonly bytes: Uint8Array } {
  const coding = codingOf(headers, body);
  if (coding === null) return "plain";
  for (const unfold of UNFOLD[coding] ?? []) {
    try {
      return { bytes: unfold(body) };
    } catch {
      // Cut short, too long, or something else: the next way, or none.
    }
  }
  return "hidden";
}

const FIRST_BYTES = new Set(MAGIC.map((each) => Number.parseInt(each.slice(0, 2), 16)));

function magicOf(body: Uint8Array): string | undefined {
  if (!FIRST_BYTES.has(body[0] ?? 0)) return undefined;
  const start = Buffer.from(body.subarray(0, 5)).toString("hex");
  return MAGIC.find((each) => start.startsWith(each));
}

function codingOf(headers: readonly HeaderPair[], body: Uint8Array): string | null {
  if (body.length === 0) return null;
  const magic = magicOf(body);
  const said = (headerValue(headers, "content-encoding") ?? "").trim().toLowerCase();
  if (said === "" || said === "identity")
    return magic === undefined ? null : (CODINGS[magic] ?? magic);
  // Some say so and send it plain.
  if (/^(?:x-)?gzip$/.test(said)) return magic === "1f8b" ? "gzip" : null;
  return said;
}
