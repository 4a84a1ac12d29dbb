/**
 * Offsets of a source that counts them in pages: asked for what follows its first hundred
 * records, it passes over a hundred pages, and what it then gives looks like an end.
 */
import type { JsonValue } from "../../core/json/value.js";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import type { PageState } from "../../protocols/payments/paging.js";
import { pagingOf } from "../../protocols/payments/request.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import { type ConvertedPage, convertReply, digestOfRecord } from "./convert-page.js";
import type { Stop } from "./persist.js";
import { pollPage, type PollPorts } from "./poll-page.js";
import { nameOf } from "./taken-record.js";
import { isTotalTold, type Turn } from "./turn-page.js";

export interface OffsetCheck {
  /** Asks, after the second page, for what follows the middle of the first one. */
  readonly afterPage: (state: PageState, page: SeenPage) => Promise<Stop | null>;
}

type SeenPage = Pick<Turn, "total" | "isRepeated"> & {
  readonly count: number;
  /** See {@link firstIdentities}. */
  readonly identities: ReadonlySet<string>;
};

/** By which the records of a window's first page are known again; none where nobody asks. */
export function firstIdentities(
  { source }: PaymentsSettings,
  { pages }: PageState,
  values: readonly JsonValue[],
  converted: ConvertedPage,
): ReadonlySet<string> {
  return pages === 0 && pagingOf(source).kind === "offset"
    ? identitiesOf(values, converted)
    : new Set();
}

/** Names, and what else a record says: that may be new at each reply, as a signed link is. */
function identitiesOf(values: readonly JsonValue[], { records }: ConvertedPage): Set<string> {
  return new Set([...records.map(nameOf), ...values.map(digestOfRecord)]);
}

export function createOffsetCheck(
  settings: PaymentsSettings,
  window: TimeRange,
  ports: PollPorts,
): OffsetCheck {
  const isOffset = pagingOf(settings.source).kind === "offset";
  let first: { readonly middle: number; readonly identities: ReadonlySet<string> } | null = null;
  return {
    afterPage: async (state, page) => {
      const { count, identities, isRepeated } = page;
      if (!isOffset) return null;
      if (state.pages === 0 && count > 1) first = { middle: Math.floor(count / 2), identities };
      // A repeated page tells that the offset is not read.
      const isTold = isTotalTold(settings, state, page) || isRepeated;
      if (state.pages !== 1 || first === null || isTold) return null;
      const { middle, identities: known } = first;
      const position = { kind: "number", number: middle } as const;
      const bare = { ...state, position, seen: [], probing: true };
      const polled = await pollPage(settings, window, bare, ports);
      if (polled.kind === "stop") return polled.stop.kind === "interrupted" ? polled.stop : null;
      const values = polled.kind === "page" ? polled.reply.records : [];
      const converted = convertReply(settings, window, values, ports.clock.nowMs());
      // A record that came or went meanwhile moves the others by one: not all of them are new.
      for (const each of identitiesOf(values, converted)) if (known.has(each)) return null;
      return {
        kind: "incomplete",
        message: `by the offset ${middle} the source gives none of records that stand there on its first page: it counts offsets in pages (then payments.source.paging.kind is page); there may be more payments`,
      };
    },
  };
}
