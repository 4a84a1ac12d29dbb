/** How the verdict on a partner's results reads. */
import { createRedactor } from "../../../core/redaction.js";
import type { ProgramEnd, ProgramRun } from "../../../core/programs.js";
import { createInk } from "../../../reports/formats/table-ink.js";
import { oneLine, printable, shortLine } from "../../../reports/printable.js";
import { VERDICT_FORMAT } from "../../../tasks/vectors/vector-documents.js";
import type { Difference, JudgedVector, VectorVerdict } from "../../../tasks/vectors/judge.js";

export function renderVerdictJson({ summary, cases, unknown }: VectorVerdict): string {
  const document = { format: VERDICT_FORMAT, summary, unknown, cases };
  return JSON.stringify(document, null, 2);
}

/** @param all also those that are right */
export function renderVerdict(
  { summary, cases }: VectorVerdict,
  options: { readonly color: boolean; readonly all: boolean },
): string {
  const ink = createInk({ color: options.color, columns: 80 });
  const shown = cases.filter(({ status }) => options.all || status !== "pass");
  const { total, pass, fail, missing } = summary;
  return [
    ...shown.flatMap((judged) => {
      const status = ink.status(judged.status === "missing" ? "blocked" : judged.status);
      const what = judged.status === "missing" ? "no result: " : "";
      return [`${status}  ${judged.id}: ${what}${judged.title}`, ...detailsOf(judged)];
    }),
    `${total} vectors: ${pass} right, ${fail} wrong, ${missing} without a result`,
  ].join("\n");
}

const INDENT = "        ";

function detailsOf({ differences, explanation }: JudgedVector): readonly string[] {
  return [
    ...differences.flatMap(differenceLines),
    ...(explanation === null
      ? []
      : [
          `${INDENT}${oneLine(explanation.message)} (${explanation.cause})`,
          ...(explanation.fix === undefined ? [] : [`${INDENT}→ ${oneLine(explanation.fix)}`]),
        ]),
  ];
}

const LONGEST_VALUE = 200;

function differenceLines({ part, expected, found }: Difference): readonly string[] {
  return [
    `${INDENT}${part}`,
    `${INDENT}  expected: ${shortLine(expected, LONGEST_VALUE)}`,
    `${INDENT}  found:    ${found === null ? "nothing" : JSON.stringify(shortLine(found, LONGEST_VALUE))}`,
  ];
}

/** What is to be said of how a program ended; nothing where it ended as it should. */
export function describeEnd({ end, stderr }: ProgramRun, timeoutMs: number): readonly string[] {
  const message = endMessage(end, timeoutMs);
  if (message === null) return [];
  // It may say what it was given, or what it found on this machine.
  const said = printable(createRedactor([]).quotation(stderr)).trim();
  return [
    `warning: ${message}`,
    ...(said === "" ? [] : ["the last that it said on stderr:", said]),
  ];
}

function endMessage(end: ProgramEnd, timeoutMs: number): string | null {
  switch (end.kind) {
    case "exited":
      return end.code === 0 ? null : `the program ended with exit code ${end.code}`;
    case "killed":
      return `the program was ended by ${end.signal}`;
    case "timeout":
      return `the program had not ended after ${timeoutMs} ms and was stopped; does it read stdin to its end, and flush what it prints? --timeout gives it longer`;
    case "flood":
      return "the program printed more than 4 MiB and was stopped";
    case "dismissed":
      return "the program went on running after its last result and was stopped; let it end when stdin ends";
    case "aborted":
    case "not-started":
      return null;
  }
}

export function describeOthers(
  others: readonly string[],
  unknown: readonly string[],
): readonly string[] {
  const [firstLine] = others;
  const [firstId] = unknown;
  return [
    ...(firstLine === undefined
      ? []
      : [
          `note: ${others.length} ${others.length === 1 ? "line is" : "lines are"} no result with an "id", the first: ${shortLine(firstLine, 80)}`,
        ]),
    ...(firstId === undefined
      ? []
      : [
          `note: ${unknown.length} ${unknown.length === 1 ? "result belongs" : "results belong"} to none of these vectors, the first: ${shortLine(firstId, 80)}`,
        ]),
  ];
}
