/**
 * Walks through a range: windows, pages, and further passes over a window in
 * which the source's order moved. What becomes of the records is the settler's.
 */
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import type { PageState } from "../../protocols/payments/paging.js";
import { createAccess } from "./access-token.js";
import { type Seen, seenBefore, watched, type WholeRange } from "./range-end.js";
import { isSettled } from "./page-before.js";
import { walkPages, type WalkedPage, type WalkOrder } from "./page-walk.js";
import { interrupted, type Stop } from "./persist.js";
import type { PollPorts } from "./poll-page.js";
import { positionAfter, type PollPosition } from "./poll-position.js";
import type { PageHead, Settler } from "./settle.js";
import { shownLine } from "./shown.js";
import type { SyncJournal } from "./sync-journal.js";
import type { TakenRecord } from "./taken-record.js";

export type PollOrder = WholeRange;

export interface PollProgress {
  readonly window: number;
  readonly windows: number;
  /** Records of this window so far. */
  readonly received: number;
  /** Records in this window, where the source says. */
  readonly total: number | null;
}

export interface WalkPorts extends Omit<PollPorts, "access"> {
  readonly onPage: (progress: PollProgress) => void;
}

const MOST_PASSES = 3;
const IDLE_PAGES = 20;
/** Before a rest longer than this, what is gathered goes out. */
const LONG_REST_MS = 5_000;

/** What a run that goes on is told by its journal. */
type PolledJournal = Pick<SyncJournal, "position" | "shown" | "recovered" | "find">;

/** @returns null when the whole range was polled */
export async function pollWindows(
  order: PollOrder,
  journal: PolledJournal,
  settler: Settler,
  ports: WalkPorts,
): Promise<Stop | null> {
  const accesses = {
    payments: createAccess(order.settings, ports),
    refunds: createAccess(order.settings.refunds ?? order.settings, ports),
  };
  let position = wholePass(journal.position);
  let mayRestart = position.state !== null;
  const seen = seenBefore(journal.shown);
  while (position.window < order.windows.length) {
    if (position.passEnded) {
      const next = afterPass(position, journal, ports);
      if ("kind" in next) return next;
      position = next;
      continue;
    }
    const isOfRefunds = order.windows[position.window]?.isOfRefunds === true;
    const access = isOfRefunds ? accesses.refunds : accesses.payments;
    const own = { ...order, settled: journal.find };
    const walked = await walkPass(own, position, seen, settler, { ...ports, access });
    const { stop } = walked;
    if (stop === null) {
      position = walked.position;
      continue;
    }
    // A token may have expired while the run lay broken off.
    const isFirst = walked.position.page === position.page;
    if (!mayRestart || !isFirst || stop.kind !== "refused") return stop;
    mayRestart = false;
    ports.notice(`${stop.message}; the window is polled from its beginning`);
    position = { ...position, ...PASS_START, pass: position.pass + 1 };
  }
  return null;
}

/** A further pass compares its pages with one another: a run goes on with the whole of it. */
function wholePass(position: PollPosition): PollPosition {
  return position.pass === 1 ? position : { ...position, state: null };
}

/** Another pass over the window where the last one shows that records may have been missed. */
function afterPass(
  position: PollPosition,
  { recovered }: Pick<SyncJournal, "recovered">,
  ports: WalkPorts,
): PollPosition | Stop {
  const { pass, fresh, changed } = position;
  const doubt = doubtOf(position, takeVanished(position, recovered));
  const next = { ...position, ...PASS_START };
  if (doubt === null)
    return {
      ...next,
      window: position.window + 1,
      pass: 1,
      windowStart: position.page,
      twice: [],
    };
  if (pass >= MOST_PASSES) {
    const where = `on each of ${pass} passes over the same range`;
    if (changed && fresh === 0)
      return {
        kind: "incomplete",
        message: `the source, asked for the same page again, gives other records ${where}: servers behind one address may differ, or its list moves; some may be missing`,
      };
    return refused(
      `the source gives other records ${where} (${fresh} new ones on the last); some may be missing`,
    );
  }
  ports.notice(`${doubt}: the range is polled once more`);
  return { ...next, pass: pass + 1 };
}

const PASS_START = {
  state: null,
  passEnded: false,
  fresh: 0,
  moved: 0,
  unstable: false,
  changed: false,
  unjudged: "",
  short: 0,
} satisfies Partial<PollPosition>;

/** Transactions of the run that broke off, on pages that are now polled again without them. */
function takeVanished({ page }: PollPosition, recovered: SyncJournal["recovered"]): number {
  let vanished = 0;
  for (const [key, outcome] of recovered) {
    if (outcome.page >= page) continue;
    recovered.delete(key);
    vanished += 1;
  }
  return vanished;
}

/** A source may list a record twice, or count wrongly, for good: after the first pass, what it adds is what counts. */
function doubtOf(
  { pass, fresh, moved, unstable, changed, unjudged, short }: PollPosition,
  vanished: number,
): string | null {
  if (vanished > 0)
    return `${vanished} records that were there before the interruption did not come again`;
  if (pass > 1 && fresh > 0) return `pass ${pass} brought ${fresh} more records`;
  if (changed) return "a page, read again, brought other records";
  if (pass > 1) return null;
  if (unjudged !== "") return unjudged;
  if (short > 0) return `${short} records fewer came than the source counts`;
  if (moved > 0) return `${moved} records came on two pages`;
  return unstable ? "the source repeated a page" : null;
}

function refused(message: string): Stop {
  return { kind: "refused", message };
}

async function walkPass(
  order: PollOrder & Pick<WalkOrder, "settled">,
  from: PollPosition,
  seen: Seen,
  settler: Settler,
  ports: WalkPorts & PollPorts,
): Promise<{ readonly position: PollPosition; readonly stop: Stop | null }> {
  let position = from;
  let idle = 0;
  const { range, windows, settled } = order;
  const asked = windows[from.window];
  if (asked === undefined) return { position, stop: null };
  const isOfRefunds = asked.isOfRefunds === true;
  const settings = (isOfRefunds ? order.settings.refunds : null) ?? order.settings;
  const bounds = isOfRefunds ? seen.bounds.refunds : seen.bounds.payments;
  const own = { settings, range, window: asked, bounds, settled };
  const hasCome = async (record: TakenRecord) => {
    await settler.flush();
    await settler.drain();
    return isSettled(record, settled);
  };
  for await (const step of walkPages(own, from, ports)) {
    if (step.kind === "stop") return { position, stop: step.stop };
    const page = isOfRefunds
      ? step.page
      : await watched(step.page, from, order, seen, hasCome, ports);
    // A window ends once all that speaks against its end was asked for.
    if (page.next === null && ports.signal.aborted) return { position, stop: interrupted().stop };
    const plain = pageHead(isOfRefunds ? ofRefunds(page, settings) : page, position);
    const head: PageHead = isOfRefunds
      ? { ...plain, ofRefunds: true }
      : { ...plain, ...shownLine(page) };
    const line = await settler.take(head, page.records);
    await ports.breathe();
    if (settler.stop() !== null) return { position, stop: settler.stop() };
    position = positionAfter(position, line);
    const { received, total } = page;
    const { window, pass } = head;
    ports.onPage({ window, windows: windows.length, received, total });
    if (page.stop !== null) return { position, stop: page.stop };
    const brought = line.fresh + line.outside + (line.others ?? 0) > 0 || page.count === 0;
    idle = brought || pass > 1 ? 0 : idle + 1;
    if (idle > IDLE_PAGES + from.page)
      return {
        position,
        stop: refused(`the source leads in circles: ${idle} pages in a row brought nothing new`),
      };
    if (ports.pace.restMs() > LONG_REST_MS) await settler.flush();
  }
  return { position, stop: null };
}

function pageHead(
  {
    next,
    marks,
    unstable,
    changed,
    unjudged,
    short,
    outside,
    others,
    unsureTimes,
    absent,
    doubts,
  }: WalkedPage,
  { page, window, pass, windowStart }: PollPosition,
): PageHead {
  return {
    page,
    window,
    pass,
    windowStart,
    outside,
    next: withoutSeen(next),
    marks,
    ...(unstable ? { unstable } : {}),
    ...(changed === true ? { changed } : {}),
    ...(unjudged === undefined ? {} : { unjudged }),
    ...(short > 0 ? { short } : {}),
    ...(others > 0 ? { others } : {}),
    ...(unsureTimes > 0 ? { unsureTimes } : {}),
    ...(absent ? { absent } : {}),
    ...(doubts.length > 0 ? { doubts } : {}),
  };
}

/** A path that leads nowhere there is not made good by pages of payments in which theirs is right. */
function ofRefunds(page: WalkedPage, { source }: PaymentsSettings): WalkedPage {
  if (!page.absent) return page;
  const doubt = `payments.refunds.source: "${source.records ?? ""}" led nowhere; where that is how it says that there are none, set its empty to {"absent":true}`;
  return { ...page, absent: false, doubts: [...page.doubts, doubt] };
}

function withoutSeen(state: PageState | null): PageHead["next"] {
  if (state === null) return null;
  const { seen: _, ...rest } = state;
  return rest;
}
