/** What all pages of payments together show, told with the last of them. */
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import type { PollWindow } from "./plan.js";
import type { WalkedPage } from "./page-walk.js";
import { type Bounds, noBounds } from "./bounds.js";
import type { PollPorts } from "./poll-page.js";
import type { PollPosition } from "./poll-position.js";
import { laterDoubt } from "./later-check.js";
import { rangeDoubt } from "./range-watch.js";
import { createSamePageWatch, type SamePageWatch, widest } from "./same-page-watch.js";
import { shiftDoubt } from "./shift-check.js";
import { addShown, type Shown } from "./shown.js";
import { nameOf, type TakenRecord } from "./taken-record.js";
import { unreadDoubts } from "./unread-fields.js";

export interface Seen {
  readonly bounds: { readonly payments: Bounds; readonly refunds: Bounds };
  readonly samePages: SamePageWatch;
  /** Of a run that goes on, with what came before. */
  readonly shown: Shown;
}

export function seenBefore(shown: Shown): Seen {
  const bounds = { payments: noBounds(), refunds: noBounds() };
  return { bounds, samePages: createSamePageWatch(), shown };
}

export interface WholeRange {
  readonly settings: PaymentsSettings;
  readonly range: TimeRange;
  readonly windows: readonly PollWindow[];
  /** Of a shard, which leaves what follows its range to others: see `settle.ts`. */
  readonly interior?: TimeRange;
}

/** Whether a run has brought a record; of what is under way it is waited for. */
export type HasCome = (record: TakenRecord) => Promise<boolean>;

/** A page, and at the end of the range what all of them say of it. */
export async function watched(
  given: WalkedPage,
  { window, pass }: PollPosition,
  { settings, range, windows, interior }: WholeRange,
  seen: Seen,
  hasCome: HasCome,
  ports: PollPorts,
): Promise<WalkedPage> {
  addShown(seen.shown, given);
  const asked = windows[window];
  const same =
    asked === undefined ? null : seen.samePages.add(given, window, widest(settings.source, asked));
  const page = same === null ? given : { ...given, doubts: [...given.doubts, same] };
  const isLast = windows.findLastIndex((each) => each.isOfRefunds !== true) === window;
  if (!isLast || page.next !== null || page.stop !== null) return page;
  const { span, unread } = seen.shown;
  const ofRange = rangeDoubt(span, range, settings.source);
  const isFirst = pass === 1 && ofRange === null;
  const ofTimes = isFirst ? await shiftDoubt(span, range, settings, ports) : null;
  const names = new Set(page.records.map(nameOf));
  const isHere = async (record: TakenRecord) =>
    names.has(nameOf(record)) || (await hasCome(record));
  const isAsked = isFirst && ofTimes === null && interior === undefined;
  const ofOthers = isAsked ? await laterDoubt(span, range, settings, isHere, ports) : null;
  const doubts = [ofRange, ofTimes, ofOthers].filter((doubt) => doubt !== null);
  return { ...page, doubts: [...page.doubts, ...doubts, ...unreadDoubts(unread)] };
}
