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
    const proposed = proposal?.source.refund?.in ?? [];
    expect(source.refund?.in ?? []).toEqual(expect.arrayContaining([...proposed]));
    expect(proposed.length > 0).toBe(source.refund !== undefined);
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

/** Shapes as public APIs and downloads have them; what is proposed of each. */
describe("of a sample that", () => {
  const RECORD = { id: "a", user: "u", sku: "g", price: "1.50", currency: "USD", at: 1772323200 };
  const of = (sample: unknown) =>
    proposePayments(typeof sample === "string" ? sample : JSON.stringify(sample));
  const said = (sample: unknown, at: string) =>
    of(sample)
      ?.guesses.filter((guess) => guess.at === at)
      .map(({ message }) => message)
      .join("\n") ?? "";

  it.each<[string, unknown, object, object]>([
    [
      "says only whether more follows",
      { has_more: true, data: [RECORD] },
      {
        records: "data",
        paging: { kind: "cursor", cursor: "starting_after", next: "data[-1].id", more: "has_more" },
      },
      {},
    ],
    [
      "is a connection of edges",
      { payments: { edges: [{ node: RECORD }], pageInfo: { hasNextPage: false, endCursor: "x" } } },
      {
        records: "payments.edges",
        paging: {
          kind: "cursor",
          cursor: "after",
          next: "payments.pageInfo.endCursor",
          more: "payments.pageInfo.hasNextPage",
        },
      },
      { transactionId: "node.id", amount: "node.price" },
    ],
    [
      "links to its next page",
      { _embedded: { list: [RECORD] }, _links: { next: { href: "/p?2" } } },
      { records: "_embedded.list", paging: { kind: "next-url", next: "_links.next.href" } },
      {},
    ],
    [
      "groups its records by day",
      { days: [{ orders: [RECORD] }, { orders: [] }] },
      { records: "days[].orders[]" },
      { transactionId: "id" },
    ],
    [
      "keeps its records under their ids",
      { all: { a: RECORD, b: { ...RECORD, id: "b" } } },
      { records: "all", keyed: true },
      { transactionId: "id" },
    ],
    [
      "holds JSON in a text",
      { body: JSON.stringify({ list: [{ ...RECORD, extra: '{"productId":"gem"}', sku: null }] }) },
      { records: "body.list" },
      { productId: "extra.productId" },
    ],
    [
      "names its unit",
      [{ ...RECORD, price: undefined, priceMicros: 1500000 }],
      {},
      { amount: { path: "priceMicros", unit: "micro" } },
    ],
    [
      "groups thousands behind a sign",
      [{ ...RECORD, price: "₩12,000", currency: undefined }],
      {},
      { amount: { path: "price", grouping: "," }, currency: { const: "KRW" } },
    ],
    [
      "has names that end as amounts of won do",
      [{ ...RECORD, buyer: "김하원", note: "5 원", price: "5", currency: undefined }],
      {},
      { currency: { const: "KRW" } },
    ],
    [
      "has names alone that end so",
      [{ ...RECORD, buyer: "김하원", shop: "병원", currency: undefined }],
      {},
      { currency: { const: "USD" } },
    ],
    [
      "writes day and time apart",
      [{ ...RECORD, at: undefined, applDate: "20260301", applTime: "103000" }],
      {},
      {
        purchasedAt: { join: ["applDate", "applTime"], unit: "yyyyMMddHHmmss", zone: "UTC" },
      },
    ],
    [
      "has American dates",
      [{ ...RECORD, at: "03/25/2026 10:00:00" }],
      {},
      { purchasedAt: { path: "at", unit: "MM/dd/yyyy HH:mm:ss", zone: "UTC" } },
    ],
    [
      "counts microseconds",
      [{ ...RECORD, at: "1772323200000000" }],
      {},
      { purchasedAt: { path: "at", unit: "us" } },
    ],
    [
      "is a Korean table with semicolons",
      "거래번호;회원번호;상품명;결제금액;통화;결제일시\n1;u;g;12,000;KRW;2026-03-01 10:00:00\n",
      { format: "csv", separator: ";" },
      { transactionId: "거래번호", amount: { path: "결제금액", grouping: "," }, currency: "통화" },
    ],
    [
      "is XML",
      "<r><p id='1'><user>u</user><price>1.00</price><at>2026-03-01T00:00:00Z</at></p><p id='2'><user>u</user><price>1.00</price><at>2026-03-01T00:00:00Z</at></p></r>",
      { format: "xml", records: "r.p" },
      { transactionId: '["@id"]' },
    ],
    [
      "has payments and refunds",
      {
        list: [
          { ...RECORD, type: "payment" },
          { ...RECORD, id: "r", type: "refund", originalId: "a" },
        ],
      },
      {
        counts: { path: "type", in: ["payment"] },
        refund: { path: "type", in: ["refund"], of: "originalId" },
      },
      {},
    ],
    [
      "has a list of cancellations",
      [
        { ...RECORD, status: "DONE", cancels: null },
        { ...RECORD, id: "b", status: "CANCELED", cancels: [{ cancelAmount: 1, key: "c" }] },
      ],
      {
        counts: { path: "status", in: ["DONE", "CANCELED"] },
        refund: { list: "cancels", id: "key", amount: "cancelAmount" },
      },
      {},
    ],
  ])("%s", (_, sample, source, map) => {
    const proposal = of(sample);
    expect(proposal?.source).toMatchObject(source);
    expect(proposal?.map).toMatchObject(map);
  });

  it("leaves a code open that nobody can know", () => {
    expect(of([{ ...RECORD, status: 2 }])?.source.counts).toBeUndefined();
    expect(said([{ ...RECORD, status: 2 }], "source.counts")).toContain("which of them");
  });

  it("may have its day and month either way round", () => {
    expect(said([{ ...RECORD, at: "03/04/2026 10:00:00" }], "map.purchasedAt")).toContain(
      "it may be dd/MM/yyyy HH:mm:ss",
    );
  });

  it("lists what nothing is read from", () => {
    expect(of([{ ...RECORD, memo: "thanks" }])?.unused).toBe("not used: memo (thanks)");
    expect(of([RECORD])?.unused).toBeNull();
  });
});
