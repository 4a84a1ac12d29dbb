/** Comparison that takes as long for a near miss as for a wild one. */
import { timingSafeEqual } from "node:crypto";

/** Lengths are not secret: values of different length differ at once. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
