import { describe, expect, it } from "vitest";
import { differingField } from "../../../../src/conformance/suites/payments/differing-field.js";
import { refusedRecord, type Conversion } from "../../../../src/protocols/payments/conversion.js";

const payment = {
  transactionId: "T1",
  userId: "u1",
  productId: "gem",
  amount: "9.99",
  currency: "USD",
  platform: "Web",
  distributionType: "PC_STORE",
  purchasedAt: "2026-01-05T00:00:00.000Z",
} as const;
const read = (more: object = {}): Conversion => ({
  kind: "payment",
  payment: { ...payment, ...more },
  creatorKey: null,
});

describe("differingField", () => {
  it("names the one that differs, and nothing where none does", () => {
    expect(differingField(read(), read())).toBeNull();
    const found = differingField(read(), read({ amount: "9.9" }));
    expect(found).toEqual({ before: 'amount "9.99"', after: 'amount "9.9"' });
  });

  it("tells a refusal by its reason, and another kind by itself", () => {
    const [one, other] = [refusedRecord("T1", "no amount"), refusedRecord("T1", "no user")];
    expect(differingField(one, other)?.after).toContain("no user");
    expect(differingField(read(), one)).toEqual({
      before: 'kind "payment"',
      after: 'kind "refused"',
    });
    expect(differingField(read(), read({ productName: "Gem" }))?.before).toBe(
      "productName nothing",
    );
  });
});
