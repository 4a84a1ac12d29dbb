/** What `check-postback` writes down: each step's verdict, in words, with what was sent. */
import type { Exchange } from "../../core/http-exchange.js";
import { coinsForLevel } from "../../protocols/postback/coins.js";
import {
  type PostbackReading,
  type PostbackTurn,
  readPostbackReply,
} from "../../protocols/postback/postback-replies.js";
import type { Postback } from "../../protocols/postback/request.js";
import type { Sent } from "../../transport/send.js";
import type { PostbackClient } from "./client.js";

export interface PostbackCheckOrder {
  readonly pid: string;
  readonly gid: string;
  readonly level: number;
  /** Tried in turn until the level is new for one of them. */
  readonly uids: readonly string[];
  /** Copies released together; below 2 none are. */
  readonly copies: number;
}

export interface CheckedStep {
  readonly name: string;
  readonly uid: string;
  /** `unclear`: it could not be told. */
  readonly verdict: "pass" | "fail" | "unclear";
  readonly expected: string;
  readonly actual: string;
}

interface CheckedCoins {
  readonly uid: string;
  /** Null where it is not known. */
  readonly before: number | null;
  readonly after: number | null;
}

export interface PostbackCheck {
  readonly steps: readonly CheckedStep[];
  readonly coins: readonly CheckedCoins[];
  /** Users for whom the level had counted before. */
  readonly usedUp: readonly string[];
  readonly exchanges: readonly Exchange[];
}

/** A check under way. */
export interface CheckRecord {
  readonly client: PostbackClient;
  readonly order: PostbackCheckOrder;
  readonly steps: CheckedStep[];
  readonly coins: CheckedCoins[];
  readonly usedUp: string[];
  readonly exchanges: Exchange[];
}

/** A user for whom this run has counted the level. */
export interface CountedUser {
  readonly uid: string;
  readonly coinsBefore: number | null;
  /** As the award's reply told it. */
  readonly toldCoins: number | null;
}

export function postbackFor({ order }: CheckRecord, uid: string): Postback {
  const { pid, gid, level } = order;
  return { pid, gid, uid, level };
}

export function recordReply(
  check: CheckRecord,
  { outcome, exchange }: Sent,
  uid: string,
  turn: PostbackTurn,
): PostbackReading | null {
  check.exchanges.push(exchange);
  return outcome.reply === null
    ? null
    : readPostbackReply(outcome.reply, postbackFor(check, uid), turn);
}

export function isCounted({ kind }: PostbackReading): boolean {
  return kind === "awarded" || kind === "stored";
}

export function recordStep(
  check: CheckRecord,
  name: string,
  uid: string,
  wanted: "counted" | "duplicate",
  { outcome }: Sent,
  reading: PostbackReading | null,
): void {
  const coins = coinsForLevel(check.order.level);
  const first = coins > 0 ? `counted, ${coins} coins` : "counted, no coins";
  const expected = wanted === "counted" ? first : "a duplicate";
  if (reading === null) {
    const actual = outcome.failure?.message ?? "no reply";
    check.steps.push({ name, uid, verdict: "unclear", expected, actual });
    return;
  }
  const isWanted = wanted === "counted" ? isCounted(reading) : reading.kind === "duplicate";
  const problem =
    reading.kind === "refused"
      ? undefined
      : reading.problems.find(({ about }) => about === "outcome");
  const verdict = isWanted && problem === undefined ? "pass" : "fail";
  const actual = readingText(reading);
  check.steps.push({
    name,
    uid,
    verdict,
    expected,
    actual:
      problem === undefined || !isWanted
        ? actual
        : `${actual}, but ${problem.field} is ${problem.found}, not ${problem.expected}`,
  });
}

/** In words, for people. */
export function readingText(reading: PostbackReading): string {
  switch (reading.kind) {
    case "awarded":
      return `counted, ${reading.coinDelta ?? "an untold number of"} coins`;
    case "stored":
      return "counted, no coins";
    case "duplicate":
      return "a duplicate";
    case "refused":
      return `refused with ${reading.status}: ${reading.message ?? reading.meaning ?? "no reason given"}`;
    case "unclear":
      return `${reading.status}, which tells no outcome`;
  }
}
