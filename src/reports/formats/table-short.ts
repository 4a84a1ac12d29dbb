/** The middle of a failing run's table within a number of lines: the worst of each suite, then details while they fit. */
import type { SuiteChecks } from "../order.js";
import { BY_URGENCY, counted } from "../outcome.js";
import { wrapWords } from "../text-width.js";
import { type DetailBlock, renderShortBlock } from "./table-detail.js";
import type { Ink } from "./table-ink.js";
import { renderSuite } from "./table-suite.js";

interface Page {
  /** Lines that may be used, empty ones between the parts included. */
  readonly room: number;
  readonly ink: Ink;
  readonly columns: number;
}

/** How many rows of what is not met a suite shows: the most that leaves room for the rest. */
const MOST_ROWS = [12, 6, 3, 2, 1];
/** Kept for one check in detail and for the line that names where the rest is. */
const DETAIL_LINES = 14;

export function shortMiddle(
  suites: readonly SuiteChecks[],
  blocks: readonly DetailBlock[],
  { room, ink, columns }: Page,
): readonly string[] {
  const rendered = MOST_ROWS.map((rows) =>
    suites.map((suite) => renderSuite(suite, ink, columns, rows)),
  );
  const tables =
    rendered.find((each) => heightOf(each) <= room - DETAIL_LINES) ?? rendered.at(-1) ?? [];
  const more = (left: number) =>
    wrapWords(
      `${counted(left, "check")} more in full with --verbose, or with --reporter html=report.html`,
      columns,
    ).join("\n");
  let left = room - heightOf(tables) - heightOf([more(blocks.length)]);
  const details: string[] = [];
  const telling = blocks
    // What could not run has its reason in its row already.
    .filter(({ check }) => check.status !== "blocked")
    .toSorted((a, b) => urgencyOf(a) - urgencyOf(b));
  for (const block of telling) {
    const text = renderShortBlock(block, ink, columns);
    left -= heightOf([text]);
    if (left < 0) break;
    details.push(text);
  }
  const untold = telling.length - details.length;
  return [...tables, ...details, ...(untold === 0 ? [] : [ink.dim(more(untold))])];
}

function urgencyOf({ check }: DetailBlock): number {
  return BY_URGENCY.indexOf(check.status);
}

function heightOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.split("\n").length + 1, 0);
}
