/** The top of the page: verdict, proportions, the facts of the run, and what needs attention. */
import { renderDuration } from "../../core/duration.js";
import type { CheckResult, ConformanceReport } from "../../core/report.js";
import { outcomeOf, verdictReason } from "../outcome.js";
import { BY_URGENCY } from "../outcome.js";
import { orderedChecks } from "../order.js";
import { diagnosisNotices } from "../diagnosis.js";
import { moneyOutNotices } from "../money-out.js";
import { oneLine } from "../printable.js";
import { type Markup, markup } from "./markup.js";

const LISTED = 10;

export function overviewHeader(report: ConformanceReport): Markup {
  const { verdict } = report.summary;
  const reason = verdictReason(report);
  return markup`<header class="${verdict}">
<p class="eyebrow">${report.tool.name} conformance</p>
<h1>${capitalised(verdict)}</h1>
<p class="reason">${capitalised(reason)}.</p>
${spread(report)}
<dl class="facts">${factsOf(report).map(
    ([term, value, isWide]) =>
      markup`<div${isWide ? markup` class="wide"` : null}><dt>${term}</dt><dd>${value}</dd></div>`,
  )}</dl>
</header>`;
}

/** Before all else: it is somebody's money. */
export function moneyOutSection(report: ConformanceReport): Markup | null {
  const notices = moneyOutNotices(report);
  if (notices.length === 0) return null;
  return markup`<section class="attention" aria-labelledby="money-out"><h2 id="money-out">Money not given back</h2>
<ol>${notices.map(
    ({ what, giveBack }) =>
      markup`<li class="fail"><p>${what}</p><pre><code>${giveBack}</code></pre></li>`,
  )}</ol></section>`;
}

/** What several checks have in common comes before them. */
export function diagnosisSection(report: ConformanceReport): Markup | null {
  const notices = diagnosisNotices(report);
  if (notices.length === 0) return null;
  return markup`<section class="attention" aria-labelledby="cause"><h2 id="cause">What to do first</h2>
<ol>${notices.map(
    ({ label, text, next }) => markup`<li class="fail"><p>${label}: ${text}</p><p>${next}</p></li>`,
  )}</ol></section>`;
}

/** One bar, divided as the statuses are; the filters name the numbers. */
function spread({ summary }: ConformanceReport): Markup | null {
  if (summary.total === 0) return null;
  const present = BY_URGENCY.filter((status) => summary[status] > 0);
  let start = 0;
  const bars = present.map((status, index) => {
    const gap = index === present.length - 1 ? 0 : 3;
    const width = (summary[status] / summary.total) * 1000;
    const bar = markup`<rect class="${status}" x="${start.toFixed(2)}" width="${Math.max(1, width - gap).toFixed(2)}" height="10"/>`;
    start += width;
    return bar;
  });
  const label = present.map((status) => `${summary[status]} ${status}`).join(", ");
  return markup`<svg class="spread" role="img" aria-label="${label}" viewBox="0 0 1000 10" preserveAspectRatio="none">${bars}</svg>`;
}

type Fact = readonly [term: string, value: string | Markup, isWide: boolean];

function factsOf(report: ConformanceReport): Fact[] {
  const { filters, shard } = report;
  const filterTexts = [
    ...filters.suites,
    ...filters.only.map((glob) => `only ${glob}`),
    ...filters.skip.map((glob) => `skip ${glob}`),
    ...(filters.level === null ? [] : [`level ${filters.level}`]),
  ];
  const facts: (Fact | null)[] = [
    ["Checks", String(report.summary.total), false],
    ["Started", startedText(report.startedAt), false],
    ["Took", renderDuration(report.durationMs), false],
    ["Seed", String(report.seed), false],
    ["Run", markup`<code>${report.runId}</code>`, false],
    ["Version", report.tool.version, false],
    ["Environment", report.environment ?? "none", false],
    shard === null ? null : ["Shard", `${shard.index} of ${shard.count}`, false],
    report.strict ? ["Mode", "strict", false] : null,
    report.interrupted ? ["Ended", "interrupted", false] : null,
    // So that nobody takes a run on one machine for a run on another.
    ...Object.entries(report.target).map(([suite, url]): Fact => [
      `Target, ${suite}`,
      markup`<code>${oneLine(url)}</code>`,
      true,
    ]),
    filterTexts.length === 0 ? null : ["Filters", filterTexts.join(", "), true],
  ];
  return facts.filter((fact) => fact !== null);
}

function startedText(startedAt: string): Markup {
  const text = startedAt.replace("T", " ").replace(/(?:\.\d+)?Z$/, " UTC");
  return markup`<time datetime="${startedAt}">${text}</time>`;
}

/** Links to what is red, so that nobody has to look for it. */
export function attention(
  report: ConformanceReport,
  anchorOf: (check: CheckResult) => string,
): Markup | null {
  const red = orderedChecks(report.checks).filter((check) =>
    ["failed", "broken"].includes(outcomeOf(check.status, report.strict)),
  );
  if (red.length === 0) return null;
  const more = red.length - LISTED;
  return markup`<section class="attention" aria-labelledby="attention"><h2 id="attention">Needs attention</h2>
<ol>${red
    .slice(0, LISTED)
    .map(
      (check) =>
        markup`<li class="${check.status}"><span class="status">${check.status}</span><a class="id" href="#${encodeURIComponent(anchorOf(check))}">${check.id}</a><p>${oneLine(check.message)}</p></li>`,
    )}</ol>${more > 0 && markup`<p class="muted">and ${more} more below</p>`}</section>`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
