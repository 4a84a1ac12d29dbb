/**
 * Offsets of a source that counts them in pages: asked for what follows its first hundred
 * records, it passes over a hundred pages, and what it then gives looks like an end.
 */
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import type { PageState } from "../../protocols/payments/paging.js";
import { pagingOf } from "../../protocols/payments/request.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import { digestOfRecord } from "./convert-page.js";
import type { Stop } from "./persist.js";
import { pollPage, requestPage, type PollPorts } from "./poll-page.js";
import type { Turn } from "./turn-page.js";

export interface OffsetCheck {
  /** Asks, after the second page, for the last record of the first one by its offset. */
  readonly afterPage: (state: PageState, page: SeenPage) => Promise<Stop | null>;
}

type SeenPage = Pick<Turn, "total" | "isRepeated"> & {
  readonly count: number;
  /** Digest of its last record; null where nobody needs it. */
  readonly lastRecord: string | null;
};

export function createOffsetCheck(
  settings: PaymentsSettings,
  window: TimeRange,
  ports: PollPorts,
): OffsetCheck {
  const isOffset = pagingOf(settings.source).kind === "offset";
  let last: { readonly offset: number; readonly digest: string } | null = null;
  return {
    afterPage: async (state, page) => {
      if (!isOffset) return null;
      const { count, lastRecord } = page;
      if (state.pages === 0 && count > 1 && lastRecord !== null)
        last = { offset: count - 1, digest: lastRecord };
      // A total tells of what is passed over, and a repeated page that the offset is not read.
      const isTold = page.total !== null || state.promised !== undefined || page.isRepeated;
      if (state.pages !== 1 || last === null || isTold) return null;
      const position = { kind: "number", number: last.offset } as const;
      const bare = { ...state, position, seen: [], probing: true };
      const request = requestPage(settings, window, bare, ports);
      const polled = await pollPage(settings, window, bare, ports, request);
      if (polled.kind === "stop") return polled.stop.kind === "interrupted" ? polled.stop : null;
      const [first] = polled.kind === "page" ? polled.reply.records : [];
      if (first !== undefined && digestOfRecord(first) === last.digest) return null;
      return {
        kind: "incomplete",
        message: `by the offset ${last.offset} the source does not give the record that it gave there before: it counts offsets in pages (then payments.source.paging.kind is page), or its list has changed meanwhile; there may be more payments`,
      };
    },
  };
}
