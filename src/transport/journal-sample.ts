/**
 * The journal of requests by the thousand: the first ones, and what went wrong.
 * All of them, with their bodies, would cost more than the run itself, and push
 * everything else out of it.
 */
import type { Http, HttpOutcome } from "../core/http.js";
import { type JournalSink, keep } from "./journaled.js";

export interface JournalSample {
  /** So many are kept whatever became of them. */
  readonly first: number;
  /** Of the others, so many of those that went wrong. */
  readonly wrong: number;
  readonly isGood: (outcome: HttpOutcome) => boolean;
}

/**
 * What the journal keeps of a load: a small one is there as a whole.
 */
export const LOAD_SAMPLE: JournalSample = {
  first: 50,
  wrong: 1_000,
  isGood: ({ reply }) => reply !== null && reply.status >= 200 && reply.status < 300,
};

export function sampleJournaled(
  http: Http,
  sink: JournalSink,
  { first, wrong, isGood }: JournalSample,
): Http {
  let requests = 0;
  let keptWrong = 0;
  return async (request, signal) => {
    const outcome = await http(request, signal);
    requests += 1;
    if (requests > first) {
      if (keptWrong >= wrong || isGood(outcome)) return outcome;
      keptWrong += 1;
    }
    return keep(request, outcome, null, sink);
  };
}
