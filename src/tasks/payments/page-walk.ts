/** The pages of one window, one after another. What becomes of their records is for others. */
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import type { JsonValue } from "../../protocols/payments/lossless-json.js";
import { firstPage, type PageState } from "../../protocols/payments/paging.js";
import { pagingOf } from "../../protocols/payments/request.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import { convertPage } from "./convert-page.js";
import type { Stop } from "./persist.js";
import { pollPage, requestPage, type PollPorts } from "./poll-page.js";
import type { PollPosition } from "./poll-position.js";
import { turnPage, type TurnedPage } from "./turn-page.js";

const MOST_REPEATED_PAGES = 3;

/** How a window is polled. */
export interface WindowOrder {
  readonly settings: PaymentsSettings;
  /** Of the whole run: what a source that takes no range gives outside of it is left out. */
  readonly range: TimeRange;
  readonly window: TimeRange;
}

export type WalkStep =
  | { readonly kind: "page"; readonly page: TurnedPage }
  | { readonly kind: "stop"; readonly stop: Stop };

/**
 * Ends after a stop, or at the window's last page. While a page is worked on the
 * next one is on its way: one ahead, as raw bytes, never more.
 */
export async function* walkPages(
  order: WindowOrder,
  from: PollPosition,
  ports: PollPorts,
): AsyncGenerator<WalkStep> {
  const { settings, window } = order;
  const ended = new AbortController();
  const signal = AbortSignal.any([ports.signal, ended.signal]);
  const ask = (state: PageState) => {
    const request = requestPage(settings, window, state, { ...ports, signal });
    // Whoever takes the page hears of the failure; until then nobody does.
    request.catch(() => undefined);
    return request;
  };
  let state = from.state ?? firstPage(pagingOf(settings.source));
  let request = ask(state);
  try {
    for (let repeated = 0; ;) {
      const mayRepeat = repeated < MOST_REPEATED_PAGES;
      const step = await stepTo(state, request, mayRepeat, order, ports);
      if (step.kind === "stop") {
        yield step;
        return;
      }
      const { page } = step;
      if (page.isRepeated) {
        repeated += 1;
        ports.notice(
          `page ${state.pages + 1} of window ${from.window + 1} holds the records of an earlier page`,
        );
      } else if (page.count > 0) repeated = 0;
      const next = page.stop === null ? page.next : null;
      if (next !== null) request = ask(next);
      yield step;
      if (next === null) return;
      state = next;
    }
  } finally {
    ended.abort();
    await request.catch(() => undefined);
  }
}

/**
 * A function of its own because a generator keeps whatever it has named, and a
 * page's JSON takes more memory than anything else: it is let go here.
 */
async function stepTo(
  state: PageState,
  request: ReturnType<typeof requestPage>,
  mayRepeat: boolean,
  { settings, range, window }: WindowOrder,
  ports: PollPorts,
): Promise<WalkStep> {
  const polled = await pollPage(settings, window, state, ports, request);
  if (polled.kind === "stop") return polled;
  const convert = (values: readonly JsonValue[]) =>
    convertPage(settings, range, values);
  const page = turnPage(polled, settings, state, convert, mayRepeat);
  return { kind: "page", page };
}
