/** The slowest checks, as bars that are a table to those who cannot see them. */
import { renderDuration } from "../../core/duration.js";
import type { CheckResult } from "../../core/report.js";
import { type Markup, markup } from "./markup.js";

const LISTED = 12;

export function timingChart(
  checks: readonly CheckResult[],
  anchorOf: (check: CheckResult) => string,
): Markup | null {
  const slowest = checks.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, LISTED);
  const longestMs = slowest[0]?.durationMs ?? 0;
  if (longestMs <= 0) return null;
  return markup`<section class="timing" aria-labelledby="timing"><h2 id="timing">Time</h2>
<table><caption>${checks.length > LISTED ? `The slowest ${LISTED} of ${checks.length} checks` : "Every check, the slowest first"}</caption>
<thead class="quiet"><tr><th scope="col">Check</th><th scope="col">Time</th><th scope="col">Share of the slowest</th></tr></thead><tbody>${slowest.map(
    (check) =>
      markup`<tr class="${check.status}"><th scope="row"><a class="id" href="#${encodeURIComponent(anchorOf(check))}">${check.id}</a></th><td>${renderDuration(check.durationMs)}</td><td><svg aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none"><rect width="${Math.max(0.5, (check.durationMs / longestMs) * 100).toFixed(2)}" height="10"/></svg></td></tr>`,
  )}</tbody></table></section>`;
}
