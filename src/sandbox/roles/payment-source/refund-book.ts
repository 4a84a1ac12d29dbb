/** What the sandbox's game has given back: of its payments every so many-th, at the time of their purchase. */
import { parsePath, valueAt } from "../../../core/json/path.js";
import { fieldRule } from "../../../protocols/payments/mapping.js";
import type { PaymentSourceAgreement } from "./agreement.js";
import {
  FIRST_REFUNDED,
  REFUNDED_EVERY,
  type GamePayment,
  type GamePayments,
} from "./game-payments.js";
import { createRecordWriter } from "./write-record.js";

/** Each is its payment; a range goes by when that was made, so that no refund is without it. */
export function refundsOf(payments: GamePayments): GamePayments {
  const before = (count: number) =>
    Math.max(0, Math.ceil((count - FIRST_REFUNDED) / REFUNDED_EVERY));
  return {
    count: before(payments.count),
    at: (position) => payments.at(FIRST_REFUNDED + REFUNDED_EVERY * position),
    countBefore: (instantMs, included) => before(payments.countBefore(instantMs, included)),
  };
}

/**
 * @param refunds the agreement of the query of refunds
 * @param payments that of the payments, which are named as it names them
 */
export function createRefundWriter(
  refunds: PaymentSourceAgreement,
  payments: PaymentSourceAgreement,
): ReturnType<typeof createRecordWriter> {
  const { transactionId = "id" } = payments.map;
  const { path = "id" } = fieldRule(transactionId);
  const write = createRecordWriter({ ...payments, map: { transactionId: path } });
  const { of = "of" } = refunds.source.refund ?? {};
  const choose = (payment: GamePayment) => [valueAt(write(payment), path) ?? null];
  return createRecordWriter(refunds, [{ steps: parsePath(of), choose }]);
}
