/** One field of a payment out of one record: found, looked up, converted, explained. */
import { findRaw, type RawField } from "./field-source.js";
import { type JsonValue } from "../../core/json/value.js";
import { fieldRule, type FieldRule, type PaymentConversion, type PaymentField } from "./mapping.js";
import {
  ZERO,
  addDecimals,
  canonicalDecimal,
  currencyExponent,
  fromMinorUnits,
  parseDecimal,
  renderDecimal,
  toMinorUnits,
  type Decimal,
} from "./payment-amount.js";
import { plainMajor, plainMinor } from "./plain-amounts.js";
import {
  accepted,
  readAmount,
  readBoolean,
  readCurrency,
  readDistributionType,
  readNonEmpty,
  readPlatform,
  rejected,
  type FieldReading,
} from "./payment.js";
import { createTimeReader, isCanonicalInstant, renderInstant, type ReadTime } from "./times.js";

/** How one field came about; what `poll-payments --explain` shows. */
export interface FieldExplanation {
  readonly field: PaymentField;
  /** The path, `sum of <path>`, or `constant`. */
  readonly source: string;
  /** What stands in the record, as written; null when nothing does. */
  readonly raw: string | null;
  readonly value: string | boolean | null;
  readonly problem: string | null;
  /** Something the reader should know although the value is fine. */
  readonly note: string | null;
}

/** What a field's conversion may look at besides its text. */
export interface FieldContext {
  readonly rule: FieldRule;
  readonly readTime: ReadTime;
  /** Of the same record; null when it has none. */
  readonly currency: string | null;
}

/** A mapping, and what is made ready once for all records that are read by it. */
export interface ConversionTerms extends PaymentConversion {
  /** Of `purchasedAt`. */
  readonly readTime: ReadTime;
}

export function conversionTerms({ source, map }: PaymentConversion): ConversionTerms {
  const { unit, zone = source.range?.zone } = fieldRule(map["purchasedAt"] ?? {});
  return { source, map, readTime: createTimeReader({ unit, zone }) };
}

type Converted = FieldReading<string | boolean> & { readonly note?: string };

const CONVERTERS: Readonly<
  Record<PaymentField, (texts: readonly string[], context: FieldContext) => Converted>
> = {
  transactionId: single(readNonEmpty),
  userId: single(readNonEmpty),
  productId: single(readNonEmpty),
  productName: single(readNonEmpty),
  callbackId: single(readNonEmpty),
  creatorKey: single(readNonEmpty),
  currency: single(readCurrency),
  platform: single(readPlatform),
  distributionType: single(readDistributionType),
  isTest: single(readBoolean),
  amount: convertAmount,
  purchasedAt: convertTime,
};

function single(read: (text: string) => FieldReading<string | boolean>) {
  return (texts: readonly string[]): Converted => read(texts[0] ?? "");
}

/** A field's single text, already looked up, as a payment has it. */
export function convertText(
  field: PaymentField,
  text: string,
  context: FieldContext,
): FieldReading<string | boolean> {
  return CONVERTERS[field]([text], context);
}

/** @throws {UserError} when the mapping itself is malformed */
export function explainField(
  field: PaymentField,
  record: JsonValue,
  { map, readTime }: ConversionTerms,
  currency: string | null,
): FieldExplanation {
  const mapping = map[field];
  if (mapping === undefined) return explained(field, notMapped, rejected("not mapped"));
  const rule = fieldRule(mapping);
  const found = findRaw(record, rule);
  if (!found.texts.ok) return explained(field, found, found.texts);
  const context = { rule, readTime, currency };
  return explained(field, found, CONVERTERS[field](found.texts.value, context));
}

const notMapped: RawField = { source: "", raw: null, texts: accepted([]) };

function explained(field: PaymentField, found: RawField, converted: Converted): FieldExplanation {
  const { source, raw } = found;
  const note = converted.note ?? null;
  return converted.ok
    ? { field, source, raw, value: converted.value, problem: null, note }
    : { field, source, raw, value: null, problem: converted.problem, note };
}

function convertAmount(texts: readonly string[], { rule, currency }: FieldContext): Converted {
  const plain = plainAmount(texts, rule, currency);
  if (plain !== null) return accepted(plain);
  let total: Decimal = ZERO;
  for (const text of texts) {
    const decimal = parseDecimal(text);
    if (decimal === null) return rejected(`"${text}" is not a decimal number`);
    total = addDecimals(total, decimal);
  }
  if (currency === null) return rejected("cannot be read without a currency");
  const major = rule.unit === "minor" ? majorOf(total, currency) : accepted(total);
  if (!major.ok) return major;
  if (toMinorUnits(major.value, currency) === null) {
    const places = currencyExponent(currency);
    return rejected(`${renderDecimal(total)} has more decimals than ${currency} (${places})`);
  }
  return readAmount(renderDecimal(major.value));
}

function plainAmount(
  texts: readonly string[],
  { unit }: FieldRule,
  currency: string | null,
): string | null {
  const [text] = texts;
  if (text === undefined || texts.length > 1 || currency === null) return null;
  const exponent = currencyExponent(currency);
  return unit === "minor" ? plainMinor(text, exponent) : plainMajor(text, exponent);
}

function majorOf(total: Decimal, currency: string): FieldReading<Decimal> {
  const { digits, scale } = canonicalDecimal(total);
  return scale === 0
    ? accepted(fromMinorUnits(digits, currency))
    : rejected(`${renderDecimal(total)} is not a whole number of minor units`);
}

const TIME_NOTES = {
  none: null,
  gap: "the clocks skipped this time; read with the offset before the change",
  overlap: "the clocks showed this time twice; the earlier one is taken",
} as const;

function convertTime(texts: readonly string[], { rule, readTime }: FieldContext): Converted {
  const text = texts[0] ?? "";
  if ((rule.unit ?? "iso") === "iso" && isCanonicalInstant(text)) return accepted(text);
  const reading = readTime(text);
  if (!reading.ok) return reading;
  const note = TIME_NOTES[reading.ambiguity];
  const converted = accepted(renderInstant(reading.instantMs));
  return note === null ? converted : { ...converted, note };
}
