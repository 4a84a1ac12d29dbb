/** The payment endpoints: one, read, of a user, refund; a whole batch is in `bulk-payments.ts`. */
import type { ServedReply } from "../../../core/server.js";
import { renderJson } from "../../../core/json/value.js";
import { renderInstant } from "../../../protocols/payments/times.js";
import { attributed, strangerClaimed } from "./attribution.js";
import { isTestCall, TERMS, withForm } from "./body-form.js";
import { type Counter, createMany, readSubmitted } from "./bulk-payments.js";
import { type SdkCall, type SdkResource, serverRoute } from "./endpoints.js";
import { createPaymentBook } from "./payment-book.js";
import { paymentCreated, paymentRefunded } from "./payment-events.js";
import { readPage } from "./plain-replies.js";
import { readBody } from "./read-body.js";
import { count, dataReply, errorReply, validationError } from "./sdk-api-replies.js";
import { renderStored } from "./stored-payment.js";

export const paymentsResource: SdkResource = {
  id: "payments",
  title: "payments: one, /bulk, /{id}, /user/{id}, /{id}/refund",
  routes: (desk) => {
    const counter: Counter = { ...desk, book: createPaymentBook(), failures: new Map() };
    return [
      serverRoute("POST", "payments", (call) => createOne(call, counter)),
      serverRoute("POST", "payments/bulk", (call) => createMany(call, counter)),
      serverRoute("GET", "payments/:", (_, id) => readOne(id, counter)),
      serverRoute("GET", "payments/user/:", (call, userId) => listOfUser(call, userId, counter)),
      serverRoute("POST", "payments/:/refund", (call, id) =>
        withForm(call, TERMS, (values) =>
          refund(call, id, { ...values, isTest: isTestCall(call, values) }, counter),
        ),
      ),
    ];
  },
};

function createOne(call: SdkCall, counter: Counter): ServedReply {
  const { book, policy, announcer } = counter;
  const body = readBody(call);
  if (body === null) return errorReply(400, "The body is not a JSON object");
  const reading = readSubmitted(body, "", policy);
  if (!reading.ok) return validationError(reading.problems);
  const { payment, claim } = reading;
  const isTest = isTestCall(call, { isTest: payment.isTest === true });
  const stranger = strangerClaimed(counter, claim, isTest);
  if (stranger !== null) return errorReply(404, stranger);
  const spoilt = policy.spoils(payment) ?? policy.fails(payment, 1);
  if (spoilt !== null) return errorReply(422, spoilt);
  if (book.statusOf(payment.transactionId) !== null)
    return errorReply(409, `Payment ${payment.transactionId} already exists`);
  const { callbackId = null, userId } = payment;
  const attribution = attributed(counter, userId, claim);
  const record = { payment, createdAt: renderInstant(call.nowMs), callbackId, attribution };
  const stored = isTest ? { ...record, id: 0 } : book.add(record);
  if (stored === null) return errorReply(409, "Payment already exists");
  if (announcer.isHeard("payment.created")) {
    const context = { callbackId, isTest, nowMs: call.nowMs };
    announcer.announce(paymentCreated(payment, attribution, context));
  }
  return dataReply(policy.createdStatus, renderStored(stored, "COMPLETED"));
}

function readOne(transactionId: string, { book }: Counter): ServedReply {
  const status = book.statusOf(transactionId);
  if (status === null) return errorReply(404, `There is no payment ${transactionId}`);
  const stored = book.find(transactionId);
  return dataReply(
    200,
    stored === null ? renderJson({ transactionId, status }) : renderStored(stored, status),
  );
}

function listOfUser({ query }: SdkCall, userId: string, { book }: Counter): ServedReply {
  const all = book.ofUser(userId);
  const reading = readPage(query, all.length);
  if (!reading.ok) return reading.reply;
  const { page, limit, total, totalPages } = reading.page;
  const list = all
    .slice(reading.from, reading.to)
    .map((stored) =>
      renderStored(stored, book.statusOf(stored.payment.transactionId) ?? "COMPLETED"),
    );
  return dataReply(200, `[${list.join(",")}]`, {
    pagination: {
      page: count(page),
      limit: count(limit),
      total: count(total),
      totalPages: count(totalPages),
    },
  });
}

interface RefundTerms {
  readonly callbackId: string | null;
  readonly isTest: boolean;
}

function refund(
  { nowMs }: SdkCall,
  transactionId: string,
  { callbackId, isTest }: RefundTerms,
  { book, announcer }: Counter,
): ServedReply {
  const status = book.statusOf(transactionId);
  if (status === null) return errorReply(404, `There is no payment ${transactionId}`);
  if (status === "REFUNDED") return errorReply(409, `Payment ${transactionId} is refunded already`);
  if (!isTest) book.refund(transactionId);
  const stored = book.find(transactionId);
  // Whose payment it was is no longer known of very old ones.
  if (stored !== null && announcer.isHeard("payment.refunded")) {
    const context = { callbackId: callbackId ?? stored.callbackId, isTest, nowMs };
    announcer.announce(paymentRefunded(transactionId, stored.payment.userId, context));
  }
  return dataReply(
    200,
    stored === null
      ? renderJson({ transactionId, status: "REFUNDED" })
      : renderStored(stored, "REFUNDED"),
  );
}
