/**
 * Sources that select by another time than a payment's own, such as that of a record's last
 * change: older payments come with a range, and those of it that were changed since are given
 * for a later one alone. Where the former shows, the source is asked for what follows the range.
 */
import { firstPage } from "../../protocols/payments/paging.js";
import { askedRange } from "../../protocols/payments/range-format.js";
import { pagingOf } from "../../protocols/payments/request.js";
import { isWithin, pollWindows, type TimeRange } from "../../protocols/payments/windows.js";
import { renderInstant } from "../../protocols/payments/times.js";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import { convertReply, LEAST_STRAY_MS } from "./convert-page.js";
import { hasTimeFor } from "./pace.js";
import { momentOf, UNSETTLED_MS } from "./payment-times.js";
import { pollPage, type PollPorts } from "./poll-page.js";
import type { TimeSpan } from "./range-watch.js";
import type { TakenRecord } from "./taken-record.js";

/** Of as much time as the range holds, in windows that the source allows. */
const MOST_ASKED = 6;

/**
 * @param hasCome whether a run has brought a record
 * @returns in words, that payments of the range come with a later one; null where nothing says so
 */
export async function laterDoubt(
  { earliestMs }: TimeSpan,
  range: TimeRange,
  settings: PaymentsSettings,
  hasCome: (record: TakenRecord) => Promise<boolean>,
  ports: PollPorts,
): Promise<string | null> {
  const { source } = settings;
  const { range: mapping } = source;
  if (mapping === undefined || mapping.open === true) return null;
  const { fromMs, toMs } = askedRange(mapping, range);
  if (earliestMs > fromMs - LEAST_STRAY_MS) return null;
  const nowMs = ports.clock.nowMs();
  const until = Math.min(nowMs, toMs + (toMs - fromMs));
  const later = someOf(pollWindows(mapping, { fromMs: toMs, toMs: until }));
  const settled = { ...range, toMs: Math.min(range.toMs, nowMs - UNSETTLED_MS) };
  for (const window of later) {
    if (!hasTimeFor(1, source, ports.pace)) return null;
    const polled = await pollPage(settings, window, firstPage(pagingOf(source)), ports);
    if (polled.kind !== "page") return null;
    const { records } = convertReply(settings, window, polled.reply.records, nowMs);
    for (const record of records) {
      const ms = momentOf(record);
      const isOurs = ms !== null && isWithin(settled, ms);
      if (isOurs && !(await hasCome(record))) return laterText(ms, range);
    }
  }
  return null;
}

/** The first one, and others as far apart. */
function someOf(windows: readonly TimeRange[]): readonly TimeRange[] {
  const step = Math.max(1, windows.length / MOST_ASKED);
  return windows.filter((_, at) => at % step < 1);
}

function laterText(ms: number, { toMs }: TimeRange): string {
  return `the source selects by another time than payments.map.purchasedAt, such as that of a record's last change: a payment of ${renderInstant(ms)} came for the time from ${renderInstant(toMs)} on alone, and not for that of its date; others of the range may be missing likewise: sync on to now (--to), or map purchasedAt to the time by which the source selects`;
}
