/** A record field by field: what each becomes, and the payment that they make. */
import type { JsonValue } from "../../core/json/value.js";
import type { Conversion } from "./conversion.js";
import {
  conversionTerms,
  explainField,
  type ConversionTerms,
  type FieldExplanation,
} from "./fields.js";
import {
  OPTIONAL_FIELDS,
  REQUIRED_FIELDS,
  type OptionalField,
  type PaymentConversion,
  type PaymentField,
  type PaymentMapping,
} from "./mapping.js";
import type { Payment } from "./payment.js";

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

export function textOf(explanation: FieldExplanation): string | null {
  return typeof explanation.value === "string" ? explanation.value : null;
}

/** Any record, field by field. */
export function convertFields(record: JsonValue, conversion: ConversionTerms): Conversion {
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
