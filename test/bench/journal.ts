/**
 * What reading the journal costs: `deliveries list` over a hundred thousand
 * entries, as the command prints them, against merely reading the files.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createJournalStore } from "../../src/adapters/files/journal-store.js";
import { systemRandom } from "../../src/adapters/process/system.js";
import { createIdSource, TAG_BYTES } from "../../src/journal/id.js";
import { createJournal } from "../../src/journal/journal.js";
import { runRecorded } from "../cli/recording-world.js";
import { captured, STARTED_MS } from "../journal/sample-entry.js";
import type { Bench, Sample } from "./bench.js";

const ENTRIES = 100_000;
const APART_MS = 100;
const RUNS = 15;
const WARM_UP = 3;

export const journalBenches: readonly Bench[] = [
  listing("deliveries-list", []),
  listing("deliveries-filter", ["--transaction", "tx-000050123"]),
];

function listing(name: string, words: readonly string[]): Bench {
  const command = ["deliveries", "list", ...words];
  return {
    name,
    figure: `${command.join(" ")}, ${ENTRIES.toLocaleString("en")} entries`,
    baseline: "reading the same files",
    unit: "ms",
    target: { atMost: 3 },
    measure: async () => {
      const folder = mkdtempSync(join(tmpdir(), "playcamp-gw-bench-"));
      try {
        fill(folder);
        const samples: Sample[] = [];
        for (let run = 0; run < WARM_UP + RUNS; run += 1) {
          samples.push({
            baseline: await wallMs(() => readAll(folder)),
            figure: await wallMs(() => list(command, folder)),
          });
        }
        return samples.slice(WARM_UP);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Deliveries such as `fire-webhook` keeps. */
function fill(folder: string): void {
  const journal = createJournal(
    createJournalStore({ folder, random: systemRandom, keepDays: 36_500 }),
  );
  const ids = createIdSource(systemRandom.bytes(TAG_BYTES));
  const sample = captured({
    headers: [
      ["Content-Type", "application/json"],
      ["X-Webhook-Batch", "true"],
      ["X-Webhook-Count", "1"],
      ["X-Webhook-Signature", "5f".repeat(32)],
    ],
    body: '{"events":[{"event":"payment.created","timestamp":"2026-01-02T03:04:05.000Z","callbackId":"cb_617941dfd600b5fe","data":{"transactionId":"tx-000000000","userId":"userId_b283cc49c4a09703","amount":5500,"currency":"KRW","creatorKey":"ZD5EN"}}]}',
    reply: { status: 200, body: '{"received":true}' },
  });
  for (let at = 0; at < ENTRIES; at += 1) {
    const nowMs = STARTED_MS + at * APART_MS;
    journal.append({
      ...sample,
      id: ids(nowMs),
      at: new Date(nowMs).toISOString(),
      transactions: [`tx-${String(at).padStart(9, "0")}`],
    });
  }
}

async function readAll(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) await readFile(join(folder, name));
}

async function list(command: readonly string[], folder: string) {
  const { code, out, err } = await runRecorded([...command, ...["--journal", folder]]);
  if (code !== 0 || !out.includes("fire-webhook"))
    throw new Error(`${command.join(" ")} ended with ${code}: ${err}`);
}

async function wallMs(work: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
