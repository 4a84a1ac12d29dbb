/** What one polled page means for the walk: where it goes on. Its records are converted in `convert-page.ts`. */
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import type { Paging } from "../../protocols/payments/mapping.js";
import {
  agreedTotal,
  nextPage,
  isLast,
  totalIn,
  type NextPage,
  type PageState,
  type ReceivedPage,
} from "../../protocols/payments/paging.js";
import { endDoubts } from "../../protocols/payments/end-doubts.js";
import { pagingOf } from "../../protocols/payments/request.js";
import type { Stop } from "./persist.js";
import type { PolledPage } from "./poll-page.js";

export interface Turn {
  /** Null where the window ends. */
  readonly next: PageState | null;
  readonly marks: readonly string[];
  /** The page holds the records of an earlier one, and the walk goes on all the same. */
  readonly isRepeated: boolean;
  /** Something about the page shows that records may have been missed. */
  readonly unstable: boolean;
  /** Records that the source's own total promised and that did not come. */
  readonly short: number;
  /** After this page. */
  readonly stop: Stop | null;
  /** Records of this window so far. */
  readonly received: number;
  /** Records in this window, where the source says. */
  readonly total: number | null;
  /** The reply says otherwise that it is the last, or how many pages there are. */
  readonly isTold: boolean;
  /** What speaks against taking the window's records for all of them, in words. */
  readonly doubts: readonly string[];
  /** The path of the records led nowhere. */
  readonly absent: boolean;
  /** Tells its records from another page's. */
  readonly digest: string;
}

/**
 * @param state for which the page came
 * @param mayRepeat whether the page may be one that came before
 */
export function turnPage(
  polled: Exclude<PolledPage, { kind: "stop" }>,
  settings: PaymentsSettings,
  state: PageState,
  mayRepeat: boolean,
): Turn {
  if (polled.kind === "past-the-end") return settleEnd(lastPage(0, state, null), state, settings);
  const { source } = settings;
  const paging = pagingOf(source);
  const { records, body, digest, presence } = polled.reply;
  const { requestUrl, headers, signs } = polled;
  const seen = { body, headers, count: records.length, requestUrl, digest };
  const hinted = agreedTotal(paging) === null ? (signs.total?.count ?? null) : null;
  const total = totalIn(paging, seen) ?? hinted;
  const absent = presence === "absent" && source.empty?.absent !== true;
  const doubts = signs.fault === null ? [] : [`a reply tells of an error: ${signs.fault}`];
  const morePath = paging.kind === "page" || paging.kind === "offset" ? paging.more : undefined;
  const isTold = signs.isEnd || signs.totalPages !== null || isLast(body, morePath);
  const page = { ...lastPage(records.length, state, total), absent, doubts, digest, isTold };
  const counted = COUNTED.has(paging.kind);
  const left = counted && total !== null && total < (state.promised ?? 0);
  const next: NextPage =
    signs.isEnd && !counted && paging.kind !== "none"
      ? { kind: "end", received: page.received }
      : nextPage(paging, state, seen);
  const turn =
    isRepetition(next) && mayRepeat
      ? pastRepetition(page, state, pastRepeatedPage(paging, state, seen))
      : turned(page, state, next);
  const told = { ...turn, unstable: turn.unstable || left };
  if (told.next !== null || told.stop !== null) return promising(told, state);
  const end = { ...polled, body, count: records.length, received: page.received };
  const more = endDoubts(source, { ...end, pages: state.pages + 1 });
  return settleEnd({ ...told, doubts: [...doubts, ...more] }, state, settings);
}

/**
 * Whether a total tells of records that were passed over: it is compared with what came at
 * the list's end, and one that begins with its newest record is left before that.
 */
export function isTotalTold(
  { source }: PaymentsSettings,
  { promised }: PageState,
  { total }: Pick<Turn, "total">,
): boolean {
  return source.order === undefined && (total !== null || promised !== undefined);
}

/** Kinds by which the gateway counts: what leaves the list moves the others over a page's border. */
const COUNTED: ReadonlySet<string> = new Set(["page", "offset"]);

function pastRepetition(page: Turn, state: PageState, next: NextPage): Turn {
  return { ...turned(page, state, next), isRepeated: true, unstable: true };
}

function promising(turn: Turn, { promised }: PageState): Turn {
  const most = Math.max(promised ?? 0, turn.total ?? 0);
  if (turn.next === null || most === 0) return turn;
  return { ...turn, next: { ...turn.next, promised: most } };
}

/** Pages that the gateway counts may bring on another pass what their replies had promised. */
function settleEnd(turn: Turn, state: PageState, { source }: PaymentsSettings): Turn {
  const promised = Math.max(state.promised ?? 0, turn.total ?? 0);
  const missing = promised - turn.received;
  const isCounted = COUNTED.has(pagingOf(source).kind);
  return missing > 0 && isCounted ? { ...turn, short: Math.max(turn.short, missing) } : turn;
}

function turned(page: Turn, state: PageState, next: NextPage): Turn {
  if (next.kind === "end") return page;
  if (next.kind === "anomaly") return anomalousPage(page, state, next);
  const marks = next.state.seen.slice(state.seen.length);
  return { ...page, next: next.state, marks };
}

/** Its records are not counted again, or a total would be reached too early. */
function pastRepeatedPage(paging: Paging, state: PageState, page: ReceivedPage): NextPage {
  const before = { ...state, received: state.received - page.count };
  const digest = `${page.digest}#${state.pages}`;
  return nextPage(paging, before, { ...page, digest });
}

function isRepetition(next: NextPage): boolean {
  return next.kind === "anomaly" && next.anomaly.code === "page-repeats";
}

function lastPage(count: number, state: PageState, total: number | null): Turn {
  return {
    next: null,
    marks: [],
    isRepeated: false,
    unstable: false,
    short: 0,
    stop: null,
    doubts: [],
    absent: false,
    digest: "",
    isTold: false,
    total,
    received: state.received + count,
  };
}

/** Too few records may come on another pass; anything else ends the run, and a resumed one asks here again. */
function anomalousPage(
  page: Turn,
  state: PageState,
  { anomaly }: NextPage & { kind: "anomaly" },
): Turn {
  if (anomaly.code === "ends-before-total")
    return { ...page, short: Math.max(0, (page.total ?? 0) - page.received) };
  const message = `the source: ${anomaly.message} (${anomaly.code})`;
  const stop: Stop = { kind: "refused", message };
  return { ...page, next: state, unstable: true, stop };
}
