/** A payment as PlayCamp takes it, and its exact JSON form. */
import { nearestWord } from "../../core/suggest.js";
import {
  type JsonObject,
  type JsonValue,
  isJsonObject,
  jsonNumber,
  scalarText,
} from "../../core/json/value.js";
import { parseJson } from "../../core/json/read.js";
import { type TextOut, textOf } from "../../core/text-out.js";
import {
  canonicalDecimal,
  compareDecimals,
  parseDecimal,
  renderDecimal,
} from "./payment-amount.js";
import { isCanonicalAmount } from "./plain-amounts.js";
import { isCanonicalInstant, parseIsoInstant, renderInstant } from "./times.js";

export const PLATFORMS = ["iOS", "Android", "Web", "Roblox", "Other"] as const;
export type Platform = (typeof PLATFORMS)[number];

export const DISTRIBUTION_TYPES = [
  "MOBILE_STORE",
  "PC_STORE",
  "MOBILE_SELF_STORE",
  "PC_SELF_STORE",
] as const;
export type DistributionType = (typeof DISTRIBUTION_TYPES)[number];

/**
 * @source PlayCamp SDK API, `POST /v1/server/payments/bulk`
 */
export interface Payment {
  readonly userId: string;
  readonly transactionId: string;
  readonly productId: string;
  readonly productName?: string;
  /** Major units in plain decimal notation, at least `0.01`; a JSON number on the wire. */
  readonly amount: string;
  /** ISO 4217, upper case. */
  readonly currency: string;
  readonly platform: Platform;
  readonly distributionType: DistributionType;
  /** `YYYY-MM-DDTHH:mm:ss.sssZ`. */
  readonly purchasedAt: string;
  readonly callbackId?: string;
  readonly isTest?: boolean;
}

/** What a field's text became, or why it cannot be sent. */
export type FieldReading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export function accepted<T>(value: T): FieldReading<T> {
  return { ok: true, value };
}

export function rejected<T>(problem: string): FieldReading<T> {
  return { ok: false, problem };
}

export function readPlatform(text: string): FieldReading<Platform> {
  return oneOf(PLATFORMS, text);
}

export function readDistributionType(text: string): FieldReading<DistributionType> {
  return oneOf(DISTRIBUTION_TYPES, text);
}

function oneOf<T extends string>(known: readonly T[], text: string): FieldReading<T> {
  const value = known.find((each) => each === text);
  if (value !== undefined) return accepted(value);
  const near = nearestWord(text, known);
  const advice = near === null ? "add a lookup" : `add a lookup, perhaps to "${near}"`;
  return rejected(`"${text}" is none of ${known.join(", ")}: ${advice}`);
}

export function readCurrency(text: string): FieldReading<string> {
  if (/^[A-Z]{3}$/.test(text)) return accepted(text);
  return rejected(`"${text}" is not three upper-case letters`);
}

const LEAST_AMOUNT = { digits: 1n, scale: 2 };

/** @returns the amount in canonical notation, so that equal amounts are equal texts */
export function readAmount(text: string): FieldReading<string> {
  if (isCanonicalAmount(text)) return accepted(text);
  const decimal = parseDecimal(text);
  if (decimal === null) return rejected(`"${text}" is not a decimal number`);
  if (compareDecimals(decimal, LEAST_AMOUNT) < 0) {
    return rejected(`${text} is below 0.01, the least amount PlayCamp takes`);
  }
  return accepted(renderDecimal(canonicalDecimal(decimal)));
}

/** The JSON of a payment; the amount is a number literal, digit for digit. */
export function paymentJson(payment: Payment): JsonObject {
  const { amount, ...rest } = payment;
  const { userId, transactionId, productId, productName, ...others } = rest;
  return {
    userId,
    transactionId,
    productId,
    ...(productName === undefined ? {} : { productName }),
    amount: jsonNumber(amount),
    ...others,
  };
}

/**
 * One line of NDJSON: {@link paymentJson} as text, written field by field because
 * a million of them add up.
 */
export function renderPayment(payment: Payment): string {
  return textOf((out) => {
    writePayment(payment, out);
  });
}

/**
 * The same where there are many: no text is put together.
 *
 * @param amount in the unit that whoever reads it wants
 */
export function writePayment(
  payment: Payment,
  out: TextOut,
  amount: string = payment.amount,
): void {
  out.add("{");
  writeFields(payment, out, amount);
  out.add("}");
}

/** Its members alone, where others stand beside them. */
export function writeFields(payment: Payment, out: TextOut, amount: string = payment.amount): void {
  const { productName, callbackId, isTest } = payment;
  put(out, '"userId":', payment.userId);
  put(out, ',"transactionId":', payment.transactionId);
  put(out, ',"productId":', payment.productId);
  if (productName !== undefined) put(out, ',"productName":', productName);
  out.add(',"amount":');
  out.add(amount);
  put(out, ',"currency":', payment.currency);
  put(out, ',"platform":', payment.platform);
  put(out, ',"distributionType":', payment.distributionType);
  put(out, ',"purchasedAt":', payment.purchasedAt);
  if (callbackId !== undefined) put(out, ',"callbackId":', callbackId);
  if (isTest !== undefined) out.add(`,"isTest":${isTest}`);
}

function put(out: TextOut, name: string, text: string): void {
  out.add(name);
  out.addQuoted(text);
}

export type PaymentParse =
  | { readonly ok: true; readonly payment: Payment }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads what {@link renderPayment} wrote, or anyone else; checks PlayCamp's rules. */
export function parsePayment(text: string): PaymentParse {
  const document = parseJson(text);
  if (!document.ok) return { ok: false, problems: [`not JSON: ${document.problem}`] };
  return paymentOf(document.value);
}

/** @param value a parsed payment object */
export function paymentOf(value: JsonValue): PaymentParse {
  if (!isJsonObject(value)) return { ok: false, problems: ["not a JSON object"] };
  const problems: string[] = [];
  const payment: Record<string, unknown> = {};
  for (const [field, { read, optional }] of READERS) {
    const raw = Object.hasOwn(value, field) ? value[field] : undefined;
    if ((raw === undefined || raw === null) && optional) continue;
    const reading = read(raw);
    if (reading.ok) payment[field] = reading.value;
    else problems.push(`${field}: ${reading.problem}`);
  }
  return problems.length === 0
    ? { ok: true, payment: payment as unknown as Payment }
    : { ok: false, problems };
}

type JsonReader = (raw: JsonValue | undefined) => FieldReading<unknown>;

const FIELD_READERS: Readonly<
  Record<keyof Payment, { readonly read: JsonReader; readonly optional: boolean }>
> = {
  userId: required(readNonEmpty),
  transactionId: required(readNonEmpty),
  productId: required(readNonEmpty),
  productName: { read: scalarReader(readNonEmpty), optional: true },
  amount: required(readAmount),
  currency: required(readCurrency),
  platform: required(readPlatform),
  distributionType: required(readDistributionType),
  purchasedAt: required(readPurchasedAt),
  callbackId: { read: scalarReader(readNonEmpty), optional: true },
  isTest: { read: scalarReader(readBoolean), optional: true },
};

const READERS = Object.entries(FIELD_READERS);

function required(read: (text: string) => FieldReading<unknown>) {
  return { read: scalarReader(read), optional: false };
}

function scalarReader(read: (text: string) => FieldReading<unknown>): JsonReader {
  return (raw) => {
    const text = scalarText(raw);
    if (text === null) return rejected(raw === undefined ? "missing" : "not a single value");
    return read(text);
  };
}

export function readNonEmpty(text: string): FieldReading<string> {
  return text.trim() === "" ? rejected("empty") : accepted(text);
}

export function readBoolean(text: string): FieldReading<boolean> {
  if (text === "true" || text === "1") return accepted(true);
  if (text === "false" || text === "0") return accepted(false);
  return rejected(`"${text}" is neither true nor false`);
}

function readPurchasedAt(text: string): FieldReading<string> {
  if (isCanonicalInstant(text)) return accepted(text);
  const instantMs = parseIsoInstant(text);
  return instantMs === null
    ? rejected(`"${text}" is not an ISO 8601 time with its offset`)
    : accepted(renderInstant(instantMs));
}
