/** Ranges: what is asked for is what comes, borders included. */
import type { HttpReply } from "../../../core/http.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";
import type { CheckDefinition } from "../../check.js";
import type { Finding } from "../../finding.js";
import { describeReply, expectNoServerError } from "../../expect.js";
import type { Premise } from "../../kit.js";
import { floorTo } from "./survey.js";
import {
  PAYMENTS_CLAUSE,
  poll,
  precisionMs,
  readPoll,
  type PaymentsKit,
} from "./target.js";
import {
  entryOf,
  idsOf,
  timesOf,
  walkWindow,
  type Entry,
  type Walk,
} from "./walk.js";

const CLAUSE = `${PAYMENTS_CLAUSE}: payment history by date range`;

const WITHIN: CheckDefinition = {
  id: "payments.range.within",
  title: "payments lie in the range that was asked for",
  level: "SHOULD",
  clause: CLAUSE,
  why: "A range that is shifted or ignored brings payments twice and others never, and months do not add up.",
  fix: "Filter by the time that purchasedAt is mapped to; check the agreed zone and seconds against milliseconds.",
  kills: ["payments.ignores-range", "payments.writes-times-in-utc"],
};

const FROM_INCLUSIVE: CheckDefinition = {
  id: "payments.range.from-inclusive",
  title: "a payment at the very beginning of a range is in it",
  level: "SHOULD",
  clause: CLAUSE,
  why: "The first payment of a month would belong to the month before.",
  fix: "Compare with >= at the beginning.",
  kills: ["payments.excludes-from", "payments.loses-borders"],
};

const BORDER: CheckDefinition = {
  id: "payments.range.border-kept",
  title: "a payment on the border of two ranges is in one of them",
  level: "MUST",
  clause: CLAUSE,
  why: "The poller asks for ranges that adjoin; a payment on the border would never be reported.",
  fix: "Make exactly one end inclusive: from <= time < to.",
  kills: ["payments.loses-borders"],
};

const EMPTY: CheckDefinition = {
  id: "payments.range.empty-is-success",
  title: "a range without payments is answered with success and no records",
  level: "MUST",
  clause: CLAUSE,
  why: "A poller cannot tell a quiet hour from a failure: it repeats the range and gets no further.",
  fix: "Answer success with an empty list.",
  kills: ["payments.empty-is-404", "payments.empty-is-failure"],
};

const INVERTED: CheckDefinition = {
  id: "payments.range.inverted-holds-nothing",
  title: "a range that ends before it begins holds no payments",
  level: "SHOULD",
  clause: CLAUSE,
  why: "A query that guesses what was meant also guesses when two borders were mixed up by mistake.",
  fix: "Refuse such a range, or answer it without records.",
  kills: ["payments.swaps-inverted-range", "payments.ignores-range"],
};

const INVERTED_SURVIVED: CheckDefinition = {
  id: "payments.range.inverted-no-server-error",
  title: "a range that ends before it begins is no server error",
  level: "SHOULD",
  clause: CLAUSE,
  why: "What crashes on a strange range may crash on an ordinary one at the change of clocks.",
  fix: "Check the borders before querying.",
  kills: ["payments.crashes-on-inverted-range"],
};

export const RANGE_CHECKS = [
  WITHIN,
  FROM_INCLUSIVE,
  BORDER,
  EMPTY,
  INVERTED,
  INVERTED_SURVIVED,
];

/** Windows around one payment are small. */
const FEW_PAGES = 3;
const NEIGHBOURS = 3;

export const RANGE_REQUESTS = 2 * FEW_PAGES + 2;

export async function judgeRanges(kit: PaymentsKit, walk: Walk): Promise<void> {
  if (kit.target.source.range === undefined) {
    for (const { id } of RANGE_CHECKS)
      kit.notApplicable(
        id,
        "payments.source.range is not declared: there is no range to ask for",
      );
    return;
  }
  kit.settle(WITHIN.id, walk.exchanges, expectWithin(kit, walk));
  await judgeBorder(kit, walk);
  await judgeEmpty(kit, walk);
  await judgeInverted(kit, walk);
}

/** As wide as the range's format rounds it, and either end included. */
function expectWithin(
  kit: PaymentsKit,
  { window, entries }: Walk,
): Finding | null {
  const stepMs = precisionMs(kit.target);
  const first = floorTo(stepMs, window.fromMs);
  const last = floorTo(stepMs, window.toMs + stepMs);
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

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

async function judgeBorder(kit: PaymentsKit, walk: Walk): Promise<void> {
  const stepMs = precisionMs(kit.target);
  const border = borderOf(walk, stepMs);
  if (border === null) {
    const reason =
      "no payment's time lies on a border that the range's format can express";
    kit.notApplicable(FROM_INCLUSIVE.id, reason);
    kit.notApplicable(BORDER.id, reason);
    return;
  }
  const { timeMs, id, fromMs, toMs } = border;
  const after = await walkWindow(
    kit,
    "from the payment on",
    { fromMs: timeMs, toMs },
    FEW_PAGES,
  );
  const before = await walkWindow(
    kit,
    "up to the payment",
    { fromMs, toMs: timeMs },
    FEW_PAGES,
  );
  const [inAfter, inBefore] = [after, before].map(({ entries }) =>
    idsOf(entries).includes(id),
  );
  const fail = (expected: string): Finding => ({
    expected: `${expected}: ${id} of ${instant(timeMs)}`,
    actual: `${after.entries.length} payments from ${instant(timeMs)} on, without it`,
  });
  settleFound(
    kit,
    FROM_INCLUSIVE.id,
    inAfter === true,
    [after],
    fail("a range that begins with a payment to hold it"),
  );
  settleFound(
    kit,
    BORDER.id,
    inAfter === true || inBefore === true,
    [after, before],
    fail("one of two adjoining ranges to hold the payment on their border"),
  );
}

function settleFound(
  kit: PaymentsKit,
  checkId: string,
  found: boolean,
  walks: readonly Walk[],
  finding: Finding,
): void {
  const evidence = walks.flatMap(({ exchanges }) => exchanges);
  const unfinished = walks.find(({ end }) => end !== "end");
  if (found || unfinished === undefined)
    kit.settle(checkId, evidence, found ? null : finding);
  else kit.block(checkId, unfinished.problem, evidence);
}

interface Border {
  readonly id: string;
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
  const id = entries.find((entry) => entry.timeMs === timeMs)?.id ?? null;
  if (timeMs === undefined || id === null) return null;
  const at = times.indexOf(timeMs);
  const earlier = times[at - NEIGHBOURS] ?? window.fromMs;
  const later = times[at + NEIGHBOURS] ?? window.toMs;
  return {
    id,
    timeMs,
    fromMs: Math.min(floorTo(stepMs, earlier), timeMs - stepMs),
    toMs: Math.max(floorTo(stepMs, later), timeMs + stepMs),
  };
}

async function judgeEmpty(kit: PaymentsKit, walk: Walk): Promise<void> {
  const { end, entries, exchanges } = walk;
  if (end !== "end") return kit.block(EMPTY.id, walk.problem, exchanges);
  const gap = entries.some(({ timeMs }) => timeMs === null)
    ? null
    : longestGap(entries, precisionMs(kit.target));
  if (gap === null)
    return kit.block(
      EMPTY.id,
      "the sample has no moment that is known to be without payments",
      exchanges,
    );
  const step = await kit.send("a range without payments", poll(kit, gap));
  const held = step.reply === null ? [] : heldIn(kit, step.reply, gap);
  if (held.length > 0) {
    const reason = `the range is not empty: it holds ${held[0] ?? ""}, which the pages of the sample left out`;
    return kit.block(EMPTY.id, reason, [...exchanges, ...step.exchanges]);
  }
  return kit.judge(EMPTY.id, step, (reply) => {
    const reading = readPoll(kit.target, reply);
    if (reading.kind === "records" && reading.records.length === 0) return null;
    return {
      expected: "success without records: there is nothing in the range",
      actual: describeReply(reply),
    };
  });
}

/** Payments that really lie in the range. */
function heldIn(
  kit: PaymentsKit,
  reply: HttpReply,
  range: TimeRange,
): readonly string[] {
  const reading = readPoll(kit.target, reply);
  if (reading.kind !== "records") return [];
  return reading.records
    .map((record) => entryOf(kit, record))
    .filter(
      ({ timeMs }) =>
        timeMs !== null && timeMs >= range.fromMs && timeMs <= range.toMs,
    )
    .map(({ id, text }) => id ?? text);
}

/** Between two payments, touching neither. */
function longestGap(entries: readonly Entry[], stepMs: number) {
  const times = timesOf(entries);
  let best: { fromMs: number; toMs: number } | null = null;
  for (const [at, time] of times.entries()) {
    const next = times[at + 1];
    if (next === undefined) break;
    const fromMs = floorTo(stepMs, time) + stepMs;
    const toMs = floorTo(stepMs, next - 1);
    if (
      toMs > fromMs &&
      toMs - fromMs > (best === null ? 0 : best.toMs - best.fromMs)
    )
      best = { fromMs, toMs };
  }
  return best;
}

async function judgeInverted(
  kit: PaymentsKit,
  { window, exchanges }: Walk,
): Promise<void> {
  const inverted = { fromMs: window.toMs, toMs: window.fromMs };
  const step = await kit.send(
    "from the end to the beginning",
    poll(kit, inverted),
  );
  const twin: Premise = {
    holds: true,
    reason: "",
    exchanges: exchanges.slice(0, 1),
  };
  kit.judge(
    INVERTED.id,
    step,
    (reply) => {
      const reading = readPoll(kit.target, reply);
      if (reading.kind !== "records" || reading.records.length === 0)
        return null;
      return {
        expected: "a refusal, or no records: the range ends before it begins",
        actual: `${reading.records.length} records`,
      };
    },
    [twin],
  );
  kit.judge(INVERTED_SURVIVED.id, step, (reply) =>
    expectNoServerError(reply, "a strange range is the caller's mistake"),
  );
}
