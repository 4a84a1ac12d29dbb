/**
 * Time zones: fixed offsets and IANA names, and what a wall clock there shows.
 * A wall time is kept as the milliseconds it would have were the clock in UTC.
 */
import { UserError } from "../../core/errors.js";

export type Zone =
  | { readonly kind: "fixed"; readonly offsetMs: number }
  | { readonly kind: "iana"; readonly calendar: Intl.DateTimeFormat };

const UTC: Zone = { kind: "fixed", offsetMs: 0 };

const FIXED = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/;
const DAY_MS = 86_400_000;

/**
 * @param text `UTC`, `Z`, `UTC+8`, `+08:00`, `+0800`, or an IANA name such as `Asia/Seoul`
 * @returns null when there is no such zone
 */
export function parseZone(text: string): Zone | null {
  if (/^(?:UTC|GMT|Z)$/i.test(text)) return UTC;
  const fixed = FIXED.exec(text.toUpperCase());
  if (fixed !== null) return fixedZone(fixed);
  try {
    return { kind: "iana", calendar: calendarOf(text) };
  } catch {
    return null;
  }
}

function fixedZone([, sign, hours, minutes = "0"]: RegExpExecArray): Zone | null {
  const total = Number(hours) * 60 + Number(minutes);
  if (total > 18 * 60) return null;
  return { kind: "fixed", offsetMs: (sign === "-" ? -total : total) * 60_000 };
}

/**
 * A named zone takes some time to be made, so whoever reads many times keeps it.
 *
 * @throws {UserError} `zone_unknown`
 */
export function zoneOf(text: string | undefined): Zone {
  const zone = text === undefined ? UTC : parseZone(text);
  if (zone !== null) return zone;
  throw new UserError(
    "zone_unknown",
    `"${text ?? ""}" is not a time zone`,
    "Write an IANA name (Asia/Seoul) or a fixed offset (UTC+8, +08:00).",
  );
}

/** How far the zone's clocks are ahead of UTC at an instant. */
export function offsetAt(zone: Zone, instantMs: number): number {
  if (zone.kind === "fixed") return zone.offsetMs;
  const field = new Map(
    zone.calendar.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)] as const),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => field.get(type) ?? 0;
  const wallMs = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wallMs - Math.floor(instantMs / 1000) * 1000;
}

/** @throws {RangeError} when there is no such zone */
function calendarOf(name: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}

export interface ResolvedWallTime {
  readonly instantMs: number;
  /** `gap`: clocks skipped that time. `overlap`: they showed it twice. */
  readonly ambiguity: "none" | "gap" | "overlap";
}

/**
 * The instant at which a zone's clocks show a wall time.
 *
 * A skipped time is read with the offset that held before the gap, so 02:30 is
 * what 03:30 is called now; of two the earlier one is taken.
 */
export function resolveWallTime(zone: Zone, wallMs: number): ResolvedWallTime {
  const before = offsetAt(zone, wallMs - DAY_MS);
  const after = offsetAt(zone, wallMs + DAY_MS);
  const earlier = wallMs - Math.max(before, after);
  if (before === after) return { instantMs: earlier, ambiguity: "none" };
  const fits = [...new Set([before, after])]
    .map((offset) => wallMs - offset)
    .filter((instant) => instant + offsetAt(zone, instant) === wallMs)
    .sort((a, b) => a - b);
  const [first, second] = fits;
  if (first === undefined) return { instantMs: wallMs - before, ambiguity: "gap" };
  return {
    instantMs: first,
    ambiguity: second === undefined ? "none" : "overlap",
  };
}

/**
 * The wall times that a change of clocks makes ambiguous around an instant, as
 * `[startMs, endMs)`; null when the instant's wall time is unambiguous.
 */
export function overlapAround(
  zone: Zone,
  instantMs: number,
): { readonly startMs: number; readonly endMs: number } | null {
  const wallMs = instantMs + offsetAt(zone, instantMs);
  const { instantMs: first, ambiguity } = resolveWallTime(zone, wallMs);
  if (ambiguity !== "overlap") return null;
  const before = offsetAt(zone, first);
  const change = firstInstantWithout(zone, before, first);
  return { startMs: change + offsetAt(zone, change), endMs: change + before };
}

/** The first second, at most a day on, at which the offset is no longer `offset`. */
function firstInstantWithout(zone: Zone, offset: number, fromMs: number): number {
  let low = Math.floor(fromMs / 1000);
  let high = low + DAY_MS / 1000;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle * 1000) === offset) low = middle;
    else high = middle;
  }
  return high * 1000;
}
