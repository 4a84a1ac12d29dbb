/** What the documentation says of the suites, their checks, and the faults that prove them. */
import type { CheckDefinition } from "../conformance/check.js";
import type { Suite } from "../conformance/suite.js";
import { SUITES } from "../conformance/suites/index.js";
import { code, details, escaped, table } from "./markdown.js";

export function suiteTable(): string {
  return table(
    ["suite", "what it judges", "checks", "MUST", "SHOULD"],
    SUITES.map((suite) => {
      const checks = checksOf(suite);
      const count = (level: string) =>
        String(checks.filter((check) => check.level === level).length);
      return [code(suite.id), suite.title, String(checks.length), count("MUST"), count("SHOULD")];
    }),
  );
}

export function checkTables(): string {
  return SUITES.map((suite) => {
    const checks = checksOf(suite);
    const rows = checks.map(({ id, level, title }) => [code(id), level, escaped(title)]);
    return details(
      `<code>${suite.id}</code>: ${checks.length} checks`,
      table(["check", "level", "what it requires"], rows),
    );
  }).join("\n\n");
}

/** What each defect of the sandbox is caught by, as the checks of a suite declare it. */
export function faultTables(): string {
  return SUITES.map((suite) => {
    const checks = checksOf(suite);
    const faults = [...new Set(checks.flatMap(({ kills }) => kills))].sort();
    const rows = faults.map((fault) => [code(fault), catchersOf(fault, suite.id, checks)]);
    return details(
      `<code>${suite.id}</code>: ${faults.length} faults`,
      table(["fault", "caught by"], rows),
    );
  }).join("\n\n");
}

function checksOf({ scenarios }: Suite): readonly CheckDefinition[] {
  return scenarios.flatMap((scenario) => scenario.checks);
}

/** Enough to go and look: `explain` and `npm run mutants` name them all. */
const NAMED_CHECKS = 3;

function catchersOf(fault: string, suiteId: string, checks: readonly CheckDefinition[]): string {
  const ids = checks
    .filter(({ kills }) => kills.includes(fault))
    .map(({ id }) => code(id.slice(suiteId.length + 1)));
  const more = ids.length - NAMED_CHECKS;
  return [...ids.slice(0, NAMED_CHECKS), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
