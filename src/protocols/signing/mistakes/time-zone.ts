/** A clock that is set right and read in another time zone. */

const HALF_HOUR_MS = 1_800_000;
const HOUR_MS = 3_600_000;
const LARGEST_OFFSET_MS = 14 * HOUR_MS;

/**
 * @param offsetMs how far two clocks are apart; not negative
 * @param slackMs how far from a whole zone still counts
 * @returns a sentence, which proves nothing, or an empty text
 */
export function zoneNote(offsetMs: number, slackMs: number): string {
  const zone = Math.round(offsetMs / HALF_HOUR_MS) * HALF_HOUR_MS;
  const isZone =
    zone > 0 &&
    zone <= LARGEST_OFFSET_MS &&
    Math.abs(offsetMs - zone) <= Math.min(slackMs, HALF_HOUR_MS / 6);
  return isZone
    ? ` That is about a time zone, ${zone / HOUR_MS} h (Korea's is 9 h): perhaps a local time was taken as UTC.`
    : "";
}
