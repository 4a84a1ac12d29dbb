/**
 * Times that are off by a zone's offset, of which none falls outside the range: the
 * source is asked for the minutes of one payment, by the time that its record says.
 */
import { fieldRule } from "../../protocols/payments/mapping.js";
import { firstPage } from "../../protocols/payments/paging.js";
import { rangePrecisionMs } from "../../protocols/payments/range-format.js";
import { pagingOf } from "../../protocols/payments/request.js";
import { renderInstant } from "../../protocols/payments/times.js";
import { offsetAt, zoneOf } from "../../protocols/payments/zones.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import { convertReply } from "./convert-page.js";
import { leavesRoom } from "./pace.js";
import { pollPage, type PollPorts } from "./poll-page.js";
import type { TimeSpan } from "./range-watch.js";
import { transactionIdOf } from "./taken-record.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Fewer lie in a part of a range by chance. */
const LEAST_PAYMENTS = 5;
/** Where no zone is named: what labels are wrong by most of all. */
const KOREA_MS = 9 * HOUR_MS;

/** @returns in words, by how much the times are off; null where nothing says so */
export async function shiftDoubt(
  span: TimeSpan,
  { fromMs, toMs }: TimeRange,
  settings: PaymentsSettings,
  ports: PollPorts,
): Promise<string | null> {
  const { earliestMs, latestMs, latestId, payments } = span;
  const { range } = settings.source;
  if (range === undefined || range.open === true || range.day === true) return null;
  if (rangePrecisionMs(range) > MINUTE_MS || payments < LEAST_PAYMENTS || latestId === null)
    return null;
  const shifts = offsetsOf(settings, latestMs).flatMap((offset) => [
    ...(earliestMs >= fromMs + offset ? [offset] : []),
    ...(latestMs < toMs - offset ? [-offset] : []),
  ]);
  if (shifts.length === 0 || !leavesRoom(1 + shifts.length, settings.source)) return null;
  const isGivenAt = (ms: number) => isGiven(latestId, ms, settings, ports);
  if ((await isGivenAt(latestMs)) !== false) return null;
  for (const shift of shifts) {
    if ((await isGivenAt(latestMs - shift)) !== true) continue;
    const hours = Math.abs(shift) / HOUR_MS;
    const [side, other] = shift > 0 ? ["late", "earlier"] : ["early", "later"];
    return `the source dates payments ${hours} h ${side}: it gives ${latestId} for the minutes ${hours} h ${other} than its date ${renderInstant(latestMs)}, and not for those of its date; check the zones (payments.map.purchasedAt.zone, payments.source.range.zone), or whether what the source calls UTC is local time`;
  }
  return null;
}

/** Of the zones that take part, without sign. */
function offsetsOf({ source, map }: PaymentsSettings, ms: number): readonly number[] {
  const zones = [source.range?.zone, fieldRule(map["purchasedAt"] ?? {}).zone];
  const offsets = zones.map((zone) => Math.abs(offsetAt(zoneOf(zone), ms)));
  return [...new Set([KOREA_MS, ...offsets])].filter((offset) => offset > 0);
}

/** Null where the source will not say. */
async function isGiven(
  id: string,
  ms: number,
  settings: PaymentsSettings,
  ports: PollPorts,
): Promise<boolean | null> {
  const around = { fromMs: ms - MINUTE_MS, toMs: ms + MINUTE_MS };
  const state = firstPage(pagingOf(settings.source));
  const polled = await pollPage(settings, around, state, ports);
  if (polled.kind !== "page") return null;
  const values = polled.reply.records;
  const { records } = convertReply(settings, around, values, ports.clock.nowMs());
  return records.some(({ conversion }) => transactionIdOf(conversion) === id);
}
