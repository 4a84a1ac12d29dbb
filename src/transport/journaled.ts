/** The seam of the journal: every request that leaves through these is told to a sink, whatever became of it. */
import type { Http, HttpOutcome, HttpRequest, RaceHttp } from "../core/http.js";

/** What keeps a journal. Never throws, and never delays a request. */
export interface JournalSink {
  /**
   * @param note what else is known, such as how closely a race was released
   * @returns the entry's id; null where none could be kept
   */
  sent(request: HttpRequest, outcome: HttpOutcome, note: string | null): string | null;
}

export function journaled(http: Http, sink: JournalSink): Http {
  return async (request, signal) => keep(request, await http(request, signal), null, sink);
}

export function journaledRaces(race: RaceHttp, sink: JournalSink): RaceHttp {
  return async (requests, signal) => {
    const round = await race(requests, signal);
    const outcomes = round.outcomes.map((outcome, at) => {
      const request = requests[at];
      const note = `${at + 1} of ${requests.length} released within ${round.releaseSpreadMs.toFixed(2)} ms${round.overlapped ? "" : ", not overlapping"}`;
      return request === undefined ? outcome : keep(request, outcome, note, sink);
    });
    return { ...round, outcomes };
  };
}

/** @returns the outcome, which now says where it stands in the journal */
export function keep(
  request: HttpRequest,
  outcome: HttpOutcome,
  note: string | null,
  sink: JournalSink,
): HttpOutcome {
  const deliveryId = sink.sent(request, outcome, note);
  return deliveryId === null ? outcome : { ...outcome, trace: { ...outcome.trace, deliveryId } };
}
