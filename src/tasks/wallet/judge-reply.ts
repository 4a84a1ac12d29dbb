/** What one callback's final reply says, and what is wrong with it. */
import type { HttpFailure } from "../../core/http.js";
import type { WalletDialect } from "../../protocols/wallet/dialect.js";
import type { ReplyProblem } from "../../protocols/wallet/envelope.js";
import { isJsonObject } from "../../core/json/value.js";
import { readJson } from "../../core/json/read.js";
import { readRefusal, type Refusal } from "../../protocols/wallet/refusals.js";
import {
  echoOf,
  readReply,
  type Replies,
  type ReplyKind,
} from "../../protocols/wallet/callback-replies.js";
import type { Sent } from "../../transport/send.js";

export interface JudgedReply<Kind extends ReplyKind = ReplyKind> {
  /** Null when no reply came. */
  readonly status: number | null;
  readonly failure: HttpFailure | null;
  /** Null unless it is a `200` with every field that is needed. */
  readonly reply: Replies[Kind] | null;
  /** What came instead of a `200`. */
  readonly refusal: Refusal | null;
  readonly problems: readonly ReplyProblem[];
  /** A `200` in which nothing is missing or wrong. */
  readonly accepted: boolean;
}

/** @param requestBody as sent: what a reply repeats of it must be the same */
export function judgeReply<Kind extends ReplyKind>(
  kind: Kind,
  requestBody: Uint8Array,
  { outcome }: Sent,
  dialect: WalletDialect,
): JudgedReply<Kind> {
  const { reply: received, failure } = outcome;
  const none = { reply: null, refusal: null, problems: [], accepted: false };
  if (received === null) return { ...none, status: null, failure };
  const { status, body } = received;
  if (status !== 200) {
    const refusal = readRefusal(status, body);
    const { problems } = refusal;
    return { ...none, status, failure, refusal, problems };
  }
  const sent = readJson(requestBody);
  const echo = sent.ok && isJsonObject(sent.value) ? echoOf(sent.value, dialect.fields) : {};
  const { reply, problems } = readReply(kind, body, dialect, echo);
  const accepted = reply !== null && problems.every(({ level }) => level !== "MUST");
  return { ...none, status, failure, reply, problems, accepted };
}

/** @example "new_balance must be an integer number of millis, and is absent" */
export function renderProblem({ field, level, expected, found }: ReplyProblem): string {
  const verb = level === "MUST" ? "must" : "should";
  return `${field} ${verb} be ${expected}, and is ${found}`;
}
