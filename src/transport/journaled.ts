/** The seam of the journal: every request that leaves through these is told to a sink, whatever became of it. */
import type { Http, HttpOutcome, HttpRequest, RaceHttp } from "../core/http.js";

/** What keeps a journal. Never throws, and never delays a request. */
export interface JournalSink {
  /** @param note what else is known, such as how closely a race was released */
  sent(request: HttpRequest, outcome: HttpOutcome, note: string | null): void;
}

export function journaled(http: Http, sink: JournalSink): Http {
  return async (request, signal) => {
    const outcome = await http(request, signal);
    sink.sent(request, outcome, null);
    return outcome;
  };
}

export function journaledRaces(race: RaceHttp, sink: JournalSink): RaceHttp {
  return async (requests, signal) => {
    const round = await race(requests, signal);
    requests.forEach((request, at) => {
      const outcome = round.outcomes[at];
      const note = `${at + 1} of ${requests.length} released within ${round.releaseSpreadMs.toFixed(2)} ms${round.overlapped ? "" : ", not overlapping"}`;
      if (outcome !== undefined) sink.sent(request, outcome, note);
    });
    return round;
  };
}
