/** What the table says below its rows about each check that needs a look. */
import type { CheckResult } from "../../core/report.js";
import { type DetailSection, detailSections } from "../detail.js";
import { exactLine, oneLine, shortLine } from "../printable.js";
import { wrapShellLine } from "../shell-line.js";
import { displayWidth, padEnd, wrapColumns, wrapWords } from "../text-width.js";
import type { Ink } from "./table-ink.js";

const LABEL_WIDTH = 12;
const SHORT_MESSAGE = 300;

/** A check to show whole, and those blocked for the very same reason, which are named only. */
export interface DetailBlock {
  readonly check: CheckResult;
  readonly alike: readonly CheckResult[];
}

/** One block a check; with a target down, a hundred equal blocks would bury the one that tells. */
export function blocksOf(checks: readonly CheckResult[]): DetailBlock[] {
  const blocks = new Map<string, { check: CheckResult; alike: CheckResult[] }>();
  for (const check of checks) {
    const key = JSON.stringify(
      check.status === "blocked" ? [check.suite, check.message] : [check.suite, "", check.id],
    );
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, { check, alike: [] });
    else block.alike.push(check);
  }
  return [...blocks.values()];
}

export function renderBlock({ check, alike }: DetailBlock, ink: Ink, columns: number): string {
  const title = `${exactLine(check.id)} `;
  const rule = ink.dim(ink.rule.repeat(Math.max(0, columns - displayWidth(title))));
  return [
    ...(displayWidth(title) > columns
      ? wrapColumns(title.trim(), columns).map(ink.strong)
      : [`${ink.strong(title)}${rule}`]),
    `${ink.status(check.status)} ${ink.bullet} ${check.level}`,
    ...wrapWords(oneLine(check.message), columns),
    ...alikeLines(alike, columns),
    ...detailSections(check).flatMap((section) => sectionLines(section, ink, columns)),
  ].join("\n");
}

/** What one has to know to mend it; the rest stands in the whole report. */
export function renderShortBlock({ check }: DetailBlock, ink: Ink, columns: number): string {
  const wanted = ["Fix", "Hint", "Reproduce"];
  return [
    `${ink.status(check.status)} ${ink.strong(exactLine(check.id))} (${check.level})`,
    ...wrapWords(shortLine(check.message, SHORT_MESSAGE), columns),
    ...detailSections(check)
      .filter(({ label }) => wanted.includes(label))
      .flatMap((section) => sectionLines(section, ink, columns)),
  ].join("\n");
}

function alikeLines(alike: readonly CheckResult[], columns: number): string[] {
  if (alike.length === 0) return [];
  const ids = alike.map((check) => exactLine(check.id)).join(", ");
  return wrapWords(`For the same reason (${alike.length}): ${ids}`, columns);
}

function sectionLines(section: DetailSection, ink: Ink, columns: number): string[] {
  const { label, kind, lines } = section;
  switch (kind) {
    case "prose":
      return besideLabel(
        label,
        lines.flatMap((line) => wrapWords(line, columns - LABEL_WIDTH)),
        ink,
      );
    case "code":
      return [ink.dim(label), ...lines.flatMap((line) => codeLines(line, section, ink, columns))];
    case "shell":
      // Flush left: the shell would take indentation inside a broken word as part of it.
      return [ink.dim(label), ...lines.map((line) => wrapShellLine(line, columns))];
  }
}

function besideLabel(label: string, lines: readonly string[], ink: Ink): string[] {
  return lines.map((line, index) => {
    const margin = padEnd(index === 0 ? label : "", LABEL_WIDTH);
    return `${ink.dim(margin)}${line}`;
  });
}

function codeLines(line: string, { label }: DetailSection, ink: Ink, columns: number): string[] {
  return wrapColumns(line, columns - 2).map((piece) => {
    const paint = label === "Difference" ? differencePaint(line, ink) : (text: string) => text;
    return piece === "" ? "" : `  ${paint(piece.trimEnd())}`;
  });
}

function differencePaint(line: string, ink: Ink): (text: string) => string {
  return line.startsWith("+") ? ink.added : ink.removed;
}
