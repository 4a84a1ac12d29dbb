/**
 * GitHub Actions workflow commands: annotations, then the details in folded
 * groups. What a target wrote can neither forge a command nor end one.
 */
import type { CheckResult, ConformanceReport } from "../../core/report.js";
import { renderDetail } from "../detail.js";
import { diagnosisNotices } from "../diagnosis.js";
import { moneyOutNotices } from "../money-out.js";
import { orderedChecks } from "../order.js";
import { counted, needsDetail, outcomeOf, verdictLine } from "../outcome.js";
import { cutToBytes, oneLine, shortLine } from "../printable.js";
import type { ReportFormat } from "./format.js";

/** GitHub drops what a step annotates beyond this, each kind for itself, without a word. */
const ANNOTATIONS_PER_KIND = 10;
const SHOWN_MESSAGE_BYTES = 4 * 1024;
const SHOWN_TITLE_CHARACTERS = 200;

export const github: ReportFormat = {
  render: (report) => {
    const checks = orderedChecks(report.checks);
    const kindOf = (check: CheckResult) => annotationKind(check, report);
    const errors = checks.filter((check) => kindOf(check) === "error");
    const warnings = checks.filter((check) => kindOf(check) === "warning");
    return [
      ...moneyOutNotices(report).map(({ what, giveBack }) =>
        command("error", { title: "Money not given back" }, `${what}\nGive it back: ${giveBack}`),
      ),
      ...diagnosisNotices(report).map(({ label, text, next }) =>
        command("error", { title: label }, `${text}\n${next}`),
      ),
      ...errors.slice(0, ANNOTATIONS_PER_KIND).map((check) => annotation("error", check)),
      ...warnings.slice(0, ANNOTATIONS_PER_KIND).map((check) => annotation("warning", check)),
      ...checks.filter((check) => needsDetail(check.status)).flatMap(groupLines),
      closingNotice(report, errors.length, warnings.length),
      "",
    ].join("\n");
  },
};

function annotationKind(
  check: CheckResult,
  { strict }: ConformanceReport,
): "error" | "warning" | null {
  switch (outcomeOf(check.status, strict)) {
    case "failed":
    case "broken":
      return "error";
    case "warned":
      return "warning";
    case "passed":
    case "skipped":
    case "known":
      return null;
  }
}

function annotation(kind: "error" | "warning", check: CheckResult): string {
  const title = shortLine(`${check.status}: ${check.id} (${check.level})`, SHOWN_TITLE_CHARACTERS);
  const lines = [
    oneLine(check.message),
    check.clause === "" ? "" : `Required: ${oneLine(check.title)} (${oneLine(check.clause)})`,
    check.fix === "" ? "" : `Fix: ${oneLine(check.fix)}`,
    check.reproduce === undefined ? "" : `Reproduce: ${oneLine(check.reproduce)}`,
    check.replay === undefined ? "" : `Replay: ${oneLine(check.replay)}`,
  ].filter((line) => line !== "");
  return command(kind, { title }, cutToBytes(lines.join("\n"), SHOWN_MESSAGE_BYTES).text);
}

function groupLines(check: CheckResult): string[] {
  return [
    command("group", {}, shortLine(`${check.status} ${check.id}: ${check.message}`, 300)),
    ...renderDetail(check).split("\n").map(plainLine),
    command("endgroup", {}, ""),
  ];
}

function closingNotice(report: ConformanceReport, errors: number, warnings: number): string {
  const omitted = [omittedText(errors, "error"), omittedText(warnings, "warning")].filter(
    (text) => text !== null,
  );
  const note = omitted.length === 0 ? "" : `\nNot annotated, see the log: ${omitted.join(", ")}.`;
  return command(
    "notice",
    { title: `${report.tool.name} conformance` },
    verdictLine(report) + note,
  );
}

function omittedText(count: number, kind: string): string | null {
  const omitted = count - ANNOTATIONS_PER_KIND;
  if (omitted <= 0) return null;
  return counted(omitted, `more ${kind}`);
}

function command(
  name: string,
  properties: Readonly<Record<string, string>>,
  message: string,
): string {
  const list = Object.entries(properties)
    .map(([key, value]) => `${key}=${escapeProperty(value)}`)
    .join(",");
  return `::${name}${list === "" ? "" : ` ${list}`}::${escapeMessage(message)}`;
}

function escapeMessage(text: string): string {
  return defuseOldCommands(text)
    .replaceAll("%", "%25")
    .replaceAll("\r", "%0D")
    .replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** The runner trims a line before it looks for `::`, so a mark and not a space goes before it. */
function plainLine(line: string): string {
  return defuseOldCommands(`| ${line}`);
}

/** The runner's older syntax, `##[command]`, counts anywhere in a line. */
function defuseOldCommands(text: string): string {
  return text.replaceAll("##[", "# #[");
}
