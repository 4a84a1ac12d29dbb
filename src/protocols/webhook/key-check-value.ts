/** Lets two sides see whether they hold the same secret without showing it. */
import { createHmac } from "node:crypto";

/** Public; part of the value's definition, so that others can compute it. */
export const KEY_CHECK_TEXT = "playcamp-gw key check";

/** The first eight hex digits of HMAC-SHA-256 of {@link KEY_CHECK_TEXT} under the secret. */
export function keyCheckValue(secret: string): string {
  return createHmac("sha256", secret).update(KEY_CHECK_TEXT).digest("hex").slice(0, 8);
}
