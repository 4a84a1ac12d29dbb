/** The timestamp of an entry: its unit, and how it stands to the time to live. */
import type { EntryRecipe, TimestampUnit } from "./recipe.js";

/** A timestamp this far ahead of our clock may be clock skew. */
export const FUTURE_TOLERANCE_MS = 60_000;

export type Freshness =
  | { readonly kind: "fresh" | "expired" | "in_future"; readonly ageMs: number }
  | { readonly kind: "invalid" };

/** The time as text in the recipe's unit, seconds rounded down. */
export function entryTimestamp(recipe: EntryRecipe, nowMs: number): string {
  return String(Math.floor(recipe.signature.timestamp === "s" ? nowMs / 1000 : nowMs));
}

/** @returns milliseconds since the epoch, or null when the text is not a number in the unit */
export function timestampMs(unit: TimestampUnit, timestamp: string): number | null {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(timestamp)) return null;
  return Number(timestamp) * (unit === "s" ? 1000 : 1);
}

/** How the timestamp stands to the time to live, whose last moment still counts. */
export function freshnessOf(recipe: EntryRecipe, timestamp: string, nowMs: number): Freshness {
  const issuedAtMs = timestampMs(recipe.signature.timestamp, timestamp);
  if (issuedAtMs === null) return { kind: "invalid" };
  const ageMs = nowMs - issuedAtMs;
  if (ageMs > recipe.signature.ttlMs) return { kind: "expired", ageMs };
  return { kind: ageMs < -FUTURE_TOLERANCE_MS ? "in_future" : "fresh", ageMs };
}
