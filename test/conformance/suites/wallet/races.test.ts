import { describe, expect, it } from "vitest";
import { repetitions } from "../../../soak.js";
import { judgeWallet, resultOf, troubleIn } from "./judge-wallet.js";

const WINDOWS = [
  ["wallet.loses-parallel-updates", "wallet.parallel.bets-all-counted"],
  ["wallet.debits-parallel-twins", "wallet.parallel.twin-bets-move-once"],
  ["wallet.overdraws-in-parallel", "wallet.parallel.never-overdraws"],
  ["wallet.refunds-in-parallel", "wallet.rollback.parallel-others-refund-once"],
  ["wallet.credits-parallel-twins", "wallet.parallel.twin-wins-pay-once"],
] as const;
const RUNS = repetitions({ quick: 5, full: 20 });

const RACES = ["wallet.parallel.*", "wallet.rollback.parallel-*"];
const INNOCENT_RUNS = repetitions({ quick: 10, full: 50 });

const seeds = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe("a window of one millisecond", () => {
  it.each(WINDOWS)(`%s is caught in each of ${RUNS} runs`, async (fault, check) => {
    const missed: string[] = [];
    for (const seed of seeds(RUNS)) {
      const report = await judgeWallet({
        deviations: [fault],
        request: { seed, only: [check] },
      });
      const { status, message } = resultOf(report, check);
      if (status !== "fail") missed.push(`seed ${seed}: ${status}: ${message}`);
    }
    expect(missed).toEqual([]);
  });
});

describe("a right wallet", () => {
  it(`is accused by no race in ${INNOCENT_RUNS} runs`, async () => {
    const accused: string[] = [];
    for (const seed of seeds(INNOCENT_RUNS)) {
      const report = await judgeWallet({ request: { seed, only: RACES } });
      accused.push(...troubleIn(report).map((line) => `seed ${seed}: ${line}`));
    }
    expect(accused).toEqual([]);
  });
});
