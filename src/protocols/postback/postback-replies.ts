/**
 * Reads what the reward app answered to a postback and compares it with what
 * the postback should have earned. Whether a problem is a failure, a warning
 * or nothing is for the checks to say.
 */
import type { HttpReply } from "../../core/http.js";
import { isJsonObject } from "../../core/json/value.js";
import { valueBelow } from "../../core/json/path.js";
import { readJson } from "../../core/json/read.js";
import { expectationsFor, unmetExpectations } from "./reply-expectations.js";
import type { ReplyProblem } from "./reply-problem.js";
import type { Postback } from "./request.js";

/** What the caller knows of the level's past: first time, known repeat, or nothing. */
export type PostbackTurn = "first" | "repeat" | "unknown";

/**
 * What the reply says happened. `stored` is recorded without coins; `unclear`
 * is neither a refusal nor an outcome that can be told.
 */
export type PostbackReading =
  | {
      readonly kind: "awarded" | "stored" | "duplicate";
      readonly status: number;
      /** As claimed; null where it is no number. */
      readonly coinDelta: number | null;
      /** `user.coins` as claimed, before or after the award; null where it is no number. */
      readonly coins: number | null;
      readonly problems: readonly ReplyProblem[];
    }
  | {
      readonly kind: "refused";
      readonly status: number;
      /** The documented meaning of the status; null for one that is not documented. */
      readonly meaning: string | null;
      /** The server's own words, where its body has a `message` or `error` text. */
      readonly message: string | null;
    }
  | {
      readonly kind: "unclear";
      readonly status: number;
      readonly problems: readonly ReplyProblem[];
    };

/**
 * The documented refusals.
 *
 * @source partner postback guide, "Errors"
 */
const POSTBACK_REFUSALS: Readonly<Record<number, string>> = {
  400: "invalid JSON, a field missing or malformed, or a pid or gid that is not registered",
  401: "the API secret is missing or wrong",
  404: "no reward user has this uid",
};

/**
 * Classifies a reply and lists where it departs from the documented one.
 *
 * The reply itself says whether it is a duplicate; `turn` says what it should
 * have been. With `unknown`, both are right.
 *
 * @param sent the postback that this is the reply to
 * @source partner postback guide, "Responses" and "Errors"
 */
export function readPostbackReply(
  reply: Pick<HttpReply, "status" | "body">,
  sent: Postback,
  turn: PostbackTurn = "unknown",
): PostbackReading {
  const { status } = reply;
  const json = readJson(reply.body, "double");
  const document = json.ok && isJsonObject(json.value) ? json.value : null;
  if (status >= 400 && status < 500) {
    const message = document === null ? null : serverMessage(document);
    return {
      kind: "refused",
      status,
      meaning: POSTBACK_REFUSALS[status] ?? null,
      message,
    };
  }
  const statusProblems: readonly ReplyProblem[] =
    status === 200
      ? []
      : [
          {
            field: "status",
            about: "outcome",
            expected: "200",
            found: String(status),
          },
        ];
  if (status < 200 || status >= 300) return { kind: "unclear", status, problems: statusProblems };
  if (document === null) {
    const found = json.ok ? "another JSON value" : json.problem;
    const problem = {
      field: "body",
      about: "outcome",
      expected: "a JSON object",
      found,
    } as const;
    return { kind: "unclear", status, problems: [...statusProblems, problem] };
  }
  return readDocument(status, document, statusProblems, sent, turn);
}

function readDocument(
  status: number,
  document: Readonly<Record<string, unknown>>,
  statusProblems: readonly ReplyProblem[],
  sent: Postback,
  turn: PostbackTurn,
): PostbackReading {
  const saysDuplicate = document["duplicate"] === true;
  const isRepeat = turn === "unknown" ? saysDuplicate : turn === "repeat";
  const problems = [
    ...statusProblems,
    ...unmetExpectations(document, expectationsFor(sent, isRepeat)),
  ];
  const kind = claimedOutcome(document);
  if (kind === null) return { kind: "unclear", status, problems };
  return {
    kind,
    status,
    coinDelta: numberOrNull(document["coinDelta"]),
    coins: numberOrNull(valueBelow(document, "user.coins")),
    problems,
  };
}

function claimedOutcome(
  document: Readonly<Record<string, unknown>>,
): "awarded" | "stored" | "duplicate" | null {
  if (document["ok"] === false) return null;
  if (document["duplicate"] === true) return "duplicate";
  if (document["awarded"] === true) return "awarded";
  return document["awarded"] === false ? "stored" : null;
}

/** The two figures of an awarded reply that balance judgements need. */
export interface ClaimedCoins {
  readonly coinDelta: number | null;
  readonly coins: number | null;
}

/**
 * Compares `user.coins` of two milestones awarded one after the other to the
 * same user. The sum may be taken before or after the award, so the rise may be
 * either delta.
 *
 * @returns null when the rise is right, or when a figure is missing and nothing can be said
 */
export function coinRiseProblem(earlier: ClaimedCoins, later: ClaimedCoins): ReplyProblem | null {
  if (earlier.coins === null || later.coins === null) return null;
  if (earlier.coinDelta === null || later.coinDelta === null) return null;
  const rise = later.coins - earlier.coins;
  const allowed = [...new Set([later.coinDelta, earlier.coinDelta])];
  if (allowed.includes(rise)) return null;
  const sums = allowed.map((delta) => String((earlier.coins ?? 0) + delta));
  return {
    field: "user.coins",
    about: "user",
    expected: sums.join(" or "),
    found: String(later.coins),
  };
}

function serverMessage(document: Readonly<Record<string, unknown>>): string | null {
  const words = [document["message"], document["error"], valueBelow(document, "error.message")];
  return words.find((word) => typeof word === "string") ?? null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
