/**
 * `npm run mutants [-- suite…]`: every fault of the sandbox against every
 * suite, printed as a matrix. Exit 1 when a check and its declaration part.
 */
import { SUITES } from "../../src/conformance/suites/index.js";
import { SANDBOX_FAULTS } from "../../src/sandbox/sandbox.js";
import { CHECKS, disagreements, judgeSandbox, suitesOfRole } from "./matrix.js";
import { mutantTable, type MutantRow } from "./mutant-table.js";

const AT_ONCE = 4;

const known = SUITES.map(({ id }) => id);
const named = process.argv.slice(2);
const unknown = named.filter((id) => !known.includes(id));
if (unknown.length > 0) {
  process.stderr.write(
    `no suite ${unknown.join(", ")}; known: ${known.join(", ")}\n`,
  );
  process.exitCode = 2;
} else {
  await printMatrix(named.length === 0 ? known : named);
}

async function printMatrix(suites: readonly string[]): Promise<void> {
  const problems: string[] = [];
  // Counterparts that the named suites never meet would only idle.
  const faults = SANDBOX_FAULTS.filter(({ role }) =>
    suitesOfRole(role).some((suite) => suites.includes(suite)),
  ).map(({ id }) => id);
  const rows = await judgeEach(faults, suites, problems);
  process.stderr.write("\r\u001b[K");
  for (const suite of suites)
    process.stdout.write(`${mutantTable(suite, CHECKS, rows)}\n\n`);
  const caught = rows.filter(({ results }) =>
    results.some(({ status }) => status === "fail" || status === "warn"),
  );
  process.stdout.write(
    `${caught.length} of ${rows.length} faults were caught; ${problems.length} disagreements with what checks declare.\n`,
  );
  problems.forEach((line) => process.stdout.write(`- ${line}\n`));
  if (problems.length > 0) process.exitCode = 1;
}

async function judgeEach(
  faults: readonly string[],
  suites: readonly string[],
  problems: string[],
): Promise<readonly MutantRow[]> {
  const rows = new Map<string, MutantRow>();
  const waiting = [...faults];
  const checks = CHECKS.filter(({ suite }) => suites.includes(suite));
  const worker = async (): Promise<void> => {
    for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
      const { report } = await judgeSandbox(suites, [fault]);
      rows.set(fault, { fault, results: report.checks });
      problems.push(...disagreements(fault, checks, report.checks));
      process.stderr.write(`\r${rows.size}/${faults.length} faults`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return faults.flatMap((fault) => rows.get(fault) ?? []);
}
