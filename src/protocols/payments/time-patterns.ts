/**
 * Date patterns such as `yyyy-MM-dd HH:mm:ss`: wall times written and read.
 * What instant a wall time is, is for `times.ts`.
 */
import { UserError } from "../../core/errors.js";

type Token =
  | {
      readonly kind: "number";
      readonly field: WallField;
      readonly width: number;
      /** Of a clock with twelve hours. */
      readonly isHalf: boolean;
    }
  | { readonly kind: "name"; readonly of: "month" | "half"; readonly isShort: boolean }
  | { readonly kind: "offset"; readonly colon: boolean }
  | { readonly kind: "literal"; readonly text: string };

type WallField = "year" | "month" | "day" | "hour" | "minute" | "second" | "milli";

/** A single letter takes one digit or two. */
const NUMBERS: Readonly<Record<string, WallField>> = {
  yyyy: "year",
  yy: "year",
  MM: "month",
  M: "month",
  dd: "day",
  d: "day",
  HH: "hour",
  H: "hour",
  hh: "hour",
  h: "hour",
  mm: "minute",
  ss: "second",
  SSS: "milli",
};

/** Names of months, whole or by their first three letters; halves of the day. */
const NAMES = { MMMM: "month", MMM: "month", a: "half" } as const;

const MONTHS =
  "January February March April May June July August September October November December".split(
    " ",
  );

const TOKEN =
  /'((?:[^']|'')*)'|(MMMM|MMM|a)|(yyyy|yy|MM|M|dd|d|HH|H|hh|h|mm|ss|SSS)|(XXX|XX|Z)|(T|[^A-Za-z'])/y;

/** @throws {UserError} `time_pattern_malformed` */
function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < pattern.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(pattern);
    if (match === null) throw malformed(pattern, at);
    tokens.push(tokenOf(match));
    at = TOKEN.lastIndex;
  }
  if (!tokens.some((token) => token.kind !== "literal")) throw malformed(pattern, 0);
  return tokens;
}

function malformed(pattern: string, at: number): UserError {
  return new UserError(
    "time_pattern_malformed",
    `"${pattern}" is not a time pattern: stuck at "${pattern.slice(at)}"`,
    "Known: iso, s, ms, and patterns of yyyy yy MM M MMM dd d HH H hh h mm ss SSS a (AM or PM) XXX (+08:00) XX (+0800), other letters in 'quotes'.",
  );
}

function tokenOf([, quoted, name, number, offset, literal = ""]: RegExpExecArray): Token {
  if (quoted !== undefined) {
    return {
      kind: "literal",
      text: quoted === "" ? "'" : quoted.replaceAll("''", "'"),
    };
  }
  if (name === "a") return { kind: "name", of: NAMES.a, isShort: true };
  if (name !== undefined) return { kind: "name", of: NAMES.MMM, isShort: name === "MMM" };
  const field = number === undefined ? undefined : NUMBERS[number];
  if (number !== undefined && field !== undefined) {
    return { kind: "number", field, width: number.length, isHalf: number.startsWith("h") };
  }
  if (offset !== undefined) return { kind: "offset", colon: offset === "XXX" };
  return { kind: "literal", text: literal };
}

/** The finest step a pattern can tell: what it leaves out is lost. */
export function patternPrecisionMs(pattern: string): number {
  const fields = new Set(
    tokensOf(pattern).flatMap((token) => (token.kind === "number" ? [token.field] : [])),
  );
  if (fields.has("milli")) return 1;
  if (fields.has("second")) return 1000;
  if (fields.has("minute")) return 60_000;
  return fields.has("hour") ? 3_600_000 : 86_400_000;
}

/**
 * Writes wall times by a pattern.
 *
 * @returns takes the wall time as if the clock were in UTC, and the offset that is written where the pattern asks for it
 * @throws {UserError} `time_pattern_malformed`
 */
export function createPatternWriter(pattern: string): (wallMs: number, offsetMs: number) => string {
  const tokens = tokensOf(pattern);
  return (wallMs, offsetMs) => {
    const wall = new Date(wallMs);
    return tokens.map((token) => tokenText(token, wall, offsetMs)).join("");
  };
}

const FIELD_OF: Readonly<Record<WallField, (wall: Date) => number>> = {
  year: (wall) => wall.getUTCFullYear(),
  month: (wall) => wall.getUTCMonth() + 1,
  day: (wall) => wall.getUTCDate(),
  hour: (wall) => wall.getUTCHours(),
  minute: (wall) => wall.getUTCMinutes(),
  second: (wall) => wall.getUTCSeconds(),
  milli: (wall) => wall.getUTCMilliseconds(),
};

function tokenText(token: Token, wall: Date, offsetMs: number): string {
  if (token.kind === "literal") return token.text;
  if (token.kind === "offset") return offsetText(offsetMs, token.colon);
  if (token.kind === "name") {
    if (token.of === "half") return wall.getUTCHours() < 12 ? "AM" : "PM";
    const name = MONTHS[wall.getUTCMonth()] ?? "";
    return token.isShort ? name.slice(0, 3) : name;
  }
  const value = FIELD_OF[token.field](wall);
  if (token.isHalf) return String(value % 12 || 12).padStart(token.width, "0");
  // A year of two digits.
  const shown = token.field === "year" && token.width === 2 ? value % 100 : value;
  return String(shown).padStart(token.width, "0");
}

function offsetText(offsetMs: number, colon: boolean): string {
  if (offsetMs === 0) return "Z";
  const minutes = Math.abs(offsetMs) / 60_000;
  const hour = String(Math.floor(minutes / 60)).padStart(2, "0");
  const minute = String(Math.floor(minutes % 60)).padStart(2, "0");
  return `${offsetMs < 0 ? "-" : "+"}${hour}${colon ? ":" : ""}${minute}`;
}

export interface WallTime {
  readonly wallMs: number;
  /** Null when the text names no offset: the zone must be known otherwise. */
  readonly offsetMs: number | null;
}

/**
 * Reads wall times by a pattern.
 *
 * @returns gives null when a text does not fit the pattern, or names no real time
 * @throws {UserError} `time_pattern_malformed`
 */
export function createPatternReader(pattern: string): (text: string) => WallTime | null {
  const tokens = tokensOf(pattern);
  const whole = new RegExp(`^${tokens.map(tokenSource).join("")}$`, "i");
  return (text) => {
    const match = whole.exec(text);
    return match === null ? null : wallTimeOf(tokens, match);
  };
}

function wallTimeOf(tokens: readonly Token[], match: RegExpExecArray): WallTime | null {
  const fields: Partial<Record<WallField, number>> = {};
  let offsetMs: number | null = null;
  let half: "am" | "pm" | null = null;
  let group = 1;
  for (const token of tokens) {
    if (token.kind === "literal") continue;
    const part = match[group++] ?? "";
    if (token.kind === "offset") offsetMs = parseOffset(part);
    else if (token.kind === "number") fields[token.field] = fieldValue(token, Number(part));
    else if (token.of === "month") fields.month = monthNamed(part);
    else half = /^(?:p|오후)/i.test(part) ? "pm" : "am";
  }
  if (half !== null) {
    const { hour = 12 } = fields;
    if (hour < 1 || hour > 12) return null;
    fields.hour = (hour % 12) + (half === "pm" ? 12 : 0);
  }
  const wallMs = wallTimeMs(fields);
  return wallMs === null ? null : { wallMs, offsetMs };
}

/** Two digits of a year are of this century: no payment is older. */
function fieldValue({ field, width }: Token & { kind: "number" }, value: number): number {
  return field === "year" && width === 2 ? 2000 + value : value;
}

/** 0, which is no month, for a name that is none. */
function monthNamed(text: string): number {
  return (
    MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase()) +
    1
  );
}

function tokenSource(token: Token): string {
  if (token.kind === "number") return token.width === 1 ? "(\\d{1,2})" : `(\\d{${token.width}})`;
  if (token.kind === "name")
    return token.of === "half" ? "(AM|PM|A\\.M\\.|P\\.M\\.|오전|오후)" : "([A-Za-z]{3,9})";
  if (token.kind === "offset") return "(Z|[+-]\\d{2}:?\\d{2})";
  return token.text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** @param text `Z`, `+08`, `+0800` or `+08:00` */
export function parseOffset(text: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? "0");
  return (match[1] === "-" ? -minutes : minutes) * 60_000;
}

/** @returns null for a date or time of day that does not exist, such as 30 February */
export function wallTimeMs(fields: Partial<Record<WallField, number>>): number | null {
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, milli = 0 } = fields;
  if (year < 1000 || hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second, milli));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}
