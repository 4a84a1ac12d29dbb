/** The matrix fault × check for a terminal: a block a suite, a row a fault, one character a check. */
import type { CheckResult, Status } from "../../src/core/report.js";
import type { OwnedCheck } from "./matrix.js";

/** What one fault did to the checks. */
export interface MutantRow {
  readonly fault: string;
  readonly results: readonly Pick<CheckResult, "id" | "status">[];
}

const SIGNS: Readonly<Partial<Record<Status, string>>> = {
  fail: "✗",
  warn: "!",
  blocked: "b",
  error: "E",
};
/** Where observation and declaration part. */
const UNDECLARED = "#";
const MISSED = "?";

export const LEGEND =
  "✗ failed, ! warned, b blocked, E error; # caught, not declared; ? declared, not caught; · passed";

/** Columns are read in tens. */
const GROUP = 10;

/** Rows are faults that the suite declares or that touched it; the rest has no row. */
export function mutantTable(
  suite: string,
  allChecks: readonly OwnedCheck[],
  rows: readonly MutantRow[],
): string {
  const checks = allChecks.filter((check) => check.suite === suite);
  const lines = rows
    .map(({ fault, results }) => ({
      fault,
      cells: checks.map((check) => cell(check, fault, results)),
    }))
    .filter(({ cells }) => cells.some((each) => each !== "·"));
  const width = Math.max(0, ...lines.map(({ fault }) => fault.length));
  const survivors = rows.filter(
    ({ fault, results }) => fault.startsWith(`${suite}.`) && !results.some(isCaught),
  );
  return [
    `${suite}: ${lines.length} faults × ${checks.length} checks`,
    "",
    ...headLines(checks.length).map((head) => `${" ".repeat(width)}  ${head}`),
    ...lines.map(({ fault, cells }) => `${fault.padEnd(width)}  ${grouped(cells)}`),
    "",
    ...checks.map(
      ({ id, level }, at) => `${String(at + 1).padStart(4)}  ${level.padEnd(6)}  ${id}`,
    ),
    ...survivors.map(({ fault }) => `\n${fault} survived every check.`),
  ].join("\n");
}

/** The number of each check, its tens above its ones. */
function headLines(count: number): readonly string[] {
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  const tens = numbers.map((number) =>
    number % GROUP === 0 ? String((number / GROUP) % GROUP) : " ",
  );
  const ones = numbers.map((number) => String(number % GROUP));
  return [grouped(tens).trimEnd(), grouped(ones)];
}

function grouped(cells: readonly string[]): string {
  return cells.map((each, at) => (at > 0 && at % GROUP === 0 ? ` ${each}` : each)).join("");
}

function isCaught({ status }: Pick<CheckResult, "status">): boolean {
  return status === "fail" || status === "warn";
}

function cell(
  { id, kills, mayCatch = [] }: OwnedCheck,
  fault: string,
  results: MutantRow["results"],
): string {
  const result = results.find((each) => each.id === id);
  const declared = kills.includes(fault);
  if (result === undefined) return declared ? MISSED : "·";
  if (isCaught(result) && !declared && !mayCatch.includes(fault)) return UNDECLARED;
  if (declared && !isCaught(result)) return MISSED;
  return SIGNS[result.status] ?? "·";
}
