/**
 * What partners of this API family do differently: field names, the container
 * of attributes, the reply's envelope. All of it is profile data.
 */
import { UserError } from "../../core/errors.js";
import { suggestionHint } from "../../core/suggest.js";
import { type JsonObject, type JsonValue } from "../../core/json/value.js";

/** Default name → the partner's name; names that are not here stay. */
export type FieldNames = Readonly<Record<string, string>>;

export const ATTRIBUTE_CONTAINERS = ["list", "object"] as const;
export type AttributeContainer = (typeof ATTRIBUTE_CONTAINERS)[number];

export const ENVELOPES = ["auto", "data", "bare"] as const;
export type EnvelopeStyle = (typeof ENVELOPES)[number];

export interface WalletDialect {
  readonly fields: FieldNames;
  readonly attributes: AttributeContainer;
  readonly envelope: EnvelopeStyle;
}

export const DEFAULT_DIALECT: WalletDialect = {
  fields: {},
  attributes: "list",
  envelope: "auto",
};

const TRANSACTION_REQUEST = [
  "user_id",
  "session_token",
  "currency",
  "amount",
  "game",
  "action",
  "action_id",
  "provider",
  "provider_tx_id",
  "platform",
  "withdraw_provider_tx_id",
  "attributes",
] as const;

/** Names that stand side by side in one object, and so must differ. */
const SHAPES = {
  auth: ["user_token", "session_token", "platform", "currency"],
  transaction: TRANSACTION_REQUEST,
  balance: ["user_id", "session_token", "currency"],
  attributes: ["aviadroneCashOutCoefficients", "aviadroneBets"],
  "auth reply": ["user_id", "username", "balance", "currency", "minbet", "maxbet"],
  "transaction reply": [
    "user_id",
    "operator_tx_id",
    "provider",
    "provider_tx_id",
    "new_balance",
    "currency",
  ],
  "balance reply": ["currency", "amount"],
} as const satisfies Record<string, readonly string[]>;

export type WalletField = (typeof SHAPES)[keyof typeof SHAPES][number];

/** Every name that `wallet.fields` may rename. */
export const WALLET_FIELDS: readonly WalletField[] = [...new Set(Object.values(SHAPES).flat())];

/** The name on the wire. */
export function wireName(fields: FieldNames, name: WalletField): string {
  return Object.hasOwn(fields, name) ? (fields[name] ?? name) : name;
}

/**
 * Refuses renames of unknown fields and those that would make two fields one.
 *
 * @throws {UserError} `wallet_fields_invalid`
 */
export function checkFieldNames(fields: FieldNames): void {
  for (const name of Object.keys(fields)) {
    if (!(WALLET_FIELDS as readonly string[]).includes(name)) {
      throw new UserError(
        "wallet_fields_invalid",
        `wallet.fields.${name}: there is no field of this name`,
        suggestionHint(name, WALLET_FIELDS),
      );
    }
    if (fields[name] === "") {
      throw new UserError(
        "wallet_fields_invalid",
        `wallet.fields.${name}: the name is empty`,
        "Give the partner's name, or leave the field out.",
      );
    }
  }
  for (const [shape, names] of Object.entries(SHAPES)) {
    const clash = firstClash(fields, names);
    if (clash === null) continue;
    throw new UserError(
      "wallet_fields_invalid",
      `wallet.fields: in the ${shape} object, ${clash[0]} and ${clash[1]} would both be called "${wireName(fields, clash[0])}"`,
      "Give every field of an object a name of its own.",
    );
  }
}

function firstClash(
  fields: FieldNames,
  names: readonly WalletField[],
): [WalletField, WalletField] | null {
  const taken = new Map<string, WalletField>();
  for (const name of names) {
    const earlier = taken.get(wireName(fields, name));
    if (earlier !== undefined) return [earlier, name];
    taken.set(wireName(fields, name), name);
  }
  return null;
}

/** The object with the partner's names, order kept. */
export function toWireNames(
  fields: FieldNames,
  object: Readonly<Partial<Record<WalletField, JsonValue>>>,
): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [wireName(fields, name as WalletField), value]),
  );
}
