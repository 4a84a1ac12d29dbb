/**
 * A walk through a range in parts: a full page, one payment, two pages and such,
 * in random order. Between them the parts hold what the whole holds, each payment once.
 */
import type { CheckDefinition } from "../../check.js";
import type { Exchange } from "../../../core/http-exchange.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";
import type { Finding } from "../../finding.js";
import { shrinkSequence } from "../../shrink.js";
import { differingField } from "./differing-field.js";
import { endNotSent, precisionMs, type PaymentsContext } from "./payments-target.js";
import { borderStepMs, instant, NO_RANGE, RANGE_CLAUSE } from "./ranges.js";
import { floorTo, MOST_PAGES } from "./survey.js";
import { keysOf, timesOf, type Entry, type Walk, walkWindow } from "./walk.js";

const WALK: CheckDefinition = {
  id: "payments.walk.parts-hold-the-whole",
  title: "the parts of a range, in random order, hold each of its payments once",
  level: "MUST",
  clause: RANGE_CLAUSE,
  why: "The poller asks for one range after the other; what falls between them, or comes for the wrong one, makes every month wrong.",
  fix: "Filter every page by the range of its own request, and keep nothing of the request before.",
  kills: [
    "payments.caches-later-pages",
    "payments.loses-borders",
    "payments.skips-at-page-borders",
  ],
};

const SAME: CheckDefinition = {
  id: "payments.walk.same-record",
  title: "a payment reads the same in whichever range it comes",
  level: "SHOULD",
  clause: RANGE_CLAUSE,
  why: "PlayCamp keeps what came first: a payment that changes with the question is settled by chance.",
  fix: "Write a record from the payment alone, not from the request.",
  kills: ["payments.writes-amounts-by-range", "payments.reuses-ids"],
};

export const PART_CHECKS = [WALK, SAME];

const MOST_PARTS = 6;
/** The parts, a search for fewer of them, and the whole once more before anybody is accused; the end of each is looked behind. */
const WALKING = 3 * MOST_PAGES + MOST_PARTS;
const SHRINKING = 2 * MOST_PAGES;
export const PART_REQUESTS = WALKING + SHRINKING + MOST_PAGES;

/** Narrower ones could be told apart by servers alone that keep more than whole seconds. */
const LEAST_WIDTH_MS = 3_000;
/** Of two parts, each adjoins the other: nothing can be in the wrong one. */
const LEAST_PARTS = 3;
const TOO_CLOSE = "the sample's payments lie too close together to be asked for in parts";

interface Part extends TimeRange {
  /** By time, from 0. */
  readonly place: number;
}

interface AskedPart extends Part {
  readonly walk: Walk;
}

interface Budget {
  left: number;
}

export async function judgeParts(context: PaymentsContext, whole: Walk): Promise<void> {
  const reason = cannotPart(context, whole);
  const parts = reason === null ? inRandomOrder(context, partsOf(context, whole)) : [];
  if (parts.length < LEAST_PARTS) {
    settleWithout(context, whole, reason ?? TOO_CLOSE);
    return;
  }
  const asked = await askFor(context, parts, { left: WALKING });
  const exchanges = asked.flatMap(({ walk }) => walk.exchanges);
  const unfinished = asked.find(({ walk }) => walk.end !== "end");
  const isComplete = unfinished === undefined && asked.length === parts.length;
  const finding = partFinding(context, whole, asked);
  if (finding !== null) await settleFinding(context, whole, parts, asked);
  else if (isComplete) context.conclude(WALK.id, exchanges, null);
  else {
    const unasked = "the parts have more pages than the whole";
    context.block(WALK.id, unfinished?.walk.problem ?? unasked, exchanges);
  }
  context.conclude(SAME.id, [...whole.exchanges, ...exchanges], sameFinding(whole, asked));
}

function cannotPart({ target }: PaymentsContext, { end, problem }: Walk): string | null {
  if (target.source.range === undefined) return NO_RANGE;
  return endNotSent(target) ?? (end === "end" ? null : problem);
}

function settleWithout(context: PaymentsContext, { problem, exchanges }: Walk, reason: string) {
  for (const { id } of PART_CHECKS) {
    if (reason === problem) context.block(id, reason, exchanges);
    else context.notApplicable(id, reason);
  }
}

/** Cut behind so many payments as make a page, one, two pages and so on. */
function partsOf(context: PaymentsContext, { entries, pages, window }: Walk): readonly Part[] {
  const stepMs = precisionMs(context.target);
  const leastMs = Math.max(LEAST_WIDTH_MS, 3 * borderStepMs(context, entries));
  const page = Math.max(1, ...pages.slice(0, -1).map((each) => each.entries.length));
  const size = pages.length > 1 ? page : Math.ceil(entries.length / 4);
  const counts = [size, 1, 2 * size, size + 1, 1];
  const times = timesOf(entries);
  const borders = [window.fromMs];
  let wanted = counts.shift() ?? 0;
  let held = 0;
  for (const [at, time] of times.entries()) {
    held += entries.filter(({ timeMs }) => timeMs === time).length;
    const next = times[at + 1];
    if (next === undefined || borders.length === MOST_PARTS) break;
    if (held < wanted) continue;
    const border = borderBetween(time, next, stepMs, borders.length % 2 === 0);
    if (border - (borders.at(-1) ?? 0) < leastMs || window.toMs - border < leastMs) continue;
    borders.push(border);
    held = 0;
    wanted = counts.shift() ?? size;
  }
  return borders.map((fromMs, place) => ({
    place,
    fromMs,
    toMs: borders[place + 1] ?? window.toMs,
  }));
}

/** Half-way, or at the later payment itself, as far as the range's format can say it. */
function borderBetween(time: number, next: number, stepMs: number, isExact: boolean): number {
  return floorTo(stepMs, isExact ? next : (time + next) / 2);
}

function inRandomOrder({ values }: PaymentsContext, parts: readonly Part[]): readonly Part[] {
  const ranks = new Map(parts.map((part) => [part, values.int(`part ${part.place}`, 0, 1e9)]));
  return [...parts].sort((one, other) => (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0));
}

async function askFor(
  context: PaymentsContext,
  parts: readonly Part[],
  budget: Budget,
): Promise<readonly AskedPart[]> {
  const asked: AskedPart[] = [];
  for (const part of parts) {
    if (budget.left === 0) break;
    const name = `part ${part.place + 1}`;
    const walk = await walkWindow(context, name, part, Math.min(MOST_PAGES, budget.left));
    budget.left -= walk.exchanges.length;
    asked.push({ ...part, walk });
  }
  return asked;
}

/**
 * Nothing is said of times here: a range may go by another time of a payment
 * than the one that is mapped. Parts that adjoin may share what lies on their border.
 */
function partFinding(
  context: PaymentsContext,
  whole: Walk,
  asked: readonly AskedPart[],
): Finding | null {
  const story = asked.map(({ place, fromMs, toMs, walk }) => {
    const range = `${instant(fromMs)} to ${instant(toMs)}`;
    return `part ${place + 1}, ${range}: ${walk.entries.length} payments`;
  });
  const sequence = `Asked for in turn: ${story.join("; ")}`;
  const place = new Map<string, number>();
  for (const part of [...asked].sort((one, other) => one.place - other.place)) {
    for (const key of keysOf(part.walk.entries)) {
      const first = place.get(key);
      if (first !== undefined && part.place - first > 1)
        return {
          expected: `${key} in one part. ${sequence}`,
          actual: `it comes in part ${first + 1} and in part ${part.place + 1}`,
        };
      if (first === undefined) place.set(key, part.place);
    }
  }
  const slackMs = borderStepMs(context, whole.entries);
  const lost = whole.entries.find((entry) => isLost(entry, asked, place, slackMs));
  if (lost === undefined) return null;
  return {
    expected: `${lost.key ?? lost.text}, of the whole range, in the part of its time. ${sequence}`,
    actual: "it comes in none of them",
  };
}

/** Held by none, although every part that may hold it was asked for to its end. */
function isLost(
  { key, timeMs }: Entry,
  asked: readonly AskedPart[],
  held: ReadonlyMap<string, number>,
  slackMs: number,
): boolean {
  if (key === null || timeMs === null || held.has(key)) return false;
  const homes = asked.filter(
    ({ fromMs, toMs }) => timeMs >= fromMs - slackMs && timeMs <= toMs + slackMs,
  );
  // With room on both sides: a border that was not asked for could hide it.
  const isInside = asked.some(
    ({ fromMs, toMs }) => timeMs > fromMs + slackMs && timeMs < toMs - slackMs,
  );
  const isOnBorder = homes.length > 1;
  return (isInside || isOnBorder) && homes.every(({ walk }) => walk.end === "end");
}

async function settleFinding(
  context: PaymentsContext,
  whole: Walk,
  parts: readonly Part[],
  asked: readonly AskedPart[],
): Promise<void> {
  const again = await walkWindow(context, "the whole again", whole.window, MOST_PAGES);
  const before = keysOf(whole.entries).toSorted().join();
  if (again.end !== "end" || keysOf(again.entries).toSorted().join() !== before) {
    const reason = "the whole range holds other payments now than before";
    context.block(WALK.id, reason, [...whole.exchanges, ...again.exchanges]);
    return;
  }
  let shown = asked;
  const budget = { left: SHRINKING };
  await shrinkSequence(
    parts,
    async (candidate) => {
      const fewer = await askFor(context, candidate, budget);
      const fails =
        fewer.length === candidate.length && partFinding(context, whole, fewer) !== null;
      if (fails && fewer.length < shown.length) shown = fewer;
      return fails;
    },
    { operations: SHRINKING, isOver: () => budget.left === 0 },
  );
  const evidence: readonly Exchange[] = shown.flatMap(({ walk }) => walk.exchanges);
  context.conclude(WALK.id, evidence, partFinding(context, whole, shown));
}

/** By what it converts to: a record may tell, say, when it was read. */
function sameFinding(whole: Walk, asked: readonly AskedPart[]): Finding | null {
  const known = new Map(whole.entries.map(({ key, conversion }) => [key, conversion]));
  for (const { place, walk } of asked) {
    for (const { key, conversion } of walk.entries) {
      const before = known.get(key);
      if (key === null || before === undefined) continue;
      const differing = differingField(before, conversion);
      if (differing !== null)
        return {
          expected: `${key} as in the whole range: ${differing.before}`,
          actual: `in part ${place + 1}: ${differing.after}`,
        };
    }
  }
  return null;
}
