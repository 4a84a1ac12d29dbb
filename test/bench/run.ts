/**
 * `npm run bench [-- NAME…]`: measures each figure beside its baseline, prints a
 * table, writes test-output/bench.json, and exits 1 when a target is missed.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import type { Bench } from "./bench.js";
import { conformanceBenches } from "./conformance.js";
import { firingBenches } from "./firing.js";
import { journalBenches } from "./journal.js";
import { listenBenches } from "./listen.js";
import { paymentsBenches } from "./payments.js";
import { signingBenches } from "./signing.js";
import { startUpBenches } from "./start-up.js";
import { judge, type Verdict } from "./verdict.js";

const BENCHES: readonly Bench[] = [
  ...startUpBenches,
  ...signingBenches,
  ...firingBenches,
  ...listenBenches,
  ...journalBenches,
  ...conformanceBenches,
  ...paymentsBenches,
];

const say = (line: string) => process.stderr.write(`${line}\n`);
const print = (line: string) => process.stdout.write(`${line}\n`);

const OUTPUT = fileURLToPath(new URL("../../test-output/bench.json", import.meta.url));

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => BENCHES.every((bench) => bench.name !== name));
if (unknown.length > 0) {
  say(
    `no benchmark is called ${unknown.join(", ")}; there are ${BENCHES.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}

const verdicts: Verdict[] = [];
for (const bench of BENCHES) {
  if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
  say(`${bench.name}: ${bench.figure}`);
  const verdict = await judge(bench);
  verdicts.push(verdict);
  say(`  ${verdict.text}`);
}

const table = new Table({
  head: ["figure", "baseline", "measured", "ratio", "spread", "target", ""],
  style: { head: [], border: [] },
  wordWrap: true,
  colWidths: [34, 34, 22, 8, 8, 10, 9],
});
for (const verdict of verdicts) table.push([...verdict.row]);
print(table.toString());
const [processor] = cpus();
print(
  `Node ${process.version}, ${cpus().length} × ${processor?.model ?? "?"}. ` +
    "Ratios are medians of pairs measured in turn; the spread is half of them (interquartile range ÷ median): above 15 % the machine was busy.",
);

await mkdir(new URL(".", `file://${OUTPUT}`), { recursive: true });
await writeFile(OUTPUT, `${JSON.stringify({ verdicts }, null, 2)}\n`);
process.exitCode = verdicts.every(({ met }) => met) ? 0 : 1;
