/**
 * Instants as payment records write them. Everything inside is milliseconds
 * since the epoch, UTC.
 */
import { parseDecimal } from "./payment-amount.js";
import { createPatternReader, parseOffset, wallTimeMs, type WallTime } from "./time-patterns.js";
import { resolveWallTime, zoneOf, type ResolvedWallTime, type Zone } from "./zones.js";

/** `YYYY-MM-DDTHH:mm:ss.sssZ`, the one form PlayCamp takes. */
export function renderInstant(instantMs: number): string {
  return new Date(instantMs).toISOString();
}

/** Of every day that all years have. */
const CANONICAL =
  /^(?:19[7-9]|[2-9]\d\d)\d-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Whether an instant is plainly written as {@link renderInstant} would write it, so that it need not be read. */
export function isCanonicalInstant(text: string): boolean {
  return CANONICAL.test(text);
}

const ISO =
  /^(\d{4})([-/.])(\d{2})\2(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?$/;

/** Reads ISO 8601 and its common relatives; digits below a millisecond are dropped. */
function parseIsoWallTime(text: string): WallTime | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year, , month, day, hour, minute, second = "0", fraction = "", offset] = match;
  const wallMs = wallTimeMs({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    milli: Number(fraction.padEnd(3, "0").slice(0, 3)),
  });
  if (wallMs === null) return null;
  return {
    wallMs,
    offsetMs: offset === undefined ? null : parseOffset(offset),
  };
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const MAIL =
  /^(?:[a-z]{3}, ?)?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d{2}):(\d{2})(?::(\d{2}))? (?:GMT|UTC|Z|([+-]\d{4}))$/i;
const DATE_CALL = /^\/Date\((\d{1,15})(?:[+-]\d{4})?\)\/$/;

/** Forms that are no ISO 8601 and can mean one instant alone: of mails and HTTP (RFC 5322), of older .NET. */
function parseOtherForm(text: string): WallTime | null {
  const epoch = DATE_CALL.exec(text)?.[1];
  if (epoch !== undefined) return { wallMs: Number(epoch), offsetMs: 0 };
  const match = MAIL.exec(text);
  if (match === null) return null;
  const [, day, name = "", year, hour, minute, second = "0", offset] = match;
  const wallMs = wallTimeMs({
    year: Number(year),
    month: MONTHS.indexOf(name.toLowerCase()) + 1,
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    milli: 0,
  });
  return wallMs === null ? null : { wallMs, offsetMs: parseOffset(offset ?? "Z") };
}

/** @returns the instant of an ISO 8601 text that names its offset; null otherwise */
export function parseIsoInstant(text: string): number | null {
  const wall = parseIsoWallTime(text);
  return wall === null || wall.offsetMs === null ? null : wall.wallMs - wall.offsetMs;
}

export type TimeReading =
  ({ readonly ok: true } & ResolvedWallTime) | { readonly ok: false; readonly problem: string };

/** How a record's time is to be read. */
export interface TimeRule {
  /** `iso`, `s`, `ms`, `us`, `ns` or a pattern; left out, the form is recognised. */
  readonly unit?: string | undefined;
  /** Of texts that name no offset; left out, such texts are refused. */
  readonly zone?: string | undefined;
  /** Where `unit` and `zone` stand in a profile, for messages; left out, under these names. */
  readonly keys?: TimeKeys | undefined;
}

interface TimeKeys {
  readonly unit: string;
  readonly zone: string;
}

/**
 * Reads the time of a record, given as the text it was written as.
 *
 * Undeclared numbers are epoch seconds from 9 to 11 digits and milliseconds at
 * 13; any other could as well be a date, and is refused.
 *
 * @throws {UserError} `zone_unknown`, `time_pattern_malformed`
 */
export function readTime(text: string, rule: TimeRule): TimeReading {
  return createTimeReader(rule)(text);
}

export type ReadTime = (text: string) => TimeReading;

/**
 * The same for many times: zone and pattern are made ready once, when the first text needs them.
 *
 * @returns throws `zone_unknown`, `time_pattern_malformed`
 */
export function createTimeReader(rule: TimeRule): ReadTime {
  let zone: Zone | undefined;
  let readPattern: ReturnType<typeof createPatternReader> | undefined;
  const { keys } = rule;
  return (text) => {
    const unit = rule.unit ?? (parseDecimal(text) === null ? "iso" : epochUnit(text));
    if (unit === null)
      return refused(`${text} could be seconds, milliseconds or a date: ${unitAdvice(keys)}`);
    if (isEpochUnit(unit)) return readEpoch(text, unit);
    const wall =
      unit === "iso"
        ? (parseIsoWallTime(text) ?? parseOtherForm(text))
        : (readPattern ??= createPatternReader(unit))(text);
    if (wall === null)
      return refused(
        `"${text}" is not a time${unit === "iso" ? noForm(keys) : ` of the form ${unit}`}`,
      );
    if (wall.offsetMs !== null) return inBounds(wall.wallMs - wall.offsetMs, "none");
    if (rule.zone === undefined)
      return refused(`"${text}" names no time zone: ${zoneAdvice(keys)}`);
    const { instantMs, ambiguity } = resolveWallTime((zone ??= zoneOf(rule.zone)), wall.wallMs);
    return inBounds(instantMs, ambiguity);
  };
}

function noForm(keys: TimeKeys | undefined): string {
  return ` that is recognised: name its pattern in ${keys?.unit ?? "unit"}, such as "MM/dd/yyyy HH:mm:ss", with other letters in 'quotes'`;
}

/** Powers of ten of a second. */
const EPOCH_UNITS = { s: 0, ms: 3, us: 6, ns: 9 } as const;
type EpochUnit = keyof typeof EPOCH_UNITS;

/** Whether a unit counts from 1970. */
export function isEpochUnit(unit: string): unit is EpochUnit {
  return Object.hasOwn(EPOCH_UNITS, unit);
}

function epochUnit(text: string): "s" | "ms" | null {
  const digits = /^(\d+)(?:\.\d+)?$/.exec(text)?.[1]?.length ?? 0;
  if (digits >= 9 && digits <= 11) return "s";
  // Twelve digits would be milliseconds before 2001; as yyMMddHHmmss they are of today.
  return digits === 13 ? "ms" : null;
}

function readEpoch(text: string, unit: EpochUnit): TimeReading {
  const decimal = parseDecimal(text);
  if (decimal === null) return refused(`"${text}" is not a number of ${unit}`);
  const scaled = decimal.digits * 1000n;
  const instant = scaled / 10n ** BigInt(decimal.scale + EPOCH_UNITS[unit]);
  return inBounds(Number(instant), "none");
}

const EARLIEST_MS = 0;
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function inBounds(instantMs: number, ambiguity: ResolvedWallTime["ambiguity"]): TimeReading {
  if (instantMs >= EARLIEST_MS && instantMs <= LATEST_MS) return { ok: true, instantMs, ambiguity };
  return refused("lies outside the years 1970 to 9999");
}

function unitAdvice(keys: TimeKeys | undefined): string {
  const declare = keys === undefined ? "declare a unit" : `declare it in ${keys.unit}`;
  return `${declare} (s, ms, us, ns, or a pattern such as yyyyMMddHHmmss)`;
}

function zoneAdvice(keys: TimeKeys | undefined): string {
  const declare = keys === undefined ? "declare a zone" : `declare it in ${keys.zone}`;
  return `${declare}, such as Asia/Seoul`;
}

function refused(problem: string): TimeReading {
  return { ok: false, problem };
}
