/** `--from` and `--to`: two instants in UTC, checked before anything is sent. */
import { UserError } from "../../core/errors.js";
import { parseIsoInstant } from "../../protocols/payments/times.js";
import type { TimeRange } from "../../protocols/payments/windows.js";

/**
 * @param from inclusive; a date is its first moment in UTC
 * @param to exclusive
 * @throws {UserError} `range_missing`, `time_malformed`, `range_inverted`
 */
export function parseTimeRange(from: string | undefined, to: string | undefined): TimeRange {
  const range = {
    fromMs: parseBorder("--from", from),
    toMs: parseBorder("--to", to),
  };
  if (range.fromMs < range.toMs) return range;
  throw new UserError(
    "range_inverted",
    `--from ${from ?? ""} is not before --to ${to ?? ""}`,
    "--from is inclusive and --to exclusive: a day is --from 2026-01-05 --to 2026-01-06.",
  );
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

function parseBorder(flag: string, text: string | undefined): number {
  if (text === undefined) {
    throw new UserError(
      "range_missing",
      `${flag} is missing`,
      `Give the range in UTC: --from 2026-01-05 --to 2026-01-06.`,
    );
  }
  const ms = parseIsoInstant(DATE.test(text) ? `${text}T00:00:00Z` : text);
  if (ms !== null) return ms;
  throw new UserError(
    "time_malformed",
    `${flag} ${text} is not a time in UTC`,
    "Write a date (2026-01-05) or a time with its offset (2026-01-05T10:00:00Z).",
  );
}
