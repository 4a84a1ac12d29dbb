import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  convertRecord,
  createRefundLister,
  explainConversion,
} from "../../../src/protocols/payments/convert.js";
import { parseJson } from "../../../src/core/json/read.js";
import type { FieldMapping, PaymentConversion } from "../../../src/protocols/payments/mapping.js";
import {
  parsePayment,
  paymentJson,
  renderPayment,
} from "../../../src/protocols/payments/payment.js";

const MAP: Readonly<Record<string, FieldMapping>> = {
  transactionId: "id",
  userId: "user",
  productId: "sku",
  amount: "price",
  currency: "cur",
  platform: { path: "os", lookup: { ios: "iOS", "2": "Android" } },
  distributionType: { const: "MOBILE_STORE" },
  purchasedAt: "at",
};
const RECORD = {
  id: '"T-1"',
  user: "42",
  sku: '"gem"',
  price: '"9.99"',
  cur: '"USD"',
  os: '"ios"',
  at: "1767571200",
};

function record(changes: Readonly<Record<string, string>> = {}) {
  const fields = Object.entries({ ...RECORD, ...changes })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `"${name}":${value}`);
  const parsed = parseJson(`{${fields.join(",")}}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

function conversion(
  map: Readonly<Record<string, FieldMapping>> = {},
  source: PaymentConversion["source"] = {},
): PaymentConversion {
  return { source, map: { ...MAP, ...map } };
}

/** The named field after conversion: its value, or `!` and the problem. */
function outcome(
  field: string,
  changes: Readonly<Record<string, string>>,
  map: Readonly<Record<string, FieldMapping>> = {},
) {
  const fields = explainConversion(record(changes), conversion(map));
  const explained = fields.find((each) => each.field === field);
  return explained?.problem ? `!${explained.problem}` : explained?.value;
}

describe("convertRecord", () => {
  it("makes a PlayCamp payment", () => {
    expect(convertRecord(record(), conversion())).toEqual({
      kind: "payment",
      creatorKey: null,
      payment: {
        transactionId: "T-1",
        userId: "42",
        productId: "gem",
        amount: "9.99",
        currency: "USD",
        platform: "iOS",
        distributionType: "MOBILE_STORE",
        purchasedAt: "2026-01-05T00:00:00.000Z",
      },
    });
  });

  it("names every field that stands in the way", () => {
    const result = convertRecord(record({ price: '"free"', os: '"wii"', at: "" }), conversion());
    expect(result).toMatchObject({ kind: "refused", transactionId: "T-1" });
    const problems = result.kind === "refused" ? result.problems : [];
    expect(problems.map(({ field }) => field)).toEqual(["amount", "platform", "purchasedAt"]);
  });

  it("keeps ids of any length as they are written", () => {
    const ids = fc.bigInt({ min: 0n, max: 10n ** 30n });
    fc.assert(
      fc.property(ids, (id) => {
        const result = convertRecord(record({ id: String(id) }), conversion());
        expect(result).toMatchObject({
          payment: { transactionId: String(id) },
        });
      }),
    );
  });

  it("sends the creator nowhere but to the settlement", () => {
    const result = convertRecord(
      record({ creator: '"AB12C"' }),
      conversion({ creatorKey: "creator" }),
    );
    expect(result).toMatchObject({ kind: "payment", creatorKey: "AB12C" });
    expect(JSON.stringify(result)).not.toContain('"creatorKey":"AB12C",');
    expect(result.kind === "payment" && "creatorKey" in result.payment).toBe(false);
  });
});

describe("the straight way to a payment", () => {
  const scalar = fc.oneof(
    fc.constantFrom('"USD"', '"KRW"', '"usd"', '"ios"', "2", '"x"', "null"),
    fc.constantFrom("999", "9.90", "0.001", '"12.50"', "true", "", "[]", "{}"),
    fc.constantFrom('"2026-01-05T00:00:00.000Z"', '"2026-02-30"', "1767571200"),
    fc.constantFrom('" "', '""', '"T-1"', "9007199254740993", '{"a":1}'),
  );
  const records = fc.record({
    id: scalar,
    user: scalar,
    sku: scalar,
    price: scalar,
    cur: fc.oneof(fc.constant('"USD"'), scalar),
    os: fc.oneof(fc.constant('"ios"'), scalar),
    at: scalar,
    title: scalar,
    test: scalar,
  });
  const maps = fc.constantFrom<Readonly<Record<string, FieldMapping>>>(
    {},
    { productName: "title", isTest: "test", creatorKey: "title" },
    { amount: { path: "price", unit: "minor" }, userId: "user.a" },
    { amount: { sum: "price[]" }, platform: { path: "os", const: "Web" } },
    { platform: { path: "os", lookup: { ios: "iOS", "*": "Other" } } },
    { currency: { path: "cur", const: "EUR" }, transactionId: "id.0" },
  );

  it("leads to where looking at every field leads", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(records, maps, (changes, map) => {
        const rules = conversion(map);
        const result = convertRecord(record(changes), rules);
        const fields = explainConversion(record(changes), rules);
        const problems = fields.filter(({ problem }) => problem !== null);
        seen.add(result.kind);
        if (result.kind !== "payment") {
          expect(problems.length).toBeGreaterThan(0);
          return;
        }
        expect(problems).toEqual([]);
        const explained = fields.flatMap(({ field, value }) =>
          value === null ? [] : [[field, value] as const],
        );
        const { payment, creatorKey } = result;
        expect({
          ...payment,
          ...(creatorKey === null ? {} : { creatorKey }),
        }).toEqual(Object.fromEntries(explained));
      }),
      { numRuns: 2_000 },
    );
    expect(seen).toEqual(new Set(["payment", "refused"]));
  });
});

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

describe("amounts", () => {
  it.each<[string, FieldMapping, string | RegExp]>([
    ['"9.990000"', "price", "9.99"],
    ["1e1", "price", "10"],
    ["0.01", "price", "0.01"],
    ["999", { path: "price", unit: "minor" }, "9.99"],
    ['"999.00"', { path: "price", unit: "minor" }, "9.99"],
    ["9.5", { path: "price", unit: "minor" }, /not a whole number of minor/],
    ["0.009", "price", /more decimals than USD/],
    ["0", "price", /below 0\.01/],
    ["-1", "price", /below 0\.01/],
    ['"1,000.00"', "price", /not a decimal/],
    ['"$5"', "price", "5"],
    ['" 5 USD"', "price", "5"],
    ['"€5"', "price", /not a decimal number of USD/],
    ['"$1,000.00"', "price", /set grouping to ","/],
    ['"$1,000.00"', { path: "price", grouping: "," }, "1000"],
    ['"1,50"', "price", /set decimal to ","/],
    ['{"one":"2.50","n":3}', { path: "price.one", times: "price.n" }, "7.5"],
    ['{"one":250,"n":"2"}', { path: "price.one", times: "price.n", unit: "minor" }, "5"],
    ['{"one":"2.50"}', { path: "price.one", times: "price.n" }, /no number of pieces/],
    ['{"one":"2.50","n":1.5}', { path: "price.one", times: "price.n" }, /no number of pieces/],
    ["null", "price", /missing/],
    ["{}", "price", /not a single value/],
    ['[{"c":1},{"c":"2.50"}]', { sum: "price[].c" }, "3.5"],
    ['[{"c":100},{"c":250}]', { sum: "price[].c", unit: "minor" }, "3.5"],
    ['[{"c":1},{}]', { sum: "price[].c" }, /2 elements, but 1 values/],
    ['[{"c":1},{"c":null}]', { sum: "price[].c" }, /2 elements, but 1 values/],
    ["[]", { sum: "price[].c" }, /missing/],
    ['"small"', { path: "price", lookup: { small: "0.99" } }, "0.99"],
    ["90071992547409.93", "price", "90071992547409.93"],
    ['{"a":"","b":"2.50"}', { path: "price.a", or: ["price.b"] }, "2.5"],
    ['{"a":"0.00","b":null,"c":3}', { path: "price.a", or: ["price.b", "price.c"] }, "3"],
    ['{"a":"1","b":"2"}', { path: "price.a", or: ["price.b"] }, "1"],
    ['{"a":"0"}', { path: "price.a", or: ["price.b"] }, /below 0\.01/],
    ["{}", { path: "price.a", or: ["price.b"] }, /missing/],
    ['{"b":{"units":"2","nanos":500000000}}', { path: "price.a", or: ["price.b.units"] }, "2.5"],
  ])("%s by %o", (price, amount, expected) => {
    const result = outcome("amount", { price }, { amount });
    if (typeof expected === "string") expect(result).toBe(expected);
    else expect(result).toMatch(expected);
  });

  it.each([
    ["JPY", "1200", "12"],
    ["KWD", "1.2", "0.012"],
  ])("in minor units follow the decimals of %s", (cur, major, hundredth) => {
    const minor = { amount: { path: "price", unit: "minor" } };
    const read = (price: string) => outcome("amount", { price, cur: `"${cur}"` }, minor);
    expect([read("1200"), read("12")]).toEqual([major, hundredth]);
  });

  it("cannot be read without a currency", () => {
    expect(outcome("amount", { cur: "" })).toMatch(/without a currency/);
  });
});

describe("other fields", () => {
  it.each<[string, Readonly<Record<string, string>>, string | RegExp, FieldMapping?]>([
    ["currency", { cur: '"usd"' }, "USD"],
    ["currency", { cur: '"US$"' }, /three upper-case/],
    ["currency", { cur: "" }, "EUR", { path: "cur", const: "EUR" }],
    ["currency", { cur: "null" }, "EUR", { path: "cur", const: "EUR" }],
    ["currency", { cur: '"USD"' }, "USD", { path: "cur", const: "EUR" }],
    ["platform", { os: "2" }, "Android"],
    ["platform", { os: '"ps5"' }, /"ps5" is not in the lookup \(.*ios.*\)/],
    ["platform", { os: '"ps5"' }, "Other", { path: "os", lookup: { "*": "Other" } }],
    ["platform", { os: '"ios"' }, /add a lookup, perhaps to "iOS"/, "os"],
    ["platform", { os: '"toString"' }, /not in the lookup/],
    ["distributionType", {}, /is none of MOBILE_STORE/, { const: "STEAM" }],
    ["transactionId", { id: '""' }, /empty/],
    ["transactionId", { id: '" T 1 "' }, " T 1 "],
    ["transactionId", { id: "[]" }, /not a single value/],
    ["userId", { user: "-7" }, "-7"],
    ["purchasedAt", { at: '"2026-01-05 09:00:00"' }, /declare a zone/],
    [
      "purchasedAt",
      { at: '"2026-01-05 09:00:00"' },
      "2026-01-05T00:00:00.000Z",
      { path: "at", zone: "Asia/Seoul" },
    ],
    [
      "purchasedAt",
      { at: "1767571200000" },
      "2026-01-05T00:00:00.000Z",
      { path: "at", unit: "ms" },
    ],
  ])("%s of %o", (field, changes, expected, mapping) => {
    const result = outcome(field, changes, mapping === undefined ? {} : { [field]: mapping });
    if (typeof expected === "string") expect(result).toBe(expected);
    else expect(result).toMatch(expected);
  });
});

describe("explainConversion", () => {
  it("shows path, raw text and value of every field", () => {
    const fields = explainConversion(
      record({ price: '[{"c":1.50},{"c":2}]', test: "1" }),
      conversion({
        amount: { sum: "price[].c" },
        isTest: "test",
        productName: "title",
      }),
    );
    const shown = fields.map(({ field, source, raw, value, note }) => [
      field,
      source,
      raw,
      value,
      note,
    ]);
    expect(shown).toEqual([
      ["transactionId", "id", "T-1", "T-1", null],
      ["userId", "user", "42", "42", null],
      ["productId", "sku", "gem", "gem", null],
      ["amount", "sum of price[].c", "1.50 + 2", "3.5", null],
      ["currency", "cur", "USD", "USD", null],
      ["platform", "os", "ios", "iOS", null],
      ["distributionType", "constant", null, "MOBILE_STORE", null],
      ["purchasedAt", "at", "1767571200", "2026-01-05T00:00:00.000Z", null],
      ["productName", "title", null, null, "absent"],
      ["isTest", "test", "1", true, null],
    ]);
  });

  it("falls back on the range's zone and tells of a doubtful hour", () => {
    const rules = conversion({}, { range: { zone: "Europe/Berlin" } });
    const fields = explainConversion(record({ at: '"2026-10-25 02:30:00"' }), rules);
    const time = fields.find(({ field }) => field === "purchasedAt");
    expect(time?.value).toBe("2026-10-25T00:30:00.000Z");
    expect(time?.note).toMatch(/twice/);
  });

  it("says what is not mapped", () => {
    const rest = Object.fromEntries(Object.entries(MAP).filter(([field]) => field !== "userId"));
    const fields = explainConversion(record(), { source: {}, map: rest });
    expect(fields.find(({ field }) => field === "userId")?.problem).toBe("not mapped");
  });
});

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
