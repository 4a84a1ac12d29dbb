import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/core/json/read.js";
import { createRecordConverter } from "../../../src/protocols/payments/convert.js";
import type { PaymentConversion, PaymentSource } from "../../../src/protocols/payments/mapping.js";

const MAP: PaymentConversion["map"] = {
  transactionId: "id",
  userId: { const: "u" },
  productId: { const: "p" },
  amount: "price",
  currency: { const: "USD" },
  platform: { const: "Web" },
  distributionType: { const: "PC_STORE" },
  purchasedAt: { const: "2026-01-05T00:00:00.000Z" },
};

function becomes(members: string, source: Partial<PaymentSource> = {}) {
  const unread: string[] = [];
  const convert = createRecordConverter(
    { source: { ...source }, map: MAP },
    ({ path, value }) => void unread.push(`${path}=${value}`),
  );
  const parsed = parseJson(`{"id":"T","price":"9.99",${members}}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  return { kind: convert(parsed.value).kind, unread };
}

describe("a record that may be no payment", () => {
  it.each([
    '"status":"FAILED"',
    '"payStatus":"Init"',
    '"state":"결제취소"',
    '"info":{"order_state":"refunded"}',
    '"isPending":true',
    '"cancelled":"Y"',
    '"type":"Google fee"',
    '"kind":"chargeback"',
    '"refundedAt":"2026-01-06T00:00:00Z"',
    '"cancelAmount":"9.99"',
    '"sandbox":1',
  ])("is refused where nobody reads %s", (members) => {
    expect(becomes(members).kind).toBe("refused");
  });

  it.each([
    '"status":"PAID"',
    '"state":"not_refunded"',
    '"isPending":false',
    '"type":"purchase"',
    '"refundedAt":null',
    '"cancelAmount":0',
  ])("is a payment with %s", (members) => {
    expect(becomes(members)).toEqual({ kind: "payment", unread: [] });
  });

  it("is a payment, and told of, where a state is not known", () => {
    expect(becomes('"status":"X7"')).toEqual({ kind: "payment", unread: ["status=X7"] });
  });

  it("is what the profile says it is", () => {
    const counts = { path: "status", in: ["X7", "FAILED"] };
    expect(becomes('"status":"FAILED"', { counts })).toEqual({ kind: "payment", unread: [] });
    expect(becomes('"status":"PAID"', { counts }).kind).toBe("other");
    expect(becomes('"status":"FAILED"', { ignore: ["status"] }).kind).toBe("payment");
    const codes = { path: "code", in: ["0000"] };
    expect(becomes('"code":0', { counts: codes }).kind).toBe("other");
    expect(becomes('"code":"0000"', { counts: codes }).kind).toBe("payment");
  });

  it("is refused by a state that the refund rule reads and does not name", () => {
    const refund = { path: "status", in: ["Refunded"] };
    expect(becomes('"status":"Refunded"', { refund }).kind).toBe("refund");
    expect(becomes('"status":"Failed"', { refund }).kind).toBe("refused");
    expect(becomes('"status":"X7"', { refund })).toEqual({ kind: "payment", unread: [] });
  });
});

describe("refunds", () => {
  const of = (members: string, refund: PaymentSource["refund"]) => {
    const price = members.includes('"price"') ? "" : '"price":"9.99",';
    const parsed = parseJson(`{"id":"T",${price}${members}}`);
    if (!parsed.ok || refund === undefined) throw new Error("no record");
    return createRecordConverter({ source: { refund }, map: MAP })(parsed.value);
  };
  const rule = { path: "kind", in: ["refund"] };

  it.each<[string, string, PaymentSource["refund"], object]>([
    [
      "the whole, under the payment's id",
      '"kind":"refund"',
      rule,
      { transactionId: "T", amount: "9.99" },
    ],
    [
      "a part, under an id of its own",
      '"kind":"refund","of":"P","price":"-3.50"',
      { ...rule, of: "of" },
      { transactionId: "P", refundId: "T", amount: "3.5", payment: null },
    ],
    [
      "an amount beside the payment's",
      '"kind":"refund","back":"4"',
      { ...rule, amount: "back" },
      { amount: "4" },
    ],
    [
      "a part of unknown amount",
      '"kind":"PartialRefund"',
      { path: "kind", in: ["PartialRefund"] },
      { amount: null, isPartial: true },
    ],
  ])("say what is given back: %s", (_, members, refund, expected) => {
    expect(of(members, refund)).toMatchObject({ kind: "refund", ...expected });
  });

  it("are refused where they name no payment", () => {
    expect(of('"kind":"refund"', { ...rule, of: "of" })).toMatchObject({
      kind: "refused",
      transactionId: "T",
    });
  });
});
