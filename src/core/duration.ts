/** Durations as people write them: `"500ms"`, `"5s"`, `"2m"`, `"1h"`. */

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** What {@link parseDurationMs} accepts, for schemas and messages. */
export const DURATION_PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

/**
 * @param text such as `"500ms"`, `"1.5s"`, `"2m"`
 * @returns milliseconds, or null when the text is not a duration
 */
export function parseDurationMs(text: string): number | null {
  const match = DURATION_PATTERN.exec(text);
  if (match === null) return null;
  const [, count, unit] = match;
  return Math.round(Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]);
}

/**
 * Parses a duration that a schema has already accepted.
 *
 * @throws {TypeError} when the text is not a duration: a defect of the caller
 */
export function durationMs(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === null) throw new TypeError(`not a duration: ${text}`);
  return ms;
}

/** What {@link parseDurationMs} reads back: `5s`, `1500ms`. */
export function durationText(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** Renders a span the way a person says it: `340 ms`, `5.0 s`, `2 min 5 s`, `3 h 2 min`, `2 d 4 h`. */
export function renderDuration(spanMs: number): string {
  // Rounding comes first: 59.97 s is a minute, not 60.0 s.
  const ms = Math.round(Math.abs(spanMs));
  if (ms < 1000) return `${ms} ms`;
  const tenths = Math.round(ms / 100);
  if (tenths < 600) {
    return `${ms % 1000 === 0 ? ms / 1000 : (tenths / 10).toFixed(1)} s`;
  }
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joinUnits(minutes, "min", seconds % 60, "s");
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return joinUnits(hours, "h", minutes % 60, "min");
  return joinUnits(Math.floor(hours / 24), "d", hours % 24, "h");
}

function joinUnits(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major} ${majorUnit}` : `${major} ${majorUnit} ${minor} ${minorUnit}`;
}
