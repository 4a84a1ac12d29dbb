/** What a watched SDK API saw of its caller: the record that the sandbox keeps and the `client` suite judges. */
import type { Exchange } from "../../core/http-exchange.js";

export const WATCHED_FORMAT = "playcamp-gw/watched-calls@1";

/** Trouble that is made on purpose, to see what the caller does about it. */
export const PROVOCATIONS = {
  "fails-thrice": "answered 500 three times, then as usual",
  fails: "answered 500 however often it is repeated",
  throttled: "answered 429 with Retry-After: 1, once",
  slow: "answered late",
  held: "not answered until long after",
  lost: "carried out, and the connection closed instead of a reply",
  "done-then-fails": "carried out, and answered 500",
  "fails-once": "answered 500 once, and not carried out",
  refused: "refused with 422 however often it is repeated",
} as const satisfies Readonly<Record<string, string>>;
export type Provocation = keyof typeof PROVOCATIONS;

export const KEY_KINDS = ["server", "client", "unknown", "malformed", "absent"] as const;
/** What stood in `Authorization`; `malformed` is anything that is not `Bearer` and a key. */
export type KeyKind = (typeof KEY_KINDS)[number];

export interface WatchedCall {
  /** From 1, in the order of arrival. */
  readonly number: number;
  /** Method and pattern below the key's base, such as `POST payments/:/refund`; null where nothing is there. */
  readonly route: string | null;
  /** Why there is no route: nothing has such a path, or not for this method. */
  readonly lacks: "path" | "method" | null;
  readonly key: KeyKind;
  /** Where else than in `Authorization` a key stood. */
  readonly keySeenIn: readonly ("url" | "body")[];
  /** The same for what is the same act, however often it is sent: a hash. */
  readonly operation: string;
  readonly provoked: Provocation | null;
  /** Milliseconds of a clock that never goes backwards. */
  readonly arrivedAtMs: number;
  /** When it was answered, or the connection closed; null while it is under way. */
  readonly answeredAtMs: number | null;
  /** When the caller hung up before that. */
  readonly leftAtMs: number | null;
  /** Less its secrets. */
  readonly exchange: Exchange;
}

export interface WatchedRecord {
  readonly format: typeof WATCHED_FORMAT;
  /** How long a slow call is answered late, and a held one held. */
  readonly pace: WatchPace;
  /** Calls that came when the record was full. */
  readonly dropped: number;
  readonly calls: readonly WatchedCall[];
}

export interface WatchPace {
  readonly slowMs: number;
  readonly heldMs: number;
}

/** Milliseconds within which a repetition belongs to what came before. */
export const REPEAT_WITHIN_MS = 120_000;
