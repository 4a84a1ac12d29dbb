/** The payment endpoints: one, read, of a user, refund; a whole batch is in `bulk-payments.ts`. */
import type { ServedReply } from "../../../core/server.js";
import { jsonProperty, renderJson, scalarText } from "../../../core/json/value.js";
import { paymentOf } from "../../../protocols/payments/payment.js";
import { renderInstant } from "../../../protocols/payments/times.js";
import { createMany } from "./bulk-payments.js";
import type { Announcer } from "./deliver.js";
import type { Counter, SdkCall, SdkEndpoints } from "./endpoints.js";
import { createPaymentBook } from "./payment-book.js";
import { contextOf, paymentCreated, paymentRefunded } from "./payment-events.js";
import type { SdkApiPolicy } from "./sdk-api-policy.js";
import { readBody, validationDetails } from "./read-body.js";
import { count, dataReply, errorReply, validationError } from "./sdk-api-replies.js";
import { renderStored } from "./stored-payment.js";

export function createPaymentEndpoints(policy: SdkApiPolicy, announcer: Announcer): SdkEndpoints {
  const counter: Counter = {
    book: createPaymentBook(),
    policy,
    announcer,
    failures: new Map(),
  };
  return {
    answer: (call) => {
      const [area, first, second] = call.path;
      if (area !== "payments" || call.path.length > 3) return null;
      if (first === undefined) return onlyPost(call, () => createOne(call, counter));
      if (first === "bulk" && second === undefined)
        return onlyPost(call, () => createMany(call, counter));
      if (first === "user" && second !== undefined)
        return only(call, "GET", () => listOfUser(call, second, counter));
      if (second === undefined) return only(call, "GET", () => readOne(first, counter));
      return second === "refund" ? onlyPost(call, () => refund(call, first, counter)) : null;
    },
  };
}

function only(call: SdkCall, method: string, answer: () => ServedReply): ServedReply {
  return call.method === method ? answer() : errorReply(405, "Method not allowed");
}

function onlyPost(call: SdkCall, answer: () => ServedReply): ServedReply {
  return only(call, "POST", answer);
}

function createOne(call: SdkCall, { book, policy, announcer }: Counter): ServedReply {
  const body = readBody(call);
  if (body === null) return errorReply(400, "The body is not a JSON object");
  const parsed = paymentOf(body);
  if (!parsed.ok) return validationError(validationDetails("", parsed.problems));
  const { payment } = parsed;
  const spoilt = policy.spoils(payment) ?? policy.fails(payment, 1);
  if (spoilt !== null) return errorReply(422, spoilt);
  if (book.statusOf(payment.transactionId) !== null)
    return errorReply(409, `Payment ${payment.transactionId} already exists`);
  const callbackId = payment.callbackId ?? null;
  const createdAt = renderInstant(call.nowMs);
  const stored =
    payment.isTest === true
      ? { id: 0, payment, createdAt, callbackId }
      : book.add(payment, callbackId, createdAt);
  if (stored === null) return errorReply(409, "Payment already exists");
  if (announcer.isHeard("payment.created"))
    announcer.announce(paymentCreated(payment, contextOf(call, callbackId, payment.isTest)));
  return dataReply(201, renderStored(stored, "COMPLETED"));
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

const LARGEST_PAGE = 100;
const DEFAULT_PAGE = 20;

function listOfUser({ query }: SdkCall, userId: string, { book }: Counter): ServedReply {
  const page = Math.max(1, Number(query.get("page") ?? 1) || 1);
  const asked = Number(query.get("limit") ?? DEFAULT_PAGE) || DEFAULT_PAGE;
  const limit = Math.min(Math.max(1, asked), LARGEST_PAGE);
  const all = book.ofUser(userId);
  const shown = all.slice((page - 1) * limit, page * limit);
  const list = shown.map((stored) =>
    renderStored(stored, book.statusOf(stored.payment.transactionId) ?? "COMPLETED"),
  );
  return dataReply(200, `[${list.join(",")}]`, {
    pagination: {
      page: count(page),
      limit: count(limit),
      total: count(all.length),
      totalPages: count(Math.ceil(all.length / limit)),
    },
  });
}

function refund(call: SdkCall, transactionId: string, { book, announcer }: Counter): ServedReply {
  const body = call.body.length === 0 ? {} : readBody(call);
  if (body === null) return errorReply(400, "The body is not a JSON object");
  const status = book.statusOf(transactionId);
  if (status === null) return errorReply(404, `There is no payment ${transactionId}`);
  if (status === "REFUNDED") return errorReply(409, `Payment ${transactionId} is refunded already`);
  const isTest = scalarText(jsonProperty(body, "isTest")) === "true";
  if (!isTest) book.refund(transactionId);
  const stored = book.find(transactionId);
  // Whose payment it was is no longer known of very old ones.
  if (stored !== null && announcer.isHeard("payment.refunded")) {
    const callbackId = scalarText(jsonProperty(body, "callbackId")) ?? stored.callbackId;
    announcer.announce(
      paymentRefunded(transactionId, stored.payment.userId, contextOf(call, callbackId, isTest)),
    );
  }
  return dataReply(
    200,
    stored === null
      ? renderJson({ transactionId, status: "REFUNDED" })
      : renderStored(stored, "REFUNDED"),
  );
}
