import { describe, expect, it } from "vitest";
import { convertRecord } from "../../../src/protocols/payments/convert.js";
import { createRefundLister } from "../../../src/protocols/payments/convert-refund.js";
import { conversion, record } from "./records.js";

describe("refunds", () => {
  const rules = conversion({}, { refund: { path: "state", in: ["refunded", 4, true] } });

  it.each([
    ['"refunded"', "refund"],
    ["4", "refund"],
    ['"4"', "refund"],
    ["true", "refund"],
    ['"paid"', "payment"],
    ["null", "payment"],
    ["", "payment"],
  ])("state %s is a %s", (state, kind) => {
    expect(convertRecord(record({ state }), rules).kind).toBe(kind);
  });

  it("need no more than the transaction's id", () => {
    const bare = record({ state: "4", price: "-9.99", os: "" });
    expect(convertRecord(bare, rules)).toEqual({
      kind: "refund",
      transactionId: "T-1",
      refundId: null,
      amount: "9.99",
      payment: null,
      creatorKey: null,
    });
  });

  it.each<[string, Readonly<Record<string, string>>, { amount?: string }, string | null]>([
    ["the price of all pieces", { n: "3" }, {}, "29.97"],
    ["nothing known where the pieces are not", {}, {}, null],
    ["its own amount, which is of all", { n: "3", back: '"20"' }, { amount: "back" }, "20"],
  ])("give back %s", (_, members, own, expected) => {
    const refund = { path: "state", in: ["refunded"], ...own };
    const pieces = conversion({ amount: { path: "price", times: "n" } }, { refund });
    const converted = convertRecord(record({ state: '"refunded"', ...members }), pieces);
    expect(converted).toMatchObject({ kind: "refund", amount: expected });
  });

  it("in a list inside a payment say whole amounts", () => {
    const rules = conversion(
      { amount: { path: "price", times: "n" } },
      { refund: { list: "back" } },
    );
    const parsed = record({ n: "2", back: '[{"id":"R","amount":"5"}]' });
    const payment = convertRecord(parsed, rules);
    if (payment.kind !== "payment") throw new Error(payment.kind);
    expect(payment.payment.amount).toBe("19.98");
    expect(createRefundLister(rules)(parsed, payment.payment)).toMatchObject([{ amount: "5" }]);
  });

  it.each<[string, Record<string, string>, object]>([
    ["of its own", { state: '"refunded"', back: '"free"' }, { path: "state", in: ["refunded"] }],
    ["in a query of its own", { back: '"1,000"' }, { every: true, of: "id" }],
  ])("whose amount cannot be read are not taken for all: %s", (_, members, refund) => {
    const own = "path" in refund ? { ...refund, amount: "back" } : refund;
    const map = "every" in refund ? { amount: "back" } : {};
    const result = convertRecord(record(members), conversion(map, { refund: own }));
    expect(result).toMatchObject({
      kind: "refused",
      problems: [{ problem: expect.stringContaining('"back" holds') as string }],
    });
    const absent = convertRecord(
      record({ ...members, back: '""' }),
      conversion(map, { refund: own }),
    );
    expect(absent).toMatchObject({ kind: "refund", amount: null });
  });

  it("in a list are refused one by one", () => {
    const rules = conversion({}, { refund: { list: "back" } });
    const parsed = record({ back: '[{"id":"R","amount":"5"},{"id":"S","amount":"some"}]' });
    const payment = convertRecord(parsed, rules);
    if (payment.kind !== "payment") throw new Error(payment.kind);
    const kinds = createRefundLister(rules)(parsed, payment.payment).map(({ kind }) => kind);
    expect(kinds).toEqual(["refund", "refused"]);
  });

  it("without an id are refused", () => {
    const result = convertRecord(record({ state: "4", id: "" }), rules);
    expect(result).toMatchObject({ kind: "refused", transactionId: null });
  });
});
