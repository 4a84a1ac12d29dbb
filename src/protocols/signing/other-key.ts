/** A key that is not the right one. */
import { createHash } from "node:crypto";

/**
 * The same one every time for the same key, and no way back from it.
 *
 * @returns 64 hex digits
 */
export function otherKey(key: string): string {
  return createHash("sha256").update(`another key than ${key}`).digest("hex");
}
