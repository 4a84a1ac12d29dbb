import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  buildBulkBatches,
  bulkUrl,
  deduplicatePayments,
  refundUrl,
  splitBatch,
} from "../../../src/protocols/payments/bulk.js";
import { readBulkReply } from "../../../src/protocols/payments/bulk-reply.js";
import {
  afterBulkPush,
  afterPoll,
  afterRefund,
  type Sent,
} from "../../../src/protocols/payments/outcomes.js";
import type { Payment } from "../../../src/protocols/payments/payment.js";
import { DAY_MS } from "./fixtures.js";

function payment(id: string, amount = "9.99"): Payment {
  return {
    userId: "1",
    transactionId: id,
    productId: "p",
    amount,
    currency: "USD",
    platform: "Web",
    distributionType: "PC_STORE",
    purchasedAt: "2026-01-05T00:00:00.000Z",
  };
}

function payments(count: number): readonly Payment[] {
  return Array.from({ length: count }, (_, index) => payment(`T${index}`));
}

describe("bulk requests", () => {
  it("hold every payment once, in order, within the size", () => {
    const sizes = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(fc.nat({ max: 100 }), sizes, (count, batchSize) => {
        const all = payments(count);
        const batches = buildBulkBatches(all, { batchSize });
        expect(batches.flatMap((batch) => batch.payments)).toEqual(all);
        expect(batches.every((batch) => batch.payments.length <= batchSize)).toBe(true);
        const halves = batches.flatMap((batch) => splitBatch(batch, { batchSize }));
        expect(halves.flatMap((batch) => batch.payments)).toEqual(all);
      }),
    );
  });

  it("never exceed PlayCamp's own limit", () => {
    const batches = buildBulkBatches(payments(1001), { batchSize: 5000 });
    expect(batches.map((batch) => batch.payments.length)).toEqual([1000, 1]);
  });

  it("write amounts digit for digit", () => {
    const [batch] = buildBulkBatches([payment("T", "90071992547409.93")], {
      batchSize: 1,
      callbackId: "c",
      isTest: true,
    });
    expect(Buffer.from(batch?.body ?? []).toString()).toBe(
      '{"payments":[{"userId":"1","transactionId":"T","productId":"p","amount":90071992547409.93,"currency":"USD","platform":"Web","distributionType":"PC_STORE","purchasedAt":"2026-01-05T00:00:00.000Z"}],"callbackId":"c","isTest":true}',
    );
  });

  it("go to URLs under the base", () => {
    expect(bulkUrl("https://x.example/base/")).toBe(
      "https://x.example/base/v1/server/payments/bulk",
    );
    expect(refundUrl("https://x.example", "a/b c")).toBe(
      "https://x.example/v1/server/payments/a%2Fb%20c/refund",
    );
    expect(refundUrl("https://x.example", "half \ud800")).toBe(
      "https://x.example/v1/server/payments/half%20%EF%BF%BD/refund",
    );
  });

  it("leave out repeats and report contradictions", () => {
    const [a, b, other] = [payment("A"), payment("B"), payment("A", "1")];
    expect(deduplicatePayments([a, b, { ...a }, other])).toEqual({
      unique: [a, b],
      repeats: 1,
      conflicts: [{ kept: a, other }],
    });
  });
});

describe("bulk replies", () => {
  const batch = [payment("A"), payment("B"), payment("9007199254740993")];
  const results =
    '[{"transactionId":"B","status":"SKIPPED"},{"transactionId":"A","status":"SUCCESS","data":{}},{"transactionId":9007199254740993,"status":"FAILED","error":"bad"}]';
  const statuses = (text: string) => readBulkReply(batch, text).results.map(({ status }) => status);

  it.each([
    ["bare", `{"totalRequested":3,"successful":1,"skipped":1,"failed":1,"results":${results}}`],
    ["in data", `{"data":{"results":${results}}}`],
  ])("%s are read by transaction", (_, text) => {
    expect(statuses(text)).toEqual(["SUCCESS", "SKIPPED", "FAILED"]);
    expect(readBulkReply(batch, text).problem).toBeNull();
    expect(readBulkReply(batch, text).results[2]?.error).toBe("bad");
  });

  it.each([
    [
      "a transaction is missing",
      '{"results":[{"transactionId":"A","status":"SUCCESS"}]}',
      ["SUCCESS", "UNKNOWN", "UNKNOWN"],
    ],
    [
      "a status is unknown",
      '{"results":[{"transactionId":"A","status":"MAYBE"}]}',
      ["UNKNOWN", "UNKNOWN", "UNKNOWN"],
    ],
    ["there are no results", '{"successful":3}', ["UNKNOWN", "UNKNOWN", "UNKNOWN"]],
    ["it is no JSON", "<html>", ["UNKNOWN", "UNKNOWN", "UNKNOWN"]],
  ])("claim nothing where %s", (_, text, expected) => {
    expect(statuses(text)).toEqual(expected);
  });

  it("are compared with their own counts", () => {
    const text = `{"totalRequested":4,"successful":2,"skipped":1,"failed":1,"results":${results}}`;
    expect(readBulkReply(batch, text).problem).toBe(
      "the reply's counts disagree: totalRequested 4, sent 3; successful 2, listed 1",
    );
  });

  it("give the error's words whatever its form", () => {
    const text =
      '{"results":[{"transactionId":"A","status":"FAILED","error":{"code":"X","message":"no such user"}}]}';
    expect(readBulkReply(batch, text).results[0]?.error).toBe("no such user");
  });
});

describe("what comes next", () => {
  const status = (code: number, retryAfter?: string): Sent => ({
    status: code,
    headers: retryAfter === undefined ? [] : [["Retry-After", retryAfter]],
  });
  const failure = (kind: "refused" | "reset" | "response-timeout" | "tls" | "aborted"): Sent => ({
    failure: { kind, message: kind },
  });

  it.each<[string, Sent, string, string, string, string]>([
    // what came, after a batch, after one payment, after a poll, after a refund
    ["200", status(200), "read", "read", "read", "read"],
    ["201", status(201), "read", "read", "read", "read"],
    ["302", status(302), "stop", "stop", "stop", "stop"],
    ["400", status(400), "split", "refused", "stop", "refused"],
    ["401", status(401), "stop", "stop", "stop", "stop"],
    ["403", status(403), "stop", "stop", "stop", "stop"],
    ["404", status(404), "stop", "stop", "stop", "refused"],
    ["409", status(409), "split", "known", "stop", "known"],
    ["413", status(413), "split", "refused", "stop", "stop"],
    ["422", status(422), "split", "refused", "stop", "refused"],
    ["429", status(429), "retry", "retry", "retry", "retry"],
    ["500", status(500), "retry", "retry", "retry", "retry"],
    ["503", status(503), "retry", "retry", "retry", "retry"],
    ["a refused connection", failure("refused"), "retry", "retry", "retry", "retry"],
    ["a timeout", failure("response-timeout"), "retry", "retry", "retry", "retry"],
    ["a reset", failure("reset"), "retry", "retry", "retry", "retry"],
    ["a bad certificate", failure("tls"), "stop", "stop", "stop", "stop"],
    ["an abort", failure("aborted"), "stop", "stop", "stop", "stop"],
  ])("after %s", (_, sent, batch, single, poll, refund) => {
    const kinds = [
      afterBulkPush(sent, 2, DAY_MS),
      afterBulkPush(sent, 1, DAY_MS),
      afterPoll(sent, DAY_MS),
      afterRefund(sent, DAY_MS),
    ].map(({ kind }) => kind);
    expect(kinds).toEqual([batch, single, poll, refund]);
  });

  it("keeps to Retry-After", () => {
    expect(afterPoll(status(429, "7"), DAY_MS)).toMatchObject({
      afterMs: 7000,
    });
    expect(afterPoll(status(503), DAY_MS)).toMatchObject({ afterMs: null });
  });
});
