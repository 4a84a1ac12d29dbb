/** Purchase times of which only the day is read, while the time of day stands in another field. */
import type { JsonValue } from "../../core/json/value.js";
import { fieldRule, type PaymentConversion } from "./mapping.js";
import { recordLeaves, type RecordLeaf } from "./record-leaves.js";
import { offsetAt, zoneOf } from "./zones.js";

const DAY_MS = 86_400_000;
/** Zones differ by multiples of it: no other time is a midnight anywhere. */
export const LEAST_OFFSET_MS = 900_000;
/** Records that are looked at; what is no time of day shows in a few. */
const MOST_RECORDS = 50;

/** How a time of day is written, the pattern of it where one can be read behind a date. */
const CLOCKS: readonly { readonly form: RegExp; readonly unit?: string; readonly bare?: true }[] = [
  { form: /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/, unit: "HH:mm:ss" },
  { form: /^(?:[01]\d|2[0-3]):[0-5]\d$/, unit: "HH:mm" },
  { form: /^\d{1,2}:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)? ?(?:Z|[+-]\d\d(?::?\d\d)?)?$/ },
  { form: /^\d{1,2}(?::[0-5]\d){0,2} ?[ap]\.?m\.?$/i },
  { form: /^(?:오전|오후) ?\d{1,2}[:시]|^\d{1,2}시/ },
  { form: /^(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/, unit: "HHmmss", bare: true },
  { form: /^(?:[01]\d|2[0-3])[0-5]\d$/, unit: "HHmm", bare: true },
  // As a number, which has lost its zeros in front.
  { form: /^(?:\d|1\d|2[0-3])?[0-5]?\d[0-5]\d$/, bare: true },
];

const CLOCK_NAME = /time|clock|hms|hhmm|tm$|시간|시각/;
/** Times of day of something else, and lengths of time. */
const OTHER_NAME =
  /zone|offset|utc|tz$|duration|elapsed|play|remain|left|expir|reset|open|clos|cancel|refund|void|due|deliver|ship|birth|timeout|times$/;

const DATES: readonly (readonly [RegExp, string])[] = [
  [/^\d{8}$/, "yyyyMMdd"],
  [/^\d{4}-\d\d-\d\d$/, "yyyy-MM-dd"],
  [/^\d{4}\/\d\d\/\d\d$/, "yyyy/MM/dd"],
  [/^\d{4}\.\d\d\.\d\d$/, "yyyy.MM.dd"],
];

/**
 * @param times of the payments among the records, milliseconds since the epoch
 * @returns in words, where the time of day stands and how it is read; null where none is lost
 */
export function lostClock(
  records: readonly JsonValue[],
  times: readonly number[],
  { source, map }: PaymentConversion,
): string | null {
  const rule = fieldRule(map["purchasedAt"] ?? {});
  const { path } = rule;
  if (path === undefined || times.length === 0) return null;
  const zones = [zoneOf(rule.zone ?? source.range?.zone), zoneOf(undefined)];
  const distinct = [...new Set(times)];
  const isMidnight = zones.some((zone) =>
    distinct.every((ms) => (ms + offsetAt(zone, ms)) % DAY_MS === 0),
  );
  if (!isMidnight) return null;
  const read = Object.values(map).flatMap((mapping) => fieldRule(mapping).path ?? []);
  const settled = new Set([...read, ...(source.ignore ?? [])]);
  const leaves = recordLeaves(records.slice(0, MOST_RECORDS));
  for (const leaf of leaves) {
    if (settled.has(leaf.path)) continue;
    const clock = clockOf(leaf);
    if (clock === null) continue;
    const [date = ""] = leaves.find((each) => each.path === path)?.texts ?? [];
    const unit = joinedUnit(date, rule.unit, clock.unit);
    const zone = rule.zone === undefined ? {} : { zone: rule.zone };
    const way =
      unit === null
        ? `map purchasedAt to a field that holds both`
        : `map purchasedAt as ${JSON.stringify({ join: [path, leaf.path], unit, ...zone })}`;
    return `every payment is dated at midnight, while ${leaf.path} holds a time of day (${leaf.texts[0] ?? ""}): ${way}, or name ${leaf.path} in payments.source.ignore`;
  }
  return null;
}

/** @returns null where the field holds no times of day, or midnight alone */
function clockOf({ inList, names, texts }: RecordLeaf): (typeof CLOCKS)[number] | null {
  const [name] = names;
  if (inList || OTHER_NAME.test(name) || texts.every((text) => !/[1-9]/.test(text))) return null;
  const clock = CLOCKS.find(({ form }) => texts.every((text) => form.test(text)));
  return clock === undefined || (clock.bare === true && !CLOCK_NAME.test(name)) ? null : clock;
}

function joinedUnit(date: string, declared: string | undefined, clock: string | undefined) {
  const known = DATES.find(([form]) => form.test(date))?.[1];
  if (clock === undefined || known === undefined) return null;
  return `${declared !== undefined && /d/.test(declared) ? declared : known}${clock}`;
}
