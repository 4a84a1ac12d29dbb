/** One check: a line to scan, and behind it everything that is known about it. */
import { renderDuration } from "../../core/duration.js";
import type { CheckResult } from "../../core/report.js";
import { differenceLines, requirementsLine } from "../detail.js";
import { prettyJson } from "../../core/json/layout.js";
import { oneLine } from "../printable.js";
import { type Markup, markup } from "./markup.js";
import type { transcript } from "./transcript.js";

/** @param evidence lays out what was sent and received */
export function checkCard(check: CheckResult, anchor: string, evidence: typeof transcript): Markup {
  // A pass has nothing to tell from afar; its message is inside.
  const message = check.status === "pass" ? "" : oneLine(check.message);
  return markup`<details class="check ${check.status}" id="${anchor}" data-status="${check.status}" data-level="${check.level}">
<summary><span class="status">${check.status}</span><span class="id">${check.id}</span><span class="level">${check.level}</span><span class="time">${renderDuration(check.durationMs)}</span>${
    message !== "" && markup`<span class="message">${message}</span>`
  }</summary>
<div class="body">${about(check)}${comparison(check)}${difference(check)}${commands("Run this check again", check.reproduce === undefined ? [] : [check.reproduce])}${commands("Send its requests again, as they were", check.replay === undefined ? [] : [check.replay])}${commands("The requests as curl", check.curl ?? [])}${evidence(check.evidence, anchor)}</div>
</details>
`;
}

function about(check: CheckResult): Markup {
  const { status, message, title, clause, why, fix, hint = "" } = check;
  const entries = [
    ["Result", status === "pass" ? message : ""],
    ["Required", title],
    ["Clause", clause],
    ["Requirement", requirementsLine(check)],
    ["Why", why],
    ["Fix", fix],
    ["Hint", hint],
  ] as const;
  return markup`<dl class="about">${entries
    .filter(([, text]) => text !== "")
    .map(([term, text]) => markup`<dt>${term}</dt><dd>${text}</dd>`)}</dl>`;
}

function comparison({ expected, actual }: CheckResult): Markup | null {
  if (expected === undefined && actual === undefined) return null;
  return markup`<div class="pair">${valueBlock("Expected", expected)}${valueBlock("Actual", actual)}</div>`;
}

function valueBlock(label: string, text: string | undefined): Markup | null {
  if (text === undefined) return null;
  return markup`<div><h4>${label}</h4><pre tabindex="0" aria-label="${label}">${prettyJson(text) ?? text}</pre></div>`;
}

function difference(check: CheckResult): Markup | null {
  const lines = differenceLines(check);
  if (lines.length === 0) return null;
  return markup`<div class="difference"><h4>Difference: − expected, + actual</h4><pre tabindex="0" aria-label="Difference">${lines.map(differenceLine)}</pre></div>`;
}

function differenceLine(line: string): Markup {
  if (line.startsWith("-")) return markup`<del>${line}</del>`;
  return line.startsWith("+") ? markup`<ins>${line}</ins>` : markup`${line}`;
}

function commands(label: string, lines: readonly string[]): Markup | null {
  if (lines.length === 0) return null;
  return markup`<div><h4>${label}</h4>${lines.map(
    (line, index) =>
      markup`<div class="command"><pre>${line}</pre><button type="button" class="copy needs-script" aria-label="Copy: ${label}, ${index + 1} of ${lines.length}" hidden>Copy</button></div>`,
  )}</div>`;
}
