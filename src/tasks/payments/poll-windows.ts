/**
 * Walks through a range: windows, pages, and further passes over a window in
 * which the source's order moved. What becomes of the records is the settler's.
 */
import { createHash } from "node:crypto";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import {
  convertRecord,
  type Conversion,
} from "../../protocols/payments/convert.js";
import {
  renderJson,
  scalarText,
  type JsonValue,
} from "../../protocols/payments/lossless-json.js";
import {
  firstPage,
  nextPage,
  type NextPage,
  type PageState,
} from "../../protocols/payments/paging.js";
import { valueAt } from "../../protocols/payments/path.js";
import { pagingOf } from "../../protocols/payments/request.js";
import { parseIsoInstant } from "../../protocols/payments/times.js";
import { isWithin, type TimeRange } from "../../protocols/payments/windows.js";
import type { Stop } from "./persist.js";
import { pollPage, type PollPorts } from "./poll-page.js";
import { readAhead } from "./read-ahead.js";
import type { PageHead, Settler, Taken, TakenRecord } from "./settle.js";
import {
  positionAfter,
  type PollPosition,
  type SyncJournal,
} from "./sync-journal.js";

export interface PollOrder {
  readonly settings: PaymentsSettings;
  readonly range: TimeRange;
  readonly windows: readonly TimeRange[];
}

export interface PollProgress {
  readonly window: number;
  readonly windows: number;
  /** Records of this window so far. */
  readonly received: number;
  /** Records in this window, where the source says. */
  readonly total: number | null;
}

export interface WalkPorts extends PollPorts {
  readonly onPage: (progress: PollProgress) => void;
}

const MOST_PASSES = 3;
const MOST_REPEATED_PAGES = 3;
const IDLE_PAGES = 20;
/** Before a rest longer than this, what is gathered goes out. */
const LONG_REST_MS = 5_000;

/** @returns null when the whole range was polled */
export async function pollWindows(
  order: PollOrder,
  journal: Pick<SyncJournal, "position" | "recovered">,
  settler: Settler,
  ports: WalkPorts,
): Promise<Stop | null> {
  let position = journal.position;
  let mayRestart = position.state !== null;
  while (position.window < order.windows.length) {
    if (position.passEnded) {
      const next = afterPass(position, journal, ports);
      if ("kind" in next) return next;
      position = next;
      continue;
    }
    const walked = await walkPass(order, position, settler, ports);
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

/** Another pass over the window where the last one shows that records may have been missed. */
function afterPass(
  position: PollPosition,
  { recovered }: Pick<SyncJournal, "recovered">,
  ports: WalkPorts,
): PollPosition | Stop {
  const { pass, fresh } = position;
  const doubt = doubtOf(position, takeVanished(position, recovered));
  const next = { ...position, ...PASS_START };
  if (doubt === null)
    return {
      ...next,
      window: position.window + 1,
      pass: 1,
      windowStart: position.page,
    };
  if (pass >= MOST_PASSES)
    return refused(
      `the source gives other records on each of ${pass} passes over the same range (${fresh} new ones on the last); some may be missing`,
    );
  ports.notice(`${doubt}: the range is polled once more`);
  return { ...next, pass: pass + 1 };
}

const PASS_START = {
  state: null,
  passEnded: false,
  fresh: 0,
  moved: 0,
  unstable: false,
  short: 0,
} satisfies Partial<PollPosition>;

/** Transactions of the run that broke off, on pages that are now polled again without them. */
function takeVanished(
  { page }: PollPosition,
  recovered: SyncJournal["recovered"],
): number {
  let vanished = 0;
  for (const [key, fate] of recovered) {
    if (fate.page >= page) continue;
    recovered.delete(key);
    vanished += 1;
  }
  return vanished;
}

/** A source may list a record twice, or count wrongly, for good: after the first pass, what it adds is what counts. */
function doubtOf(
  { pass, fresh, moved, unstable, short }: PollPosition,
  vanished: number,
): string | null {
  if (vanished > 0)
    return `${vanished} records that were there before the interruption did not come again`;
  if (pass > 1)
    return fresh > 0 ? `pass ${pass} brought ${fresh} more records` : null;
  if (short > 0) return `${short} records fewer came than the source counts`;
  if (moved > 0) return `${moved} records came on two pages`;
  return unstable ? "the source repeated a page" : null;
}

function refused(message: string): Stop {
  return { kind: "refused", message };
}

async function walkPass(
  order: PollOrder,
  from: PollPosition,
  settler: Settler,
  ports: WalkPorts,
): Promise<{ readonly position: PollPosition; readonly stop: Stop | null }> {
  let position = from;
  let idle = 0;
  const ended = new AbortController();
  const signal = AbortSignal.any([ports.signal, ended.signal]);
  const pages = readAhead(pagesOf(order, from, { ...ports, signal }));
  try {
    for await (const page of pages) {
      if (page.kind === "stop") return { position, stop: page.stop };
      const { records, outside } = convertPage(order, page.records);
      const { page: number, window, pass, windowStart } = position;
      const head: PageHead = {
        page: number,
        window,
        pass,
        windowStart,
        outside,
        next: withoutSeen(page.next),
        marks: page.marks,
        ...(page.unstable ? { unstable: true as const } : {}),
        ...(page.short > 0 ? { short: page.short } : {}),
      };
      const line = await settler.take(head, records);
      if (settler.stop() !== null) return { position, stop: settler.stop() };
      position = positionAfter(position, line);
      ports.onPage({
        window,
        windows: order.windows.length,
        received: page.received,
        total: page.total,
      });
      if (page.stop !== null) return { position, stop: page.stop };
      const brought =
        line.fresh + line.outside > 0 || page.records.length === 0;
      idle = brought || pass > 1 ? 0 : idle + 1;
      if (idle > IDLE_PAGES + from.page)
        return {
          position,
          stop: refused(
            `the source leads in circles: ${idle} pages in a row brought nothing new`,
          ),
        };
      if (ports.pace.restMs() > LONG_REST_MS) await settler.flush();
    }
    return { position, stop: null };
  } finally {
    ended.abort();
    await pages.return(undefined);
  }
}

function withoutSeen(state: PageState | null): PageHead["next"] {
  if (state === null) return null;
  const { seen: _, ...rest } = state;
  return rest;
}

type WalkedPage =
  | {
      readonly kind: "page";
      readonly records: readonly JsonValue[];
      readonly next: PageState | null;
      readonly marks: readonly string[];
      readonly unstable: boolean;
      readonly short: number;
      /** After this page. */
      readonly stop: Stop | null;
      readonly received: number;
      readonly total: number | null;
    }
  | { readonly kind: "stop"; readonly stop: Stop };

async function* pagesOf(
  { settings, windows }: PollOrder,
  from: PollPosition,
  ports: PollPorts,
): AsyncGenerator<WalkedPage> {
  const paging = pagingOf(settings.source);
  const window = windows[from.window];
  if (window === undefined) return;
  let state = from.state ?? firstPage(paging);
  for (let repeated = 0; ;) {
    const polled = await pollPage(settings, window, state, ports);
    if (polled.kind === "stop") {
      yield polled;
      return;
    }
    if (polled.kind === "past-the-end") {
      yield lastPage([], state);
      return;
    }
    const { reply, requestUrl } = polled;
    const { records, body } = reply;
    const seen = {
      body,
      count: records.length,
      requestUrl,
      digest: reply.digest,
    };
    let next = nextPage(paging, state, seen);
    let unstable = false;
    if (isRepeated(next) && repeated < MOST_REPEATED_PAGES) {
      repeated += 1;
      unstable = true;
      ports.notice(
        `page ${state.pages + 1} of window ${from.window + 1} holds the records of an earlier page`,
      );
      // Its records are not counted again, or a total would be reached too early.
      const before = { ...state, received: state.received - records.length };
      const digest = `${reply.digest}#${state.pages}`;
      next = nextPage(paging, before, { ...seen, digest });
    } else if (records.length > 0) repeated = 0;
    const total = totalOf(settings, body);
    const received = state.received + records.length;
    if (next.kind === "end") {
      yield { ...lastPage(records, state), unstable, total, received };
      return;
    }
    if (next.kind === "anomaly") {
      yield anomalousPage({ ...lastPage(records, state), total }, state, next);
      return;
    }
    yield {
      kind: "page",
      records,
      next: next.state,
      marks: next.state.seen.slice(state.seen.length),
      unstable,
      short: 0,
      stop: null,
      total,
      received,
    };
    state = next.state;
  }
}

type Page = WalkedPage & { kind: "page" };

function isRepeated(next: NextPage): boolean {
  return next.kind === "anomaly" && next.anomaly.code === "page-repeats";
}

function lastPage(records: readonly JsonValue[], state: PageState): Page {
  return {
    kind: "page",
    records,
    next: null,
    marks: [],
    unstable: false,
    short: 0,
    stop: null,
    total: null,
    received: state.received + records.length,
  };
}

/** Too few records may come on another pass; anything else ends the run, and a resumed one asks here again. */
function anomalousPage(
  page: Page,
  state: PageState,
  { anomaly }: NextPage & { kind: "anomaly" },
): Page {
  if (anomaly.code === "ends-before-total")
    return { ...page, short: Math.max(0, (page.total ?? 0) - page.received) };
  const stop = refused(`the source: ${anomaly.message} (${anomaly.code})`);
  return { ...page, next: state, unstable: true, stop };
}

function totalOf({ source }: PaymentsSettings, body: JsonValue): number | null {
  const { paging } = source;
  if (paging?.kind !== "page" || paging.total === undefined) return null;
  const text = scalarText(valueAt(body, paging.total));
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function convertPage(
  { settings, range }: PollOrder,
  values: readonly JsonValue[],
): { readonly records: readonly TakenRecord[]; readonly outside: number } {
  const records: TakenRecord[] = [];
  for (const value of values) {
    const conversion = convertRecord(value, settings);
    const payment = conversion.kind === "refused" ? null : conversion.payment;
    // A source that takes a range is believed: its own clock decides what belongs to it.
    const isOutside =
      settings.source.range === undefined &&
      payment !== null &&
      !isWithin(range, parseIsoInstant(payment.purchasedAt) ?? 0);
    if (isOutside) continue;
    records.push({
      conversion:
        conversion.kind === "refused" ? withReason(conversion) : conversion,
      digest: () => digestOf(value),
    });
  }
  return { records, outside: values.length - records.length };
}

function withReason({
  transactionId,
  problems,
}: Conversion & { kind: "refused" }): Taken {
  const reason = problems
    .map(({ field, problem }) => `${field}: ${problem ?? ""}`)
    .join("; ");
  return { kind: "refused", transactionId, reason };
}

function digestOf(value: JsonValue): string {
  const digest = createHash("sha256").update(renderJson(value));
  return digest.digest("base64url").slice(0, 22);
}
