/** The run for a terminal: a table by suite, then everything about each check that needs a look, then the verdict. */
import type { ConformanceReport } from "../../core/report.js";
import { needsDetail, verdictLine } from "../outcome.js";
import { trimEndOf } from "../../core/trim-end.js";
import { checksBySuite, orderedChecks } from "../order.js";
import { diagnosisNotices } from "../diagnosis.js";
import { moneyOutNotices } from "../money-out.js";
import { exactLine } from "../printable.js";
import { wrapShellLine } from "../shell-line.js";
import { wrapColumns, wrapWords } from "../text-width.js";
import { type ReportFormat, SHORT_TABLE_LINES } from "./format.js";
import { blocksOf, renderBlock } from "./table-detail.js";
import { createInk, type Ink } from "./table-ink.js";
import { shortMiddle } from "./table-short.js";
import { renderSuite } from "./table-suite.js";

const NARROWEST = 40;

export const table: ReportFormat = {
  render: (report, options) => {
    const ink = createInk(options);
    const columns = Math.max(NARROWEST, options.columns);
    const wanting = orderedChecks(report.checks).filter((check) => needsDetail(check.status));
    const head = [
      ...moneyOutBlock(report, ink, columns),
      ...diagnosisBlocks(report, ink, columns),
      headerLines(report, ink, columns).join("\n"),
    ];
    const foot = footer(report, ink, columns);
    const blocks = blocksOf(wanting);
    const suites = checksBySuite(report);
    if (options.short === true && wanting.length > 0) {
      const room = SHORT_TABLE_LINES - linesOf([...head, foot]);
      return joined([...head, ...shortMiddle(suites, blocks, { room, ink, columns }), foot]);
    }
    return joined([
      ...head,
      ...suites.map((suite) => renderSuite(suite, ink, columns)),
      ...blocks.map((block) => renderBlock(block, ink, columns)),
      foot,
    ]);
  },
};

function joined(parts: readonly string[]): string {
  return `${trimEndOf(parts.join("\n\n"), "\n")}\n`;
}

/** As they are joined: an empty line after each. */
function linesOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.split("\n").length + 1, 0);
}

function moneyOutBlock(report: ConformanceReport, ink: Ink, columns: number): string[] {
  return moneyOutNotices(report).map(({ what, giveBack }) =>
    [
      ...wrapWords(`MONEY NOT GIVEN BACK: ${what}`, columns).map((line) =>
        ink.verdict("nonconformant", line),
      ),
      "Give it back:",
      wrapShellLine(giveBack, columns),
    ].join("\n"),
  );
}

function diagnosisBlocks(report: ConformanceReport, ink: Ink, columns: number): string[] {
  return diagnosisNotices(report).map(({ label, text, next }) =>
    [
      ...wrapWords(`${label.toUpperCase()}: ${text}`, columns).map(ink.strong),
      ...wrapWords(`Next: ${next}`, columns),
    ].join("\n"),
  );
}

function headerLines(report: ConformanceReport, ink: Ink, columns: number): string[] {
  const { tool, environment, shard, filters } = report;
  const facts = [
    `${tool.name} ${tool.version}`,
    `seed ${report.seed}`,
    `run ${report.runId}`,
    ...(environment === null ? [] : [`environment ${environment}`]),
    ...(shard === null ? [] : [`shard ${shard.index}/${shard.count}`]),
    ...(filters.only.length === 0 ? [] : [`only ${onlyWords(filters.only)}`]),
    ...(filters.skip.length === 0 ? [] : [`skip ${filters.skip.join(" ")}`]),
    ...(filters.level === null ? [] : [`level ${filters.level}`]),
    ...(report.strict ? ["strict"] : []),
  ];
  return wrapWords(facts.map(exactLine).join(", "), columns).map((line) => ink.dim(line));
}

/** So many names that they would hide the report are counted. */
const MOST_NAMED = 4;

function onlyWords(only: readonly string[]): string {
  return only.length > MOST_NAMED ? `${only.length} checks` : only.join(" ");
}

function footer(report: ConformanceReport, ink: Ink, columns: number): string {
  const verdict = wrapColumns(wrapWords(verdictLine(report), columns).join("\n"), columns);
  return [
    ink.dim(ink.rule.repeat(columns)),
    ...verdict.map((line) => ink.verdict(report.summary.verdict, line)),
  ].join("\n");
}
