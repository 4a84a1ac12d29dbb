/**
 * Reads the operator's replies into types, and says field by field what is not
 * as agreed. Whether a balance is the right one is the ledger's business.
 */
import type { Level } from "../../core/report.js";
import type { FieldNames, WalletDialect, WalletField } from "./dialect.js";
import { wireName } from "./dialect.js";
import type { ReplyProblem } from "./envelope.js";
import { describeFound, unwrapReply } from "./envelope.js";
import { type JsonObject, type JsonValue } from "../../core/json/value.js";
import { jsonProperty } from "../../core/json/value.js";
import type { CallbackAction, CallbackKind, WireId } from "./messages.js";
import type { Millis } from "./millis.js";
import { isMillis } from "./millis.js";

export interface AuthReply {
  readonly userId: WireId;
  readonly balance: Millis;
  readonly currency: string;
}

export interface TransactionReply {
  readonly newBalance: Millis;
  readonly operatorTxId: WireId | null;
}

export interface BalanceReply {
  readonly currency: string;
  readonly amount: Millis;
}

export interface Replies {
  readonly auth: AuthReply;
  readonly transaction: TransactionReply;
  readonly balance: BalanceReply;
  /** To CLOSE_ROUND: the status alone counts. */
  readonly acknowledgement: Readonly<Record<string, never>>;
}

export type ReplyKind = keyof Replies;

export function replyKindOf(kind: CallbackKind, action: CallbackAction | null): ReplyKind {
  if (kind === "auth" || kind === "balance") return kind;
  return action === "CLOSE_ROUND" ? "acknowledgement" : "transaction";
}

/** What the request said, and a reply that says it too must say alike. */
export type Echo = Readonly<
  Partial<Record<"user_id" | "provider" | "provider_tx_id" | "currency", JsonValue>>
>;

const ECHOED = ["user_id", "provider", "provider_tx_id", "currency"] as const;

/** @param body as sent, with the partner's names */
export function echoOf(body: JsonObject, fields: FieldNames): Echo {
  const pairs = ECHOED.map((name) => [name, jsonProperty(body, wireName(fields, name))] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

export interface ReplyReading<K extends ReplyKind> {
  /** Null when a field that is needed is absent or of the wrong kind. */
  readonly reply: Replies[K] | null;
  readonly shape: "data" | "bare" | null;
  /** `MUST` for what is needed and for what is present and wrong. */
  readonly problems: readonly ReplyProblem[];
}

/**
 * Reads the body of a `200`.
 *
 * Fields that the protocol does not know are ignored; null counts as absent.
 *
 * @returns never throws
 */
export function readReply<K extends ReplyKind>(
  kind: K,
  body: Uint8Array,
  dialect: WalletDialect,
  echo: Echo = {},
): ReplyReading<K> {
  if (kind === "acknowledgement") return { reply: {} as Replies[K], shape: null, problems: [] };
  const { fields: names } = dialect;
  const rules = RULES[kind];
  const required = rules
    .filter((rule) => rule.absent === "MUST")
    .map((rule) => wireName(names, rule.name));
  const { fields, shape, problems } = unwrapReply(body, dialect.envelope, required);
  if (fields === null) return { reply: null, shape, problems };
  const valueOf = (name: WalletField) => jsonProperty(fields, wireName(names, name));
  const found = rules.flatMap((rule) =>
    problemOf(rule, wireName(names, rule.name), valueOf(rule.name), echo),
  );
  return {
    reply: PARSERS[kind](valueOf),
    shape,
    problems: [...problems, ...found],
  };
}

interface Rule {
  readonly name: WalletField;
  /** How bad it is when the field is not there; null: it may be left out. */
  readonly absent: Level | null;
  readonly wrong: Level;
  readonly type: "integer" | "id" | "text";
}

const RULES: Readonly<Record<ReplyKind, readonly Rule[]>> = {
  auth: [
    rule("user_id", "MUST", "id"),
    rule("balance", "MUST", "integer"),
    rule("currency", "MUST", "text"),
    { ...rule("minbet", null, "integer"), wrong: "SHOULD" },
    { ...rule("maxbet", null, "integer"), wrong: "SHOULD" },
  ],
  transaction: [
    rule("new_balance", "MUST", "integer"),
    rule("user_id", "SHOULD", "id"),
    rule("operator_tx_id", "SHOULD", "id"),
    rule("provider", "SHOULD", "text"),
    rule("provider_tx_id", "SHOULD", "id"),
    rule("currency", "SHOULD", "text"),
  ],
  balance: [rule("currency", "MUST", "text"), rule("amount", "MUST", "integer")],
  acknowledgement: [],
};

function rule(name: WalletField, absent: Level | null, type: Rule["type"]): Rule {
  return { name, absent, wrong: "MUST", type };
}

const TYPE_TEXTS: Readonly<Record<Rule["type"], string>> = {
  integer: "an integer number of millis",
  id: "a string or a number",
  text: "a string",
};

const COUNTABLE = `an integer up to ${Number.MAX_SAFE_INTEGER}, which programs count exactly`;

function problemOf(
  { name, absent, wrong, type }: Rule,
  field: string,
  value: JsonValue | undefined,
  echo: Echo,
): readonly ReplyProblem[] {
  const said = (echo as Readonly<Record<string, JsonValue>>)[name];
  const found = describeFound(value);
  const expected = said === undefined ? TYPE_TEXTS[type] : describeFound(said);
  if (value === undefined || value === null)
    return absent === null ? [] : [{ field, expected, found, level: absent }];
  if (type === "integer" && typeof value === "bigint")
    return [{ field, expected: COUNTABLE, found, level: wrong, isHuge: true }];
  if (!isOfType(type, value)) return [{ field, expected: TYPE_TEXTS[type], found, level: wrong }];
  return said === undefined || isSameId(said, value)
    ? []
    : [{ field, expected, found, level: wrong }];
}

function isOfType(type: Rule["type"], value: JsonValue): boolean {
  if (type === "integer") return isMillis(value);
  return type === "id" ? isWireId(value) : typeof value === "string";
}

function isWireId(value: JsonValue | undefined): value is WireId {
  return (
    (typeof value === "string" && value !== "") ||
    typeof value === "number" ||
    typeof value === "bigint"
  );
}

/** An id may be sent as a number and come back as a string. */
function isSameId(a: JsonValue, b: JsonValue): boolean {
  return isWireId(a) && isWireId(b) && String(a) === String(b);
}

type ValueOf = (name: WalletField) => JsonValue | undefined;

const PARSERS: {
  readonly [K in ReplyKind]: (valueOf: ValueOf) => Replies[K] | null;
} = {
  auth: (valueOf) => {
    const userId = valueOf("user_id");
    const balance = valueOf("balance");
    const currency = valueOf("currency");
    return isWireId(userId) && isMillis(balance) && typeof currency === "string"
      ? { userId, balance, currency }
      : null;
  },
  transaction: (valueOf) => {
    const newBalance = valueOf("new_balance");
    const operatorTxId = valueOf("operator_tx_id");
    return isMillis(newBalance)
      ? {
          newBalance,
          operatorTxId: isWireId(operatorTxId) ? operatorTxId : null,
        }
      : null;
  },
  balance: (valueOf) => {
    const currency = valueOf("currency");
    const amount = valueOf("amount");
    return typeof currency === "string" && isMillis(amount) ? { currency, amount } : null;
  },
  acknowledgement: () => ({}),
};
