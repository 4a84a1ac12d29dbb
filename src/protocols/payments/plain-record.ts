/**
 * The straight way from a record to a payment, planned once a mapping and gone a
 * million times: single values under plain keys, all of them acceptable. Whatever
 * is not that, it leaves to `fields.ts`, which can also say why.
 */
import type { Conversion } from "./conversion.js";
import { convertText, type ConversionTerms } from "./fields.js";
import { jsonProperty, scalarText, type JsonValue } from "../../core/json/value.js";
import { fieldRule, type FieldRule, type PaymentField } from "./mapping.js";
import { ownText } from "../../core/own-text.js";
import { parseReadPath } from "../../core/json/path.js";
import type { Payment } from "./payment.js";

/** @returns null for a record that has to be looked at field by field */
export type ReadPlainRecord = (record: JsonValue) => Converted | null;

type Converted = Extract<Conversion, { readonly kind: "payment" }>;

type Value = string | boolean;

/** Undefined where there is nothing to read; null where it is not plain. */
type ReadField = (record: JsonValue, currency: string | null) => Value | null | undefined;

/** @throws {UserError} when the mapping itself is malformed */
export function planPlainRecords(conversion: ConversionTerms): ReadPlainRecord {
  const plan = (field: PaymentField) => planField(field, conversion);
  const readCurrency = plan("currency");
  const readTransactionId = plan("transactionId");
  const readUserId = plan("userId");
  const readProductId = plan("productId");
  const readProductName = plan("productName");
  const readAmount = plan("amount");
  const readPlatform = plan("platform");
  const readDistributionType = plan("distributionType");
  const readPurchasedAt = plan("purchasedAt");
  const welcome = (["callbackId", "isTest"] as const)
    .filter((field) => conversion.map[field] !== undefined)
    .map((field) => ({ field, read: plan(field) }));
  const readCreator = plan("creatorKey");
  // Written out: an object that grows field by field is made anew several times.
  return (record) => {
    const currency = readCurrency(record, null) ?? null;
    if (typeof currency !== "string") return null;
    const transactionId = readTransactionId(record, currency) ?? null;
    const userId = readUserId(record, currency) ?? null;
    const productId = readProductId(record, currency) ?? null;
    const productName = readProductName(record, currency);
    const amount = readAmount(record, currency) ?? null;
    const platform = readPlatform(record, currency) ?? null;
    const distributionType = readDistributionType(record, currency) ?? null;
    const purchasedAt = readPurchasedAt(record, currency) ?? null;
    if (transactionId === null || userId === null || productId === null) return null;
    if (productName === null || amount === null || platform === null) return null;
    if (distributionType === null || purchasedAt === null) return null;
    const values: Partial<Record<PaymentField, Value>> =
      productName === undefined
        ? {
            userId,
            transactionId,
            productId,
            amount,
            currency,
            platform,
            distributionType,
            purchasedAt,
          }
        : {
            userId,
            transactionId,
            productId,
            productName,
            amount,
            currency,
            platform,
            distributionType,
            purchasedAt,
          };
    for (const { field, read } of welcome) {
      const value = read(record, currency);
      if (value === null) return null;
      if (value !== undefined) values[field] = value;
    }
    const creator = readCreator(record, currency);
    if (creator === null) return null;
    const creatorKey = typeof creator === "string" ? creator : null;
    // Every field has been read by its own rule, so its type is what a payment wants.
    return { kind: "payment", payment: values as unknown as Payment, creatorKey };
  };
}

function planField(field: PaymentField, conversion: ConversionTerms): ReadField {
  const mapping = conversion.map[field];
  if (mapping === undefined) return () => undefined;
  const rule = fieldRule(mapping);
  const find = planText(rule);
  if (find === null) return () => null;
  const { readTime } = conversion;
  const context = { rule, readTime, currency: null };
  const convert = (text: string, currency: string | null) => {
    // Amounts alone depend on the currency.
    const terms = field === "amount" ? { rule, readTime, currency } : context;
    const reading = convertText(field, text, terms);
    return reading.ok ? reading.value : null;
  };
  const read = FEW_VALUES.has(field) ? remembering(convert) : convert;
  return (record, currency) => {
    const text = find(record);
    return text === null || text === undefined ? text : read(text, currency);
  };
}

/** Fields that say the same few things in all records: a game has few products and few prices. */
const FEW_VALUES: ReadonlySet<PaymentField> = new Set([
  "productId",
  "productName",
  "amount",
  "currency",
  "platform",
  "distributionType",
  "isTest",
]);
const MOST_REMEMBERED = 1_000;

function remembering(
  convert: (text: string, currency: string | null) => Value | null,
): typeof convert {
  const known = new Map<string | null, Map<string, Value>>();
  let remembered = 0;
  return (text, currency) => {
    const before = known.get(currency)?.get(text);
    if (before !== undefined) return before;
    const value = convert(text, currency);
    if (value !== null && remembered < MOST_REMEMBERED) {
      const own = known.get(currency) ?? new Map<string, Value>();
      const kept = typeof value === "string" ? ownText(value) : value;
      known.set(currency, own.set(ownText(text), kept));
      remembered += 1;
    }
    return value;
  };
}

type FindText = (record: JsonValue) => string | null | undefined;

/** @returns null where the rule asks for more than one value under plain keys */
function planText(rule: FieldRule): FindText | null {
  if (rule.or !== undefined || rule.times !== undefined) return null;
  if (rule.sum !== undefined || rule.join !== undefined || rule.nanos !== undefined) return null;
  // Billionths may stand beside whole units.
  if (rule.path !== undefined && /(?:^|\.)units$/.test(rule.path)) return null;
  const standIn = rule.const === undefined ? undefined : String(rule.const);
  if (rule.path === undefined) return standIn === undefined ? null : () => standIn;
  const keys = plainKeys(rule.path);
  if (keys === null) return null;
  const { lookup } = rule;
  const table = new Map(Object.entries(lookup ?? {}).map(([raw, value]) => [raw, String(value)]));
  return (record) => {
    let value: JsonValue | undefined = record;
    for (const key of keys) value = jsonProperty(value, key);
    if (value === undefined || value === null) return standIn;
    const text = scalarText(value);
    if (lookup === undefined || text === null) return text;
    return table.get(text) ?? table.get("*") ?? null;
  };
}

/** A number might be an array's index. */
function plainKeys(path: string): readonly string[] | null {
  const keys = parseReadPath(path).map((step) =>
    typeof step === "string" && !/^\d+$/.test(step) ? step : null,
  );
  return keys.every((key) => key !== null) ? keys : null;
}
