/** Ranges: what is asked for is what comes. Borders are judged in `borders.ts`. */
import type { HttpReply } from "../../../core/http.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";
import { askedRange } from "../../../protocols/payments/range-format.js";
import type { CheckDefinition } from "../../check.js";
import { describeReply, expectNoServerError } from "../../expect.js";
import type { Finding } from "../../finding.js";
import type { Precondition } from "../../scenario-context.js";
import { floorTo, type Survey } from "./survey.js";
import {
  endNotSent,
  PAYMENTS_CLAUSE,
  poll,
  readPoll,
  type PaymentsContext,
  precisionMs,
} from "./payments-target.js";
import { timesOf, type Walk, entriesIn, type Entry } from "./walk.js";

export const RANGE_CLAUSE = `${PAYMENTS_CLAUSE}: payment history by date range`;

const WITHIN: CheckDefinition = {
  id: "payments.range.within",
  title: "payments lie in the range that was asked for",
  level: "SHOULD",
  clause: RANGE_CLAUSE,
  why: "A range that is shifted or ignored brings payments twice and others never, and months do not add up.",
  fix: "Filter by the time that purchasedAt is mapped to; check the agreed zone and seconds against milliseconds.",
  kills: [
    "payments.ignores-range",
    "payments.ignores-range-on-later-pages",
    "payments.writes-times-in-utc",
  ],
};

const EMPTY: CheckDefinition = {
  id: "payments.range.empty-is-success",
  title: "a range without payments is answered with success and no records",
  level: "MUST",
  clause: RANGE_CLAUSE,
  why: "A poller cannot tell a quiet hour from a failure: it repeats the range and gets no further.",
  fix: "Answer success with an empty list.",
  kills: ["payments.empty-is-404", "payments.empty-is-failure"],
};

const INVERTED: CheckDefinition = {
  id: "payments.range.inverted-holds-nothing",
  title: "a range that ends before it begins holds no payments",
  level: "SHOULD",
  clause: RANGE_CLAUSE,
  why: "A query that guesses what was meant also guesses when two borders were mixed up by mistake.",
  fix: "Refuse such a range, or answer it without records.",
  kills: ["payments.swaps-inverted-range", "payments.ignores-range"],
};

const INVERTED_SURVIVED: CheckDefinition = {
  id: "payments.range.inverted-no-server-error",
  title: "a range that ends before it begins is no server error",
  level: "SHOULD",
  clause: RANGE_CLAUSE,
  why: "What crashes on a strange range may crash on an ordinary one at the change of clocks.",
  fix: "Check the borders before querying.",
  kills: ["payments.crashes-on-inverted-range"],
};

const HONOURED: CheckDefinition = {
  id: "payments.range.honoured",
  title: "the range that was asked for decides which payments come",
  level: "MUST",
  clause: RANGE_CLAUSE,
  why: "Every poll brings everything: months cannot be told apart, and the poller never comes to an end.",
  fix: "Filter by the range; refuse one that you do not understand.",
  kills: ["payments.ignores-range", "payments.ignores-range-on-later-pages"],
};

export const RANGE_CHECKS = [HONOURED, WITHIN, EMPTY, INVERTED, INVERTED_SURVIVED];

export const NO_RANGE = "payments.source.range is not declared: there is no range to ask for";

export const RANGE_REQUESTS = 3;

export async function judgeRanges(context: PaymentsContext, walk: Survey): Promise<void> {
  if (context.target.source.range === undefined) {
    for (const { id } of RANGE_CHECKS) context.notApplicable(id, NO_RANGE);
    return;
  }
  const endless = endNotSent(context.target);
  if (endless !== null && context.target.source.range.open === true) {
    // It may give all that is later.
    for (const { id } of [WITHIN, HONOURED, EMPTY]) context.notApplicable(id, endless);
  } else {
    await judgeHonoured(context, walk);
    const quiet = await judgeEmpty(context, walk);
    const all = [walk, ...walk.wider, ...(quiet === null ? [] : [quiet])];
    const stray = all.find((each) => expectWithin(context, each) !== null) ?? walk;
    context.conclude(WITHIN.id, stray.exchanges, expectWithin(context, stray));
  }
  await judgeInverted(context, walk);
}

/**
 * One moment is asked for: what comes may lie elsewhere where a zone is wrong,
 * but never spread wider than the moment itself.
 */
async function judgeHonoured(context: PaymentsContext, walk: Survey): Promise<void> {
  const times = timesOf(walk.entries);
  const [first] = times;
  const last = times.at(-1);
  const stepMs = borderStepMs(context, walk.entries);
  const spread = [walk, ...walk.wider].find((each) => expectNoStrays(each, stepMs) !== null);
  if (spread !== undefined) {
    context.conclude(HONOURED.id, spread.exchanges, expectNoStrays(spread, stepMs));
    return;
  }
  if (first === undefined || last === undefined || last - first <= 4 * stepMs) {
    context.block(
      HONOURED.id,
      "the sample's payments lie too close together to tell ranges apart; name a longer range in payments.source.range.sample",
      walk.exchanges,
    );
    return;
  }
  const fromMs = floorTo(stepMs, last);
  const moment = { fromMs, toMs: fromMs + stepMs };
  const step = await context.send("the moment of the last payment", poll(context, moment));
  context.judge(HONOURED.id, step, (reply) => {
    const found = timesHeld(context, reply);
    const widthMs = found.length === 0 ? 0 : Math.max(...found) - Math.min(...found);
    if (widthMs <= 3 * stepMs) return null;
    return {
      expected: `payments from ${instant(moment.fromMs)} to ${instant(moment.toMs)}`,
      actual: `${found.length} payments from ${instant(Math.min(...found))} to ${instant(Math.max(...found))}`,
    };
  });
}

/** Whatever zone the times are in: they never spread over twice the range. */
function expectNoStrays({ window, entries, pages }: Walk, stepMs: number): Finding | null {
  const times = timesOf(entries);
  const spreadMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const widthMs = window.toMs - window.fromMs;
  if (spreadMs <= 2 * widthMs + 3 * stepMs) return null;
  return {
    expected: `payments from ${instant(window.fromMs)} to ${instant(window.toMs)}`,
    actual: `${pages.length} pages with payments from ${instant(times[0] ?? 0)} to ${instant(times.at(-1) ?? 0)}`,
  };
}

function timesHeld(context: PaymentsContext, reply: HttpReply): readonly number[] {
  return entriesIn(context, reply).flatMap(({ timeMs }) => timeMs ?? []);
}

/**
 * The least step between two times that can be told apart: as the range's
 * format rounds, and a whole second where no time says more.
 */
export function borderStepMs(context: PaymentsContext, entries: readonly Entry[]): number {
  const stepMs = precisionMs(context.target);
  return timesOf(entries).every((time) => time % 1_000 === 0) ? Math.max(stepMs, 1_000) : stepMs;
}

const DAY_MS = 86_400_000;

/** As wide as the range's format rounds it, and either end included. */
function expectWithin(context: PaymentsContext, { window, entries }: Asked): Finding | null {
  const stepMs = borderStepMs(context, entries);
  const asked = askedRange(context.target.source.range, window);
  // Days are whole where they are counted; what is finer is cut alike everywhere.
  const cut = (ms: number) => (stepMs < DAY_MS ? floorTo(stepMs, ms) : ms);
  const first = cut(asked.fromMs);
  const last = cut(asked.toMs + stepMs);
  const stranger = entries.find(
    ({ timeMs }) => timeMs !== null && (timeMs < first || timeMs > last),
  );
  if (stranger === undefined) return null;
  return {
    expected: `payments from ${instant(window.fromMs)} to ${instant(window.toMs)}`,
    actual: `${stranger.id ?? "one"} of ${instant(stranger.timeMs ?? 0)}`,
    hint: "When it is off by whole hours, compare payments.source.range.zone and the zone of payments.map.purchasedAt with the server's.",
  };
}

export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

type Asked = Pick<Walk, "window" | "entries" | "exchanges">;

/** @returns what came for it where it was not empty after all */
async function judgeEmpty(context: PaymentsContext, walk: Walk): Promise<Asked | null> {
  const { end, entries, exchanges } = walk;
  if (end !== "end") {
    context.block(EMPTY.id, walk.problem, exchanges);
    return null;
  }
  const stepMs = precisionMs(context.target);
  const slackMs = borderStepMs(context, entries);
  const gap = entries.some(({ timeMs }) => timeMs === null)
    ? null
    : (longestGap(entries, slackMs, stepMs) ?? longestGap(entries, stepMs, stepMs));
  if (gap === null) {
    context.block(
      EMPTY.id,
      "the sample has no moment that is known to be without payments; name a longer range in payments.source.range.sample",
      exchanges,
    );
    return null;
  }
  const step = await context.send("a range without payments", poll(context, gap));
  const held =
    step.reply === null
      ? []
      : heldIn(context, step.reply, { ...gap, fromMs: gap.fromMs - slackMs });
  if (held.length > 0 && step.reply !== null) {
    const [id = ""] = held;
    const isKnown = entries.some((entry) => (entry.id ?? entry.text) === id);
    const whence = isKnown ? "which lies outside of it" : "which the pages of the sample left out";
    const reason = `the range from ${instant(gap.fromMs)} to ${instant(gap.toMs)} is not answered without records: it holds ${id}, ${whence}`;
    context.block(EMPTY.id, reason, [...exchanges, ...step.exchanges]);
    return { window: gap, entries: entriesIn(context, step.reply), exchanges: step.exchanges };
  }
  context.judge(EMPTY.id, step, (reply) => {
    const reading = readPoll(context.target, reply);
    if (reading.kind === "records" && reading.records.length === 0) return null;
    return {
      expected: "success without records: there is nothing in the range",
      actual: describeReply(reply),
    };
  });
  return null;
}

/** Payments that lie in the range, or may lie in it where times are cut to whole seconds. */
function heldIn(context: PaymentsContext, reply: HttpReply, range: TimeRange): readonly string[] {
  return entriesIn(context, reply)
    .filter(({ timeMs }) => timeMs !== null && timeMs >= range.fromMs && timeMs <= range.toMs)
    .map(({ id, text }) => id ?? text);
}

/** Between two payments, touching neither: the earlier one may be later than its time says by less than the slack. */
function longestGap(entries: readonly Entry[], slackMs: number, stepMs: number) {
  const times = timesOf(entries);
  let best: { fromMs: number; toMs: number } | null = null;
  for (const [at, time] of times.entries()) {
    const next = times[at + 1];
    if (next === undefined) break;
    const fromMs = floorTo(slackMs, time) + slackMs;
    const toMs = floorTo(stepMs, next - 1);
    if (toMs > fromMs && toMs - fromMs > (best === null ? 0 : best.toMs - best.fromMs))
      best = { fromMs, toMs };
  }
  return best;
}

async function judgeInverted(context: PaymentsContext, { window, exchanges }: Walk): Promise<void> {
  const inverted = { fromMs: window.toMs, toMs: window.fromMs };
  const step = await context.send("from the end to the beginning", poll(context, inverted));
  const control: Precondition = {
    holds: true,
    reason: "",
    exchanges: exchanges.slice(0, 1),
  };
  const endless = endNotSent(context.target);
  const expectNone = (reply: HttpReply): Finding | null => {
    const reading = readPoll(context.target, reply);
    if (reading.kind !== "records" || reading.records.length === 0) return null;
    return {
      expected: "a refusal, or no records: the range ends before it begins",
      actual: `${reading.records.length} records`,
    };
  };
  if (endless === null) context.judge(INVERTED.id, step, expectNone, [control]);
  else context.notApplicable(INVERTED.id, endless);
  context.judge(INVERTED_SURVIVED.id, step, (reply) =>
    expectNoServerError(reply, "a strange range is the caller's mistake"),
  );
}
