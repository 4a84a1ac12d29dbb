/** Refunds: records that are one, and lists of them inside a payment. */
import { valueAt, valuesAt } from "../../core/json/path.js";
import { renderJson, scalarText, type JsonValue } from "../../core/json/value.js";
import { type Conversion, refusedRecord } from "./conversion.js";
import { convertFields, textOf } from "./convert-fields.js";
import { findAmount } from "./field-source.js";
import {
  conversionTerms,
  explainField,
  piecesOf,
  readMoney,
  timesPieces,
  type ConversionTerms,
} from "./fields.js";
import {
  fieldRule,
  type FieldRule,
  type PaymentConversion,
  type PaymentSource,
} from "./mapping.js";
import type { Payment } from "./payment.js";
import { canonicalDecimal, renderDecimal } from "./payment-amount.js";

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
    itemsOf(record, list).map((item, at) => {
      const path = refund.amount ?? "amount";
      const { amount, problem } = refundAmount(item, path, fullRule(terms), currency);
      if (problem !== null) return unsureRefund(transactionId, path, problem);
      return {
        kind: "refund",
        transactionId,
        refundId: ownIdOf(item, refund) ?? String(at),
        payment: null,
        amount,
        creatorKey: null,
      };
    });
}

/** Of a list's refunds, in their order; null for one that has none, whose place tells it apart. */
export function listedRefundIds(
  record: JsonValue,
  { refund }: PaymentSource,
): readonly (string | null)[] {
  if (refund?.list === undefined) return [];
  return itemsOf(record, refund.list).map((item) => ownIdOf(item, refund));
}

function itemsOf(record: JsonValue, list: string): readonly JsonValue[] {
  return valuesAt(record, list)
    .flat()
    .filter((item) => item !== null);
}

function ownIdOf(item: JsonValue, { id = "id" }: NonNullable<PaymentSource["refund"]>) {
  return scalarText(valueAt(item, id));
}

export function convertRefund(record: JsonValue, terms: ConversionTerms): Conversion {
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
  const { amount, problem } =
    isKnown && amountPath !== undefined
      ? refundAmount(record, amountPath, amountRule, currency)
      : { amount: null, problem: null };
  // Of a record that is its payment's own, the price may well be left out or spoilt: all is given back.
  const isOwnAmount = refund?.amount !== undefined || refund?.every === true;
  if (problem !== null && isOwnAmount) return unsureRefund(own ?? of, amountPath ?? "", problem);
  return {
    kind: "refund",
    transactionId: of,
    refundId: refundIdOf(record, own, terms),
    amount,
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
  return refusedRecord(null, `a refund that names no payment${where}`);
}

function textAt(record: JsonValue, terms: ConversionTerms): string | null {
  return textOf(explainField("transactionId", record, terms, null));
}

/** What stands in a place of its own is all that is given back, not the price of one piece. */
function fullRule({ map }: ConversionTerms): FieldRule {
  const { times: _, ...rule } = fieldRule(map["amount"] ?? {});
  return rule;
}

/** What cannot be read is not taken for all of the payment. */
function unsureRefund(transactionId: string, path: string, problem: string): Conversion {
  return refusedRecord(
    transactionId,
    `a refund whose amount cannot be read: "${path}" holds ${problem}`,
  );
}

/**
 * Without its sign: a refund is written as a negative amount as often as not.
 *
 * @returns no amount and no problem where nothing stands there
 */
function refundAmount(
  record: JsonValue,
  path: string,
  { const: _, sum: _sum, or: _or, ...rule }: FieldRule,
  currency: string | null,
): { readonly amount: string | null; readonly problem: string | null } {
  const found = findAmount(record, { ...rule, path });
  const reading = found.texts.ok ? readMoney(found.texts.value, rule, currency) : found.texts;
  const whole = reading.ok
    ? timesPieces(reading.value, rule, piecesOf(record, rule).pieces)
    : reading;
  if (!whole.ok) {
    const isNothing = (found.raw ?? "").trim() === "";
    return { amount: null, problem: isNothing ? null : `${found.raw ?? ""}: ${whole.problem}` };
  }
  const { digits, scale } = canonicalDecimal(whole.value);
  const amount = renderDecimal({ digits: digits < 0n ? -digits : digits, scale });
  return { amount, problem: null };
}
