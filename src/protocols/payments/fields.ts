/** One field of a payment out of one record: found, looked up, converted, explained. */
import { findAmount, findRaw, type RawField } from "./field-source.js";
import { valueAt } from "../../core/json/path.js";
import { type JsonValue, scalarText } from "../../core/json/value.js";
import { fieldRule, type FieldRule, type PaymentConversion, type PaymentField } from "./mapping.js";
import {
  ZERO,
  addDecimals,
  canonicalDecimal,
  currencyExponent,
  multiplyDecimals,
  parseDecimal,
  renderDecimal,
  toMinorUnits,
  type Decimal,
} from "./payment-amount.js";
import { readMoneyText } from "./amount-text.js";
import { foreignSign, isCurrency, withoutSign } from "./currencies.js";
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
  /** What stands at `times`; null where nothing does. */
  readonly pieces?: string | null;
}

/** A mapping, and what is made ready once for all records that are read by it. */
export interface ConversionTerms extends PaymentConversion {
  /** Of `purchasedAt`. */
  readonly readTime: ReadTime;
}

export function conversionTerms(
  { source, map }: PaymentConversion,
  onUnsureTime?: (ambiguity: "gap" | "overlap", text: string) => void,
): ConversionTerms {
  const { unit, zone = source.range?.zone } = fieldRule(map["purchasedAt"] ?? {});
  const read = createTimeReader({ unit, zone });
  const readTime: ReadTime = (text) => {
    const reading = read(text);
    if (reading.ok && reading.ambiguity !== "none") onUnsureTime?.(reading.ambiguity, text);
    return reading;
  };
  return { source, map, readTime: onUnsureTime === undefined ? read : readTime };
}

type Converted = FieldReading<string | boolean> & { readonly note?: string };

const CONVERTERS: Readonly<
  Record<PaymentField, (texts: readonly string[], context: FieldContext) => Converted>
> = {
  transactionId: single(readId),
  userId: single(readWhole),
  productId: single(readWhole),
  productName: single(readNonEmpty),
  callbackId: single(readNonEmpty),
  creatorKey: single(readWhole),
  currency: single(readAnyCase),
  platform: single(readPlatform),
  distributionType: single(readDistributionType),
  isTest: single(readBoolean),
  amount: convertAmount,
  purchasedAt: convertTime,
};

/** What a spreadsheet has made a number of has lost its last digits: several may have become one. */
function readId(text: string): FieldReading<string> {
  return /^\d[.,]\d+E\+?\d+$/i.test(text)
    ? rejected(`"${text}" was an id before it was turned into a number; its digits are lost`)
    : readWhole(text);
}

/** What stands for a character that could not be read has taken the place of several: names become one. */
function readWhole(text: string): FieldReading<string> {
  return text.includes("\uFFFD")
    ? rejected(`"${text}" has lost characters where the source read it in a wrong encoding`)
    : readNonEmpty(text);
}

/** Codes are written small as often as large, and mean the same. */
function readAnyCase(text: string): FieldReading<string> {
  const code = text.trim();
  const reading = readCurrency(/^[a-z]{3}$/i.test(code) ? code.toUpperCase() : code);
  if (!reading.ok) return rejected(`${reading.problem}: add a lookup, such as {"${code}":"KRW"}`);
  return isCurrency(reading.value)
    ? reading
    : rejected(`"${code}" is no currency of ISO 4217: add a lookup, such as {"${code}":"KRW"}`);
}

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
  const found = field === "amount" ? findAmount(record, rule) : findRaw(record, rule);
  if (!found.texts.ok) return explained(field, found, found.texts);
  const context = { rule, readTime, currency, ...piecesOf(record, rule) };
  return explained(field, found, CONVERTERS[field](found.texts.value, context));
}

/** What stands at `times`, where there is such a rule. */
export function piecesOf(record: JsonValue, { times }: FieldRule): Pick<FieldContext, "pieces"> {
  return times === undefined ? {} : { pieces: scalarText(valueAt(record, times)) };
}

const notMapped: RawField = { source: "", raw: null, texts: accepted([]) };

function explained(field: PaymentField, found: RawField, converted: Converted): FieldExplanation {
  const { source, raw } = found;
  const note = converted.note ?? null;
  return converted.ok
    ? { field, source, raw, value: converted.value, problem: null, note }
    : { field, source, raw, value: null, problem: converted.problem, note };
}

function convertAmount(
  texts: readonly string[],
  { rule, currency, pieces }: FieldContext,
): Converted {
  const plain = pieces === undefined ? plainAmount(texts, rule, currency) : null;
  if (plain !== null) return accepted(plain);
  const reading = readMoney(texts, rule, currency);
  const whole = reading.ok ? timesPieces(reading.value, rule, pieces) : reading;
  return whole.ok ? readAmount(renderDecimal(whole.value)) : whole;
}

/**
 * The price of one piece times how many there are; what is no such price as it is.
 *
 * @param pieces as written at `times`; null where nothing stands there
 */
export function timesPieces(
  price: Decimal,
  { times }: FieldRule,
  pieces: string | null | undefined,
): FieldReading<Decimal> {
  if (times === undefined) return accepted(price);
  if (!/^\d{1,9}(?:\.0+)?$/.test(pieces ?? ""))
    return rejected(`"${pieces ?? ""}" at ${times} is no number of pieces`);
  const number = { digits: BigInt((pieces ?? "").replace(/\..*/, "")), scale: 0 };
  return accepted(multiplyDecimals(price, number));
}

/**
 * The amount in major units, of any sign.
 *
 * @param texts that are added up
 */
export function readMoney(
  texts: readonly string[],
  rule: FieldRule,
  currency: string | null,
): FieldReading<Decimal> {
  let total: Decimal = ZERO;
  for (const text of texts) {
    const decimal = readMoneyText(text, currency ?? "", rule);
    if (decimal === null) return rejected(noAmount(text, rule, currency));
    total = addDecimals(total, decimal);
  }
  if (currency === null) return rejected("cannot be read without a currency");
  const major = majorOf(total, rule, currency);
  if (!major.ok) return major;
  const value = rule.rate === undefined ? major.value : rated(major.value, rule.rate, currency);
  if (value === null) return rejected(`the rate "${String(rule.rate)}" is not a decimal number`);
  if (toMinorUnits(value, currency) === null) {
    const places = currencyExponent(currency);
    return rejected(`${renderDecimal(total)} has more decimals than ${currency} (${places})`);
  }
  return accepted(value);
}

function noAmount(text: string, { decimal, grouping }: FieldRule, currency: string | null): string {
  const problem = `"${text}" is not a decimal number`;
  const bare = withoutSign(text, currency ?? "");
  if (grouping === undefined && /^[-(]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\)?$/.test(bare))
    return `${problem}: set grouping to ","`;
  if (decimal === undefined && /^[-(]?\d{1,3}(?:\.?\d{3})*,\d{1,2}\)?$/.test(bare))
    return `${problem}: set decimal to "," (and grouping to "." where there are thousands)`;
  if (currency === null || !/[^\d.,()'\s-]/.test(bare)) return problem;
  return `${problem} of ${currency}: ${foreignSign(text, currency) ?? "it holds other signs"}`;
}

function plainAmount(
  texts: readonly string[],
  { unit, currencies, scale, rate, decimal }: FieldRule,
  currency: string | null,
): string | null {
  const [text] = texts;
  if (text === undefined || texts.length > 1 || currency === null) return null;
  if (scale !== undefined || rate !== undefined || decimal === ",") return null;
  const exponent = currencyExponent(currency);
  if (unit === undefined || unit === "major") return plainMajor(text, exponent);
  if (unit !== "minor") return null;
  const own = currencies?.[currency] ?? exponent;
  const plain = plainMinor(text, own);
  // Hundredths of a currency that has none must come out even.
  return own <= exponent || plain === null || !plain.includes(".") ? plain : null;
}

const SCALES: Readonly<Record<string, number>> = { milli: 3, micro: 6 };

function majorOf(
  total: Decimal,
  { unit, scale, currencies }: FieldRule,
  currency: string,
): FieldReading<Decimal> {
  const places = scale ?? SCALES[unit ?? ""];
  if (places === undefined && unit !== "minor") return accepted(total);
  const whole = canonicalDecimal(total);
  if (whole.scale !== 0) {
    const units = unit === "minor" && scale === undefined ? "minor units" : "its units";
    return rejected(`${renderDecimal(total)} is not a whole number of ${units}`);
  }
  const own = places ?? currencies?.[currency] ?? currencyExponent(currency);
  return accepted({ digits: whole.digits, scale: own });
}

/** Rounded half up to the currency's decimals; null where the rate is none. */
function rated(amount: Decimal, rate: string | number, currency: string): Decimal | null {
  const factor = parseDecimal(String(rate));
  if (factor === null) return null;
  const { digits, scale } = multiplyDecimals(amount, factor);
  const exponent = currencyExponent(currency);
  if (scale <= exponent) return { digits, scale };
  const step = 10n ** BigInt(scale - exponent);
  const half = digits < 0n ? -step / 2n : step / 2n;
  return { digits: (digits + half) / step, scale: exponent };
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
