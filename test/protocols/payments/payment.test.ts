import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/core/json/read.js";
import {
  parsePayment,
  paymentJson,
  renderPayment,
} from "../../../src/protocols/payments/payment.js";

describe("a payment as a line of NDJSON", () => {
  const LINE =
    '{"userId":"1","transactionId":"9007199254740993","productId":"p","amount":90071992547409.93,"currency":"USD","platform":"Web","distributionType":"PC_STORE","purchasedAt":"2026-01-05T00:00:00.000Z","isTest":true}';

  it("is what the payment's JSON is, whatever its texts hold", () => {
    const texts = fc.record(
      {
        userId: fc.string(),
        transactionId: fc.string({ unit: "binary" }),
        productId: fc.string(),
        productName: fc.string({ unit: "grapheme" }),
        callbackId: fc.string(),
        isTest: fc.boolean(),
      },
      { requiredKeys: ["userId", "transactionId", "productId"] },
    );
    const parsed = parsePayment(LINE);
    if (!parsed.ok) throw new Error("the line is refused");
    const { isTest: _, ...payment } = parsed.payment;
    fc.assert(
      fc.property(texts, (own) => {
        const whole = { ...payment, ...own };
        expect(parseJson(renderPayment(whole))).toEqual({
          ok: true,
          value: paymentJson(whole),
        });
      }),
    );
  });

  it("comes back exactly", () => {
    const parsed = parsePayment(LINE);
    expect(parsed.ok && renderPayment(parsed.payment)).toBe(LINE);
  });

  it.each([
    ["not JSON", /not JSON/],
    ["[]", /not a JSON object/],
    [LINE.replace('"USD"', '"usd"'), /^currency: /],
    [LINE.replace("90071992547409.93", "0.001"), /^amount: .*0\.01/],
    [LINE.replace(".000Z", ""), /^purchasedAt: /],
    [LINE.replace('"userId":"1",', ""), /^userId: missing/],
    [LINE.replace("true", '"maybe"'), /^isTest: /],
  ])("is refused: %s", (line, problem) => {
    const parsed = parsePayment(line);
    expect(parsed.ok ? [] : parsed.problems).toEqual([expect.stringMatching(problem)]);
  });
});
