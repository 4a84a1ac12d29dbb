import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBulkReply } from "../../../src/protocols/payments/bulk-reply.js";
import { skimBulkReply } from "../../../src/protocols/payments/bulk-skim.js";
import type { Payment } from "../../../src/protocols/payments/payment.js";

function payment(transactionId: string): Payment {
  return {
    userId: "1",
    transactionId,
    productId: "p",
    amount: "9.99",
    currency: "USD",
    platform: "Web",
    distributionType: "PC_STORE",
    purchasedAt: "2026-01-05T00:00:00.000Z",
  };
}

const BATCH = [payment("A-1"), payment("B-2")];
const A = '{"transactionId":"A-1","status":"SUCCESS"}';
const B = '{"transactionId":"B-2","status":"SKIPPED"}';

function skim(text: string, batch: readonly Payment[] = BATCH) {
  return skimBulkReply(batch, Buffer.from(text));
}

describe("skimBulkReply", () => {
  it.each([
    ["plain", `{"data":{"results":[${A},${B}]}}`],
    ["with white space", `{ "data" :\n{ "results" : [ ${A} ,\t${B} ] } }`],
    [
      "with everything that PlayCamp adds",
      `{"a":[{"b":"]}\\""}],"data":{"totalRequested":2,"results":[{"transactionId":"A-1","status":"SUCCESS","data":{"status":"X","productName":"보석 \\"[","amount":1.5}},${B}],"more":{}}}`,
    ],
    [
      "with the status after the payment",
      `{"data":{"results":[{"data":{"transactionId":"Z"},"transactionId":"A-1","error":null,"status":"SUCCESS"},${B}]}}`,
    ],
  ])("reads a good reply %s", (_, text) => {
    expect(skim(text)).toEqual(["SUCCESS", "SKIPPED"]);
  });

  it.each([
    ["one failed", `{"data":{"results":[${A},${B.replace("SKIPPED", "FAILED")}]}}`],
    ["one is missing", `{"data":{"results":[${A}]}}`],
    ["one is too many", `{"data":{"results":[${A},${B},${A}]}}`],
    ["they are in another order", `{"data":{"results":[${B},${A}]}}`],
    ["an id is a number", '{"data":{"results":[{"transactionId":1}]}}'],
    ["an id is escaped", `{"data":{"results":[${A.replace("A", "\\u0041")},${B}]}}`],
    ["they are not in data", `{"results":[${A},${B}]}`],
    ["there is no list", '{"data":{"results":{}}}'],
    ["it ends early", `{"data":{"results":[${A},{"transactionId":"B-2","status":"SKIPPED`],
    ["it is no JSON", "<html>"],
    ["it is empty", ""],
  ])("leaves a reply to others where %s", (_, text) => {
    expect(skim(text)).toBeNull();
  });

  it("leaves ids beyond ASCII to others", () => {
    const text = `{"data":{"results":[${A.replace("A-1", "거래")}]}}`;
    expect(skim(text, [payment("거래")])).toBeNull();
  });

  it("says what the whole reading says, or nothing", () => {
    const result = fc.record(
      {
        transactionId: fc.constantFrom("A-1", "B-2", 'C"3', "D\\4"),
        status: fc.constantFrom("SUCCESS", "SKIPPED", "FAILED", "MAYBE"),
        error: fc.oneof(fc.constant(null), fc.string()),
        data: fc.jsonValue(),
      },
      { requiredKeys: ["transactionId"] },
    );
    const reply = fc.record({
      before: fc.jsonValue(),
      data: fc.record({
        successful: fc.nat(),
        results: fc.uniqueArray(result, {
          selector: ({ transactionId }) => transactionId,
        }),
      }),
    });
    const known = { good: 0 };
    fc.assert(
      fc.property(reply, fc.nat(2), (document, indent) => {
        const batch = document.data.results.map(({ transactionId }) => payment(transactionId));
        const text = JSON.stringify(document, null, indent);
        const skimmed = skim(text, batch);
        if (skimmed === null) return;
        known.good += 1;
        const { results } = readBulkReply(batch, text);
        expect(skimmed).toEqual(results.map(({ status }) => status));
      }),
      { numRuns: 500 },
    );
    expect(known.good).toBeGreaterThan(0);
  });
});
