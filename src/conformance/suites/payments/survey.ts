/** Finds, in the sample, a window that holds a few pages of payments: what the checks of records work on. */
import { ScenarioBlocked } from "../../scenario-context.js";
import { sampleWindows, precisionMs, type PaymentsContext } from "./payments-target.js";
import { timesOf, walkWindow, type Walk } from "./walk.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";

/** Pages of a window that is walked through. */
export const MOST_PAGES = 8;
const MOST_WINDOWS = 10;
const MOST_NARROWINGS = 4;

/** Requests that {@link surveySample} sends at most; a window without payments takes two. */
export const SURVEY_REQUESTS = 2 * (MOST_WINDOWS - 1) + MOST_PAGES * (1 + MOST_NARROWINGS);

export interface Survey extends Walk {
  /** Walks that had too many pages to be gone on with, through wider windows: what came lies in them all the same. */
  readonly wider: readonly Walk[];
}

/**
 * A walk through a window with payments, on several pages where there are any such.
 *
 * @throws {ScenarioBlocked} when there are no payments, or no reply that can be read
 */
export async function surveySample(context: PaymentsContext): Promise<Survey> {
  let best: Walk | null = null;
  for (const window of sampleWindows(context.target).slice(0, MOST_WINDOWS)) {
    const walk = await walkWindow(context, "the sample", window, MOST_PAGES);
    if (walk.end === "failed") throw new ScenarioBlocked(walk.problem, walk.exchanges);
    if (best === null || walk.entries.length > best.entries.length) best = walk;
    if (walk.pages.filter(({ entries }) => entries.length > 0).length > 1) break;
  }
  if (best === null || best.entries.length === 0) throw noPayments(context, best);
  return narrow(context, best);
}

async function narrow(context: PaymentsContext, first: Walk): Promise<Survey> {
  let walk = first;
  const wider: Walk[] = [];
  for (let turn = 0; turn < MOST_NARROWINGS && walk.end === "bound"; turn += 1) {
    if (context.target.source.range === undefined) break;
    const window = narrower(walk, precisionMs(context.target));
    const next = await walkWindow(context, "a part of the sample", window, MOST_PAGES);
    if (next.entries.length === 0) break;
    wider.push(walk);
    walk = next;
  }
  return { ...walk, wider };
}

/** What the first pages cover, where they are in the order of time; otherwise half. */
function narrower({ pages, window }: Walk, stepMs: number): TimeRange {
  const { fromMs, toMs } = window;
  const seen = timesOf(pages.slice(0, MOST_PAGES / 2).flatMap(({ entries }) => entries));
  const first = Math.max(fromMs, floorTo(stepMs, seen[0] ?? fromMs));
  const last = Math.min(toMs, floorTo(stepMs, seen.at(-1) ?? toMs) + stepMs);
  return last > first && last - first <= (toMs - fromMs) / 2
    ? { fromMs: first, toMs: last }
    : {
        fromMs,
        toMs: fromMs + Math.max(stepMs, floorTo(stepMs, (toMs - fromMs) / 2)),
      };
}

export function floorTo(stepMs: number, ms: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

function noPayments({ target }: PaymentsContext, walk: Walk | null): ScenarioBlocked {
  if (walk?.isAbsent === true) {
    const path = target.source.records ?? "";
    const message = `"${path}" led nowhere in any reply of the sample: the path in payments.source.records may be wrong, or the sample without payments`;
    return new ScenarioBlocked(message, walk.exchanges);
  }
  const [from, to] = [target.sample.fromMs, target.sample.toMs].map((ms) =>
    new Date(ms).toISOString(),
  );
  const where =
    target.settings.sample === null && target.source.range !== undefined
      ? `from ${from} to ${to}; name a range that has some in payments.source.range.sample`
      : "in the sample; name a range that has some, and check payments.source.records";
  return new ScenarioBlocked(`there are no payments ${where}`, walk?.exchanges ?? []);
}
