import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { convertRecord } from "../../../src/protocols/payments/convert.js";
import {
  fieldRule,
  type FieldRule,
  type PaymentField,
  type PaymentMapping,
} from "../../../src/protocols/payments/mapping.js";
import { proposePayments } from "../../../src/protocols/payments/propose.js";
import { paymentsOf, replyOf, SHAPES, type Shape } from "./fixtures.js";

/** What a person answers where a sample leaves something open. */
const ANSWERS: Readonly<Record<Shape, Partial<Record<PaymentField, FieldRule>>>> = {
  a: {
    purchasedAt: { zone: "UTC+8" },
    platform: { lookup: { "1": "iOS", "2": "Android", "*": "Other" } },
  },
  b: { distributionType: { const: "PC_STORE" } },
  c: {
    platform: { const: "Web" },
    distributionType: { const: "PC_SELF_STORE" },
  },
  d: {
    amount: { unit: "minor" },
    distributionType: { const: "PC_STORE" },
  },
  e: { purchasedAt: { zone: "Asia/Seoul" }, currency: { const: "KRW" } },
  f: {},
  g: {},
};

function sampleOf(shape: Shape): string {
  return Buffer.from(replyOf(shape, 1)).toString("utf8");
}

function answered(map: PaymentMapping, shape: Shape): PaymentMapping {
  const answers = Object.entries(ANSWERS[shape]);
  return {
    ...map,
    ...Object.fromEntries(
      answers.map(([field, answer]) => [field, { ...fieldRule(map[field] ?? {}), ...answer }]),
    ),
  };
}

describe.each(SHAPES)("of a reply of shape %s", (shape) => {
  const proposal = proposePayments(sampleOf(shape));
  const { source, map } = paymentsOf(shape);

  it("finds the records, what says success, and what names the next page", () => {
    expect(proposal?.source.records ?? "").toBe(source.records ?? "");
    expect(proposal?.source.success).toEqual(source.success);
    if (source.paging?.kind === "cursor" || source.paging?.kind === "next-url")
      expect(proposal?.source.paging).toEqual(source.paging);
    if (source.refund !== undefined)
      expect(source.refund.in).toEqual(
        expect.arrayContaining([...(proposal?.source.refund?.in ?? [])]),
      );
  });

  it("converts like the mapping that was made by hand, once its questions are answered", () => {
    expect(proposal?.missing).toEqual([]);
    const proposed = {
      source: { ...source, ...proposal?.source },
      map: answered(proposal?.map ?? {}, shape),
    };
    for (const record of proposal?.records ?? [])
      expect(convertRecord(record, proposed)).toEqual(convertRecord(record, { source, map }));
    expect(proposal?.records.length).toBeGreaterThan(0);
  });

  it("asks about everything that was answered", () => {
    const asked = proposal?.guesses.map(({ at }) => at) ?? [];
    for (const field of Object.keys(ANSWERS[shape])) expect(asked).toContain(`map.${field}`);
  });
});

describe("proposePayments", () => {
  const RECORD =
    '{"order_id":"o-1","user":"7","sku":"gem","price_cents":499,"currency":"USD","time":20260105101500}';

  it.each([
    ["one record", RECORD],
    ["a list", `[${RECORD}]`],
    ["lines", `${RECORD}\n${RECORD.replace("o-1", "o-2")}\n`],
    ["a byte order mark before it", `\uFEFF${RECORD}`],
  ])("takes %s", (_, text) => {
    expect(proposePayments(text)?.map).toMatchObject({
      transactionId: "order_id",
      userId: "user",
      productId: "sku",
      amount: { path: "price_cents", unit: "minor" },
      purchasedAt: { path: "time", unit: "yyyyMMddHHmmss", zone: "UTC" },
    });
  });

  it("says which required fields nothing could be", () => {
    expect(proposePayments('{"price":"1.5","currency":"USD"}')?.missing).toEqual([
      "transactionId",
      "userId",
      "productId",
      "purchasedAt",
    ]);
  });

  it("takes no nothing for a payment, and never throws", () => {
    for (const text of ["", "no json", "[]", "7", '{"a":[]}', "[1,2]"])
      expect(proposePayments(text)).toBeNull();
    fc.assert(
      fc.property(fc.json(), (text) => {
        proposePayments(text);
      }),
    );
  });
});
