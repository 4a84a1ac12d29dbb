/** What became of the rounds of a stage, counted as a load's deliveries are. */
import type { RoundReport } from "../wallet/play-round.js";
import type { LoadCounts } from "../webhooks/load-tally.js";

export type RoundKind = RoundReport["verdict"] | "unreachable";

export interface RoundTally {
  add(report: RoundReport): RoundKind;
  /** `byStatus` counts the verdicts; accepted are the consistent rounds. */
  counts(): LoadCounts;
}

export function createRoundTally(): RoundTally {
  const byStatus: Record<string, number> = {};
  const counts = { sent: 0, accepted: 0, answered: 0, unreachable: 0, interrupted: 0 };
  return {
    add: (report) => {
      const kind = kindOf(report);
      counts.sent += 1;
      if (kind === "unreachable") counts.unreachable += 1;
      else counts.answered += 1;
      if (kind === "consistent") counts.accepted += 1;
      byStatus[kind] = (byStatus[kind] ?? 0) + 1;
      return kind;
    },
    counts: () => ({ ...counts, byStatus, byFailure: {} }),
  };
}

function kindOf({ books, verdict }: RoundReport): RoundKind {
  const [auth] = books.rows;
  return verdict === "incomplete" && auth?.isUnreachable === true ? "unreachable" : verdict;
}
