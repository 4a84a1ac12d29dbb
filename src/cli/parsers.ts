/** Reads flag values; every refusal names the flag and what it takes. */
import { parseDurationMs } from "../core/duration.js";
import { UserError } from "../core/errors.js";

function refuse(flag: string, text: string, wanted: string): never {
  throw new UserError("flag_invalid", `${flag} ${text}: not ${wanted}`, `${flag} takes ${wanted}.`);
}

export function integerFlag(flag: string, min: number, max = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    return refuse(flag, text, `an integer ${range}`);
  };
}

export function durationFlag(flag: string) {
  return (text: string): number =>
    parseDurationMs(text) ?? refuse(flag, text, "a duration such as 500ms, 5s or 2m");
}

/** @returns of `10` or `10x`, the number */
export function factorFlag(flag: string) {
  return (text: string): number => {
    const value = Number(text.replace(/(?<=\d)x$/i, ""));
    return text.trim() !== "" && value > 0 && Number.isFinite(value)
      ? value
      : refuse(flag, text, "a factor above 0, such as 10x");
  };
}

/** @returns `[name, value]` of `name=value` */
export function pairFlag(flag: string) {
  return (text: string): readonly [string, string] => {
    const at = text.indexOf("=");
    if (at < 1) return refuse(flag, text, "name=value");
    return [text.slice(0, at), text.slice(at + 1)];
  };
}

export function urlFlag(flag: string) {
  return (text: string): string =>
    /^https?:\/\//i.test(text) && URL.canParse(text)
      ? text
      : refuse(flag, text, "an http:// or https:// URL");
}

/** @returns milliseconds since the epoch */
export function parseTimeFlag(flag: string, text: string): number {
  const ms = Date.parse(text);
  return Number.isNaN(ms)
    ? refuse(flag, text, "a time in ISO 8601, such as 2026-01-31T12:00:00Z")
    : ms;
}
