/** The bar that narrows the list; without the page's script it stays hidden. */
import { type ConformanceReport, LEVELS } from "../../core/report.js";
import { BY_URGENCY } from "../outcome.js";
import { type Markup, markup } from "./markup.js";

export function filterBar({ checks, summary }: ConformanceReport): Markup {
  const statuses = BY_URGENCY.filter((status) => summary[status] > 0).map((status) =>
    chip("status", status, summary[status]),
  );
  const levels = LEVELS.map((level) => ({
    level,
    count: checks.filter((check) => check.level === level).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ level, count }) => chip("level", level, count));
  return markup`<div class="filters needs-script" role="search" aria-label="Filter checks" hidden>
<div class="row"><label class="quiet" for="search">Search checks and transcripts</label>
<input id="search" type="search" placeholder="Search checks and transcripts ( / )" autocomplete="off" spellcheck="false">
<button type="button" id="open">Open shown</button><button type="button" id="close">Close all</button><button type="button" id="reset">Reset</button></div>
<div class="row"><fieldset><legend class="quiet">Status</legend>${statuses}</fieldset><span class="gap"></span><fieldset><legend class="quiet">Level</legend>${levels}</fieldset>
<output id="shown" aria-live="polite"></output></div></div>`;
}

function chip(kind: "status" | "level", value: string, count: number): Markup {
  const tone = kind === "status" ? ` ${value}` : "";
  return markup`<button type="button" class="chip${tone}" data-kind="${kind}" data-value="${value}" aria-pressed="false"><b>${count}</b> ${value}</button>`;
}
