/** What the commands of load plans print. */
import { flag, listOf, mapOf, nullable, number, object, oneOf, shared, text } from "./shape.js";
import { exchange } from "./shared.js";

const latency = nullable(
  object({
    ...{ count: number, min: number, mean: number, p50: number, p90: number },
    ...{ p99: number, p999: number, max: number },
  }),
);
/** In microseconds, and how often. */
const latencyCounts = listOf(listOf(number));

const counts = {
  ...{ planned: nullable(number), sent: number, accepted: number, answered: number },
  ...{ unreachable: number, interrupted: number, overdue: number },
  ...{ byStatus: mapOf(number), byFailure: mapOf(number), latencyMs: latency },
};

const account = {
  ...{ account: text, currency: text, rounds: number },
  ...{ openingMillis: nullable(number), closingMillis: nullable(number) },
  ...{ stakedMillis: number, wonMillis: number, refundedMillis: number },
  differenceMillis: nullable(number),
};

const openBet = {
  ...{ account: text, currency: text, txId: text, roundId: text },
  ...{ action: oneOf("WIN", "ROLL_BACK"), settlementTxId: text, amountMillis: number },
};

export const LOAD_SHARED = {
  loadResult: object(
    {
      ...{ format: text, tool: object({ name: text, version: text }) },
      ...{ verdict: oneOf("done", "refused", "incomplete"), kind: oneOf("webhook", "wallet") },
      ...{ name: text, plan: text, seed: number, runId: text, url: text },
      shard: nullable(object({ index: number, count: number })),
      ...{ startedAt: text, durationMs: number, interrupted: flag, gaveUp: flag },
      total: object(counts),
      stages: listOf(
        object({ name: text, plannedInAll: nullable(number), latencyCounts, ...counts }),
      ),
      examples: listOf(exchange),
    },
    {
      books: object({
        ...{ closed: flag, openBets: listOf(object(openBet)), accounts: listOf(object(account)) },
        ...{ callbackMs: latency, callbackCounts: latencyCounts },
      }),
    },
  ),
};

export const LOAD = {
  "fire-webhook --plan": shared("loadResult"),
  "play-round --plan": shared("loadResult"),
  "plan run": shared("loadResult"),
  "plan split": object({ parts: listOf(object({ file: text, planned: nullable(number) })) }),
  "plan merge": shared("loadResult"),
  "plan export": object({ files: listOf(text) }),
};
