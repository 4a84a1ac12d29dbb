/**
 * Windows without a record: a cache, a replica that lags or a shard that failed gives one empty
 * list in place of a window that has payments. The first window of a run and one that follows
 * payments are asked for once more; of a game with few payments, three of them and one more of
 * each 24 windows. Where one was not empty after all, every other is asked for again.
 */
import { firstPage } from "../../protocols/payments/paging.js";
import { pagingOf } from "../../protocols/payments/request.js";
import { renderInstant } from "../../protocols/payments/times.js";
import { borderOverlapMs, isWithin, type TimeRange } from "../../protocols/payments/windows.js";
import { canBeAskedBefore } from "./begin-check.js";
import { convertReply } from "./convert-page.js";
import { hasTimeFor } from "./pace.js";
import { momentOf, UNSETTLED_MS } from "./payment-times.js";
import { pollPage, type PollPorts, type WindowOrder } from "./poll-page.js";
import type { Turn } from "./turn-page.js";

export interface EmptyCheck {
  readonly afterPage: (page: SeenPage) => Promise<Blank>;
}

/** What came of the question; nothing where a window is not empty. */
export interface Blank {
  /** In words, why payments of the window may be missing. */
  readonly doubt: string | null;
  /** Why the window is to be read once more, in words. */
  readonly unjudged: string | null;
}

type SeenPage = Pick<Turn, "next" | "stop" | "received">;

const NOTHING: Blank = { doubt: null, unjudged: null };
const LEAST_ASKED = 3;
const WINDOWS_TO_ONE = 24;

export function createEmptyCheck(order: WindowOrder, pass: number, ports: PollPorts): EmptyCheck {
  const { settings, range, window, bounds } = order;
  const { source } = settings;
  const { empty, begin } = bounds;
  const isKnown = empty.window === window.fromMs;
  const lengthMs = window.toMs - window.fromMs;
  const again = async (part: TimeRange) => {
    const polled = await pollPage(settings, part, firstPage(pagingOf(source)), ports);
    if (polled.kind !== "page") return null;
    return convertReply(settings, range, polled.reply.records, ports.clock.nowMs());
  };
  /** From a little earlier: no cache then takes it for what it has answered, and a range's first moment is in it. */
  const isWiderFilled = async ({ fromMs, toMs }: TimeRange): Promise<boolean | null> => {
    const stepMs = borderOverlapMs(source.range);
    const given = await again({ fromMs: fromMs - stepMs, toMs });
    if (given === null) return null;
    // What was paid just then is another check's, or came with the window before.
    const behind = { fromMs: fromMs + stepMs, toMs };
    const settledMs = ports.clock.nowMs() - UNSETTLED_MS;
    const times = given.records.map((record) => momentOf(record) ?? -Infinity);
    const hasFirst = times.some((ms) => ms >= fromMs && ms < behind.fromMs);
    if (fromMs === range.fromMs && !hasFirst) begin.isAsked = true;
    return times.some((ms) => isWithin(behind, ms) && ms < settledMs);
  };
  const isFilled = async (asked: TimeRange): Promise<boolean> => {
    const wider = canBeAskedBefore(settings) ? await isWiderFilled(asked) : null;
    // Refused, it may be as long as the source allows.
    return wider ?? ((await again(asked))?.count ?? 0) > 0;
  };
  /** Of windows that were passed by as empty: what they hold comes with another run alone. */
  const countFilled = async (): Promise<number> => {
    let filled = 0;
    for (const passed of empty.passed.splice(0))
      if (ports.signal.aborted || (await isFilled(passed))) filled += 1;
    return filled;
  };
  const isToBeAsked = (): boolean => {
    if (pass > 1) return !isKnown;
    const most = LEAST_ASKED + Math.floor(empty.windows / WINDOWS_TO_ONE);
    if (!empty.isFound && (!empty.isBehindRecords || empty.asked >= most)) return false;
    if (hasTimeFor(1, source, ports.pace)) return true;
    ports.noticeOnce("empty", SLOW_SOURCE);
    return false;
  };
  const lookAgain = async (): Promise<Blank> => {
    if (pass > 1 && isKnown && empty.isOpen) return { ...NOTHING, doubt: emptyText(window) };
    // As windows overlap, the last one may be all but nothing.
    const isTiny = lengthMs * WINDOWS_TO_ONE < empty.longestMs;
    if (isTiny || window.fromMs >= ports.clock.nowMs() - UNSETTLED_MS) return NOTHING;
    if (!isToBeAsked()) {
      if (pass === 1) empty.passed.push({ fromMs: window.fromMs, toMs: window.toMs });
      return NOTHING;
    }
    empty.asked += 1;
    if (!(await isFilled(window))) return NOTHING;
    if (pass > 1) return { ...NOTHING, doubt: emptyText(window) };
    Object.assign(empty, { isFound: true, isOpen: true });
    const filled = await countFilled();
    return { doubt: filled > 0 ? passedText(filled) : null, unjudged: FILLED };
  };
  return {
    afterPage: async ({ next, stop, received }) => {
      if (next !== null || stop !== null) return NOTHING;
      if (received > 0) empty.isOpen = false;
      const blank = received > 0 ? NOTHING : await lookAgain();
      if (pass === 1) empty.windows += 1;
      empty.window = window.fromMs;
      empty.longestMs = Math.max(empty.longestMs, lengthMs);
      empty.isBehindRecords = received > 0;
      return blank;
    },
  };
}

const FILLED = "an empty window, asked for once more, has payments";

const SLOW_SOURCE =
  "no request is left to ask for empty windows once more (payments.source.rate, report): one that was empty by mistake would be missed";

function emptyText({ fromMs, toMs }: TimeRange): string {
  return `for ${renderInstant(fromMs)} to ${renderInstant(toMs)} the source gave nothing, then payments, then nothing again: servers behind one address may differ; those of this part are missing`;
}

function passedText(count: number): string {
  return `the source gave an empty list in place of payments, and so for ${count} more of the windows before: sync the range once more`;
}
