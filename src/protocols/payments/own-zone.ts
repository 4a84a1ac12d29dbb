/** Purchase times without an offset, beside a field that names another zone than the one they are read in. */
import { valueAt } from "../../core/json/path.js";
import { type JsonValue, scalarText } from "../../core/json/value.js";
import { fieldRule, type FieldRule, type PaymentConversion } from "./mapping.js";
import { type RecordLeaf, recordLeaves } from "./record-leaves.js";
import { createTimeReader } from "./times.js";
import { parseZone } from "./zones.js";

/** Records in which such a field is looked for; all of them are compared with it. */
const MOST_RECORDS = 5;

const ZONE_NAME = /^(?:tz|zone|offset)$|(?:timezone|zoneid|tzid|tzname|zonename|시간대|표준시)$/;
/** Where somebody is who pays says nothing of the clock that wrote the time. */
const OF_A_PERSON = /^(?:user|player|customer|member|buyer|payer|client|device|account)/;
const OFFSET_NAME = /(?:tz|utc|gmt|zone|time)offset$/;
/** Short names that mean one offset alone, in hours. */
const SHORT: ReadonlyMap<string, number> = new Map(
  Object.entries({ KST: 9, JST: 9, SGT: 8, HKT: 8, ICT: 7, CET: 1, CEST: 2, EDT: -4, PDT: -7 }),
);

/** @returns in words, whose zone is another one; null where no record says so */
export function ownZone(
  records: readonly JsonValue[],
  { source, map }: PaymentConversion,
): string | null {
  const rule = fieldRule(map["purchasedAt"] ?? {});
  const { path } = rule;
  if (path === undefined) return null;
  const ignored = source.ignore ?? [];
  const leaf = recordLeaves(records.slice(0, MOST_RECORDS)).find(
    (each) =>
      isZone(each) && parentOf(each.path) === parentOf(path) && !ignored.includes(each.path),
  );
  if (leaf === undefined) return null;
  const zone = rule.zone ?? source.range?.zone ?? "UTC";
  const differs = otherZones({ ...rule, zone }, OFFSET_NAME.test(leaf.names[0]));
  for (const record of records) {
    const said = scalarText(valueAt(record, leaf.path) ?? null);
    const time = scalarText(valueAt(record, path) ?? null);
    if (said === null || time === null || !differs(said, time)) continue;
    return `${path} is "${time}" without an offset and is read in ${zone}, while ${leaf.path} beside it says "${said}": where that is its zone, map a time with its offset, join the two, or set payments.map.purchasedAt.zone where all are of one zone; else name ${leaf.path} in payments.source.ignore`;
  }
  return null;
}

function isZone({ inList, names: [name] }: RecordLeaf): boolean {
  const isNamed = ZONE_NAME.test(name) || OFFSET_NAME.test(name);
  return !inList && isNamed && !OF_A_PERSON.test(name);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

/** Whether a time means another instant in the zone that a field says. */
function otherZones({ unit, zone }: FieldRule, isOffset: boolean) {
  const readers = new Map<string, ReturnType<typeof createTimeReader>>();
  const instantOf = (text: string, inZone: string) => {
    let read = readers.get(inZone);
    if (read === undefined) readers.set(inZone, (read = createTimeReader({ unit, zone: inZone })));
    const reading = read(text);
    return reading.ok ? reading.instantMs : null;
  };
  return (said: string, time: string): boolean => {
    const asRead = instantOf(time, zone ?? "UTC");
    const zones = zonesOf(said.trim(), isOffset);
    return zones.length > 0 && zones.every((each) => instantOf(time, each) !== asRead);
  };
}

/** All that a text may mean; nothing where it is no zone. */
function zonesOf(said: string, isOffset: boolean): readonly string[] {
  const short = SHORT.get(said.toUpperCase());
  if (short !== undefined) return [offsetText(short * 60)];
  const value = Number(said);
  if (said !== "" && Number.isInteger(value)) return isOffset ? numbersOf(value) : [];
  // Names of places alone, such as Singapore, are as well regions of a game.
  const isClear = /[/+\-\d]/.test(said) || /^(?:UTC|GMT|Z)$/i.test(said);
  return isClear && parseZone(said) !== null ? [said] : [];
}

/** Hours, minutes or seconds; some count them from the zone to UTC. */
function numbersOf(value: number): readonly string[] {
  const size = Math.abs(value);
  const perMinute = size > 900 ? 1 / 60 : 1;
  const minutes = size <= 14 ? value * 60 : value * perMinute;
  return Number.isInteger(minutes) && Math.abs(minutes) <= 14 * 60
    ? [offsetText(minutes), offsetText(-minutes)]
    : [];
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
