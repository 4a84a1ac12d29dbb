/** What the journal keeps of one exchange: a summary to list by, and every byte less the secrets. */
import type { HttpFailure } from "../core/http.js";
import type { Redacted, RedactedBody, RedactedHeader } from "./redacted.js";

type Direction = "sent" | "received";

/** What became of it, in a word; `listen` adds its own in `note`. */
export type Verdict =
  /** 2xx. */
  | "accepted"
  /** 3xx; what an entry wants. */
  | "redirected"
  /** 4xx, 5xx. */
  | "refused"
  /** Sent, and no whole reply. */
  | "unanswered"
  | "unreachable";

/** What `deliveries list` shows and filters by; read without the rest. Nothing secret is in it. */
export interface JournalSummary {
  readonly id: string;
  /** ISO 8601, UTC: when the exchange began. */
  readonly at: string;
  readonly direction: Direction;
  /** Such as `fire-webhook`. */
  readonly command: string;
  /** What the exchange was for; empty where nobody said. */
  readonly step: string;
  readonly environment: string | null;
  readonly method: string;
  /** For people; the exact one is in the request. */
  readonly url: string;
  readonly status: number | null;
  readonly failure: HttpFailure["kind"] | null;
  readonly verdict: Verdict;
  readonly durationMs: number;
  /** Event names and wallet actions in the request. */
  readonly events: readonly string[];
  /** Transaction and payment ids in the request. */
  readonly transactions: readonly string[];
}

interface JournalRequest {
  readonly url: Redacted;
  /** As written to the socket where it got that far, else as they would have been. */
  readonly headers: readonly RedactedHeader[];
  readonly onWire: boolean;
  readonly body: RedactedBody | null;
}

interface JournalResponse {
  readonly headers: readonly RedactedHeader[];
  readonly body: RedactedBody;
}

export interface JournalEntry extends JournalSummary {
  /** Version of the tool that kept it. */
  readonly tool: string;
  readonly partner: string | null;
  /** The destination belonged to an environment marked live. */
  readonly live: boolean;
  readonly remoteAddress: string | null;
  readonly localPort: number | null;
  /** Until the reply's head; null when none came. */
  readonly headMs: number | null;
  readonly failureMessage: string | null;
  readonly note: string | null;
  /** Check value by secret: whoever replays sees whether theirs is the same. */
  readonly keys: Readonly<Record<string, string>>;
  readonly request: JournalRequest;
  readonly response: JournalResponse | null;
}
