/** What one polled page means for the walk: where it goes on. Its records are converted in `convert-page.ts`. */
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import type { Paging } from "../../protocols/payments/mapping.js";
import {
  nextPage,
  totalIn,
  type NextPage,
  type PageState,
  type ReceivedPage,
} from "../../protocols/payments/paging.js";
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
  if (polled.kind === "past-the-end") return lastPage(0, state, null);
  const paging = pagingOf(settings.source);
  const { records, body, digest } = polled.reply;
  const { requestUrl, headers } = polled;
  const seen = { body, headers, count: records.length, requestUrl, digest };
  const page = lastPage(records.length, state, totalIn(paging, seen));
  const next = nextPage(paging, state, seen);
  if (!isRepetition(next) || !mayRepeat) return turned(page, state, next);
  const past = turned(page, state, pastRepeatedPage(paging, state, seen));
  return { ...past, isRepeated: true, unstable: true };
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
