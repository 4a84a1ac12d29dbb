/**
 * A sold payment as a record of the game's reply: the mapping read backwards.
 * Where a mapping leaves the writing open, the shape's style decides.
 */
import {
  type JsonObject,
  type JsonValue,
  jsonNumber,
  scalarText,
} from "../../../core/json/value.js";
import {
  fieldRule,
  OPTIONAL_FIELDS,
  REQUIRED_FIELDS,
  type FieldRule,
  type PaymentField,
} from "../../../protocols/payments/mapping.js";
import { parsePath } from "../../../core/json/path.js";
import { DISTRIBUTION_TYPES, PLATFORMS } from "../../../protocols/payments/payment.js";
import type { PaymentSourceAgreement } from "./agreement.js";
import { amountIn, givenBack, minorIn, type GamePayment } from "./game-payments.js";
import { placeValues } from "../../../core/json/place.js";
import { timeWriter } from "./write-time.js";

/** What a field of a payment says, before it is written anywhere. */
type Choose = (payment: GamePayment) => readonly JsonValue[];

type Terms = Pick<PaymentSourceAgreement, "source" | "map" | "style">;

/**
 * @param more fields beside those of the mapping
 * @returns how each payment is written
 */
export function createRecordWriter(
  terms: Terms,
  more: readonly FieldWriter[] = [],
): (payment: GamePayment) => JsonObject {
  const fields = [...REQUIRED_FIELDS, ...OPTIONAL_FIELDS].flatMap((field) =>
    fieldWriter(field, terms),
  );
  const writers = [
    ...countWriters(terms),
    ...fields,
    ...refundWriter(terms),
    ...listWriter(terms),
    ...more,
  ];
  const { extra } = terms.style;
  return (payment) => {
    let record: JsonValue = extra === undefined ? {} : extra(payment);
    for (const { steps, choose } of writers) record = placeValues(record, steps, choose(payment));
    return record as JsonObject;
  };
}

interface FieldWriter {
  readonly steps: ReturnType<typeof parsePath>;
  readonly choose: Choose;
}

function fieldWriter(field: PaymentField, terms: Terms): readonly FieldWriter[] {
  const mapping = terms.map[field];
  if (mapping === undefined) return [];
  const rule = fieldRule(mapping);
  const path = rule.sum ?? rule.path;
  if (path === undefined) return [];
  return [{ steps: parsePath(path), choose: CHOICES[field](rule, terms) }];
}

const CHOICES: Readonly<Record<PaymentField, (rule: FieldRule, terms: Terms) => Choose>> = {
  transactionId: (_rule, { style }) =>
    one(style.transactionId ?? (({ index }) => `tx-${index + 1}`)),
  userId: (_rule, { style }) => one(style.userId ?? (({ user }) => String(user))),
  productId: () => one(({ product }) => `item_${product + 1}`),
  productName: () => one(({ product }) => `보석 ${(product + 1) * 100}`),
  amount: amounts,
  currency: (rule, terms) => chosen(rule, currenciesOf(terms)),
  platform: (rule) => chosen(rule, PLATFORMS),
  distributionType: (rule) => chosen(rule, DISTRIBUTION_TYPES),
  purchasedAt: (rule, { source, style }) =>
    one(style.purchasedAt ?? timeWriter(rule, source.range)),
  callbackId: () => one(({ dice }) => `cb-${dice.toString(16)}`),
  isTest: () => one(() => false),
  creatorKey: () => one(({ dice }) => (dice % 3 === 0 ? null : `CRE${10 + (dice % 90)}`)),
};

function one(choose: (payment: GamePayment) => JsonValue): Choose {
  return (payment) => [choose(payment)];
}

/** Of a lookup's raw texts any; otherwise of the known values any. */
function chosen(rule: FieldRule, known: readonly string[]): Choose {
  const raw = Object.keys(rule.lookup ?? {}).filter((key) => key !== "*");
  const values = rule.lookup === undefined ? known : raw;
  const texts = values.length === 0 ? ["other"] : values;
  return one(({ dice }) => rawValue(texts[(dice >>> 11) % texts.length] ?? ""));
}

function rawValue(text: string): JsonValue {
  return /^(0|[1-9]\d{0,14})$/.test(text) ? jsonNumber(text) : text;
}

const CURRENCIES = ["USD", "EUR", "KRW", "JPY"] as const;

/** One currency where the mapping fixes it or a lookup would hide which it is. */
function currenciesOf({ map }: Terms): readonly string[] {
  const { lookup, path, const: fixed } = fieldRule(map["currency"] ?? {});
  if (path === undefined && fixed !== undefined) return [String(fixed)];
  return lookup === undefined ? CURRENCIES : Object.values(lookup).map(String);
}

/** What the currency field of the same payment will be read as. */
function currencyOf(terms: Terms): (payment: GamePayment) => string {
  const { lookup, path, const: fixed } = fieldRule(terms.map["currency"] ?? {});
  if (path === undefined) return () => String(fixed ?? "USD");
  const choose = chosen({ ...(lookup === undefined ? {} : { lookup }) }, currenciesOf(terms));
  return (payment) => {
    const text = scalarText(choose(payment)[0]) ?? "USD";
    return String(lookup?.[text] ?? text);
  };
}

/** An order's items share its price between them. */
const ITEMS = 2n;

function amounts(rule: FieldRule, terms: Terms): Choose {
  const currency = currencyOf(terms);
  const write = terms.style.amount ?? jsonNumber;
  const isMinor = rule.unit === "minor";
  const written = (code: string, minor: bigint) =>
    write(isMinor ? String(minorIn(code, minor)) : amountIn(code, minor));
  return (payment) => {
    const code = currency(payment);
    if (rule.sum?.includes("[]") !== true) return [written(code, payment.minor)];
    const share = payment.minor / ITEMS;
    return Array.from({ length: Number(ITEMS) }, () => written(code, share));
  };
}

/** What makes a record a payment, by the agreement's own rule. */
function countWriters({ source }: Terms): readonly FieldWriter[] {
  return [source.counts ?? []].flat().map(({ path, in: values }) => ({
    steps: parsePath(path),
    choose: one(() => scalarOf(values[0] ?? "")),
  }));
}

function refundWriter({ source }: Terms): readonly FieldWriter[] {
  const { refund } = source;
  if (refund?.path === undefined) return [];
  const refunded = refund.in?.[0] ?? "refunded";
  const counted = [source.counts ?? []].flat().find(({ path }) => path === refund.path)?.in[0];
  const paid = counted ?? (typeof refunded === "number" ? refunded + 100 : "Succeeded");
  return [
    {
      steps: parsePath(refund.path),
      choose: one(({ isRefunded }) =>
        scalarOf(isRefunded ? refunded : typeof refunded === "boolean" ? !refunded : paid),
      ),
    },
  ];
}

/** Of each payment; empty where nothing was given back. */
function listWriter(terms: Terms): readonly FieldWriter[] {
  const { list, id = "id", amount = "amount" } = terms.source.refund ?? {};
  if (list === undefined) return [];
  const { times: _, sum: __, ...rule } = fieldRule(terms.map["amount"] ?? {});
  const write = amounts(rule, terms);
  const item = (payment: GamePayment, minor: bigint) => {
    const named = placeValues({}, parsePath(id), [`R-${payment.index + 1}`]);
    return placeValues(named, parsePath(amount), write({ ...payment, minor }));
  };
  const refunds = (payment: GamePayment) => {
    const minor = givenBack(payment);
    return minor === null ? [] : [item(payment, minor)];
  };
  return [{ steps: parsePath(list), choose: one(refunds) }];
}

function scalarOf(value: string | number | boolean): JsonValue {
  return typeof value === "number" ? jsonNumber(String(value)) : value;
}
