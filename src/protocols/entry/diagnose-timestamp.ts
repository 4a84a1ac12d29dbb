/** Findings about the timestamp: its form, its unit, and how far it is off. */
import { renderDuration } from "../../core/duration.js";
import { zoneNote } from "../signing/mistakes/time-zone.js";
import { proved, type EntryFinding } from "./finding.js";
import { freshnessOf, FUTURE_TOLERANCE_MS, timestampMs } from "./freshness.js";
import type { EntryRecipe, TimestampUnit } from "./recipe.js";

/** @param unexplained the signature is wrong for reasons unknown, so the text may be altered */
export function freshnessFindings(
  recipe: EntryRecipe,
  timestamp: string,
  nowMs: number,
  unexplained: boolean,
): readonly EntryFinding[] {
  if (timestamp === "") return [];
  if (DATE_AS_DIGITS.test(timestamp)) return [dateFinding(recipe, timestamp)];
  const freshness = freshnessOf(recipe, timestamp, nowMs);
  if (freshness.kind === "fresh") return [];
  if (freshness.kind === "invalid") return [invalidFinding(recipe, timestamp)];
  const unit = recipe.signature.timestamp;
  const other = unit === "s" ? "ms" : "s";
  if (!isPlausible(unit, timestamp) && isPlausible(other, timestamp)) {
    const inOther = {
      ...recipe,
      signature: { ...recipe.signature, timestamp: other },
    } as const;
    return [
      unitFinding(unit, other, timestamp, !unexplained),
      ...freshnessFindings(inOther, timestamp, nowMs, unexplained),
    ];
  }
  const { ageMs, kind } = freshness;
  return [kind === "expired" ? expiredFinding(recipe, ageMs) : futureFinding(-ageMs)];
}

/** `20261201` and `20261201093000`: as unix time in 1970, or hundreds of thousands of years away. */
const DATE_AS_DIGITS = /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[0-5]\d){0,3}$/;

function dateFinding(recipe: EntryRecipe, timestamp: string): EntryFinding {
  return proved(
    "timestamp",
    "timestamp_invalid",
    `The timestamp "${timestamp}" is a date written as digits, not unix time.`,
    `Sign unix ${UNIT_NAMES[recipe.signature.timestamp]}, which is UTC.`,
    { found: timestamp },
  );
}

const EARLIEST_MS = Date.UTC(2001, 8, 9);
const LATEST_MS = Date.UTC(2100, 0, 1);

function isPlausible(unit: TimestampUnit, timestamp: string): boolean {
  const ms = timestampMs(unit, timestamp);
  return ms !== null && ms >= EARLIEST_MS && ms < LATEST_MS;
}

const UNIT_NAMES = { s: "seconds", ms: "milliseconds" } as const;

function unitFinding(
  agreed: TimestampUnit,
  used: TimestampUnit,
  timestamp: string,
  isProved: boolean,
): EntryFinding {
  return {
    ...proved(
      "timestamp",
      "timestamp_unit",
      `The timestamp ${timestamp} is in ${UNIT_NAMES[used]}; agreed are ${UNIT_NAMES[agreed]}.`,
      `Sign unix ${UNIT_NAMES[agreed]}, or change entry.signature.timestamp to "${used}".`,
      { expected: agreed, found: used },
    ),
    proved: isProved,
  };
}

function invalidFinding(recipe: EntryRecipe, timestamp: string): EntryFinding {
  const name = UNIT_NAMES[recipe.signature.timestamp];
  return proved(
    "timestamp",
    "timestamp_invalid",
    `The timestamp "${timestamp}" is not a whole number.`,
    `Sign unix ${name} as digits without sign, fraction or leading zero.`,
    { found: timestamp },
  );
}

function expiredFinding(recipe: EntryRecipe, ageMs: number): EntryFinding {
  const { ttlMs } = recipe.signature;
  return proved(
    "timestamp",
    "expired",
    `The token expired ${renderDuration(ageMs - ttlMs)} ago: it is ${renderDuration(ageMs)} old and lives ${renderDuration(ttlMs)}.${zoneNote(ageMs, ttlMs)}`,
    "Sign when the player enters, not beforehand, and check the signing server's clock.",
    { expected: renderDuration(ttlMs), found: renderDuration(ageMs) },
  );
}

function futureFinding(aheadMs: number): EntryFinding {
  return proved(
    "timestamp",
    "in_future",
    `The timestamp lies ${renderDuration(aheadMs)} in the future; up to ${renderDuration(FUTURE_TOLERANCE_MS)} pass as clock skew.${zoneNote(aheadMs, FUTURE_TOLERANCE_MS)}`,
    "Check the signing server's clock and time zone: unix time is UTC.",
    {
      expected: renderDuration(FUTURE_TOLERANCE_MS),
      found: renderDuration(aheadMs),
    },
  );
}
