/** The run for a terminal: a table by suite, then everything about each check that needs a look, then the verdict. */
import type { ConformanceReport } from "../../core/report.js";
import { needsDetail, verdictLine } from "../outcome.js";
import { checksBySuite, orderedChecks } from "../order.js";
import { moneyOutNotices } from "../money-out.js";
import { exactLine } from "../printable.js";
import { wrapShellLine } from "../shell-line.js";
import { wrapColumns, wrapWords } from "../text-width.js";
import type { ReportFormat } from "./format.js";
import { blocksOf, renderBlock } from "./table-detail.js";
import { createInk, type Ink } from "./table-ink.js";
import { renderSuite } from "./table-suite.js";

const NARROWEST = 40;

export const table: ReportFormat = {
  render: (report, options) => {
    const ink = createInk(options);
    const columns = Math.max(NARROWEST, options.columns);
    const wanting = orderedChecks(report.checks).filter((check) => needsDetail(check.status));
    return [
      ...moneyOutBlock(report, ink, columns),
      headerLines(report, ink, columns).join("\n"),
      ...checksBySuite(report).map((suite) => renderSuite(suite, ink, columns)),
      ...blocksOf(wanting).map((block) => renderBlock(block, ink, columns)),
      footer(report, ink, columns),
      "",
    ]
      .join("\n\n")
      .replace(/\n+$/, "\n");
  },
};

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

function headerLines(report: ConformanceReport, ink: Ink, columns: number): string[] {
  const { tool, environment, shard, filters } = report;
  const facts = [
    `${tool.name} ${tool.version}`,
    `seed ${report.seed}`,
    `run ${report.runId}`,
    ...(environment === null ? [] : [`environment ${environment}`]),
    ...(shard === null ? [] : [`shard ${shard.index}/${shard.count}`]),
    ...(filters.only.length === 0 ? [] : [`only ${filters.only.join(" ")}`]),
    ...(filters.skip.length === 0 ? [] : [`skip ${filters.skip.join(" ")}`]),
    ...(filters.level === null ? [] : [`level ${filters.level}`]),
    ...(report.strict ? ["strict"] : []),
  ];
  return wrapWords(facts.map(exactLine).join(", "), columns).map((line) => ink.dim(line));
}

function footer(report: ConformanceReport, ink: Ink, columns: number): string {
  const verdict = wrapColumns(wrapWords(verdictLine(report), columns).join("\n"), columns);
  return [
    ink.dim(ink.rule.repeat(columns)),
    ...verdict.map((line) => ink.verdict(report.summary.verdict, line)),
  ].join("\n");
}
