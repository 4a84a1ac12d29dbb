/** Rounds of the same postback released in the same moment, and what their replies add up to. */
import type { Exchange } from "../../../core/http-exchange.js";
import type { Postback } from "../../../protocols/postback/request.js";
import { describeReply } from "../../expect.js";
import type { Finding } from "../../finding.js";
import type { RacedSteps, Step } from "../../scenario-context.js";
import { milestonePostback } from "./fresh-level.js";
import {
  type PostbackForm,
  type PostbackContext,
  postbackOf,
  readingOf,
} from "./postback-target.js";

export const COPIES = 8;
/** A gap of a millisecond is not hit every time. */
const ROUNDS = 5;
/** With fewer rounds that overlapped, nothing is proved. */
const LEAST_ROUNDS = 3;
/** Rounds that did not overlap are run again, so often at most. */
export const MOST_ROUNDS = 12;

export interface Round extends RacedSteps {
  readonly sent: Postback;
}

export interface Rounds<Raced extends RacedSteps = Round> {
  readonly all: readonly Raced[];
  /** How many of them prove something. */
  readonly valid: number;
}

/** Races until so many rounds prove something, or nothing can be sent any more. */
export async function raceUntil<Raced extends RacedSteps>(
  wanted: number,
  most: number,
  race: (round: number) => Promise<Raced>,
): Promise<Rounds<Raced>> {
  const all: Raced[] = [];
  let valid = 0;
  while (valid < wanted && all.length < most) {
    const round = await race(all.length + 1);
    all.push(round);
    if (round.steps.every(({ silence }) => silence?.kind === "skipped")) break;
    if (isValid(round)) valid += 1;
  }
  return { all, valid };
}

/** @param formOf how the n-th copy is written */
export function raceRounds(
  context: PostbackContext,
  formOf: (copy: number) => PostbackForm,
  purpose: "race" | "mixed race",
): Promise<Rounds> {
  return raceUntil(ROUNDS, MOST_ROUNDS, async (nth) => {
    const name = `round ${nth}`;
    const sent = milestonePostback(context, name, purpose);
    const requests = Array.from({ length: COPIES }, (_, copy) =>
      postbackOf(context, sent, formOf(copy)),
    );
    return { ...(await context.race(name, requests)), sent };
  });
}

/** Why so few rounds prove nothing. */
export function whyUnproved({ all, valid }: Rounds<RacedSteps>): string {
  const last = all.filter((round) => !isValid(round)).at(-1);
  const silence = last?.steps.find((step) => step.silence !== null)?.silence;
  const reason = silence?.message ?? last?.proof ?? "no round was run";
  return `only ${valid} of ${all.length} rounds prove something: ${reason}`;
}

/**
 * A finding in any round counts, overlapped or not: what went wrong has gone
 * wrong. Without one, rounds that prove nothing do not pass.
 */
export function settleRounds(
  context: PostbackContext,
  checkId: string,
  rounds: Rounds,
  judge: (round: Round) => Finding | null,
): void {
  const { all, valid } = rounds;
  for (const round of all) {
    const finding = judge(round);
    if (finding === null) continue;
    context.conclude(checkId, exchangesOf(round), finding);
    return;
  }
  const exchanges = all.flatMap(exchangesOf);
  if (valid >= LEAST_ROUNDS) {
    context.conclude(checkId, exchanges, null);
    return;
  }
  context.block(checkId, whyUnproved(rounds), exchanges);
}

function exchangesOf({ steps }: Round): readonly Exchange[] {
  return steps.flatMap((step) => step.exchanges);
}

export function awardsFinding(round: Round): Finding | null {
  const awards = round.steps.filter((step) => kindOf(step, round) === "awarded");
  const isWhole = round.steps.every(({ reply }) => reply !== null);
  if (awards.length === 1 || (awards.length === 0 && !isWhole)) return null;
  return {
    expected: `one award for ${round.steps.length} copies of level ${round.sent.level}`,
    actual: `${awards.length} awards (${round.proof})`,
  };
}

export function othersFinding(round: Round): Finding | null {
  const strange = round.steps.find((step) => {
    const kind = kindOf(step, round);
    return kind !== null && kind !== "awarded" && kind !== "duplicate";
  });
  if (strange?.reply == null) return null;
  return {
    expected: "200 with duplicate: true for every copy but the awarded one",
    actual: describeReply(strange.reply),
  };
}

export function crashFinding(round: Round): Finding | null {
  const crashed = round.steps.find(({ reply }) => (reply?.status ?? 0) >= 500);
  if (crashed?.reply == null) return null;
  return {
    expected: "any answer below 500",
    actual: describeReply(crashed.reply),
  };
}

function isValid({ overlapped, steps }: RacedSteps): boolean {
  return overlapped && steps.every(({ reply }) => reply !== null);
}

function kindOf({ reply }: Step, { sent }: Round) {
  return reply === null ? null : readingOf(reply, sent).kind;
}
