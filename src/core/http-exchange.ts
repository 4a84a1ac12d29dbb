/** Evidence: what went over the wire, redacted when it was captured. */
import type { HeaderPair, HttpFailure } from "./http.js";

/** Exactly one of `text` (valid UTF-8) and `base64` is there. */
export interface RecordedBody {
  readonly bytes: number;
  readonly text?: string;
  readonly base64?: string;
  /** The body was longer than what is kept here. */
  readonly truncated?: true;
}

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: RecordedBody | null;
}

export interface RecordedResponse {
  readonly status: number;
  readonly headers: readonly HeaderPair[];
  readonly body: RecordedBody;
}

/** One request and what became of it; the unit of every transcript. */
export interface Exchange {
  /** What this step was for, in a few words. */
  readonly step: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly remoteAddress: string | null;
  readonly request: RecordedRequest;
  readonly response: RecordedResponse | null;
  readonly failure: HttpFailure | null;
  /** What else is known of the exchange, such as the proof that a race overlapped. */
  readonly note?: string;
  /** By which the journal knows it, where one was kept; `deliveries show` and `replay` take it. */
  readonly deliveryId?: string;
}
