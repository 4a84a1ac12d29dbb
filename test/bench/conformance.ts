/** A full sandbox run of all suites, against as many deliveries that this same program fires one after another. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, Sample } from "./bench.js";
import { BIN } from "./program.js";

const ROUNDS = 7;

export const conformanceBenches: readonly Bench[] = [
  {
    name: "conformance",
    figure: "conformance --sandbox, all suites, whole process",
    baseline: "fire-webhook --sandbox --repeat with as many, whole process",
    unit: "ms",
    // The suites try what a plain delivery does not, and redact what they keep of it.
    target: { atMost: 1.5 },
    measure: () => {
      const samples: Sample[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        const { wallMs, requests } = runProgram(["conformance", "--sandbox"]);
        const fired = runProgram([
          ...["fire-webhook", "payment.refunded", "--sandbox"],
          ...["--repeat", String(requests)],
        ]);
        if (fired.requests !== requests)
          throw new Error(`${fired.requests} of ${requests} were fired`);
        // The first warms up.
        if (round > 0) samples.push({ figure: wallMs, baseline: fired.wallMs });
      }
      return Promise.resolve(samples);
    },
  },
];

/** Both keep the journal that a user would have; a request is a record of it. */
function runProgram(words: readonly string[]): {
  wallMs: number;
  requests: number;
} {
  const journal = mkdtempSync(join(tmpdir(), "playcamp-gw-bench-"));
  try {
    const before = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [BIN, ...words, "--journal", journal], {
      encoding: "utf8",
    });
    const wallMs = performance.now() - before;
    if (status !== 0) throw new Error(`${words.join(" ")} failed: ${stderr}`);
    return { wallMs, requests: entriesIn(journal) };
  } finally {
    rmSync(journal, { recursive: true, force: true });
  }
}

/** The journal keeps one line for each request. */
function entriesIn(journal: string): number {
  const files = readdirSync(journal).filter((name) => name.endsWith(".journal"));
  const lines = files.map(
    (name) => readFileSync(join(journal, name), "utf8").split("\n").length - 1,
  );
  return lines.reduce((sum, count) => sum + count, 0);
}
