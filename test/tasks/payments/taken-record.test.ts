import fc from "fast-check";
import { expect, it } from "vitest";
import { hash64 } from "../../../src/core/id-table.js";
import type { Payment } from "../../../src/protocols/payments/payment.js";
import { contentOf } from "../../../src/tasks/payments/taken-record.js";

const PAYMENT: Payment = {
  userId: "u-1",
  transactionId: "t-1",
  productId: "gem_100",
  amount: "9.99",
  currency: "USD",
  platform: "iOS",
  distributionType: "MOBILE_STORE",
  purchasedAt: "2026-01-05T00:00:00.000Z",
};

it("digests a payment as journals of earlier versions hold it", () => {
  const payments = fc.record({ userId: fc.string(), amount: fc.string() });
  fc.assert(
    fc.property(payments, (own) => {
      const payment = { ...PAYMENT, ...own };
      const { userId, productId, amount, currency, platform, distributionType, purchasedAt } =
        payment;
      const texts = [userId, productId, amount, currency, platform, distributionType, purchasedAt];
      const [high, low] = hash64(...texts);
      const content = contentOf({ kind: "payment", payment, creatorKey: null });
      expect(content).toBe(high.toString(36) + low.toString(36));
    }),
    { numRuns: 20_000 },
  );
  expect(contentOf({ kind: "payment", payment: PAYMENT, creatorKey: null })).toMatchInlineSnapshot(
    `"1uvxeze1jj1mbo"`,
  );
});
