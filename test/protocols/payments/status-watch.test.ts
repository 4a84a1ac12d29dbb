import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/core/json/read.js";
import type { JsonValue } from "../../../src/core/json/value.js";
import { createRecordConverter } from "../../../src/protocols/payments/convert.js";
import type {
  FieldRule,
  PaymentConversion,
  PaymentSource,
} from "../../../src/protocols/payments/mapping.js";

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
    { onUnread: ({ path, value }) => void unread.push(`${path}=${value}`) },
  );
  return { kind: convert(recordOf(members)).kind, unread };
}

function recordOf(members: string): JsonValue {
  const parsed = parseJson(`{"id":"T","price":"9.99",${members}}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

function problemOf(members: string, { map }: Pick<PaymentConversion, "map">): string | null {
  const converted = createRecordConverter({ source: {}, map })(recordOf(members));
  return converted.kind === "refused" ? (converted.problems[0]?.problem ?? "") : null;
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
    '"type":9',
    '"tradeType":9',
    '"paymentType":"REFUND"',
    '"state":2',
    '"cancelCd":"7"',
    '"resultCode":"3001"',
    '"상태":"취소"',
    '"결제상태":"대기"',
    '"환불금액":5000',
    '"취소여부":"Y"',
    '"purchaseState":1',
    '"purchaseState":"CANCELLED"',
    '"purchaseState":"PENDING"',
    '"purchaseState":"Refunded"',
    '"purchaseType":0',
    '"paid":false',
    '"approvedYn":"N"',
    '"livemode":false',
    '"environment":"Sandbox"',
    '"mode":"test"',
    '"deleted":1',
    '"deletedAt":"2026-01-06T00:00:00Z"',
    '"dry_run":1',
    '"testOrder":true',
    '"테스트":"Y"',
    '"payMode":"TEST"',
    '"isRefund":true',
    '"cancels":[{"amount":"9.99"}]',
    '"refunds":{"object":"list","data":[{"id":"r1"}],"has_more":false}',
    '"refundInfo":{"amount":"9.99"}',
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
    '"purchaseState":0',
    '"purchaseState":"PURCHASED"',
    '"paymentType":3',
    '"paid":"Y"',
    '"livemode":true',
    '"payMode":"CARD"',
    '"dry_run":0',
    '"deletedAt":null',
    '"environment":"Production"',
    '"cancels":null',
    '"cancels":[]',
    '"refunds":{"object":"list","data":[],"total_count":0,"url":"/v1/refunds"}',
    '"상태":"정상"',
  ])("is a payment with %s", (members) => {
    expect(becomes(members)).toEqual({ kind: "payment", unread: [] });
  });

  it("is a payment, and told of, where a state is not known", () => {
    expect(becomes('"status":"X7"')).toEqual({ kind: "payment", unread: ["status=X7"] });
  });

  it.each(['"status":1', '"type":"0"', '"trade_code":"00"'])(
    "is told of with the code %s, which is a payment's where no record says another",
    (members) => {
      const { kind, unread } = becomes(members);
      expect(kind).toBe("payment");
      expect(unread).toHaveLength(1);
    },
  );

  it("is refused where its price may be that of one piece", () => {
    const map = { ...MAP, amount: "unitPrice" };
    const says = (members: string, more: object = {}) =>
      problemOf(members, { map: { ...map, ...more } });
    const three = '"unitPrice":"5","quantity":3';
    expect(says(three)).toContain('set payments.map.amount.times to "quantity"');
    expect(says('"unitPrice":"5","quantity":1')).toBeNull();
    expect(says(three, { amount: { path: "unitPrice", times: "quantity" } })).toBeNull();
  });

  it("is refused where the prices in its list may be those of one piece", () => {
    const says = (amount: FieldRule, members: string, source: Partial<PaymentSource> = {}) => {
      const converted = createRecordConverter({ source, map: { ...MAP, amount } })(
        recordOf(`"items":[${members}]`),
      );
      return converted.kind === "refused" ? converted.problems[0]?.problem : converted.kind;
    };
    const sum = { sum: "items[].price" };
    const two = '{"price":"5","quantity":1},{"price":"2","quantity":3}';
    expect(says(sum, two)).toMatch(/items\[\].quantity says 3: .* not multiplied one by one/);
    expect(says({ path: "items[].price" }, '{"price":"5","quantity":3}')).toContain("says 3");
    expect(says(sum, two, { ignore: ["items[].quantity"] })).toBe("payment");
    expect(says(sum, '{"price":"5","quantity":1}')).toBe("payment");
    expect(says({ sum: "items[].total" }, '{"total":"5","quantity":3}')).toBe("payment");
    expect(says({ path: "price" }, '{"gem":"x","quantity":3}')).toBe("payment");
  });

  it("is told apart by the refund rule where that reads a code", () => {
    const refund = { path: "type", in: [2] };
    expect(becomes('"type":2', { refund }).kind).toBe("refund");
    expect(becomes('"type":1', { refund })).toEqual({ kind: "payment", unread: [] });
    expect(becomes('"type":9', { refund }).kind).toBe("refused");
  });

  it("has its refunds where the profile reads them", () => {
    const cancels = '"cancels":[{"amount":"9.99"}]';
    expect(becomes(cancels, { refund: { list: "cancels" } }).kind).toBe("payment");
    expect(becomes(cancels, { ignore: ["cancels"] }).kind).toBe("payment");
    const nested = '"refunds":{"data":[{"id":"r1"}]}';
    expect(becomes(nested, { refund: { list: "refunds.data" } }).kind).toBe("payment");
  });

  it.each<[string, Partial<PaymentSource>, boolean]>([
    ["REFUNDED", {}, true],
    ["PARTIAL_CANCELED", {}, true],
    ["환불완료", {}, true],
    ["FAILED", {}, false],
    ["not_refunded", {}, false],
    ["CANCELED", { refund: { path: "status", in: ["REFUNDED"] } }, false],
    ["CHARGEBACK", { refund: { path: "status", in: ["REFUNDED"] } }, true],
    ["REFUNDED", { ignore: ["status"] }, false],
  ])("that does not count and says %s (%o) may be a lost refund: %s", (status, source, isLost) => {
    const counts = { path: "status", in: ["PAID"] };
    const convert = createRecordConverter({ source: { counts, ...source }, map: MAP });
    const converted = convert(recordOf(`"status":"${status}"`));
    expect(converted.kind).toBe("other");
    expect("givenBack" in converted).toBe(isLost);
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
