/** The game's payment records → PlayCamp payments, refunds, or reasons why not. */
import { explainField, type FieldExplanation } from "./fields.js";
import { scalarText, type JsonValue } from "./lossless-json.js";
import {
  OPTIONAL_FIELDS,
  REQUIRED_FIELDS,
  type OptionalField,
  type PaymentConversion,
  type PaymentField,
} from "./mapping.js";
import { valueAt } from "./path.js";
import type { Payment } from "./payment.js";

export type { FieldExplanation } from "./fields.js";

export type Conversion =
  | {
      readonly kind: "payment";
      readonly payment: Payment;
      /** For the settlement; not part of a PlayCamp payment. */
      readonly creatorKey: string | null;
    }
  | {
      readonly kind: "refund";
      readonly transactionId: string;
      /** The payment that was refunded, where the record holds all of it. */
      readonly payment: Payment | null;
      readonly creatorKey: string | null;
    }
  | {
      readonly kind: "refused";
      /** Null when not even that can be read. */
      readonly transactionId: string | null;
      readonly problems: readonly FieldExplanation[];
    };

/**
 * Says for every mapped field where its value comes from and what became of it.
 *
 * An optional field that a record lacks is explained without being a problem.
 *
 * @throws {UserError} `path_malformed`, `zone_unknown`, `time_pattern_malformed`
 */
export function explainConversion(
  record: JsonValue,
  conversion: PaymentConversion,
): readonly FieldExplanation[] {
  const currency = textOf(explainField("currency", record, conversion, null));
  const optional = OPTIONAL_FIELDS.filter(
    (field) => conversion.map[field] !== undefined,
  );
  return [...REQUIRED_FIELDS, ...optional].map((field) => {
    const explanation = explainField(field, record, conversion, currency);
    return isOptional(field) && isNothing(explanation)
      ? { ...explanation, problem: null, note: "absent" }
      : explanation;
  });
}

function isOptional(field: PaymentField): field is OptionalField {
  return OPTIONAL_FIELDS.some((each) => each === field);
}

function isNothing({ raw, value }: FieldExplanation): boolean {
  return value === null && (raw === null || raw.trim() === "");
}

function textOf(explanation: FieldExplanation | undefined): string | null {
  return typeof explanation?.value === "string" ? explanation.value : null;
}

/** @throws {UserError} when the mapping itself is malformed */
export function convertRecord(
  record: JsonValue,
  conversion: PaymentConversion,
): Conversion {
  const fields = explainConversion(record, conversion);
  const valueOf = (name: PaymentField) =>
    textOf(fields.find(({ field }) => field === name));
  const problems = fields.filter(({ problem }) => problem !== null);
  const payment = problems.length === 0 ? paymentFrom(fields) : null;
  const transactionId = valueOf("transactionId");
  const creatorKey = valueOf("creatorKey");
  if (transactionId !== null && isRefund(record, conversion)) {
    return { kind: "refund", transactionId, payment, creatorKey };
  }
  if (payment === null) return { kind: "refused", transactionId, problems };
  return { kind: "payment", payment, creatorKey };
}

function paymentFrom(fields: readonly FieldExplanation[]): Payment {
  const sent = fields.filter(
    ({ field, value }) => field !== "creatorKey" && value !== null,
  );
  const values = Object.fromEntries(
    sent.map(({ field, value }) => [field, value]),
  );
  return values as unknown as Payment;
}

function isRefund(record: JsonValue, { source }: PaymentConversion): boolean {
  if (source.refund === undefined) return false;
  const text = scalarText(valueAt(record, source.refund.path));
  return (
    text !== null && source.refund.in.some((value) => String(value) === text)
  );
}
