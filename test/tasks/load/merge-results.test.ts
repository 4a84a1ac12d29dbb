import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/core/errors.js";
import {
  LOAD_RESULT_FORMAT,
  type LoadResult,
  type StageResult,
} from "../../../src/tasks/load/load-result.js";
import { mergeResults } from "../../../src/tasks/load/merge-results.js";
import { parseLoadResult } from "../../../src/tasks/load/parse-result.js";
import { NO_COUNTS, stageResult, totalOf } from "../../../src/tasks/load/stage-book.js";
import { verdictOf } from "../../../src/tasks/load/verdict.js";
import {
  type AccountBooks,
  joinBooks,
  type OpenBet,
} from "../../../src/tasks/load/wallet-books.js";
import { createLatencies } from "../../../src/tasks/webhooks/load-latency.js";

function account(name: string, changes: Partial<AccountBooks> = {}): AccountBooks {
  const money = { openingMillis: 10_000, closingMillis: 9_500, stakedMillis: 1_000 };
  const back = { wonMillis: 500, refundedMillis: 0, differenceMillis: 0 };
  return { account: name, currency: "USD", rounds: 1, ...money, ...back, ...changes };
}

const OPEN: OpenBet = {
  ...{ account: "wallet.player", currency: "USD", txId: "t", roundId: "r" },
  ...{ action: "ROLL_BACK", settlementTxId: "t-rollback", amountMillis: 1_000 },
};

/** Two of three of a stage's deliveries, as a part's result. */
function part(index: number, changes: Partial<LoadResult> = {}): LoadResult {
  const latencies = createLatencies();
  [index, 10 * index].forEach((ms) => {
    latencies.add(ms);
  });
  const counts = { ...NO_COUNTS, sent: 2, accepted: 2, answered: 2, byStatus: { 200: 2 } };
  const about = { name: "s", planned: 2, plannedInAll: 4, overdue: 0 };
  const stages = [stageResult(about, counts, latencies)];
  return {
    format: LOAD_RESULT_FORMAT,
    tool: { name: "playcamp-gw", version: "1.0.0" },
    ...{ kind: "webhook", name: "load", plan: "abc", seed: 1, runId: `run-${index}` },
    shard: { index, count: 2 },
    url: `http://127.0.0.1:${4000 + index}/hook`,
    startedAt: `2026-01-05T00:00:0${index}.000Z`,
    ...{ durationMs: 5_000, interrupted: false, gaveUp: false },
    total: totalOf(stages),
    ...{ stages, examples: [] },
    ...changes,
  };
}

function merge(...results: readonly LoadResult[]): LoadResult {
  return mergeResults(results.map((result, at) => ({ file: `${at + 1}.json`, result })));
}

function refusal(...results: readonly LoadResult[]): UserError {
  try {
    merge(...results);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("they were joined");
}

describe("results of parts", () => {
  it("are joined in any order: counts, times and percentiles", () => {
    const joined = merge(part(2), part(1));
    expect(joined).toMatchObject({
      ...{ shard: null, startedAt: "2026-01-05T00:00:01.000Z", durationMs: 6_000 },
      total: { planned: 4, sent: 4, latencyMs: { count: 4, min: 1, max: 20 } },
    });
    expect(joined.runId.split("+").sort()).toEqual(["run-1", "run-2"]);
    expect(verdictOf(joined)).toBe("done");
  });

  const OTHER_STAGES = part(2).stages.map((stage) => ({ ...stage, planned: 1 }));
  it.each([
    [
      "of another version",
      { tool: { name: "playcamp-gw", version: "1.0.1" } },
      "merge_mismatch",
      /another tool/,
    ],
    ["of another plan", { plan: "abd" }, "merge_mismatch", /another plan/],
    ["of another seed", { seed: 2 }, "merge_mismatch", /another seed/],
    ["of another target", { url: "https://x.example/" }, "merge_mismatch", /another target/],
    ["of another split", { shard: { index: 2, count: 3 } }, "merge_mismatch", /number of shards/],
    ["of a whole run", { shard: null }, "merge_mismatch", /not a shard/],
    ["given twice", { shard: { index: 1, count: 2 } }, "merge_shard_doubled", /twice/],
    ["beyond the last", { shard: { index: 5, count: 2 } }, "load_result_invalid", /5 of 2/],
    ["that do not add up", { stages: OTHER_STAGES }, "merge_results_differ", /does not add up/],
    ["with a stage less", { stages: [] }, "merge_results_differ", /another number of stages/],
  ] as const)("are refused where one is %s", (_, changes, code, message) => {
    const error = refusal(part(1), part(2, changes));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it("are refused where one is missing, by its number", () => {
    expect(refusal(part(2)).message).toContain("shard 1/2 is missing");
  });

  it("keep one book of all accounts", () => {
    const books = (name: string, changes?: Partial<AccountBooks>, open: readonly OpenBet[] = []) =>
      joinBooks([{ accounts: [account(name, changes)], openBets: open, callbackCounts: [] }]);
    const wallet = (index: number, own: LoadResult["books"]) =>
      part(index, { kind: "wallet", ...(own === undefined ? {} : { books: own }) });
    expect(merge(wallet(1, books("a")), wallet(2, books("b"))).books).toMatchObject({
      closed: true,
      accounts: [{ account: "a" }, { account: "b" }],
    });
    const short = { closingMillis: 9_499, differenceMillis: -1 };
    const wrong = merge(wallet(1, books("a")), wallet(2, books("b", short)));
    expect([wrong.books?.closed, verdictOf(wrong)]).toEqual([false, "refused"]);
    const open = merge(wallet(1, books("a", {}, [OPEN])), wallet(2, books("b")));
    expect([open.books?.closed, verdictOf(open)]).toEqual([false, "refused"]);
    const untold = { closingMillis: null, differenceMillis: null };
    const unknown = merge(wallet(1, books("a")), wallet(2, books("b", untold)));
    expect([unknown.books?.closed, verdictOf(unknown)]).toEqual([false, "incomplete"]);
    expect(refusal(wallet(1, books("a")), wallet(2, books("a"))).message).toContain("stands twice");
  });
});

describe("what a result came to", () => {
  const [stage] = part(1).stages;
  const whole = { shard: null, interrupted: true };
  const stopped = (changes: Partial<StageResult>, more: Partial<LoadResult> = {}): LoadResult => {
    const stages = stage === undefined ? [] : [{ ...stage, planned: 4, ...changes }];
    return part(1, { ...whole, ...more, stages, total: totalOf(stages) });
  };

  it.each([
    ["refused", "a 500 before it was stopped", { accepted: 1, byStatus: { 200: 1, 500: 1 } }],
    [
      "incomplete",
      "one under way when it was stopped",
      { accepted: 1, answered: 1, interrupted: 1, byStatus: { 200: 1 } },
    ],
    ["incomplete", "a stop alone", {}],
  ])("is %s after %s", (verdict, _, changes) => {
    expect(verdictOf(stopped(changes))).toBe(verdict);
  });

  it.each([
    ["refused", { consistent: 1, wrong: 1 }],
    ["incomplete", { consistent: 1, incomplete: 1 }],
  ])("is %s after the rounds of a stopped run were %j", (verdict, byStatus) => {
    expect(verdictOf(stopped({ accepted: 1, byStatus }, { kind: "wallet" }))).toBe(verdict);
  });
});

describe("a result that is read back", () => {
  const textOf = (changes: object) => JSON.stringify({ ...part(1), ...changes });
  const [stage] = part(1).stages;

  it("is what was written", () => {
    expect(parseLoadResult(textOf({}), "r.json")).toEqual(part(1));
  });

  it.each([
    [{ format: "x" }, /format/],
    [{ stages: [{ ...stage, sent: 3 }] }, /what was sent is not what became of it/],
    [{ stages: [{ ...stage, accepted: 3 }] }, /more was answered/],
    [{ stages: [{ ...stage, planned: 1 }] }, /more was sent than planned/],
    [{ stages: [{ ...stage, latencyCounts: [[1, 9]] }] }, /more latencies/],
    [{ stages: [{ ...stage, sent: -1 }] }, /stages\[0\]\.sent/],
    [{ stages: [{ ...stage, unreachable: 1e15 }] }, /more was unreachable than sent/],
    [{ stages: [{ ...stage, name: "x".repeat(201) }] }, /stages\[0\]\.name/],
    [{ name: "x".repeat(201) }, /name/],
    [{ kind: "wallet" }, /books/],
    [{ examples: [{}] }, /examples\[0\]/],
  ])("is refused with %j", (changes, message) => {
    expect(() => parseLoadResult(textOf(changes), "r.json")).toThrow(message);
  });

  it("is refused without one of its accounts", () => {
    const accounts = [account("a"), account("b")];
    const books = (of: readonly AccountBooks[]) =>
      joinBooks([{ accounts: of, openBets: [], callbackCounts: [] }]);
    const wallet = (of: readonly AccountBooks[]) => textOf({ kind: "wallet", books: books(of) });
    expect(parseLoadResult(wallet(accounts), "r.json").books?.accounts).toHaveLength(2);
    expect(() => parseLoadResult(wallet(accounts.slice(1)), "r.json")).toThrow(
      /accounts have 1 rounds, and the stages 2/,
    );
  });

  it("is refused when it was cut", () => {
    expect(() => parseLoadResult(textOf({}).slice(0, -20), "r.json")).toThrow(
      /r\.json is no result/,
    );
  });
});
