/** Splitting a queried range into windows a server accepts. */
import { UserError } from "../../core/errors.js";
import { parseDurationMs } from "../../core/duration.js";
import type { RangeMapping } from "./mapping.js";
import { rangePrecisionMs } from "./range-format.js";
import { offsetAt, resolveWallTime, type Zone, zoneOf } from "./zones.js";

/** From `fromMs` inclusive to `toMs` exclusive, milliseconds since the epoch. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface WindowLimits {
  /** The longest window, or null when any length will do. */
  readonly maxMs: number | null;
  /** What the range format can tell apart; inner borders are multiples of it. Default 1. */
  readonly precisionMs?: number;
  /** How far the clocks the borders are written in are ahead of UTC. Default 0. */
  readonly offsetMs?: number;
  /** By how much each begins before the one before it ends, a multiple of the precision. Default 0. */
  readonly overlapMs?: number;
}

/**
 * Windows without a gap that together are the range.
 *
 * As sent, rounded outward to the precision, none is longer than `maxMs`.
 *
 * @throws {RangeError} when `maxMs` is below the precision: a defect of the caller
 */
export function splitRange(range: TimeRange, limits: WindowLimits): readonly TimeRange[] {
  const { fromMs, toMs } = range;
  if (fromMs >= toMs) return [];
  if (limits.maxMs === null) return [range];
  const { precisionMs = 1, overlapMs = 0 } = limits;
  const step = Math.floor(limits.maxMs / precisionMs) * precisionMs;
  if (step <= 0) throw new RangeError(`windows of ${limits.maxMs} ms are below the precision`);
  const windows: TimeRange[] = [];
  const offsetMs = limits.offsetMs ?? 0;
  const first = Math.floor((fromMs + offsetMs) / precisionMs) * precisionMs - offsetMs;
  for (let start = first; start < toMs; start += step - overlapMs) {
    windows.push({
      fromMs: Math.max(start, fromMs),
      toMs: Math.min(start + step, toMs),
    });
    if (start + step >= toMs) break;
  }
  return windows;
}

/** A server that begins behind the moment that it is asked for loses what stands on a border. */
const OVERLAP_MS = 1_000;
/** An overlap costs requests: no more than this part of a window. */
const MOST_OVERLAP = 1 / 24;

/**
 * The windows in which a source is polled: one when it takes no range or any range.
 *
 * @param borders `overlap` for windows whose records are told apart by their ids; whole days never do
 * @throws {UserError} `max_window_malformed`, `zone_unknown`, `time_pattern_malformed`
 */
export function pollWindows(
  mapping: RangeMapping | undefined,
  range: TimeRange,
  borders: "adjoin" | "overlap" = "adjoin",
): readonly TimeRange[] {
  const precisionMs = rangePrecisionMs(mapping);
  if (mapping?.day === true) return splitByClock(range, precisionMs, zoneOf(mapping.zone));
  const maxMs =
    mapping?.maxWindow === undefined ? null : maxWindowMs(mapping.maxWindow, precisionMs);
  if (maxMs !== null && precisionMs >= DAY_MS) {
    const step = Math.floor(maxMs / precisionMs) * precisionMs;
    return splitByClock(range, step, zoneOf(mapping?.zone));
  }
  const offsetMs = offsetAt(zoneOf(mapping?.zone), range.fromMs);
  if (borders === "adjoin") return splitRange(range, { maxMs, precisionMs, offsetMs });
  const overlapMs = borderOverlapMs(mapping);
  // Without an end it is as long as it likes, and what lies before it is left out here.
  const leadMs = mapping?.open === true ? overlapMs : 0;
  const whole = { ...range, fromMs: range.fromMs - leadMs };
  const mostMs = Math.floor((maxMs ?? 0) * MOST_OVERLAP);
  const most = Math.floor(mostMs / precisionMs) * precisionMs;
  return splitRange(whole, {
    maxMs,
    precisionMs,
    overlapMs: Math.min(overlapMs, most),
    offsetMs,
  });
}

const DAY_MS = 86_400_000;

/** Whether a source is asked for whole days. */
export function takesDays(mapping: RangeMapping | undefined): boolean {
  return mapping?.day === true || rangePrecisionMs(mapping) >= DAY_MS;
}

/** By how much a range begins before the one before it ends, where records are told apart by their ids. */
export function borderOverlapMs(mapping: RangeMapping | undefined): number {
  return takesDays(mapping) ? 0 : Math.max(rangePrecisionMs(mapping), OVERLAP_MS);
}

/** Windows of whole days as the zone's clocks count them: some have 23 or 25 hours. */
function splitByClock(range: TimeRange, stepMs: number, zone: Zone): readonly TimeRange[] {
  const windows: TimeRange[] = [];
  const wallMs = range.fromMs + offsetAt(zone, range.fromMs);
  let start = Math.floor(wallMs / DAY_MS) * DAY_MS;
  for (let fromMs = range.fromMs; fromMs < range.toMs;) {
    start += stepMs;
    const toMs = Math.min(resolveWallTime(zone, start).instantMs, range.toMs);
    windows.push({ fromMs, toMs });
    fromMs = toMs;
  }
  return windows;
}

function maxWindowMs(text: string, precisionMs: number): number {
  const ms = parseDurationMs(text);
  if (ms !== null && ms >= precisionMs) return ms;
  throw new UserError(
    "max_window_malformed",
    `payments.source.range.maxWindow "${text}" is not a duration the range format can express`,
    "Write a duration such as 6h, no shorter than the format's finest unit.",
  );
}

/** Whether an instant lies in a range; needed where the server takes no range itself. */
export function isWithin(range: TimeRange, instantMs: number): boolean {
  return instantMs >= range.fromMs && instantMs < range.toMs;
}
