/**
 * Numbered pages of a source that gives fewer records than it is asked for: where it
 * still counts its pages by what is asked, each page passes over the records between.
 */
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import type { PageState } from "../../protocols/payments/paging.js";
import { pagingOf } from "../../protocols/payments/request.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import type { Stop } from "./persist.js";
import { pollPage, type PollPorts } from "./poll-page.js";
import { isTotalTold, type Turn } from "./turn-page.js";

export interface CapCheck {
  /** Asks for the second page once more, by the size of the first one, where that tells. */
  readonly afterPage: (state: PageState, page: SeenPage) => Promise<Stop | null>;
}

type SeenPage = Pick<Turn, "total" | "digest"> & { readonly count: number };

export function createCapCheck(
  settings: PaymentsSettings,
  window: TimeRange,
  ports: PollPorts,
): CapCheck {
  const paging = pagingOf(settings.source);
  const { kind } = paging;
  const limit = kind === "page" && paging.size !== undefined ? paging.limit : undefined;
  let given: number | null = null;
  return {
    afterPage: async (state, page) => {
      if (kind !== "page" || limit === undefined) return null;
      if (state.pages === 0) given = page.count < Number(limit) ? page.count : null;
      const isTold = isTotalTold(settings, state, page);
      if (state.pages !== 1 || given === null || given === 0 || isTold) return null;
      const own = typeof limit === "string" ? String(given) : given;
      const source = { ...settings.source, paging: { ...paging, limit: own } };
      const asked = { ...settings, source };
      const bare = { ...state, seen: [] };
      const polled = await pollPage(asked, window, bare, ports);
      if (polled.kind === "stop" && polled.stop.kind === "interrupted") return polled.stop;
      // Behind an empty page there may be the records that were passed over.
      const isNone =
        page.count === 0 && (polled.kind !== "page" || polled.reply.records.length === 0);
      if (isNone || (polled.kind === "page" && polled.reply.digest === page.digest)) return null;
      return {
        kind: "incomplete",
        message: `the source gives ${given} records a page where ${limit} are asked for, and passes over the others: set payments.source.paging.limit to ${given}`,
      };
    },
  };
}
