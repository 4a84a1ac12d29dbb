/** One self-contained page: no network, nothing external, and a policy that lets nothing but its own style and script run. */
import { createHash } from "node:crypto";
import type { CheckResult, ConformanceReport } from "../../core/report.js";
import { checkCard } from "../html/check-card.js";
import { filterBar } from "../html/filters.js";
import { type Markup, markup } from "../html/markup.js";
import { attention, diagnosisSection, moneyOutSection, overviewHeader } from "../html/overview.js";
import { SCRIPT } from "../html/script.js";
import { STYLE } from "../html/style.js";
import { timingChart } from "../html/timing.js";
import { createBriefTranscript, transcript } from "../html/transcript.js";
import { checksBySuite, orderedChecks, type SuiteChecks } from "../order.js";
import { countsLine, countStatuses } from "../outcome.js";
import type { ReportFormat } from "./format.js";

export const html: ReportFormat = {
  render: (report) => {
    const anchorOf = createAnchors(report);
    const { tool, summary, target } = report;
    const hosts = [...new Set(Object.values(target).flatMap(hostOf))].join(", ");
    const brief = createBriefTranscript();
    const card = (check: CheckResult) =>
      checkCard(check, anchorOf(check), check.status === "pass" ? brief : transcript);
    return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${summary.verdict}${hosts === "" ? "" : ` at ${hosts}`}: ${tool.name} conformance</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<a class="skip" href="#checks">Skip to the checks</a>
<div class="page">
${moneyOutSection(report)}
${diagnosisSection(report)}
${overviewHeader(report)}
<main>
${attention(report, anchorOf)}
${filterBar(report)}
<div id="checks" tabindex="-1">
${checksBySuite(report).map((suite) => suiteSection(suite, card))}
<p class="empty" id="empty"${report.checks.length > 0 && markup` hidden`}>${report.checks.length === 0 ? "Nothing was executed." : "No check matches."}</p>
</div>
${timingChart(orderedChecks(report.checks), anchorOf)}
</main>
<div class="quiet" id="announce" role="status"></div>
</div>
<script>${{ html: SCRIPT }}</script>
</body>
</html>
`.html;
  },
};

function suiteSection(
  { suite, target, checks }: SuiteChecks,
  card: (check: CheckResult) => Markup,
): Markup {
  return markup`<section class="suite" aria-label="Suite ${suite}"><header><h2>${suite}</h2>${
    target !== null && markup`<code>${target}</code>`
  }<span class="counts">${countsLine(countStatuses(checks))}</span></header>
${checks.map(card)}</section>
`;
}

/** The id itself, so that a link to a check outlives the run; a repeated id gets a number. */
function createAnchors(report: ConformanceReport): (check: CheckResult) => string {
  const anchors = new Map<CheckResult, string>();
  const taken = new Set<string>();
  for (const check of orderedChecks(report.checks)) {
    const base = `check-${check.id}`;
    let anchor = base;
    for (let copy = 2; taken.has(anchor); copy += 1) anchor = `${base}-${copy}`;
    taken.add(anchor);
    anchors.set(check, anchor);
  }
  return (check) => anchors.get(check) ?? "";
}

function contentSecurityPolicy(): string {
  return [
    "default-src 'none'",
    `style-src '${sha256Source(STYLE)}'`,
    `script-src '${sha256Source(SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function sha256Source(text: string): string {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}

function hostOf(url: string): readonly string[] {
  return URL.canParse(url) ? [new URL(url).host] : [];
}
