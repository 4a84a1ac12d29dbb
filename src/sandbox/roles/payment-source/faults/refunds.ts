/** Ways in which the query of refunds is wrong while that of payments is right. */
import type { JsonObject, JsonValue } from "../../../../core/json/value.js";
import type { PaymentSourceAgreement } from "../agreement.js";
import { failureReply, statusReply } from "../envelope.js";
import { isSecondRefund, REFUNDED_EVERY } from "../game-payments.js";
import { ofRefunds, span } from "../payment-source-policy.js";
import { withMember } from "./paging.js";
import { withField, withValueAt } from "./records.js";

/** The payment that a refund is of. */
function naming(record: JsonObject, { source }: PaymentSourceAgreement, id: JsonValue) {
  return withValueAt(record, source.refund?.of, id);
}

export const REFUND_FAULTS = [
  ofRefunds("refuse-everything", "the query of refunds lets nobody in", {
    refusesAll: ({ source }) => failureReply(source, 401, "not authorised"),
  }),
  ofRefunds("ask-nobody", "the query of refunds asks nobody for credentials", {
    trusts: () => true,
  }),
  ofRefunds("omit-payments", "some refunds name no payment", {
    record: (record, { index }, agreement) =>
      isSecondRefund(index) ? naming(record, agreement, "") : record,
  }),
  ofRefunds("write-words-for-amounts", "the amounts of some refunds are words", {
    record: (record, { index }, agreement) =>
      isSecondRefund(index) ? withField(record, agreement, "amount", "half") : record,
  }),
  ofRefunds("share-ids", "two refunds of one payment share an id", {
    payment: (payment) =>
      isSecondRefund(payment.index)
        ? { ...payment, index: payment.index - REFUNDED_EVERY, minor: 2n }
        : payment,
  }),
  ofRefunds("name-strangers", "some refunds are of payments that nobody made", {
    record: (record, { index }, agreement) =>
      isSecondRefund(index) ? naming(record, agreement, `none-${index}`) : record,
  }),
  ofRefunds("give-back-more", "some refunds are larger than their payments", {
    payment: (payment) =>
      isSecondRefund(payment.index) ? { ...payment, minor: 3n * payment.minor } : payment,
  }),
  ofRefunds("skip-at-page-borders", "every page of refunds but the first lacks its first one", {
    positions: ({ skip, size, count }) =>
      span(skip === 0 ? 0 : skip + 1, Math.min(skip + size, count)),
  }),
  ofRefunds("say-more-follow", "every reply with refunds says that more follow, and not where", {
    finish: (reply) => withMember(reply, { has_more: true }),
  }),
  ofRefunds("ignore-range", "every refund is given, whatever the range", {
    understands: (_range, sold) => sold,
    longestMs: () => null,
  }),
  ofRefunds("empty-is-404", "a range without refunds is answered 404", {
    onEmpty: () => statusReply(404, "no refunds"),
  }),
];
