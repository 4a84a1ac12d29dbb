/** The payment endpoints: one, bulk, read, of a user, refund. */
import type { ServedReply } from "../../../core/server.js";
import {
  isJsonArray,
  isJsonObject,
  jsonNumber,
  jsonProperty,
  parseJson,
  scalarText,
  type JsonObject,
  type JsonValue,
} from "../../../protocols/payments/lossless-json.js";
import {
  paymentJson,
  paymentOf,
  type Payment,
} from "../../../protocols/payments/payment.js";
import {
  canonicalDecimal,
  multiplyDecimals,
  parseDecimal,
  renderDecimal,
} from "../../../protocols/payments/money.js";
import { renderInstant } from "../../../protocols/payments/times.js";
import type { Announcer } from "./deliver.js";
import {
  createPaymentBook,
  type PaymentBook,
  type StoredPayment,
} from "./payment-book.js";
import {
  bulkCreated,
  paymentCreated,
  paymentRefunded,
  type CallContext,
} from "./payment-events.js";
import type { SdkApiPolicy } from "./policy.js";
import {
  count,
  dataReply,
  errorReply,
  validationError,
  type ErrorDetail,
} from "./replies.js";

/** An authorised call below `/v1/server`. */
export interface SdkCall {
  readonly method: string;
  /** Decoded, such as `["payments", "bulk"]`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
  readonly nowMs: number;
}

export interface SdkEndpoints {
  /** Null when the path is none of these endpoints'. */
  answer(call: SdkCall): ServedReply | Promise<ServedReply> | null;
}

interface Counter {
  readonly book: PaymentBook;
  readonly policy: SdkApiPolicy;
  readonly announcer: Announcer;
  /** How often a payment that failed was sent. */
  readonly failures: Map<string, number>;
}

export function createPaymentEndpoints(
  policy: SdkApiPolicy,
  announcer: Announcer,
): SdkEndpoints {
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
      if (first === undefined)
        return onlyPost(call, () => createOne(call, counter));
      if (first === "bulk" && second === undefined)
        return onlyPost(call, () => createMany(call, counter));
      if (first === "user" && second !== undefined)
        return only(call, "GET", () => listOfUser(call, second, counter));
      if (second === undefined)
        return only(call, "GET", () => readOne(first, counter));
      return second === "refund"
        ? onlyPost(call, () => refund(call, first, counter))
        : null;
    },
  };
}

function only(
  call: SdkCall,
  method: string,
  answer: () => ServedReply,
): ServedReply {
  return call.method === method
    ? answer()
    : errorReply(405, "Method not allowed");
}

function onlyPost(call: SdkCall, answer: () => ServedReply): ServedReply {
  return only(call, "POST", answer);
}

function createOne(
  call: SdkCall,
  { book, policy, announcer }: Counter,
): ServedReply {
  const body = readBody(call);
  if (body === null) return errorReply(400, "The body is not a JSON object");
  const parsed = paymentOf(body);
  if (!parsed.ok) return validationError(details("", parsed.problems));
  const { payment } = parsed;
  const spoilt = policy.spoils(payment) ?? policy.fails(payment, 1);
  if (spoilt !== null) return errorReply(422, spoilt);
  if (book.statusOf(payment.transactionId) !== null)
    return errorReply(409, `Payment ${payment.transactionId} already exists`);
  const callbackId = payment.callbackId ?? null;
  const stored =
    payment.isTest === true
      ? { id: 0, payment, createdAtMs: call.nowMs, callbackId }
      : book.add(payment, callbackId, call.nowMs);
  if (stored === null) return errorReply(409, "Payment already exists");
  if (announcer.isHeard("payment.created"))
    announcer.announce(
      paymentCreated(payment, contextOf(call, callbackId, payment.isTest)),
    );
  return dataReply(201, storedJson(stored, "COMPLETED"));
}

function contextOf(
  { nowMs }: SdkCall,
  callbackId: string | null,
  isTest: boolean | undefined,
): CallContext {
  return { callbackId, isTest: isTest ?? false, nowMs };
}

function createMany(call: SdkCall, counter: Counter): ServedReply {
  const body = readBody(call);
  const listed = jsonProperty(body ?? undefined, "payments");
  if (!isJsonArray(listed) || listed.length === 0)
    return validationError([
      { path: "payments", message: "must be a list of 1 to 1000 payments" },
    ]);
  const { largestBatch } = counter.policy;
  if (listed.length > largestBatch) return tooMany(listed.length, largestBatch);
  const parsed = listed.map(paymentOf);
  const problems = parsed.flatMap((each, at) =>
    each.ok ? [] : details(`payments[${at}].`, each.problems),
  );
  if (problems.length > 0) return validationError(problems);
  const payments = parsed.flatMap((each) => (each.ok ? [each.payment] : []));
  const spoilt = payments
    .map(counter.policy.spoils)
    .find((each) => each !== null);
  if (spoilt !== undefined) return errorReply(422, spoilt);
  const isTest =
    scalarText(jsonProperty(body ?? undefined, "isTest")) === "true";
  const callbackId = scalarText(jsonProperty(body ?? undefined, "callbackId"));
  const results = payments.map((payment) =>
    storeOne(payment, isTest, callbackId, call, counter),
  );
  const { announcer, policy } = counter;
  if (policy.announcesBulk && announcer.isHeard("payment.bulk_created"))
    announcer.announce(
      bulkCreated(results, contextOf(call, callbackId, isTest)),
    );
  return bulkReply(results);
}

function tooMany(given: number, allowed: number): ServedReply {
  return allowed < 1000
    ? errorReply(413, `${given} payments; at most ${allowed} in a call`)
    : validationError([
        {
          path: "payments",
          message: `at most ${allowed} payments, not ${given}`,
        },
      ]);
}

interface BulkResult {
  readonly transactionId: string;
  readonly status: "SUCCESS" | "SKIPPED" | "FAILED";
  readonly data?: JsonValue;
  readonly error?: string;
}

function storeOne(
  payment: Payment,
  isTest: boolean,
  callbackId: string | null,
  { nowMs }: SdkCall,
  { book, policy, failures }: Counter,
): BulkResult {
  const { transactionId } = payment;
  if (book.statusOf(transactionId) !== null)
    return { transactionId, status: "SKIPPED" };
  const attempt = (failures.get(transactionId) ?? 0) + 1;
  const error = policy.fails(payment, attempt);
  if (error !== null) {
    failures.set(transactionId, attempt);
    return { transactionId, status: "FAILED", error };
  }
  const ownCallback = payment.callbackId ?? callbackId;
  const stored =
    isTest || payment.isTest === true
      ? { id: 0, payment, createdAtMs: nowMs, callbackId: ownCallback }
      : book.add(payment, ownCallback, nowMs);
  return stored === null
    ? { transactionId, status: "SKIPPED" }
    : {
        transactionId,
        status: "SUCCESS",
        data: storedJson(stored, "COMPLETED"),
      };
}

function bulkReply(results: readonly BulkResult[]): ServedReply {
  const number = (status: BulkResult["status"]) =>
    count(results.filter((each) => each.status === status).length);
  return dataReply(200, {
    totalRequested: count(results.length),
    successful: number("SUCCESS"),
    failed: number("FAILED"),
    skipped: number("SKIPPED"),
    results: results.map((each): JsonObject => ({ ...each })),
  });
}

function readOne(transactionId: string, { book }: Counter): ServedReply {
  const status = book.statusOf(transactionId);
  if (status === null)
    return errorReply(404, `There is no payment ${transactionId}`);
  const stored = book.find(transactionId);
  return dataReply(
    200,
    stored === null ? { transactionId, status } : storedJson(stored, status),
  );
}

const LARGEST_PAGE = 100;
const DEFAULT_PAGE = 20;

function listOfUser(
  { query }: SdkCall,
  userId: string,
  { book }: Counter,
): ServedReply {
  const page = Math.max(1, Number(query.get("page") ?? 1) || 1);
  const asked = Number(query.get("limit") ?? DEFAULT_PAGE) || DEFAULT_PAGE;
  const limit = Math.min(Math.max(1, asked), LARGEST_PAGE);
  const all = book.ofUser(userId);
  const shown = all.slice((page - 1) * limit, page * limit);
  return dataReply(
    200,
    shown.map((stored) =>
      storedJson(
        stored,
        book.statusOf(stored.payment.transactionId) ?? "COMPLETED",
      ),
    ),
    {
      pagination: {
        page: count(page),
        limit: count(limit),
        total: count(all.length),
        totalPages: count(Math.ceil(all.length / limit)),
      },
    },
  );
}

function refund(
  call: SdkCall,
  transactionId: string,
  { book, announcer }: Counter,
): ServedReply {
  const body = call.body.length === 0 ? {} : readBody(call);
  if (body === null) return errorReply(400, "The body is not a JSON object");
  const status = book.statusOf(transactionId);
  if (status === null)
    return errorReply(404, `There is no payment ${transactionId}`);
  if (status === "REFUNDED")
    return errorReply(409, `Payment ${transactionId} is refunded already`);
  const isTest = scalarText(jsonProperty(body, "isTest")) === "true";
  if (!isTest) book.refund(transactionId);
  const stored = book.find(transactionId);
  // Whose payment it was is no longer known of very old ones.
  if (stored !== null && announcer.isHeard("payment.refunded")) {
    const callbackId =
      scalarText(jsonProperty(body, "callbackId")) ?? stored.callbackId;
    announcer.announce(
      paymentRefunded(
        transactionId,
        stored.payment.userId,
        contextOf(call, callbackId, isTest),
      ),
    );
  }
  return dataReply(
    200,
    stored === null
      ? { transactionId, status: "REFUNDED" }
      : storedJson(stored, "REFUNDED"),
  );
}

/** Dollars that a unit of a currency is worth here; anything else counts as one. */
const DOLLARS: Readonly<Record<string, string>> = {
  EUR: "1.08",
  KRW: "0.00072",
  JPY: "0.0067",
};

function storedJson(stored: StoredPayment, status: string): JsonObject {
  const { id, payment, createdAtMs, callbackId } = stored;
  const amount = parseDecimal(payment.amount);
  const rate = parseDecimal(DOLLARS[payment.currency] ?? "1");
  const dollars =
    amount === null || rate === null
      ? payment.amount
      : renderDecimal(canonicalDecimal(multiplyDecimals(amount, rate)));
  return {
    id: count(id),
    ...paymentJson(payment),
    amountUsd: jsonNumber(dollars),
    status,
    campaignId: null,
    creatorKey: null,
    ...(callbackId === null ? {} : { callbackId }),
    createdAt: renderInstant(createdAtMs),
  };
}

function readBody({ body }: SdkCall): JsonObject | null {
  const document = parseJson(Buffer.from(body).toString("utf8"));
  return document.ok && isJsonObject(document.value) ? document.value : null;
}

/** @param problems such as `amount: missing` */
function details(
  prefix: string,
  problems: readonly string[],
): readonly ErrorDetail[] {
  return problems.map((problem) => {
    const at = problem.indexOf(": ");
    return at === -1
      ? { path: prefix, message: problem }
      : { path: prefix + problem.slice(0, at), message: problem.slice(at + 2) };
  });
}
