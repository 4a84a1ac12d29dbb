/**
 * What a sync costs: throughput beside its yardstick, and peak memory.
 *
 *     npx tsx test/bench/payments.ts [payments…]      (by hand; default: 100000 1000000)
 */
import { fileURLToPath } from "node:url";
import type { Bench, Sample } from "./bench.js";
import { runSync, type SyncRun } from "./payments-run.js";

const MANY = 1_000_000;
const FEWER = 100_000;
const PAIRS = 3;
/** Of the code alone Node 24 takes 12 more, and it gives less back of what it had. */
const MOST_MB = process.versions.node.startsWith("20.") ? 140 : 175;

export const paymentsBenches: readonly Bench[] = [
  {
    name: "payments",
    figure: "sync-payments of 1,000,000, sandbox to sandbox",
    baseline: "the same pages only fetched, parsed and re-serialised",
    unit: "payments/s",
    target: { atLeast: 0.65 },
    measure: async () =>
      (await runs()).many.map(({ payments, syncSeconds, yardstickSeconds }): Sample => ({
        figure: payments / syncSeconds,
        baseline: payments / yardstickSeconds,
      })),
  },
  {
    name: "payments-memory",
    figure: "its peak memory",
    baseline: `${MOST_MB} MB`,
    unit: "MB",
    target: { atMost: 1 },
    measure: async () =>
      (await runs()).many.map(({ syncPeakMb }): Sample => ({
        figure: syncPeakMb,
        baseline: MOST_MB,
      })),
  },
  {
    name: "payments-memory-flat",
    figure: "its peak memory",
    baseline: "the peak memory of 100,000",
    unit: "MB",
    // Ids take ten bytes a record; the rest is what V8 leaves lying about for longer in a longer run.
    target: { atMost: 1.25 },
    measure: async () => {
      const { many, fewer } = await runs();
      return many.map(({ syncPeakMb }, at): Sample => ({
        figure: syncPeakMb,
        baseline: fewer[at]?.syncPeakMb ?? 0,
      }));
    },
  },
];

interface Runs {
  readonly many: readonly SyncRun[];
  readonly fewer: readonly SyncRun[];
}

let known: Promise<Runs> | null = null;

/** All three figures come from the same runs: each of them takes minutes. */
function runs(): Promise<Runs> {
  known ??= runAll();
  return known;
}

async function runAll(): Promise<Runs> {
  const many: SyncRun[] = [];
  const fewer: SyncRun[] = [];
  // The smaller one of each pair also warms up what a machine can: its caches and its disk.
  for (let pair = 0; pair < PAIRS; pair += 1) {
    fewer.push(await runSync(FEWER));
    many.push(await runSync(MANY));
  }
  return { many, fewer };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = process.argv.slice(2).map(Number);
  for (const payments of sizes.length === 0 ? [FEWER, MANY] : sizes) {
    const run = await runSync(payments);
    const ratio = run.yardstickSeconds / run.syncSeconds;
    process.stdout.write(`${JSON.stringify({ ...run, ratio }, null, 2)}\n`);
  }
}
