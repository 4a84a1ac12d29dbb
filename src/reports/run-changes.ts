/** What differs between a run and those before it, check by check. */
import type { CheckResult, Status } from "../core/report.js";
import { needsDetail } from "./outcome.js";
import { exactLine } from "./printable.js";

export interface SeenCheck {
  readonly status: Status;
  readonly said: string;
}

interface Change {
  readonly id: string;
  readonly before: Status;
  readonly now: Status;
  readonly said: string;
}

export interface RunChanges {
  readonly mended: readonly Change[];
  readonly broken: readonly Change[];
  /** Not met before and now, and not in the same way. */
  readonly otherwise: readonly Change[];
  /** Ids that are not met, as before. */
  readonly asBefore: readonly string[];
}

export function seenCheck({ status, message, actual = "" }: CheckResult): SeenCheck {
  return { status, said: exactLine(actual === "" ? message : actual) };
}

/** @param before by check id; a check that is new there is no change */
export function compareRuns(
  before: ReadonlyMap<string, SeenCheck>,
  checks: readonly CheckResult[],
): RunChanges {
  const pairs = checks.flatMap((check) => {
    const earlier = before.get(check.id);
    if (earlier === undefined) return [];
    const { status: now, said } = seenCheck(check);
    const was = needsDetail(earlier.status);
    const isDifferent = earlier.status !== now || steady(earlier.said) !== steady(said);
    return [
      { id: check.id, before: earlier.status, now, said, was, is: needsDetail(now), isDifferent },
    ];
  });
  const unmet = pairs.filter(({ was, is }) => was && is);
  return {
    mended: pairs.filter(({ was, is }) => was && !is),
    broken: pairs.filter(({ was, is }) => !was && is),
    otherwise: unmet.filter(({ isDifferent }) => isDifferent),
    asBefore: unmet.filter(({ isDifferent }) => !isDifferent).map(({ id }) => id),
  };
}

/** Ids, times and amounts are drawn anew in each run, and say nothing. */
function steady(said: string): string {
  return said.replace(/[0-9a-f]{8}[0-9a-f-]*|\d+/gi, "0");
}

const MOST_LINES = 20;

export function renderRunChanges({ mended, broken, otherwise, asBefore }: RunChanges): string {
  const counts = [
    [mended.length, "mended"],
    [broken.length, "broken"],
    [otherwise.length, "otherwise than before"],
    [asBefore.length, "as before"],
  ] as const;
  const head = counts.flatMap(([count, name]) => (count === 0 ? [] : `${count} ${name}`));
  const lines = [
    ...broken.map((change) => `  broken     ${change.id}: ${change.before} → ${change.now}`),
    ...mended.map((change) => `  mended     ${change.id}: ${change.before} → ${change.now}`),
    ...otherwise.map((change) => `  otherwise  ${change.id}: ${change.said}`),
  ];
  const left = lines.length - MOST_LINES;
  return [
    `since the last run: ${head.length === 0 ? "nothing changed" : head.join(", ")}`,
    ...lines.slice(0, MOST_LINES),
    ...(left > 0 ? [`  and ${left} more`] : []),
  ].join("\n");
}
