/** The second query, of refunds alone: it answers, holds all of a range, and goes by the range. */
import type { CheckDefinition } from "../../check.js";
import type { Finding } from "../../finding.js";
import { describeReply } from "../../expect.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";
import {
  endNotSent,
  type PaymentsContext,
  type PaymentsTarget,
  poll,
  pollOrdinary,
  precisionMs,
  readPoll,
  sampleWindows,
} from "./payments-target.js";
import type { Step } from "../../scenario-context.js";
import { expectOnePart, expectSame, isNamedRefund, namesOf } from "./compare-refunds.js";
import { REFUND_CLAUSE } from "./refund-records.js";
import { floorTo, MOST_PAGES } from "./survey.js";
import { type Walk, walkWindow } from "./walk.js";

const ACCEPTED: CheckDefinition = {
  id: "payments.refunds.accepted",
  title: "a right poll of the refunds is answered with refunds",
  level: "MUST",
  clause: REFUND_CLAUSE,
  why: "Refunds that cannot be polled are never taken back: creators keep their share of money that was given back.",
  fix: "Compare the query's address, key and recipe with payments.refunds.source, and send its list at the agreed place.",
  kills: ["payments.refunds-refuse-everything"],
};

const COMPLETE: CheckDefinition = {
  id: "payments.refunds.complete",
  title: "the pages of refunds hold what the parts of their range hold, and end for sure",
  level: "MUST",
  clause: REFUND_CLAUSE,
  why: "A refund that falls between two pages is never taken back.",
  fix: "Sort by something unique, compute the offset from the size that is really given, and say more follows only where it does.",
  kills: ["payments.refunds-skip-at-page-borders", "payments.refunds-say-more-follow"],
};

const BY_RANGE: CheckDefinition = {
  id: "payments.refunds.range-honoured",
  title: "the range that was asked for decides which refunds come",
  level: "SHOULD",
  clause: REFUND_CLAUSE,
  why: "Every poll brings every refund there ever was, and each month ends with those of all others.",
  fix: "Filter refunds by the range, by one and the same time of each.",
  kills: ["payments.refunds-ignore-range"],
};

const EMPTY: CheckDefinition = {
  id: "payments.refunds.empty-is-success",
  title: "a range without refunds is answered with success",
  level: "MUST",
  clause: REFUND_CLAUSE,
  why: "Most hours have no refund: a poller that is refused there gets no further.",
  fix: "Answer success with an empty list.",
  kills: ["payments.refunds-empty-is-404"],
};

export const REFUND_QUERY_CHECKS = [ACCEPTED, COMPLETE, BY_RANGE, EMPTY];

const MOST_WINDOWS = 3;
const MOST_HALVINGS = 3;
const PARTS = 4;
const PART_PAGES = 3 * MOST_PAGES;
const MOMENTS = 8;

export const REFUND_QUERY_REQUESTS =
  1 + (MOST_WINDOWS + MOST_HALVINGS) * MOST_PAGES + PART_PAGES + MOST_PAGES + MOMENTS;

/** The query of refunds as a target of its own; null where none is declared. */
export function refundsTarget({ settings, sample }: PaymentsTarget): PaymentsTarget | null {
  const { refunds } = settings;
  if (refunds === undefined) return null;
  return {
    settings: refunds,
    source: refunds.source,
    sample: refunds.sample ?? sample,
    asked: new Map(),
  };
}

export const NO_QUERY = "payments.refunds is not declared: there is no query of refunds";

/** @returns what it holds, for the checks of records; null where it shows no refunds */
export async function judgeRefundQuery(context: PaymentsContext): Promise<Walk | null> {
  const control = await pollOrdinary(context);
  context.judge(ACCEPTED.id, control, (reply) => {
    const reading = readPoll(context.target, reply);
    if (reading.kind === "records") return null;
    return {
      expected: "refunds, or an empty list of them, at the agreed place",
      actual: `${reading.problem}; ${describeReply(reply)}`,
    };
  });
  const isAnswered =
    control.reply !== null && readPoll(context.target, control.reply).kind === "records";
  const walk = isAnswered ? await survey(context) : null;
  if (walk === null || walk.end === "failed" || walk.entries.length === 0) {
    const reason =
      walk === null
        ? "a right poll of the refunds was not answered with refunds"
        : walk.problem ||
          "there are no refunds in the sample: name a range that has some in payments.refunds.source.range.sample";
    for (const { id } of [COMPLETE, BY_RANGE, EMPTY])
      context.block(id, reason, walk?.exchanges ?? control.exchanges);
    return null;
  }
  await judgeParts(context, walk);
  await judgeEmpty(context, walk);
  return walk;
}

async function survey(context: PaymentsContext): Promise<Walk | null> {
  let best: Walk | null = null;
  for (const window of sampleWindows(context.target).slice(0, MOST_WINDOWS)) {
    const walk = await walkWindow(context, "the refunds", window, MOST_PAGES);
    if (best === null || walk.entries.length > best.entries.length) best = walk;
    if (walk.end === "failed" || walk.pages.length > 1) break;
  }
  for (let turn = 0; turn < MOST_HALVINGS && best?.end === "bound"; turn += 1) {
    const { fromMs, toMs } = best.window;
    const middle = floorTo(precisionMs(context.target), (fromMs + toMs) / 2);
    if (context.target.source.range === undefined || middle <= fromMs) break;
    const window = { fromMs, toMs: middle };
    const half = await walkWindow(context, "a part of the refunds", window, MOST_PAGES);
    if (half.entries.length === 0) break;
    best = half;
  }
  return best;
}

async function judgeParts(context: PaymentsContext, whole: Walk): Promise<void> {
  if (whole.end === "anomaly" || whole.doubts.length > 0) {
    context.conclude(COMPLETE.id, whole.exchanges, {
      expected: "pages that lead on, to an end that no reply speaks against",
      actual: [whole.problem, ...whole.doubts].filter((text) => text !== "").join("; "),
    });
  }
  const isSettled = whole.end === "anomaly" || whole.doubts.length > 0;
  const windows = partsOf(context, whole);
  if (context.target.source.range === undefined || windows.length < PARTS) {
    const reason =
      context.target.source.range === undefined
        ? "payments.refunds.source.range is not declared: a part cannot be asked for"
        : "the range of the refunds is too short to be asked for in parts";
    if (!isSettled) context.notApplicable(COMPLETE.id, reason);
    context.notApplicable(BY_RANGE.id, reason);
    return;
  }
  const parts: Walk[] = [];
  let left = PART_PAGES;
  for (const [at, window] of windows.entries()) {
    if (left === 0) break;
    const most = Math.min(MOST_PAGES, left);
    const part = await walkWindow(context, `part ${at + 1} of the refunds`, window, most);
    left -= part.exchanges.length;
    parts.push(part);
  }
  const exchanges = [whole, ...parts].flatMap((walk) => walk.exchanges);
  judgeByRange(context, parts, exchanges);
  if (isSettled) return;
  const open = [whole, ...parts].find(({ end }) => end !== "end");
  if (open !== undefined || parts.length < windows.length) {
    context.block(
      COMPLETE.id,
      open?.problem ?? "the parts have more pages than the whole",
      exchanges,
    );
    return;
  }
  const finding = expectSame(whole, parts);
  if (finding === null) context.conclude(COMPLETE.id, exchanges, null);
  else await settleFinding(context, whole, exchanges, finding);
}

function judgeByRange(
  context: PaymentsContext,
  parts: readonly Walk[],
  exchanges: Walk["exchanges"],
): void {
  const endless = endNotSent(context.target);
  const isTold = parts.some(({ entries }) => entries.some(isNamedRefund));
  if (endless !== null) context.notApplicable(BY_RANGE.id, endless);
  else if (isTold) context.conclude(BY_RANGE.id, exchanges, expectOnePart(parts));
  else {
    const reason = "no refund has an id (payments.refunds.id): two that are alike may be two";
    context.notApplicable(BY_RANGE.id, reason);
  }
}

/** Refunds go on while they are judged. */
async function settleFinding(
  context: PaymentsContext,
  whole: Walk,
  exchanges: Walk["exchanges"],
  finding: Finding,
): Promise<void> {
  const again = await walkWindow(context, "the refunds again", whole.window, MOST_PAGES);
  const evidence = [...exchanges, ...again.exchanges];
  const isSame = namesOf(again).toSorted().join() === namesOf(whole).toSorted().join();
  if (again.end === "end" && isSame) context.conclude(COMPLETE.id, evidence, finding);
  else context.block(COMPLETE.id, "the range holds other refunds now than before", evidence);
}

function partsOf(context: PaymentsContext, { window }: Walk): readonly TimeRange[] {
  const { fromMs, toMs } = window;
  const stepMs = Math.max(precisionMs(context.target), 1_000);
  const widthMs = floorTo(stepMs, (toMs - fromMs) / PARTS);
  // With room for what is cut to whole steps on either side.
  if (widthMs < 3 * stepMs) return [];
  return Array.from({ length: PARTS }, (_, at) => ({
    fromMs: fromMs + at * widthMs,
    toMs: at === PARTS - 1 ? toMs : fromMs + (at + 1) * widthMs,
  }));
}

/**
 * Ranges as short as the time between two refunds: some hold one, some none. Refusing
 * the empty ones is wrong where others of that length are answered.
 */
async function judgeEmpty(context: PaymentsContext, { window, entries }: Walk): Promise<void> {
  const { source } = context.target;
  if (source.range === undefined) {
    const reason = "payments.refunds.source.range is not declared: there is no range to ask for";
    context.notApplicable(EMPTY.id, reason);
    return;
  }
  const lengthMs = window.toMs - window.fromMs;
  const stepMs = Math.max(precisionMs(context.target), 1_000);
  const widthMs = Math.max(stepMs, floorTo(stepMs, lengthMs / (2 * entries.length)));
  let answered: Step | null = null;
  let refused: Step | null = null;
  for (let moment = 1; moment <= MOMENTS; moment += 1) {
    const fromMs = floorTo(stepMs, window.fromMs + (moment * lengthMs) / (MOMENTS + 1));
    const request = poll(context, { fromMs, toMs: fromMs + widthMs });
    const step = await context.send(`a short range of refunds, ${moment}`, request);
    const reading = step.reply === null ? null : readPoll(context.target, step.reply);
    const isEmpty = reading?.kind === "records" && reading.records.length === 0;
    if (isEmpty) {
      context.conclude(EMPTY.id, step.exchanges, null);
      return;
    }
    if (reading?.kind === "records") answered = step;
    else refused = step;
    if (answered !== null && refused !== null) break;
  }
  const reason = "no range was found that is known to be without refunds";
  if (answered === null || refused === null) context.notApplicable(EMPTY.id, reason);
  else
    context.judge(EMPTY.id, [answered, refused], (_, reply) => ({
      expected: "success without refunds: a range of that length with refunds was answered",
      actual: describeReply(reply),
    }));
}
