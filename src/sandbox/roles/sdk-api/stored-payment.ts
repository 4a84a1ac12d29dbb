/** A stored payment as PlayCamp gives it back. */
import { memoize } from "../../../core/memoize.js";
import { type TextOut, textOf } from "../../../core/text-out.js";
import {
  canonicalDecimal,
  multiplyDecimals,
  parseDecimal,
  renderDecimal,
} from "../../../protocols/payments/payment-amount.js";
import { writeFields, type Payment } from "../../../protocols/payments/payment.js";
import type { StoredPayment } from "./payment-book.js";

/** @returns a JSON object */
export function renderStored(stored: StoredPayment, status: string): string {
  return textOf((out) => {
    writeStored(stored, status, out);
  });
}

/** The same where there are many: no text is put together. */
export function writeStored(
  { id, payment, createdAt, callbackId, attribution }: StoredPayment,
  status: string,
  out: TextOut,
): void {
  const { campaignId, creatorKey, receipt } = attribution;
  out.add(`{"id":${id},`);
  writeFields(withoutCallback(payment), out);
  put(out, ',"amountUsd":', dollarsOf(payment));
  put(out, ',"exchangeRateToUsd":"', rateOf(payment));
  put(out, '","exchangeRateDate":"', createdAt.slice(0, 10));
  put(out, '","status":"', status);
  putText(out, '","campaignId":', campaignId);
  putText(out, ',"creatorKey":', creatorKey);
  if (receipt !== null) putText(out, ',"receipt":', receipt);
  if (callbackId !== null) putText(out, ',"callbackId":', callbackId);
  put(out, ',"createdAt":"', createdAt);
  out.add('"}');
}

function put(out: TextOut, name: string, text: string): void {
  out.add(name);
  out.add(text);
}

function putText(out: TextOut, name: string, text: string | null): void {
  out.add(name);
  if (text === null) out.add("null");
  else out.addQuoted(text);
}

/** The callback that holds is the batch's, where the payment has none. */
function withoutCallback(payment: Payment): Payment {
  if (payment.callbackId === undefined) return payment;
  const { callbackId: _, ...rest } = payment;
  return rest;
}

/** What amounts are in dollars here, for currencies other than the dollar; a game has few prices. */
const RATES: Readonly<Record<string, string>> = { EUR: "1.08", KRW: "0.00072", JPY: "0.0067" };
const DOLLARS = new Map(
  Object.entries(RATES).map(([currency, rate]) => [currency, memoize(times(rate))]),
);

/** A currency that is not known counts as dollars. */
function rateOf({ currency }: Payment): string {
  return (Object.hasOwn(RATES, currency) ? RATES[currency] : undefined) ?? "1";
}

function times(rate: string): (amount: string) => string {
  const factor = parseDecimal(rate);
  return (amount) => {
    const decimal = parseDecimal(amount);
    return decimal === null || factor === null
      ? amount
      : renderDecimal(canonicalDecimal(multiplyDecimals(decimal, factor)));
  };
}

function dollarsOf({ amount, currency }: StoredPayment["payment"]): string {
  return DOLLARS.get(currency)?.(amount) ?? amount;
}
