/** What became of a load's deliveries, counted; of what went wrong, a few examples. */
import type { Exchange } from "../../core/http-exchange.js";
import {
  type HttpFailureKind,
  type HttpOutcome,
  type HttpRequest,
  isUnreachable,
} from "../../core/http.js";

export interface LoadCounts {
  /** Begun, answered or not. */
  readonly sent: number;
  /** Ended in a 2xx. */
  readonly accepted: number;
  readonly answered: number;
  /** No connection. */
  readonly unreachable: number;
  /** Under way when the run was stopped. */
  readonly interrupted: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byFailure: Readonly<Partial<Record<HttpFailureKind, number>>>;
}

export interface Tally {
  add(request: HttpRequest, outcome: HttpOutcome): void;
  counts(): LoadCounts;
  examples(): readonly Exchange[];
}

/** Of each status and each kind of failure. */
const EXAMPLES_OF_A_KIND = 2;
const MOST_EXAMPLES = 20;

/** @param record makes evidence of one that is kept as an example */
export function createTally(
  record: (request: HttpRequest, outcome: HttpOutcome) => Exchange,
): Tally {
  const examples: Exchange[] = [];
  const byStatus: Record<string, number> = {};
  const byFailure: Partial<Record<HttpFailureKind, number>> = {};
  const counts = {
    sent: 0,
    accepted: 0,
    answered: 0,
    unreachable: 0,
    interrupted: 0,
    byStatus,
    byFailure,
  };
  const keepExample = (nthOfKind: number, request: HttpRequest, outcome: HttpOutcome) => {
    if (nthOfKind <= EXAMPLES_OF_A_KIND && examples.length < MOST_EXAMPLES)
      examples.push(record(request, outcome));
  };
  return {
    add: (request, outcome) => {
      counts.sent += 1;
      const { reply, failure } = outcome;
      if (reply !== null) {
        const nth = (byStatus[reply.status] ?? 0) + 1;
        byStatus[reply.status] = nth;
        counts.answered += 1;
        if (reply.status >= 200 && reply.status < 300) counts.accepted += 1;
        else keepExample(nth, request, outcome);
        return;
      }
      if (failure.kind === "aborted") {
        counts.interrupted += 1;
        return;
      }
      const nth = (byFailure[failure.kind] ?? 0) + 1;
      byFailure[failure.kind] = nth;
      if (isUnreachable(failure)) counts.unreachable += 1;
      keepExample(nth, request, outcome);
    },
    counts: () => counts,
    examples: () => examples,
  };
}
