/** A stored payment as PlayCamp gives it back: text at once, because a batch asks for a thousand. */
import {
  canonicalDecimal,
  multiplyDecimals,
  parseDecimal,
  renderDecimal,
} from "../../../protocols/payments/money.js";
import {
  renderPayment,
  type Payment,
} from "../../../protocols/payments/payment.js";
import type { StoredPayment } from "./payment-book.js";

/** @returns a JSON object */
export function renderStored(
  { id, payment, createdAt, callbackId }: StoredPayment,
  status: string,
): string {
  const callback =
    callbackId === null ? "" : `,"callbackId":${JSON.stringify(callbackId)}`;
  return `{"id":${id},${renderPayment(withoutCallback(payment)).slice(1, -1)},"amountUsd":${dollarsOf(payment)},"status":"${status}","campaignId":null,"creatorKey":null${callback},"createdAt":"${createdAt}"}`;
}

/** The callback that holds is the batch's, where the payment has none. */
function withoutCallback(payment: Payment): Payment {
  if (payment.callbackId === undefined) return payment;
  const { callbackId: _, ...rest } = payment;
  return rest;
}

/** Dollars that a unit of a currency is worth here; anything else counts as one. */
const DOLLARS = new Map(
  [
    ["EUR", "1.08"],
    ["KRW", "0.00072"],
    ["JPY", "0.0067"],
  ].map(([currency = "", rate = ""]) => [currency, parseDecimal(rate)]),
);

function dollarsOf({ amount, currency }: StoredPayment["payment"]): string {
  const rate = DOLLARS.get(currency);
  if (rate == null) return amount;
  const price = `${amount} ${currency}`;
  const known = knownDollars.get(price);
  if (known !== undefined) return known;
  const decimal = parseDecimal(amount);
  if (decimal === null) return amount;
  const dollars = renderDecimal(
    canonicalDecimal(multiplyDecimals(decimal, rate)),
  );
  if (knownDollars.size >= MOST_KNOWN) knownDollars.clear();
  knownDollars.set(price, dollars);
  return dollars;
}

/** A game has few prices: amount and currency → dollars. */
const knownDollars = new Map<string, string>();
const MOST_KNOWN = 1_000;
