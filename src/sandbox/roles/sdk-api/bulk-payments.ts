/** A batch of payments: all of it is validated before any of it is stored. */
import { encodeJsonList } from "../../../core/json/list.js";
import type { ServedReply } from "../../../core/server.js";
import type { TextOut } from "../../../core/text-out.js";
import {
  isJsonArray,
  isJsonObject,
  jsonProperty,
  type JsonValue,
  scalarText,
} from "../../../core/json/value.js";
import { paymentOf, type Payment } from "../../../protocols/payments/payment.js";
import { renderInstant } from "../../../protocols/payments/times.js";
import { attributed, type Attribution, readClaim, strangerClaimed } from "./attribution.js";
import { isTestCall, readForm, TERMS } from "./body-form.js";
import type { SdkCall, SdkDesk } from "./endpoints.js";
import type { PaymentBook, StoredPayment } from "./payment-book.js";
import { bulkCreated } from "./payment-events.js";
import { readBody, validationDetails } from "./read-body.js";
import type { SdkApiPolicy } from "./sdk-api-policy.js";
import { bytesReply, errorReply, type ErrorDetail, validationError } from "./sdk-api-replies.js";
import { writeStored } from "./stored-payment.js";

/** Where payments are taken. */
export interface Counter extends SdkDesk {
  readonly book: PaymentBook;
  /** How often a payment that failed was sent. */
  readonly failures: Map<string, number>;
}

export function createMany(call: SdkCall, counter: Counter): ServedReply {
  const body = readBody(call);
  const listed = jsonProperty(body ?? undefined, "payments");
  if (body === null || !isJsonArray(listed) || listed.length === 0)
    return validationError([{ path: "payments", message: "must be a list of 1 to 1000 payments" }]);
  const { policy, announcer } = counter;
  const { largestBatch } = policy;
  if (listed.length > largestBatch) return tooMany(listed.length, largestBatch);
  const given = readForm(body, TERMS);
  const read = listed.map((each, at) => readSubmitted(each, `payments[${at}].`, policy));
  const problems = [
    ...(given.ok ? [] : given.problems),
    ...read.flatMap((each) => (each.ok ? [] : each.problems)),
  ];
  if (!given.ok || problems.length > 0) return validationError(problems);
  const submitted = read.flatMap((each) => (each.ok ? [each] : []));
  const spoilt = submitted
    .map(({ payment }) => policy.spoils(payment))
    .find((each) => each !== null);
  if (spoilt !== undefined) return errorReply(422, spoilt);
  const { callbackId } = given.values;
  const isTest = isTestCall(call, given.values);
  const terms = { isTest, callbackId, createdAt: renderInstant(call.nowMs) };
  const results = submitted.map((each) => storeOne(each, terms, counter));
  if (policy.announcesBulk && announcer.isHeard("payment.bulk_created"))
    announcer.announce(bulkCreated(results, { callbackId, isTest, nowMs: call.nowMs }));
  return bulkReply(results);
}

/** A payment as it was sent. */
interface Submitted {
  readonly payment: Payment;
  readonly claim: Attribution;
}

type SubmittedReading =
  | ({ readonly ok: true } & Submitted)
  | { readonly ok: false; readonly problems: readonly ErrorDetail[] };

export function readSubmitted(
  value: JsonValue,
  prefix: string,
  policy: SdkApiPolicy,
): SubmittedReading {
  const parsed = paymentOf(policy.needsDistributionType ? value : distributed(value));
  const claim = readClaim(value, prefix);
  if (parsed.ok && claim.ok) return { ok: true, payment: parsed.payment, claim: claim.values };
  return {
    ok: false,
    problems: [
      ...(parsed.ok ? [] : validationDetails(prefix, parsed.problems)),
      ...(claim.ok ? [] : claim.problems),
    ],
  };
}

/** A payment that does not say how it was distributed counts as sold in the store of its platform. */
function distributed(value: JsonValue): JsonValue {
  if (!isJsonObject(value) || jsonProperty(value, "distributionType") !== undefined) return value;
  const isMobile = ["iOS", "Android"].includes(scalarText(jsonProperty(value, "platform")) ?? "");
  return { ...value, distributionType: isMobile ? "MOBILE_STORE" : "PC_STORE" };
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
  { payment, claim }: Submitted,
  { isTest: isTestBatch, callbackId, createdAt }: Terms,
  counter: Counter,
): BulkResult {
  const { book, policy, failures } = counter;
  const { transactionId } = payment;
  if (book.statusOf(transactionId) !== null) return { transactionId, status: "SKIPPED" };
  const isTest = isTestBatch || payment.isTest === true;
  const stranger = strangerClaimed(counter, claim, isTest);
  if (stranger !== null) return { transactionId, status: "FAILED", error: stranger };
  const attempt = (failures.get(transactionId) ?? 0) + 1;
  const error = policy.fails(payment, attempt);
  if (error !== null) {
    failures.set(transactionId, attempt);
    return { transactionId, status: "FAILED", error };
  }
  const record = {
    payment,
    createdAt,
    callbackId: payment.callbackId ?? callbackId,
    attribution: attributed(counter, payment.userId, claim),
  };
  const stored = isTest ? { ...record, id: 0 } : book.add(record);
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
    encodeJsonList(`{"data":{${counts},"results":[`, results, writeResult, "]}}"),
  );
}

function writeResult({ transactionId, status, stored, error }: BulkResult, out: TextOut): void {
  out.add('{"transactionId":');
  out.addQuoted(transactionId);
  out.add(`,"status":"${status}"`);
  if (stored !== undefined) {
    out.add(',"data":');
    writeStored(stored, "COMPLETED", out);
  }
  if (error !== undefined) {
    out.add(',"error":');
    out.addQuoted(error);
  }
  out.add("}");
}
