/** How the payments commands show what a run came to. */
import { displayWidth, padEnd } from "../../../reports/text-width.js";
import type { SyncSummary } from "../../../tasks/payments/outcome-report.js";
import type { CommandContext } from "../../command.js";

/** @param more further members of the JSON document */
export function printSummary(
  summary: SyncSummary,
  more: Readonly<Record<string, unknown>>,
  context: CommandContext,
): void {
  if (context.flags.json) {
    context.result(JSON.stringify({ ...more, ...summary }, null, 2));
    return;
  }
  context.result(renderSummary(summary));
}

const DOUBT_HINT =
  "Read it in payments.source (paging, success, empty), or name it in payments.source.ignore where it means something else.";

const COUNTS = [
  ["fetched", "records fetched"],
  ["converted", "converted"],
  ["refused", "refused"],
  ["refunds", "refunds"],
  ["pushed", "pushed"],
  ["skipped", "skipped: PlayCamp has them"],
  ["failed", "failed"],
  ["refunded", "taken back at PlayCamp"],
] as const satisfies readonly (readonly [keyof SyncSummary, string])[];

const ODDITIES = [
  ["repeats", "came again unchanged"],
  ["conflicts", "came again with other content"],
  ["outside", "outside the range"],
  ["others", "no payments (payments.source.counts)"],
  ["unsureTimes", "at a time that clocks showed twice or never"],
  ["refundsInPart", "refunds of a part, not sent"],
  ["refundsUnknown", "refunds of unknown payments"],
  ["missing", "counted by the source, not given"],
] as const satisfies readonly (readonly [keyof SyncSummary, string])[];

/** What a count is called, without what it is counted by. */
export function countTitle(key: (typeof COUNTS | typeof ODDITIES)[number][0]): string {
  const titles: readonly (readonly [keyof SyncSummary, string])[] = [...COUNTS, ...ODDITIES];
  const [, title = key] = titles.find(([each]) => each === key) ?? [];
  const [plain = title] = title.split(" (");
  return plain;
}

export function renderSummary(summary: SyncSummary): string {
  const rows = [
    ...COUNTS.map(([key, title]) => [title, summary[key]] as const),
    ...ODDITIES.filter(([key]) => summary[key] > 0).map(
      ([key, title]) => [title, summary[key]] as const,
    ),
  ];
  const counts = alignRight(rows.map(([title, count]) => [title, count.toLocaleString("en")]));
  const sums = alignRight(
    summary.sums.map(({ currency, outcome, count, amount }) => [
      `${currency} ${outcome}`,
      count.toLocaleString("en"),
      amount,
    ]),
  );
  return [...counts, ...(sums.length === 0 ? [] : ["", ...sums])].join("\n");
}

/** Why what came may not be all: on stderr, in every form of output. */
export function sayDoubts(
  {
    doubts,
    missing,
    stop,
    unsureTimes = 0,
  }: Pick<SyncSummary, "doubts" | "missing" | "stop"> & Partial<Pick<SyncSummary, "unsureTimes">>,
  context: CommandContext,
): void {
  if (unsureTimes > 0)
    context.say(
      `${unsureTimes} payments at a time that the zone's clocks showed twice or never: they may be an hour off`,
    );
  doubts.forEach((doubt) => {
    context.say(`may not be all: ${doubt}`);
  });
  if (missing > 0) context.say(`may not be all: the source counts ${missing} more than it gave`);
  if (doubts.length > 0 && stop === null) context.say(DOUBT_HINT);
}

/** The first column to the left, the others to the right. */
export function alignRight(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0
          ? padEnd(cell, widths[column] ?? 0)
          : " ".repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell))) + cell,
      )
      .join("  ")
      .trimEnd(),
  );
}
