/** Ranges of time: their borders as a server wants them written, and calendar months. */
import { UserError } from "../../core/errors.js";
import type { RangeMapping } from "./mapping.js";
import { createPatternWriter, patternPrecisionMs } from "./time-patterns.js";
import { offsetAt, overlapAround, resolveWallTime, zoneOf } from "./zones.js";

/** How fine a range format is; borders between windows lie on multiples of it. */
export function rangePrecisionMs(range: RangeMapping | undefined): number {
  const format = range === undefined ? "iso" : formatOf(range);
  if (format === "iso" || format === "ms") return 1;
  return format === "s" ? 1000 : patternPrecisionMs(format);
}

function formatOf({ format, day }: RangeMapping): string {
  return format ?? (day === true ? "yyyy-MM-dd" : "iso");
}

/**
 * A range's borders as the server wants them.
 *
 * The range is widened, never narrowed: to the format's precision, and over an
 * hour that the zone's clocks show twice, in which a zone-less text would leave
 * open which pass is meant. (A window may then be that much longer than asked.)
 *
 * @throws {UserError} `zone_unknown`, `time_pattern_malformed`
 */
export function formatRange(
  range: RangeMapping,
  window: { readonly fromMs: number; readonly toMs: number },
): { readonly from: string; readonly to: string } {
  return {
    from: formatBorder(range, window.fromMs, "from"),
    to: formatBorder(range, window.toMs, includesWholeDays(range) ? "last" : "to"),
  };
}

/**
 * A day that is named is all of it. Of a second or minute many servers include its
 * beginning alone: the one before the border would lose what follows in it, and the
 * border itself brings at most what comes again.
 */
function includesWholeDays(range: RangeMapping): boolean {
  return range.inclusive === true && rangePrecisionMs(range) >= DAY_MS;
}

const DAY_MS = 86_400_000;

/** What a request asks for when its borders are days: whole ones, as the zone's clocks count them. */
export function askedRange(
  range: RangeMapping | undefined,
  window: { readonly fromMs: number; readonly toMs: number },
): { readonly fromMs: number; readonly toMs: number } {
  const step = rangePrecisionMs(range);
  if (step < DAY_MS) return window;
  const zone = zoneOf(range?.zone);
  const border = (ms: number, side: Side) =>
    resolveWallTime(zone, roundTo(step, ms + offsetAt(zone, ms), side)).instantMs;
  return { fromMs: border(window.fromMs, "from"), toMs: border(window.toMs, "to") };
}

/** `last`: the last day that belongs to the range, for servers that include it. */
type Side = "from" | "to" | "last";

function formatBorder(range: RangeMapping, instantMs: number, side: Side): string {
  const step = rangePrecisionMs(range);
  const format = formatOf(range);
  if (format === "s" || format === "ms") return String(roundTo(step, instantMs, side) / step);
  const zone = zoneOf(range.zone);
  const offsetMs = offsetAt(zone, instantMs);
  const wallMs = roundTo(step, instantMs + offsetMs, side);
  if (format === "iso") return isoWithOffset(wallMs, offsetMs);
  const overlap = /X|Z/.test(format) ? null : overlapAround(zone, instantMs);
  if (overlap === null) return createPatternWriter(format)(wallMs, offsetMs);
  const unambiguous = side === "from" ? overlap.startMs - step : overlap.endMs;
  return createPatternWriter(format)(unambiguous, offsetMs);
}

function isoWithOffset(wallMs: number, offsetMs: number): string {
  return createPatternWriter("yyyy-MM-ddTHH:mm:ss.SSSXXX")(wallMs, offsetMs);
}

function roundTo(step: number, ms: number, side: Side): number {
  if (side === "from") return Math.floor(ms / step) * step;
  return (Math.ceil(ms / step) - (side === "last" ? 1 : 0)) * step;
}

/**
 * A calendar month as a range of instants.
 *
 * @param month `YYYY-MM`
 * @throws {UserError} `month_malformed`, `zone_unknown`
 */
export function monthRange(
  month: string,
  zoneText: string | undefined,
): { readonly fromMs: number; readonly toMs: number } {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month);
  if (match === null) {
    throw new UserError("month_malformed", `"${month}" is not a month`, "Write it as 2026-01.");
  }
  const zone = zoneOf(zoneText);
  const [year, number] = [Number(match[1]), Number(match[2])];
  const start = (monthIndex: number) => resolveWallTime(zone, Date.UTC(year, monthIndex)).instantMs;
  return { fromMs: start(number - 1), toMs: start(number) };
}
