/** The game's payment records → PlayCamp payments, refunds, or reasons why not. */
import {
  conversionTerms,
  explainField,
  type ConversionTerms,
  type FieldExplanation,
} from "./fields.js";
import { scalarText, type JsonValue } from "../../core/json/value.js";
import {
  OPTIONAL_FIELDS,
  REQUIRED_FIELDS,
  type OptionalField,
  type PaymentConversion,
  type PaymentField,
  type PaymentMapping,
} from "./mapping.js";
import { valueAt } from "../../core/json/path.js";
import type { Payment } from "./payment.js";
import { planPlainRecords } from "./plain-record.js";

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
  const terms = conversionTerms(conversion);
  const currency = textOf(explainField("currency", record, terms, null));
  return mappedFields(terms.map).map((field) => {
    const explanation = explainField(field, record, terms, currency);
    return isOptional(field) && isNothing(explanation)
      ? { ...explanation, problem: null, note: "absent" }
      : explanation;
  });
}

/** The required fields, mapped or not, then the optional ones that are. */
function mappedFields(map: PaymentMapping): readonly PaymentField[] {
  const optional = OPTIONAL_FIELDS.filter((field) => map[field] !== undefined);
  return [...REQUIRED_FIELDS, ...optional];
}

function isOptional(field: PaymentField): field is OptionalField {
  return OPTIONAL_FIELDS.some((each) => each === field);
}

function isNothing({ raw, value }: FieldExplanation): boolean {
  return value === null && (raw === null || raw.trim() === "");
}

function textOf(explanation: FieldExplanation): string | null {
  return typeof explanation.value === "string" ? explanation.value : null;
}

/** @throws {UserError} when the mapping itself is malformed */
export function convertRecord(record: JsonValue, conversion: PaymentConversion): Conversion {
  return createRecordConverter(conversion)(record);
}

/**
 * The same for many records: the mapping is planned once.
 *
 * @throws {UserError} when the mapping itself is malformed
 */
export function createRecordConverter(
  conversion: PaymentConversion,
): (record: JsonValue) => Conversion {
  const terms = conversionTerms(conversion);
  const readPlain = planPlainRecords(terms);
  return (record) => {
    const plain = readPlain(record);
    if (plain === null) return convertFields(record, terms);
    const { payment, creatorKey } = plain;
    if (!isRefund(record, terms)) return { kind: "payment", payment, creatorKey };
    const { transactionId } = payment;
    return { kind: "refund", transactionId, payment, creatorKey };
  };
}

/** Any record, field by field. */
function convertFields(record: JsonValue, conversion: ConversionTerms): Conversion {
  const currency = explainField("currency", record, conversion, null);
  const values: FieldValues = {};
  const problems: FieldExplanation[] = [];
  for (const field of mappedFields(conversion.map)) {
    const explanation =
      field === "currency" ? currency : explainField(field, record, conversion, textOf(currency));
    const { value, problem } = explanation;
    if (value !== null) values[field] = value;
    else if (problem !== null && !(isOptional(field) && isNothing(explanation)))
      problems.push(explanation);
  }
  const payment = problems.length === 0 ? paymentFrom(values) : null;
  const transactionId = textIn(values, "transactionId");
  const creatorKey = textIn(values, "creatorKey");
  if (transactionId !== null && isRefund(record, conversion)) {
    return { kind: "refund", transactionId, payment, creatorKey };
  }
  if (payment === null) return { kind: "refused", transactionId, problems };
  return { kind: "payment", payment, creatorKey };
}

type FieldValues = Partial<Record<PaymentField, string | boolean>>;

function textIn(values: FieldValues, field: PaymentField): string | null {
  const value = values[field];
  return typeof value === "string" ? value : null;
}

/** Every field has been read by its own rule, so its type is what a payment wants. */
function paymentFrom(values: FieldValues): Payment {
  const { creatorKey: _, ...payment } = values;
  return payment as unknown as Payment;
}

function isRefund(record: JsonValue, { source }: PaymentConversion): boolean {
  if (source.refund === undefined) return false;
  const text = scalarText(valueAt(record, source.refund.path));
  return text !== null && source.refund.in.some((value) => String(value) === text);
}
