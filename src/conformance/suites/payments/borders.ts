/** A payment exactly on a border belongs to one of the two ranges. */
import type { CheckDefinition } from "../../check.js";
import type { Finding } from "../../finding.js";
import { borderStepMs, instant, NO_RANGE, RANGE_CLAUSE } from "./ranges.js";
import { floorTo } from "./survey.js";
import type { PaymentsContext } from "./payments-target.js";
import { keysOf, timesOf, walkWindow, type Walk } from "./walk.js";

const FROM_INCLUSIVE: CheckDefinition = {
  id: "payments.range.from-inclusive",
  title: "a payment at the very beginning of a range is in it",
  level: "SHOULD",
  clause: RANGE_CLAUSE,
  why: "The first payment of a month would belong to the month before.",
  fix: "Compare with >= at the beginning.",
  kills: ["payments.excludes-from", "payments.loses-borders"],
};

const BORDER: CheckDefinition = {
  id: "payments.range.border-kept",
  title: "a payment on the border of two ranges is in one of them",
  level: "MUST",
  clause: RANGE_CLAUSE,
  why: "The poller asks for ranges that adjoin; a payment on the border would never be reported.",
  fix: "Make exactly one end inclusive: from <= time < to.",
  kills: ["payments.loses-borders"],
};

export const BORDER_CHECKS = [FROM_INCLUSIVE, BORDER];

/** Windows around one payment are small. */
const FEW_PAGES = 3;
const NEIGHBOURS = 3;

export const BORDER_REQUESTS = 2 * FEW_PAGES;

export async function judgeBorder(context: PaymentsContext, walk: Walk): Promise<void> {
  if (context.target.source.range === undefined) {
    withoutBorder(context, NO_RANGE);
    return;
  }
  const stepMs = borderStepMs(context, walk.entries);
  const border = borderOf(walk, stepMs);
  if (border === null) {
    withoutBorder(
      context,
      "no payment's time lies on a border that the range's format can express",
    );
    return;
  }
  const { timeMs, key, fromMs, toMs } = border;
  const after = await walkWindow(
    context,
    "from the payment on",
    { fromMs: timeMs, toMs },
    FEW_PAGES,
  );
  const before = await walkWindow(
    context,
    "up to the payment",
    { fromMs, toMs: timeMs },
    FEW_PAGES,
  );
  const [inAfter, inBefore] = [after, before].map(({ entries }) => keysOf(entries).includes(key));
  const fail = (expected: string): Finding => ({
    expected: `${expected}: ${key} of ${instant(timeMs)}`,
    actual: `${after.entries.length} payments from ${instant(timeMs)} on, without it`,
  });
  settleFound(
    context,
    FROM_INCLUSIVE.id,
    inAfter === true,
    [after],
    fail("a range that begins with a payment to hold it"),
  );
  settleFound(
    context,
    BORDER.id,
    inAfter === true || inBefore === true,
    [after, before],
    fail("one of two adjoining ranges to hold the payment on their border"),
  );
}

function withoutBorder(context: PaymentsContext, reason: string): void {
  for (const { id } of BORDER_CHECKS) context.notApplicable(id, reason);
}

function settleFound(
  context: PaymentsContext,
  checkId: string,
  found: boolean,
  walks: readonly Walk[],
  finding: Finding,
): void {
  const evidence = walks.flatMap(({ exchanges }) => exchanges);
  const unfinished = walks.find(({ end }) => end !== "end");
  if (found || unfinished === undefined)
    context.conclude(checkId, evidence, found ? null : finding);
  else context.block(checkId, unfinished.problem, evidence);
}

interface Border {
  readonly key: string;
  readonly timeMs: number;
  /** Some way before and after it. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A payment in the middle whose time the range's format can express, and its surroundings. */
function borderOf({ entries, window }: Walk, stepMs: number): Border | null {
  const times = timesOf(entries);
  const onStep = times.filter(
    (time) => time % stepMs === 0 && time > window.fromMs && time < window.toMs,
  );
  const timeMs = onStep[Math.floor(onStep.length / 2)];
  const key = entries.find((entry) => entry.timeMs === timeMs)?.key ?? null;
  if (timeMs === undefined || key === null) return null;
  const at = times.indexOf(timeMs);
  const earlier = times[at - NEIGHBOURS] ?? window.fromMs;
  const later = times[at + NEIGHBOURS] ?? window.toMs;
  return {
    key,
    timeMs,
    fromMs: Math.min(floorTo(stepMs, earlier), timeMs - stepMs),
    toMs: Math.max(floorTo(stepMs, later), timeMs + stepMs),
  };
}
