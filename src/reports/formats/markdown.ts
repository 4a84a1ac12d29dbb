/** Markdown for a GitHub step summary: within its size limit, and with nothing that a target wrote being markup. */
import type { CheckResult, ConformanceReport } from "../../core/report.js";
import { type DetailSection, detailSections } from "../detail.js";
import { checksBySuite, orderedChecks, type SuiteChecks } from "../order.js";
import { BY_URGENCY, counted, countStatuses, needsDetail, verdictReason } from "../outcome.js";
import { renderDuration } from "../../core/duration.js";
import { diagnosisNotices } from "../diagnosis.js";
import { moneyOutNotices } from "../money-out.js";
import { cutToBytes, oneLine, printable, shortLine } from "../printable.js";
import type { ReportFormat } from "./format.js";

const GITHUB_SUMMARY_BYTES = 1024 * 1024;
/** Kept free for the line that says what was left out. */
const OMISSION_BYTES = 200;
const LONGEST_CELL = 300;

export const markdown: ReportFormat = {
  render: (report, { maxBytes = GITHUB_SUMMARY_BYTES }) => {
    const wanting = orderedChecks(report.checks).filter((check) => needsDetail(check.status));
    const explained = orderedChecks(report.checks).filter(
      (check) => check.status === "na" || check.status === "known",
    );
    return withinBytes(
      [
        ...moneyOutBlocks(report),
        headingBlock(report),
        ...diagnosisBlocks(report),
        countsBlock(report),
      ],
      [...wanting.map(detailBlock), ...explained.map(reasonBlock)],
      maxBytes,
    );
  },
};

function moneyOutBlocks(report: ConformanceReport): string[] {
  return moneyOutNotices(report).map(({ what, giveBack }) =>
    [`**Money not given back:** ${escapeInline(what)}`, "", ...fenced(giveBack, "sh"), ""].join(
      "\n",
    ),
  );
}

function diagnosisBlocks(report: ConformanceReport): string[] {
  return diagnosisNotices(report).map(({ label, text, next }) =>
    [`**${label}:** ${escapeInline(text)}<br>`, escapeInline(next), ""].join("\n"),
  );
}

/** Joins the blocks; the optional ones that do not fit are counted, not cut in the middle of markup. */
function withinBytes(
  required: readonly string[],
  optional: readonly string[],
  maxBytes: number,
): string {
  const kept = [...required];
  let used = byteLength(required.join("\n")) + OMISSION_BYTES;
  let omitted = 0;
  for (const block of optional) {
    const size = byteLength(block) + 1;
    if (used + size > maxBytes) {
      omitted += 1;
      continue;
    }
    used += size;
    kept.push(block);
  }
  if (omitted > 0) kept.push(omissionLine(omitted, maxBytes));
  return cutToBytes(kept.join("\n"), maxBytes).text;
}

function omissionLine(omitted: number, maxBytes: number): string {
  const checks = omitted === 1 ? "check is" : "checks are";
  return `**${omitted} more ${checks} left out here** to stay within ${maxBytes} bytes; the json and html reports have all.\n`;
}

function headingBlock(report: ConformanceReport): string {
  const { verdict, total } = report.summary;
  const facts = [
    `${counted(total, "check")} in ${renderDuration(report.durationMs)}`,
    `seed ${report.seed}`,
    `run ${codeSpan(report.runId)}`,
    ...(report.environment === null ? [] : [`environment ${codeSpan(report.environment)}`]),
    `${escapeInline(report.tool.name)} ${escapeInline(report.tool.version)}`,
  ];
  return [
    `## Conformance: ${verdict}`,
    "",
    `${sentence(verdictReason(report))} ${facts.join(", ")}.`,
    "",
  ].join("\n");
}

function countsBlock(report: ConformanceReport): string {
  const columns = BY_URGENCY.filter((status) => report.summary[status] > 0);
  if (columns.length === 0) return "";
  return [
    `| suite | ${columns.join(" | ")} |`,
    `| --- | ${columns.map(() => "---:").join(" | ")} |`,
    ...checksBySuite(report).map((suite) => countsRow(suite, columns)),
    "",
  ].join("\n");
}

function countsRow(
  { suite, checks }: SuiteChecks,
  columns: readonly (typeof BY_URGENCY)[number][],
) {
  const counts = countStatuses(checks);
  return `| ${escapeInline(suite)} | ${columns.map((status) => counts[status] || "").join(" | ")} |`;
}

function reasonBlock(check: CheckResult): string {
  const message = escapeInline(shortLine(check.message, LONGEST_CELL));
  return `- **${check.status}** ${codeSpan(check.id)}: ${message}\n`;
}

function detailBlock(check: CheckResult): string {
  const message = escapeInline(shortLine(check.message, LONGEST_CELL));
  return [
    "<details>",
    `<summary><b>${check.status}</b> ${check.level} <code>${escapeHtml(oneLine(check.id))}</code></summary>`,
    "",
    message,
    "",
    ...detailSections(check).flatMap(sectionLines),
    "</details>",
    "",
  ].join("\n");
}

function sectionLines({ label, kind, lines }: DetailSection): string[] {
  if (kind === "prose") return [`**${label}:** ${lines.map(escapeInline).join("<br>")}`, ""];
  const language = { Difference: "diff", Reproduce: "sh", Curl: "sh" }[label as string] ?? "";
  return [`**${label}:**`, "", ...fenced(lines.join("\n"), language), ""];
}

/** A fence longer than any run of backticks inside, so that the text cannot close it. */
function fenced(text: string, language: string): string[] {
  const fence = "`".repeat(Math.max(3, longestBackticks(text) + 1));
  return [`${fence}${language}`, text, fence];
}

/** Code on one line, never inside a table, where a pipe would end the cell. */
function codeSpan(text: string): string {
  const line = oneLine(text);
  if (line === "") return "";
  const fence = "`".repeat(longestBackticks(line) + 1);
  return `${fence} ${line} ${fence}`;
}

function longestBackticks(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/**
 * Text that stays text: no markup, HTML or automatic link. Mentions and issue
 * references are found after rendering, so only a zero-width space stops them.
 */
function escapeInline(text: string): string {
  return oneLine(text)
    .replaceAll(/[!-/:-@[-`{-~]/g, (mark) => (mark === "&" ? "&amp;" : `\\${mark}`))
    .replaceAll("\\<", "&lt;")
    .replaceAll("\\>", "&gt;")
    .replaceAll(/\\([@#])(?=\w)/g, "\\$1&#8203;");
}

function escapeHtml(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, "utf8");
}
