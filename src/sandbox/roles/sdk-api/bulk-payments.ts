/** A batch of payments: all of it is validated before any of it is stored. */
import { encodeJsonList } from "../../../core/json/list.js";
import type { ServedReply } from "../../../core/server.js";
import { isJsonArray, jsonProperty, scalarText } from "../../../core/json/value.js";
import { paymentOf, type Payment } from "../../../protocols/payments/payment.js";
import { renderInstant } from "../../../protocols/payments/times.js";
import type { Counter, SdkCall } from "./endpoints.js";
import type { StoredPayment } from "./payment-book.js";
import { bulkCreated, contextOf } from "./payment-events.js";
import { readBody, validationDetails } from "./read-body.js";
import { bytesReply, errorReply, validationError } from "./sdk-api-replies.js";
import { renderStored } from "./stored-payment.js";

export function createMany(call: SdkCall, counter: Counter): ServedReply {
  const body = readBody(call);
  const listed = jsonProperty(body ?? undefined, "payments");
  if (!isJsonArray(listed) || listed.length === 0)
    return validationError([{ path: "payments", message: "must be a list of 1 to 1000 payments" }]);
  const { largestBatch } = counter.policy;
  if (listed.length > largestBatch) return tooMany(listed.length, largestBatch);
  const parsed = listed.map(paymentOf);
  const problems = parsed.flatMap((each, at) =>
    each.ok ? [] : validationDetails(`payments[${at}].`, each.problems),
  );
  if (problems.length > 0) return validationError(problems);
  const payments = parsed.flatMap((each) => (each.ok ? [each.payment] : []));
  const spoilt = payments.map(counter.policy.spoils).find((each) => each !== null);
  if (spoilt !== undefined) return errorReply(422, spoilt);
  const isTest = scalarText(jsonProperty(body ?? undefined, "isTest")) === "true";
  const callbackId = scalarText(jsonProperty(body ?? undefined, "callbackId"));
  const terms = { isTest, callbackId, createdAt: renderInstant(call.nowMs) };
  const results = payments.map((payment) => storeOne(payment, terms, counter));
  const { announcer, policy } = counter;
  if (policy.announcesBulk && announcer.isHeard("payment.bulk_created"))
    announcer.announce(bulkCreated(results, contextOf(call, callbackId, isTest)));
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
  readonly stored?: StoredPayment;
  readonly error?: string;
}

/** What a call says of all its payments. */
interface Terms {
  readonly isTest: boolean;
  readonly callbackId: string | null;
  readonly createdAt: string;
}

function storeOne(
  payment: Payment,
  { isTest, callbackId, createdAt }: Terms,
  { book, policy, failures }: Counter,
): BulkResult {
  const { transactionId } = payment;
  if (book.statusOf(transactionId) !== null) return { transactionId, status: "SKIPPED" };
  const attempt = (failures.get(transactionId) ?? 0) + 1;
  const error = policy.fails(payment, attempt);
  if (error !== null) {
    failures.set(transactionId, attempt);
    return { transactionId, status: "FAILED", error };
  }
  const ownCallback = payment.callbackId ?? callbackId;
  const stored =
    isTest || payment.isTest === true
      ? { id: 0, payment, createdAt, callbackId: ownCallback }
      : book.add(payment, ownCallback, createdAt);
  return stored === null
    ? { transactionId, status: "SKIPPED" }
    : { transactionId, status: "SUCCESS", stored };
}

function bulkReply(results: readonly BulkResult[]): ServedReply {
  const number = (status: BulkResult["status"]) =>
    results.filter((each) => each.status === status).length;
  const counts = `"totalRequested":${results.length},"successful":${number("SUCCESS")},"failed":${number("FAILED")},"skipped":${number("SKIPPED")}`;
  return bytesReply(
    200,
    encodeJsonList(`{"data":{${counts},"results":[`, results, renderResult, "]}}"),
  );
}

function renderResult({ transactionId, status, stored, error }: BulkResult): string {
  const data = stored === undefined ? "" : `,"data":${renderStored(stored, "COMPLETED")}`;
  const reason = error === undefined ? "" : `,"error":${JSON.stringify(error)}`;
  return `{"transactionId":${JSON.stringify(transactionId)},"status":"${status}"${data}${reason}}`;
}
