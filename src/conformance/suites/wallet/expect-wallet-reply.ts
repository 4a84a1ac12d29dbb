/** Judges what replies state: their fields, their balance, and whether a retry hears the same again. */
import { isDeepStrictEqual } from "node:util";
import type { HttpReply } from "../../../core/http.js";
import type { Level } from "../../../core/report.js";
import { type WalletDialect, wireName } from "../../../protocols/wallet/dialect.js";
import { type ReplyProblem, unwrapReply } from "../../../protocols/wallet/envelope.js";
import { readJson } from "../../../core/json/read.js";
import {
  isJsonObject,
  type JsonObject,
  jsonProperty,
  type JsonValue,
  renderJson,
} from "../../../core/json/value.js";
import type { CallbackMessage } from "../../../protocols/wallet/messages.js";
import { echoOf, readReply, replyKindOf } from "../../../protocols/wallet/callback-replies.js";
import { describeReply, expectStatus } from "../../expect.js";
import type { Finding } from "../../finding.js";
import type { WalletTarget } from "./wallet-target.js";
import { precondition, type Precondition, type Step } from "../../scenario-context.js";

/** Whether a success has the fields of this level, and says of ids and currency what the request said. */
export function expectFields(
  target: WalletTarget,
  message: CallbackMessage,
  reply: HttpReply,
  level: Level,
): Finding | null {
  if (reply.status !== 200) return expectStatus(reply, 200, "the callback is right");
  const { dialect } = target;
  const { problems } = readReply(
    replyKindOf(message.kind, message.action),
    reply.body,
    dialect,
    echoOf(message.body, dialect.fields),
  );
  // An integer all the same, and not the wallet's fault that programs do not count so far.
  const found = problems.filter((problem) => problem.level === level && problem.isHuge !== true);
  return found.length === 0 ? null : findingOf(found);
}

function findingOf(problems: readonly ReplyProblem[]): Finding {
  return {
    expected: problems.map(({ field, expected }) => `${field}: ${expected}`).join("; "),
    actual: problems.map(({ field, found }) => `${field}: ${found}`).join("; "),
  };
}

/** The balance that a transaction's reply states; null when it states none. */
export function statedBalance({ dialect }: WalletTarget, { body }: HttpReply): number | null {
  const name = wireName(dialect.fields, "new_balance");
  const { fields } = unwrapReply(body, dialect.envelope, [name]);
  const value = fields === null ? undefined : jsonProperty(fields, name);
  return typeof value === "number" ? value : null;
}

/** @param balance what /balance says after it */
export function expectStated(
  target: WalletTarget,
  reply: HttpReply,
  balance: number | null,
): Finding | null {
  const stated = statedBalance(target, reply);
  if (stated === balance) return null;
  return {
    expected: `new_balance ${balance}, as /balance says right after`,
    actual: `new_balance ${stated ?? "that is no number"}`,
  };
}

/** A retry hears the status and every field again. */
export function expectSameReply(
  { dialect }: WalletTarget,
  original: HttpReply,
  again: HttpReply,
): Finding | null {
  if (original.status !== again.status) {
    return {
      expected: `${original.status}, as the first time`,
      actual: describeReply(again),
    };
  }
  const [first, second] = [original, again].map(({ body }) => repeatable(body, dialect));
  if (isDeepStrictEqual(first ?? null, second ?? null)) return null;
  return {
    expected: `the first reply again: ${renderJson(first ?? null)}`,
    actual: renderJson(second ?? null),
    hint: "A retry is answered from what was stored under its id, not from the balance of now.",
  };
}

/** Members by which a bare reply names the request itself: they are free to differ. */
const OF_THE_REQUEST = /trace|request|correlation|time|date|(?:^|_)ts$/i;

/** What a retry must hear again: the envelope's code and all of `data`, or all that a bare reply says of the transaction. */
function repeatable(body: Uint8Array, dialect: WalletDialect): JsonObject | null {
  const required = [wireName(dialect.fields, "new_balance")];
  const { fields, shape } = unwrapReply(body, dialect.envelope, required);
  if (fields === null) return null;
  if (shape === "data") return { code: envelopeCode(body), data: fields };
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([name]) => required.includes(name) || !OF_THE_REQUEST.test(name),
    ),
  );
}

function envelopeCode(body: Uint8Array): JsonValue {
  const reading = readJson(body);
  return reading.ok && isJsonObject(reading.value)
    ? (jsonProperty(reading.value, "code") ?? null)
    : null;
}

/** A wallet that accepts nothing proves nothing by refusing. */
export function accepted(step: Step): Precondition {
  return precondition(
    step,
    ({ status }) => status === 200,
    "a right callback was not accepted either, so this proves nothing",
  );
}
