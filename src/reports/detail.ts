/** What there is to say about one check, as labelled sections that every text format lays out its own way. */
import type { CheckResult } from "../core/report.js";
import { type JsonChange, diffJson } from "./json-diff.js";
import { prettyJson } from "../core/json/layout.js";
import { cutToBytes, oneLine, printable, shortLine } from "./printable.js";
import { renderTranscript, SHOWN_BODY_BYTES } from "./transcript.js";

const MAX_DIFFERENCE_LINES = 60;

export interface DetailSection {
  readonly label:
    | "Required"
    | "Expected"
    | "Actual"
    | "Difference"
    | "Why"
    | "Fix"
    | "Transcript"
    | "Hint"
    | "Reproduce"
    | "Curl";
  /** `prose` may be wrapped between words, `code` must keep its spaces, `shell` must stay runnable. */
  readonly kind: "prose" | "code" | "shell";
  /** Printable; without newlines, but for `shell`, where a quoted argument may hold some. */
  readonly lines: readonly string[];
}

/** The sections that have something to say, in reading order. */
export function detailSections(check: CheckResult): readonly DetailSection[] {
  const sections: DetailSection[] = [
    prose("Required", [check.title, check.clause, requirementsLine(check)]),
    value("Expected", check.expected),
    value("Actual", check.actual),
    code("Difference", differenceLines(check)),
    prose("Why", [check.why]),
    prose("Fix", [check.fix]),
    code("Transcript", renderTranscript(check.evidence)),
    prose("Hint", [check.hint ?? ""]),
    shell(
      "Reproduce",
      [check.reproduce, check.replay].filter((line) => line !== undefined),
    ),
    shell("Curl", check.curl ?? []),
  ];
  return sections.filter((section) => section.lines.length > 0);
}

/** Such as `gateway.entry.user-required`; empty in reports of older versions. */
export function requirementsLine({ requirements = [] }: CheckResult): string {
  return requirements.join(", ");
}

/** The sections as plain text, each label on a line of its own. */
export function renderDetail(check: CheckResult): string {
  return detailSections(check)
    .map(({ label, lines }) =>
      [`${label}:`, ...lines.flatMap((line) => line.split("\n")).map((line) => `  ${line}`)].join(
        "\n",
      ),
    )
    .join("\n");
}

/** Lines that say how two JSON values differ: `- $.a: 1` was expected, `+ $.a: 2` came. */
export function differenceLines({ expected, actual }: CheckResult): string[] {
  if (expected === undefined || actual === undefined) return [];
  const found = diffJson(expected, actual);
  if (found === null) return [];
  if (found.length === 0) return ["(equal as JSON: they differ only in how it is written)"];
  const lines = found.flatMap(changeLines).map((line) => shortLine(line, 500));
  const omitted = lines.length - MAX_DIFFERENCE_LINES;
  if (omitted <= 0) return lines;
  return [...lines.slice(0, MAX_DIFFERENCE_LINES), `(and ${omitted} more lines)`];
}

function changeLines(change: JsonChange): string[] {
  switch (change.kind) {
    case "missing":
      return [`- ${change.path}: ${change.expected}`];
    case "unexpected":
      return [`+ ${change.path}: ${change.actual}`];
    case "changed":
      return [`- ${change.path}: ${change.expected}`, `+ ${change.path}: ${change.actual}`];
  }
}

function prose(label: DetailSection["label"], texts: readonly string[]): DetailSection {
  const lines = texts.map(oneLine).filter((line) => line !== "");
  return { label, kind: "prose", lines };
}

function code(label: DetailSection["label"], lines: readonly string[]): DetailSection {
  return { label, kind: "code", lines };
}

function shell(label: DetailSection["label"], lines: readonly string[]): DetailSection {
  return { label, kind: "shell", lines: lines.map(printable) };
}

function value(label: DetailSection["label"], text: string | undefined): DetailSection {
  if (text === undefined || text === "") return { label, kind: "code", lines: [] };
  const cut = cutToBytes(prettyJson(text) ?? text, SHOWN_BODY_BYTES);
  const lines = printable(cut.text).split("\n");
  const note = cut.omittedBytes > 0 ? [`(cut here: ${cut.omittedBytes} more bytes)`] : [];
  const isSentence = lines.length === 1 && !/^[[{]/.test(cut.text);
  return {
    label,
    kind: isSentence ? "prose" : "code",
    lines: [...lines, ...note],
  };
}
