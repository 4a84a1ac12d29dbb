/** `--from` and `--to`: two instants, checked before anything is sent. */
import { UserError } from "../../core/errors.js";
import { createTimeReader, type ReadTime } from "../../protocols/payments/times.js";
import { offsetAt, zoneOf } from "../../protocols/payments/zones.js";
import type { TimeRange } from "../../protocols/payments/windows.js";

/**
 * @param from inclusive; a date is its first moment in the zone
 * @param to exclusive
 * @param zoneText of dates, and of times without an offset; default UTC
 * @throws {UserError} `range_missing`, `time_malformed`, `range_inverted`, `zone_unknown`
 */
export function parseTimeRange(
  from: string | undefined,
  to: string | undefined,
  zoneText?: string,
): TimeRange {
  const readTime = createTimeReader({ unit: "iso", zone: zoneText ?? "UTC" });
  const range = {
    fromMs: parseBorder("--from", from, readTime),
    toMs: parseBorder("--to", to, readTime),
  };
  if (range.fromMs < range.toMs) return range;
  throw new UserError(
    "range_inverted",
    `--from ${from ?? ""} is not before --to ${to ?? ""}`,
    "--from is inclusive and --to exclusive: a day is --from 2026-01-05 --to 2026-01-06.",
  );
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

function parseBorder(flag: string, text: string | undefined, readTime: ReadTime): number {
  if (text === undefined) {
    throw new UserError(
      "range_missing",
      `${flag} is missing`,
      `Give the range in the source's zone: --from 2026-01-05 --to 2026-01-06.`,
    );
  }
  const reading = readTime(DATE.test(text) ? `${text}T00:00:00` : text);
  if (reading.ok) return reading.instantMs;
  throw new UserError(
    "time_malformed",
    `${flag} ${text} is not a time`,
    "Write a date (2026-01-05) or a time, with its offset where it is not the source's (2026-01-05T10:00:00Z).",
  );
}

/**
 * A range as both its readers see it.
 *
 * @returns null where the zone is UTC, in which the range is known as it was written
 */
export function describeRange({ fromMs, toMs }: TimeRange, zoneText?: string): string | null {
  const zone = zoneOf(zoneText);
  const shown = (ms: number, offsetMs: number) =>
    new Date(ms + offsetMs).toISOString().slice(0, 16).replace("T", " ");
  const [from, to] = [offsetAt(zone, fromMs), offsetAt(zone, toMs)];
  if (from === 0 && to === 0) return null;
  return `${shown(fromMs, from)} to ${shown(toMs, to)} in ${zoneText ?? ""}, ${shown(fromMs, 0)} to ${shown(toMs, 0)} in UTC`;
}
