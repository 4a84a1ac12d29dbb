/** The matrix fault × check as Markdown: one table a suite, its checks numbered in a legend. */
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
    .filter(({ cells }) => cells.some((each) => each !== ""));
  const survivors = rows.filter(
    ({ fault, results }) =>
      fault.startsWith(`${suite}.`) && !results.some(isCaught),
  );
  return [
    `## ${suite}: ${lines.length} faults × ${checks.length} checks`,
    "",
    "✗ failed, ! warned, b blocked, E error; **bold**: not as the check declares, **?**: declared and not caught.",
    "",
    ...checks.map(({ id, level }, at) => `${at + 1}. \`${id}\` ${level}`),
    "",
    `| fault | ${checks.map((_, at) => at + 1).join(" | ")} |`,
    `| --- | ${checks.map(() => ":-:").join(" | ")} |`,
    ...lines.map(({ fault, cells }) => `| ${fault} | ${cells.join(" | ")} |`),
    "",
    ...survivors.map(({ fault }) => `**${fault} survived every check.**`),
  ].join("\n");
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
  if (result === undefined) return "";
  const sign = SIGNS[result.status] ?? "";
  if (isCaught(result))
    return declared || mayCatch.includes(fault) ? sign : `**${sign}**`;
  return declared ? `**?**${sign}` : sign;
}
