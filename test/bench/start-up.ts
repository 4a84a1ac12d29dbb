/** How long whole processes take to start, do their work and end, against an empty Node. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, Sample } from "./bench.js";
import { BIN } from "./program.js";

const RUNS = 31;
const WARM_UP = 3;

const PROFILE = {
  partner: "acme",
  entry: {
    url: "https://gw.example.com/api/{partner}/sponsor",
    key: { env: "ENTRY_KEY" },
  },
};

const isNode20 = process.versions.node.startsWith("20.");

export const startUpBenches: readonly Bench[] = [
  // An empty Node 20 takes more than twice as long as a newer one.
  startUp("sign-entry", ["sign-entry", "--usn", "100001"], isNode20 ? 1.3 : 1.6),
  startUp("help", ["--help"], 1.15),
  startUp("version", ["--version"], 1.15),
];

function startUp(name: string, words: readonly string[], atMost: number): Bench {
  return {
    name,
    figure: `playcamp-gw ${words.join(" ")}, whole process`,
    baseline: "node -e 0",
    unit: "ms",
    target: { atMost },
    measure: async () => {
      const folder = mkdtempSync(join(tmpdir(), "playcamp-gw-bench-"));
      try {
        writeFileSync(join(folder, "playcamp-gw.json"), JSON.stringify(PROFILE));
        const samples = Array.from({ length: WARM_UP + RUNS }, () => ({
          baseline: wallMs(["-e", "0"], folder),
          figure: wallMs([BIN, ...words], folder),
        }));
        return samples.slice(WARM_UP) satisfies Sample[];
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

function wallMs(argv: readonly string[], cwd: string): number {
  const before = performance.now();
  const { status, stderr } = spawnSync(process.execPath, argv, {
    cwd,
    env: { ...process.env, ENTRY_KEY: "a-key-of-the-benchmark" },
    encoding: "utf8",
  });
  const took = performance.now() - before;
  if (status !== 0) throw new Error(`${argv.join(" ")} failed: ${stderr}`);
  return took;
}
