/**
 * `npm run mutants [-- suite…]`: every fault of the sandbox against every
 * suite, printed as a matrix. Exit 1 when a check and its declaration part.
 */
import { SUITES } from "../../src/conformance/suites/index.js";
import { SANDBOX_FAULTS } from "../../src/sandbox/sandbox.js";
import { CHECKS, disagreements, judgeSandbox, suitesOfFault } from "./matrix.js";
import { LEGEND, mutantTable, type MutantRow } from "./mutant-table.js";

const AT_ONCE = 4;

interface JudgedRow extends MutantRow {
  /** Where its checks and their declarations part. */
  readonly problems: readonly string[];
}

const known = SUITES.map(({ id }) => id);
const named = process.argv.slice(2);
const unknown = named.filter((id) => !known.includes(id));
if (unknown.length > 0) {
  process.stderr.write(`no suite ${unknown.join(", ")}; known: ${known.join(", ")}\n`);
  process.exitCode = 2;
} else {
  await printMatrix(named.length === 0 ? known : named);
}

async function printMatrix(suites: readonly string[]): Promise<void> {
  const startedAt = performance.now();
  // Counterparts that the named suites never meet would only idle.
  const faults = SANDBOX_FAULTS.filter((fault) =>
    suitesOfFault(fault).some((suite) => suites.includes(suite)),
  ).map(({ id }) => id);
  const rows = await judgeEach(faults, suites);
  process.stdout.write(`${LEGEND}\n\n`);
  for (const suite of suites) process.stdout.write(`${mutantTable(suite, CHECKS, rows)}\n\n`);
  const caught = rows.filter(({ results }) =>
    results.some(({ status }) => status === "fail" || status === "warn"),
  );
  const problems = rows.flatMap((row) => row.problems);
  const checks = CHECKS.filter(({ suite }) => suites.includes(suite)).length;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(
    `${caught.length} of ${rows.length} faults caught by ${checks} checks in ${seconds} s; ${problems.length === 0 ? "all" : `all but ${problems.length}`} as the checks declare.\n`,
  );
  problems.forEach((line) => process.stdout.write(`- ${line}\n`));
  if (problems.length > 0) process.exitCode = 1;
}

async function judgeEach(
  faults: readonly string[],
  suites: readonly string[],
): Promise<readonly JudgedRow[]> {
  const rows = new Map<string, JudgedRow>();
  const waiting = [...faults];
  const worker = async (): Promise<void> => {
    for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
      rows.set(fault, await judgeFault(fault, suites));
      process.stderr.write(`\r${rows.size}/${faults.length} faults`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  // What a busy machine made late is on time when it runs alone.
  for (const { fault, problems } of rows.values())
    if (problems.length > 0) rows.set(fault, await judgeFault(fault, suites));
  process.stderr.write("\r\u001b[K");
  return faults.flatMap((fault) => rows.get(fault) ?? []);
}

async function judgeFault(fault: string, suites: readonly string[]): Promise<JudgedRow> {
  const { report } = await judgeSandbox(suites, [fault]);
  const checks = CHECKS.filter(({ suite }) => suites.includes(suite));
  const problems = disagreements(fault, checks, report.checks);
  return { fault, results: report.checks, problems };
}
