/** What a reply says of the time that it covers: a range that the source shortened, or books that are not up to its end. */
import { pathBelow } from "../../core/json/path.js";
import { plainName } from "../../core/json/plain-name.js";
import { type JsonValue, scalarText } from "../../core/json/value.js";
import type { PaymentSource } from "./mapping.js";
import { querySection } from "./end-doubts.js";
import { rangePrecisionMs } from "./range-format.js";
import { outerObjects } from "./reply-signs.js";
import { parseIsoInstant } from "./times.js";
import type { TimeRange } from "./windows.js";

/** Names under which replies say until when their books are kept. */
const UP_TO =
  /^(?:data)?asof(?:date|time|datetime)?$|^last(?:refresh(?:ed)?|synced|sync)(?:at|date|time|datetime)?$|^(?:data|available|complete|synced)until$|^watermark$/;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** @returns in words that many windows share, why payments at the end of one may be missing; null where nothing says so */
export function coverDoubt(
  body: JsonValue,
  source: PaymentSource,
  { toMs }: TimeRange,
): string | null {
  const { range, records = "", ignore = [] } = source;
  if (range === undefined || range.open === true || range.day === true) return null;
  // An end that is included is echoed as it was sent, and one that is not may be less by the least step.
  const stepMs = Math.max(SECOND_MS, rangePrecisionMs(range));
  const echo = plainName(range.to ?? "to");
  const members = outerObjects(body, records).flatMap(({ path, object }) =>
    Object.entries(object).map(([key, value]) => ({ path: pathBelow(path, key), key, value })),
  );
  for (const { path, key, value } of members) {
    const name = plainName(key);
    const isEcho = name === echo && stepMs < DAY_MS;
    if ((!isEcho && !UP_TO.test(name)) || ignore.includes(path)) continue;
    const ms = instantOf(scalarText(value) ?? "");
    if (ms === null || ms >= toMs - (isEcho ? stepMs : SECOND_MS)) continue;
    return isEcho
      ? `"${path}" names an earlier end than was asked for: the source may have shortened the range (${querySection(source)}.range.maxWindow)`
      : `"${path}" says that the reply is of a time before the end of the range: later payments may not be in it yet`;
  }
  return null;
}

/** With its offset, or as seconds or milliseconds: what is neither tells of pages, or of a zone that nobody knows. */
function instantOf(text: string): number | null {
  if (/^\d{10}$/.test(text)) return Number(text) * SECOND_MS;
  return /^\d{13}$/.test(text) ? Number(text) : parseIsoInstant(text);
}
