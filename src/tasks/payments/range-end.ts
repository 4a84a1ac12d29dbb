/** What all pages of payments together show, told with the last of them. */
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import type { PollWindow } from "./plan.js";
import type { WalkedPage } from "./page-walk.js";
import type { Bounds, PollPorts } from "./poll-page.js";
import type { PollPosition } from "./poll-position.js";
import { joinSpans, NO_SPAN, rangeDoubt, type TimeSpan } from "./range-watch.js";
import { shiftDoubt } from "./shift-check.js";
import {
  createUnreadFields,
  joinUnread,
  unreadDoubts,
  type UnreadFields,
} from "./unread-fields.js";

export interface Seen {
  readonly bounds: { readonly payments: Bounds; readonly refunds: Bounds };
  /** Null of a run that goes on: what came before is not known here. */
  span: TimeSpan | null;
  readonly unread: UnreadFields;
}

export function nothingSeen({ page }: PollPosition): Seen {
  return {
    bounds: { payments: nothingShown(), refunds: nothingShown() },
    span: page === 0 ? NO_SPAN : null,
    unread: createUnreadFields(),
  };
}

function nothingShown(): Bounds {
  return { most: 0, isNumbered: false };
}

export interface WholeRange {
  readonly settings: PaymentsSettings;
  readonly range: TimeRange;
  readonly windows: readonly PollWindow[];
}

/** A page, and at the end of the range what all of them say of it. */
export async function watched(
  page: WalkedPage,
  { window, pass }: PollPosition,
  { settings, range, windows }: WholeRange,
  seen: Seen,
  ports: PollPorts,
): Promise<WalkedPage> {
  if (seen.span !== null) seen.span = joinSpans(seen.span, page.span);
  joinUnread(seen.unread, page.unread);
  const isLast = windows.findLastIndex((each) => each.isOfRefunds !== true) === window;
  if (!isLast || page.next !== null || page.stop !== null) return page;
  const { span } = seen;
  const ofRange = span === null ? null : rangeDoubt(span, range, settings.source);
  const isFirst = pass === 1 && ofRange === null;
  const ofTimes = span !== null && isFirst ? await shiftDoubt(span, range, settings, ports) : null;
  const doubts = [ofRange, ofTimes].filter((doubt) => doubt !== null);
  return { ...page, doubts: [...page.doubts, ...doubts, ...unreadDoubts(seen.unread)] };
}
