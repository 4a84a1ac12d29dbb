/** The game's payment records → PlayCamp payments, refunds, or reasons why not. */
import {
  conversionTerms,
  explainField,
  type ConversionTerms,
  type FieldExplanation,
} from "./fields.js";
import type { JsonValue } from "../../core/json/value.js";
import {
  OPTIONAL_FIELDS,
  REQUIRED_FIELDS,
  type OptionalField,
  type PaymentConversion,
  type PaymentField,
  type PaymentMapping,
} from "./mapping.js";
import { createStatusWatch, type UnreadField } from "./status-watch.js";
import { convertRefund } from "./refund-record.js";
import { type Conversion, doubtful } from "./conversion.js";
import { leftOut, meetsRule, OTHER } from "./uncounted.js";
import type { Payment } from "./payment.js";
import { planPlainRecords } from "./plain-record.js";

export type { Conversion } from "./conversion.js";
export { RECORD_ITSELF } from "./conversion.js";
export { createRefundLister } from "./refund-record.js";
export type { FieldExplanation } from "./fields.js";

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

/** A time without an offset that its zone's clocks showed twice (`overlap`) or never (`gap`). */
export interface UnsureTime {
  readonly ambiguity: "gap" | "overlap";
  /** As the record writes it. */
  readonly text: string;
}

/** Told of what a record leaves open, while it counts as a payment. */
export interface RecordWatch {
  /** A field that looks like a status and is not read. */
  readonly onUnread?: (field: UnreadField) => void;
  readonly onUnsureTime?: (time: UnsureTime, transactionId: string) => void;
}

/** @throws {UserError} when the mapping itself is malformed */
export function convertRecord(record: JsonValue, conversion: PaymentConversion): Conversion {
  return createRecordConverter(conversion)(record);
}

/**
 * The same for many records: the mapping is planned once.
 *
 * @param watch told of what a record leaves open
 * @throws {UserError} when the mapping itself is malformed
 */
export function createRecordConverter(
  conversion: PaymentConversion,
  { onUnread = () => undefined, onUnsureTime }: RecordWatch = {},
): (record: JsonValue) => Conversion {
  const unsure: UnsureTime[] = [];
  const terms = conversionTerms(conversion, (ambiguity, text) => {
    unsure.push({ ambiguity, text });
  });
  const readPlain = planPlainRecords(terms);
  const watch = createStatusWatch(conversion);
  const counts = [conversion.source.counts ?? []].flat();
  const leave = leftOut(conversion);
  return (record) => {
    unsure.length = 0;
    const unmet = counts.find((rule) => !meetsRule(record, rule));
    if (terms.source.refund?.every === true && unmet !== undefined) return OTHER;
    if (isRefund(record, terms)) return convertRefund(record, terms, convertFields(record, terms));
    if (unmet !== undefined) return leave(record, unmet);
    const plain = readPlain(record);
    const converted: Conversion =
      plain === null ? convertFields(record, terms) : { kind: "payment", ...plain };
    if (converted.kind !== "payment") return converted;
    const [time] = unsure;
    if (time !== undefined) onUnsureTime?.(time, converted.payment.transactionId);
    const { problem, unread } = watch(record);
    unread.forEach(onUnread);
    return problem === null ? converted : doubtful(converted.payment.transactionId, problem);
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
  if (source.refund?.every === true) return true;
  const { path, in: values } = source.refund ?? {};
  return path !== undefined && values !== undefined && meetsRule(record, { path, in: values });
}
