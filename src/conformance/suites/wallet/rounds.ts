/**
 * Races in rounds: callbacks released together, the balance before and after.
 * A round without overlap proves nothing and is run again, up to a bound.
 */
import type { OutgoingRequest } from "../../../transport/send.js";
import type { Finding } from "../../finding.js";
import { type Precondition, type RacedSteps, type Step } from "../../scenario-context.js";
import { isLost } from "../../step.js";
import { type BalanceReading, readable } from "./session.js";
import { type Table } from "./table.js";

export const RACERS = 8;
/** So many overlapped rounds make a verdict. */
const ROUNDS = 3;
const TRIES = 5;

/** Requests of a whole race: its rounds, a balance before each and one after the last. */
export function raceRequests(besides = 0): number {
  return TRIES * (RACERS + 1 + besides) + 1;
}
/** Rounds that may move money. */
export const RACE_TRIES = TRIES;

export interface RaceRound {
  readonly before: BalanceReading;
  /** In the order of the requests; a lost reply was asked for once more. */
  readonly steps: readonly Step[];
  readonly after: BalanceReading;
}

export interface RaceResult {
  readonly rounds: readonly RaceRound[];
  readonly overlapped: number;
  readonly proof: string;
}

/**
 * @param prepare makes a round's requests, after whatever must come before; null ends the race
 */
export async function raceInRounds(
  table: Table,
  name: string,
  prepare: (round: number) => Promise<readonly OutgoingRequest[] | null>,
): Promise<RaceResult> {
  const rounds: RaceRound[] = [];
  let overlapped = 0;
  let proof = "";
  for (let round = 1; overlapped < ROUNDS && round <= TRIES; round += 1) {
    const requests = await prepare(round);
    if (requests === null) break;
    const before = await table.balance(`the balance before round ${round}`);
    const raced: RacedSteps = await table.context.race(`${name}, round ${round}`, requests);
    const steps = await askAgain(table, raced.steps, requests);
    const after = await table.balance(`the balance after round ${round}`);
    rounds.push({ before, steps, after });
    proof = raced.proof;
    if (raced.overlapped) overlapped += 1;
    if (before.amount === null || after.amount === null) break;
  }
  return { rounds, overlapped, proof };
}

/** What was cut may have moved money, so its id is asked for once more. */
async function askAgain(
  table: Table,
  steps: readonly Step[],
  requests: readonly OutgoingRequest[],
): Promise<readonly Step[]> {
  const settled: Step[] = [];
  for (const [at, step] of steps.entries()) {
    const request = requests[at];
    if (!isLost(step) || request === undefined) {
      settled.push(step);
      continue;
    }
    const again = await table.again(`${step.name}, again after a lost reply`, request);
    settled.push(
      again === null ? step : { ...again, exchanges: [...step.exchanges, ...again.exchanges] },
    );
  }
  return settled;
}

/** Settles a check by every round; green only when enough of them overlapped. */
export function judgeRounds(
  { context }: Table,
  checkId: string,
  { rounds, overlapped, proof }: RaceResult,
  judge: (round: RaceRound, delta: number) => Finding | null,
  preconditions: readonly Precondition[] = [],
  proves: (round: RaceRound) => boolean = hasAccepted,
): void {
  const balances = rounds.flatMap(({ before, after }) => [readable(before), readable(after)]);
  const unmet = [...preconditions, ...balances].find(({ holds }) => !holds);
  const exchanges = [
    ...preconditions.flatMap((each) => each.exchanges),
    ...rounds.flatMap(({ before, steps, after }) =>
      [before.step, ...steps, after.step].flatMap((step) => step.exchanges),
    ),
  ];
  if (unmet !== undefined) {
    context.block(checkId, unmet.reason, exchanges);
    return;
  }
  for (const round of rounds) {
    const delta = (round.after.amount ?? 0) - (round.before.amount ?? 0);
    const finding = judge(round, delta);
    if (finding === null) continue;
    context.conclude(checkId, exchanges, finding);
    return;
  }
  const idle = rounds.findIndex((round) => !proves(round));
  if (rounds.length === 0)
    context.block(checkId, "the player has too little money left to race for", exchanges);
  else if (idle !== -1) {
    context.block(
      checkId,
      `in round ${idle + 1} nothing was accepted, so it proves nothing: ${describeStatuses(rounds[idle])}`,
      exchanges,
    );
  } else if (overlapped >= ROUNDS) context.conclude(checkId, exchanges, null);
  else {
    context.block(
      checkId,
      `${ROUNDS} rounds must overlap, and ${overlapped} of ${rounds.length} did (${proof}): run this closer to the wallet`,
      exchanges,
    );
  }
}

function hasAccepted(round: RaceRound): boolean {
  return statusesOf(round).includes(200);
}

function describeStatuses(round: RaceRound | undefined): string {
  const statuses = round === undefined ? [] : statusesOf(round);
  return statuses.map((status) => status ?? "no reply").join(", ");
}

export function statusesOf({ steps }: RaceRound): readonly (number | null)[] {
  return steps.map(({ reply }) => reply?.status ?? null);
}

/** A 5xx is repeated by the provider; any other refusal is final. */
export function neverRefused(round: RaceRound): Finding | null {
  const statuses = statusesOf(round);
  const isRefused = statuses.some((status) => status !== null && status >= 400 && status < 500);
  return statuses.includes(200) && isRefused
    ? { expected: "200 for each, or a 5xx that is repeated", actual: statuses.join(", ") }
    : null;
}
