/** A stored payment as PlayCamp gives it back: text at once, because a batch asks for a thousand. */
import { memoize } from "../../../core/memoize.js";
import {
  canonicalDecimal,
  multiplyDecimals,
  parseDecimal,
  renderDecimal,
} from "../../../protocols/payments/payment-amount.js";
import { renderPayment, type Payment } from "../../../protocols/payments/payment.js";
import type { StoredPayment } from "./payment-book.js";

/** @returns a JSON object */
export function renderStored(
  { id, payment, createdAt, callbackId, attribution }: StoredPayment,
  status: string,
): string {
  const { campaignId, creatorKey, receipt } = attribution;
  const bill = receipt === null ? "" : `,"receipt":${JSON.stringify(receipt)}`;
  const callback = callbackId === null ? "" : `,"callbackId":${JSON.stringify(callbackId)}`;
  return `{"id":${id},${renderPayment(withoutCallback(payment)).slice(1, -1)},"amountUsd":${dollarsOf(payment)},"exchangeRateToUsd":"${rateOf(payment)}","exchangeRateDate":"${createdAt.slice(0, 10)}","status":"${status}","campaignId":${JSON.stringify(campaignId)},"creatorKey":${JSON.stringify(creatorKey)}${bill}${callback},"createdAt":"${createdAt}"}`;
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
