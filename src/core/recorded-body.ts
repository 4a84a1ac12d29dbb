/** A body as evidence keeps it: text where it is text, and how long it was. */
import { decodeUtf8 } from "./decode-utf8.js";
import type { RecordedBody } from "./http-exchange.js";

/**
 * @param clean what is kept, less the secrets
 * @param sizes bytes that were kept, and that there were in all
 */
export function recordBody(
  clean: Uint8Array,
  sizes: { readonly kept: number; readonly bytes: number } = {
    kept: clean.length,
    bytes: clean.length,
  },
): RecordedBody {
  const { bytes } = sizes;
  const truncated = bytes > sizes.kept ? { truncated: true as const } : {};
  const text = decodeUtf8(clean);
  return text === null
    ? { bytes, base64: Buffer.from(clean).toString("base64"), ...truncated }
    : { bytes, text, ...truncated };
}
