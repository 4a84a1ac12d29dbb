/** The game's payment records → PlayCamp payments, refunds, or reasons why not. */
import {
  conversionTerms,
  explainField,
  piecesOf,
  readMoney,
  timesPieces,
  type ConversionTerms,
  type FieldExplanation,
} from "./fields.js";
import { renderJson, scalarText, type JsonValue } from "../../core/json/value.js";
import {
  fieldRule,
  OPTIONAL_FIELDS,
  REQUIRED_FIELDS,
  type FieldRule,
  type OptionalField,
  type PaymentConversion,
  type PaymentField,
  type PaymentMapping,
} from "./mapping.js";
import { valueAt, valuesAt } from "../../core/json/path.js";
import { findAmount } from "./field-source.js";
import { canonicalDecimal, renderDecimal } from "./payment-amount.js";
import { createStatusWatch, type UnreadField } from "./status-watch.js";
import { leftOut, meetsRule, OTHER, type Uncounted } from "./uncounted.js";
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
      /** Of the payment that is refunded. */
      readonly transactionId: string;
      /** The refund's own id, where it has one. */
      readonly refundId: string | null;
      /** What is given back, in major units; null where the record does not say. */
      readonly amount: string | null;
      /** The payment that was refunded, where the record holds all of it. */
      readonly payment: Payment | null;
      readonly creatorKey: string | null;
      /** The record says so; what it gives back is then in `amount` alone. */
      readonly isPartial?: boolean;
    }
  | Uncounted
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
  let unsure: UnsureTime | null = null;
  const terms = conversionTerms(conversion, (ambiguity, text) => {
    unsure = { ambiguity, text };
  });
  const readPlain = planPlainRecords(terms);
  const watch = createStatusWatch(conversion);
  const counts = [conversion.source.counts ?? []].flat();
  const leave = leftOut(conversion);
  return (record) => {
    unsure = null;
    const unmet = counts.find((rule) => !meetsRule(record, rule));
    if (terms.source.refund?.every === true && unmet !== undefined) return OTHER;
    if (isRefund(record, terms)) return convertRefund(record, terms);
    if (unmet !== undefined) return leave(record, unmet);
    const plain = readPlain(record);
    const converted: Conversion =
      plain === null ? convertFields(record, terms) : { kind: "payment", ...plain };
    if (converted.kind !== "payment") return converted;
    if (unsure !== null) onUnsureTime?.(unsure, converted.payment.transactionId);
    const { problem, unread } = watch(record);
    unread.forEach(onUnread);
    return problem === null ? converted : doubtful(converted.payment.transactionId, problem);
  };
}

/** Where a problem is of no single field. */
export const RECORD_ITSELF = "record";

function doubtful(transactionId: string, problem: string): Conversion {
  return {
    kind: "refused",
    transactionId,
    problems: [
      {
        field: "transactionId",
        source: RECORD_ITSELF,
        raw: null,
        value: null,
        problem,
        note: null,
      },
    ],
  };
}

/**
 * The refunds that stand as a list inside a payment.
 *
 * @throws {UserError} when the mapping itself is malformed
 */
export function createRefundLister(
  conversion: PaymentConversion,
): (record: JsonValue, payment: Payment) => readonly Conversion[] {
  const { refund } = conversion.source;
  const list = refund?.list;
  if (refund === undefined || list === undefined) return () => [];
  const terms = conversionTerms(conversion);
  return (record, { transactionId, currency }) =>
    valuesAt(record, list)
      .flat()
      .filter((item) => item !== null)
      .map((item, at) => ({
        kind: "refund",
        transactionId,
        refundId: `${scalarText(valueAt(item, refund.id ?? "id")) ?? at}`,
        payment: null,
        amount: refundAmount(item, refund.amount ?? "amount", fullRule(terms), currency),
        creatorKey: null,
      }));
}

function convertRefund(record: JsonValue, terms: ConversionTerms): Conversion {
  const { refund } = terms.source;
  const price = fieldRule(terms.map["amount"] ?? {});
  const amountPath = refund?.amount ?? price.path;
  const amountRule = refund?.amount === undefined ? price : fullRule(terms);
  const fields = convertFields(record, terms);
  const own = fields.kind === "refused" ? fields.transactionId : textAt(record, terms);
  const of = refund?.of === undefined ? own : scalarText(valueAt(record, refund.of));
  if (of === null || of.trim() === "") {
    // Its other fields are none that a query of refunds alone has to have.
    const refused = refund?.every === true ? namesNoPayment(refund.of) : asRefused(fields);
    return { ...refused, transactionId: own };
  }
  const payment = fields.kind === "payment" ? fields.payment : null;
  const currency = payment?.currency ?? textOf(explainField("currency", record, terms, null));
  const isPartial = /partial/i.test(scalarText(valueAt(record, refund?.path ?? "")) ?? "");
  // A partial refund's record mostly holds the whole amount, and says elsewhere what is given back.
  const isKnown = refund?.amount !== undefined || !isPartial;
  return {
    kind: "refund",
    transactionId: of,
    refundId: refundIdOf(record, own, terms),
    amount:
      isKnown && amountPath !== undefined
        ? refundAmount(record, amountPath, amountRule, currency)
        : null,
    // Under an id of its own the record is the refund's, not the payment's.
    payment: refund?.of === undefined ? payment : null,
    creatorKey: fields.kind === "payment" ? fields.creatorKey : null,
    ...(isPartial ? { isPartial } : {}),
  };
}

/** Of a refund in a query of its own that has no id, what is written in it tells it from the others. */
function refundIdOf(record: JsonValue, own: string | null, { source, map }: ConversionTerms) {
  if (source.refund?.every === true && map["transactionId"] === undefined)
    return renderJson(record);
  const { id, of } = source.refund ?? {};
  if (id !== undefined) return scalarText(valueAt(record, id));
  return of === undefined ? null : own;
}

function asRefused(conversion: Conversion): Conversion & { kind: "refused" } {
  return conversion.kind === "refused" ? conversion : namesNoPayment(undefined);
}

/** @param path where its id was looked for; undefined where that is the refund's own */
function namesNoPayment(path: string | undefined): Conversion & { kind: "refused" } {
  const where = path === undefined ? "" : `: "${path}" holds nothing (payments.refunds.of)`;
  return {
    kind: "refused",
    transactionId: null,
    problems: [
      {
        field: "transactionId",
        source: RECORD_ITSELF,
        raw: null,
        value: null,
        problem: `a refund that names no payment${where}`,
        note: null,
      },
    ],
  };
}

function textAt(record: JsonValue, terms: ConversionTerms): string | null {
  return textOf(explainField("transactionId", record, terms, null));
}

/** What stands in a place of its own is all that is given back, not the price of one piece. */
function fullRule({ map }: ConversionTerms): FieldRule {
  const { times: _, ...rule } = fieldRule(map["amount"] ?? {});
  return rule;
}

/** Without its sign: a refund is written as a negative amount as often as not. */
function refundAmount(
  record: JsonValue,
  path: string,
  { const: _, sum: _sum, or: _or, ...rule }: FieldRule,
  currency: string | null,
): string | null {
  const found = findAmount(record, { ...rule, path });
  const reading = found.texts.ok ? readMoney(found.texts.value, rule, currency) : found.texts;
  const whole = reading.ok
    ? timesPieces(reading.value, rule, piecesOf(record, rule).pieces)
    : reading;
  if (!whole.ok) return null;
  const { digits, scale } = canonicalDecimal(whole.value);
  return renderDecimal({ digits: digits < 0n ? -digits : digits, scale });
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
