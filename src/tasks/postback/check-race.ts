/** Copies of one postback in the same moment, for `check-postback`. */
import { readPostbackReply } from "../../protocols/postback/postback-replies.js";
import { mixedForm } from "../../protocols/postback/request.js";
import {
  type CheckedStep,
  type CheckRecord,
  type CountedUser,
  isCounted,
  postbackFor,
} from "./check-record.js";

/** @returns the user whose level the copies were raced for; null when it was new for nobody */
export async function raceNew(
  check: CheckRecord,
  uids: readonly string[],
): Promise<CountedUser | null> {
  for (const uid of uids) {
    if (check.client.signal.aborted) return null;
    const coinsBefore = await check.client.balance(uid);
    const round = await raceCopies(check, uid);
    if (round.duplicates === round.copies) {
      check.usedUp.push(uid);
      continue;
    }
    check.steps.push({
      name: `${round.copies} at once, names and headers mixed`,
      uid,
      verdict: verdictOf(round),
      expected: `1 counted, ${round.copies - 1} duplicates`,
      actual: describeRound(round),
    });
    return { uid, coinsBefore, toldCoins: round.toldCoins };
  }
  return null;
}

/** Two awards are two awards, overlapped or not; one award proves something only when the copies overlapped. */
function verdictOf(round: Round): CheckedStep["verdict"] {
  const { copies, counted, duplicates, silent, overlapped } = round;
  if (counted <= 1 && silent > 0) return "unclear";
  if (counted !== 1 || duplicates !== copies - 1) return "fail";
  return overlapped ? "pass" : "unclear";
}

/** With no user left, copies of a counted level show at least that none of them counts. */
export async function raceCounted(check: CheckRecord, { uid }: CountedUser): Promise<void> {
  const round = await raceCopies(check, uid);
  check.steps.push({
    name: `${round.copies} at once, after it has counted`,
    uid,
    verdict: round.duplicates === round.copies ? "pass" : "fail",
    expected: `${round.copies} duplicates`,
    actual: describeRound(round),
  });
}

interface Round {
  readonly copies: number;
  readonly counted: number;
  readonly duplicates: number;
  readonly silent: number;
  readonly statuses: readonly number[];
  readonly overlapped: boolean;
  readonly toldCoins: number | null;
}

async function raceCopies(check: CheckRecord, uid: string): Promise<Round> {
  const { client, order, exchanges } = check;
  const postback = postbackFor(check, uid);
  const forms = Array.from({ length: order.copies }, (_, copy) => mixedForm(copy));
  const { sent, overlapped } = await client.race("at once", postback, forms);
  exchanges.push(...sent.map(({ exchange }) => exchange));
  const replies = sent.flatMap(({ outcome }) => outcome.reply ?? []);
  const readings = replies.map((reply) => readPostbackReply(reply, postback));
  const award = readings.find(({ kind }) => kind === "awarded");
  return {
    copies: order.copies,
    counted: readings.filter(isCounted).length,
    duplicates: readings.filter(({ kind }) => kind === "duplicate").length,
    silent: sent.length - replies.length,
    statuses: readings
      .filter(({ kind }) => kind === "refused" || kind === "unclear")
      .map(({ status }) => status),
    overlapped,
    toldCoins: award?.kind === "awarded" ? award.coins : null,
  };
}

function describeRound(round: Round): string {
  const { counted, duplicates, silent, statuses, overlapped } = round;
  const parts = [`${counted} counted`, `${duplicates} duplicates`];
  if (statuses.length > 0)
    parts.push(`${statuses.length} answered ${[...new Set(statuses)].join(", ")}`);
  if (silent > 0) parts.push(`${silent} without a reply`);
  if (!overlapped) parts.push("they did not overlap, which proves nothing");
  return parts.join(", ");
}
