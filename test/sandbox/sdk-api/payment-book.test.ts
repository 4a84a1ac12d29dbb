import { describe, expect, it } from "vitest";
import type { Payment } from "../../../src/protocols/payments/payment.js";
import { createPaymentBook } from "../../../src/sandbox/roles/sdk-api/payment-book.js";

const NOW = "2026-01-05T00:00:00.000Z";

function payment(number: number): Payment {
  return {
    transactionId: `tx-${number}`,
    userId: `user-${number % 3}`,
    productId: "p",
    amount: "1",
    currency: "USD",
    platform: "Web",
    distributionType: "PC_STORE",
    purchasedAt: "2026-01-05T00:00:00.000Z",
  };
}

function record(sold: Payment) {
  return {
    payment: sold,
    callbackId: null,
    createdAt: NOW,
    attribution: { campaignId: null, creatorKey: null, receipt: null },
  };
}

describe("createPaymentBook", () => {
  it("takes an id once", () => {
    const book = createPaymentBook();
    expect(book.add(record(payment(1)))).toMatchObject({
      id: 1,
      createdAt: NOW,
    });
    expect(book.add(record({ ...payment(1), amount: "2" }))).toBeNull();
    expect([book.size(), book.find("tx-1")?.payment.amount]).toEqual([1, "1"]);
    expect(book.statusOf("tx-2")).toBeNull();
  });

  it("keeps the status of every payment, and the whole of the latest", () => {
    const book = createPaymentBook();
    const many = 60_000;
    for (let number = 0; number < many; number += 1) book.add(record(payment(number)));
    book.refund("tx-0");
    expect([book.size(), book.statusOf("tx-0"), book.statusOf("tx-1")]).toEqual([
      many,
      "REFUNDED",
      "COMPLETED",
    ]);
    expect([book.find("tx-1"), book.find("tx-59999")?.id]).toEqual([null, many]);
    expect(book.add(record(payment(1)))).toBeNull();
    expect(book.statusOf("tx-60000")).toBeNull();
  });

  it("lists a user's payments, the latest first", () => {
    const book = createPaymentBook();
    for (const number of [1, 2, 3, 4]) book.add(record(payment(number)));
    expect(book.ofUser("user-1").map((each) => each.payment.transactionId)).toEqual([
      "tx-4",
      "tx-1",
    ]);
    expect(book.ofUser("nobody")).toEqual([]);
  });
});
