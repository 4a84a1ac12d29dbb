/** Whether a range loses payments: the same again, and the same in two parts. */
import type { Exchange } from "../../../core/http-exchange.js";
import { firstPage } from "../../../protocols/payments/paging.js";
import { pagingOf } from "../../../protocols/payments/request.js";
import type { CheckDefinition } from "../../check.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";
import type { Finding } from "../../finding.js";
import type { Step } from "../../scenario-context.js";
import { LOSES_PAYMENTS, PAGING_CLAUSE } from "./pages.js";
import { floorTo, MOST_PAGES } from "./survey.js";
import { poll, type PaymentsContext, precisionMs } from "./payments-target.js";
import { entriesIn, keysOf, timesOf, walkWindow, type Entry, type Walk } from "./walk.js";

const COMPLETE: CheckDefinition = {
  id: "payments.paging.complete",
  title: "the pages of a range hold what its two halves hold",
  level: "MUST",
  clause: PAGING_CLAUSE,
  why: "A payment that falls between two pages is never reported.",
  fix: "Sort by something unique, compute the offset from the size that is really given, and never cap a range silently.",
  kills: [...LOSES_PAYMENTS],
};

const STABLE: CheckDefinition = {
  id: "payments.poll.repeatable",
  title: "the same poll gives the same payments, in the same order",
  level: "SHOULD",
  clause: PAGING_CLAUSE,
  why: "While the order moves, records slip from one page to another between two requests and are lost.",
  fix: "Sort explicitly, with the transaction id as the last key.",
  kills: ["payments.changes-order", "payments.forgets-payments"],
};

export const COMPLETENESS_CHECKS = [COMPLETE, STABLE];

/** Of a part in which the whole range shows nothing. */
const MOST_QUIET_PAGES = 1;
const QUIET_PARTS = 4;

export const COMPLETENESS_REQUESTS = 4 * MOST_PAGES + QUIET_PARTS * MOST_QUIET_PAGES;

export async function judgeCompleteness(context: PaymentsContext, walk: Walk): Promise<void> {
  await judgeRepetition(context, walk);
  await judgeHalves(context, walk);
}

async function judgeRepetition(context: PaymentsContext, walk: Walk): Promise<void> {
  const again = await walkWindow(context, "the same again", walk.window, walk.pages.length);
  const evidence = [...walk.exchanges, ...again.exchanges];
  if (again.end === "failed") {
    context.block(STABLE.id, again.problem, evidence);
    return;
  }
  const finding = expectSamePages(walk, again);
  if (finding === null && isNumbered(context)) await judgeBackwards(context, walk);
  else context.conclude(STABLE.id, evidence, finding);
}

function isNumbered({ target }: PaymentsContext): boolean {
  return firstPage(pagingOf(target.source)).position.kind === "number";
}

/** A server that pages by what it gave last, not by what it is asked for, is right forwards only. */
async function judgeBackwards(context: PaymentsContext, { pages, window }: Walk): Promise<void> {
  const steps: Step[] = [];
  for (const [at, { state }] of [...pages.entries()].toReversed()) {
    const request = poll(context, window, { page: state });
    steps.push(await context.send(`page ${at + 1}, from the last one back`, request));
  }
  context.judge(STABLE.id, steps, (...replies) => {
    for (const [nth, reply] of replies.entries()) {
      const at = pages.length - 1 - nth;
      const before = pages[at]?.entries ?? [];
      const finding = expectSamePage(at, before, entriesIn(context, reply));
      if (finding !== null) return finding;
    }
    return null;
  });
}

function expectSamePages(first: Walk, again: Walk): Finding | null {
  for (const [at, { entries }] of first.pages.entries()) {
    const finding = expectSamePage(at, entries, again.pages[at]?.entries ?? []);
    if (finding !== null) return finding;
  }
  return null;
}

function expectSamePage(
  at: number,
  earlier: readonly Entry[],
  later: readonly Entry[],
): Finding | null {
  const before = keysOf(earlier);
  const now = keysOf(later);
  const differs = before.findIndex((key, place) => key !== now[place]);
  if (differs === -1 && before.length === now.length) return null;
  const place = differs === -1 ? before.length : differs;
  return {
    expected: `page ${at + 1} as before: ${before.length} payments, number ${place + 1} ${before[place] ?? "absent"}`,
    actual: `${now.length} payments, number ${place + 1} ${now[place] ?? "absent"}`,
  };
}

async function judgeHalves(context: PaymentsContext, walk: Walk): Promise<void> {
  if (context.target.source.range === undefined) {
    context.notApplicable(
      COMPLETE.id,
      "payments.source.range is not declared: a part cannot be asked for",
    );
    return;
  }
  if (walk.end !== "end") {
    context.block(COMPLETE.id, walk.problem, walk.exchanges);
    return;
  }
  const cut = quietMoment(walk, precisionMs(context.target));
  if (cut === null) {
    context.block(COMPLETE.id, "the sample cannot be cut in two", walk.exchanges);
    return;
  }
  const { fromMs, toMs } = walk.window;
  const early = await walkWindow(context, "the first part", { fromMs, toMs: cut }, MOST_PAGES);
  const late = await walkWindow(context, "the second part", { fromMs: cut, toMs }, MOST_PAGES);
  const evidence: readonly Exchange[] = [walk, early, late].flatMap(({ exchanges }) => exchanges);
  const unfinished = [early, late].find(({ end }) => end !== "end");
  if (unfinished !== undefined) {
    context.block(COMPLETE.id, unfinished.problem, evidence);
    return;
  }
  const quiet: Walk[] = [];
  for (const [at, window] of quietParts(walk, precisionMs(context.target)).entries())
    quiet.push(await walkWindow(context, `quiet part ${at + 1}`, window, MOST_QUIET_PAGES));
  const all = [...evidence, ...quiet.flatMap(({ exchanges }) => exchanges)];
  const finding = expectSameKeys(walk, [early, late, ...quiet]);
  const failed = quiet.find(({ end }) => end === "failed");
  if (finding === null && failed !== undefined) context.block(COMPLETE.id, failed.problem, all);
  else context.conclude(COMPLETE.id, all, finding);
}

/** What lies before the first payment and after the last, each cut in two: a range that is cut short looks like that. */
function quietParts({ entries, window }: Walk, stepMs: number): readonly TimeRange[] {
  const times = timesOf(entries);
  const [first, last] = [times.at(0), times.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [
    [window.fromMs, first],
    [last, window.toMs],
  ].flatMap(([fromMs = 0, toMs = 0]) => {
    const middle = floorTo(stepMs, (fromMs + toMs) / 2);
    return [
      { fromMs: floorTo(stepMs, fromMs), toMs: middle },
      { fromMs: middle, toMs: floorTo(stepMs, toMs) },
    ].filter((part) => part.toMs - part.fromMs > 2 * stepMs);
  });
}

function expectSameKeys(whole: Walk, parts: readonly Walk[]): Finding | null {
  const inWhole = new Set(keysOf(whole.entries));
  const inParts = new Set(parts.flatMap(({ entries }) => keysOf(entries)));
  const lost = [...inParts].filter((id) => !inWhole.has(id));
  const absent = [...inWhole].filter((id) => !inParts.has(id));
  if (lost.length === 0 && absent.length === 0) return null;
  const missing = lost.length > 0 ? lost : absent;
  return {
    expected: `the same payments: ${inWhole.size} in the whole range, ${inParts.size} in its parts`,
    actual: `${missing.length} only in ${lost.length > 0 ? "the parts" : "the whole"}, such as ${missing.slice(0, 3).join(", ")}`,
  };
}

/** Where the range is cut unevenly, so that its pages begin elsewhere; between two payments, where there is room. */
function quietMoment({ entries, window }: Walk, stepMs: number): number | null {
  const times = timesOf(entries);
  const third = Math.floor(times.length / 3);
  const candidates = times.slice(third).flatMap((time, at) => {
    const next = times[third + at + 1];
    const middle = next === undefined ? time : floorTo(stepMs, (time + next) / 2);
    return next !== undefined && middle > time && middle < next ? [middle] : [];
  });
  const cut = candidates[0] ?? floorTo(stepMs, (window.fromMs + window.toMs) / 2);
  return cut > window.fromMs && cut < window.toMs ? cut : null;
}
