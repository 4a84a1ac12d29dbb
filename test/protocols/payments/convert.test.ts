import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { convertRecord } from "../../../src/protocols/payments/convert.js";
import { explainConversion } from "../../../src/protocols/payments/convert-fields.js";
import type { FieldMapping } from "../../../src/protocols/payments/mapping.js";
import { conversion, record } from "./records.js";

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
    ['{"nanos":990000000}', { path: "price.units", nanos: "price.nanos" }, "0.99"],
    ['{"nanos":990000000}', "price.units", "0.99"],
    ["{}", { path: "price.units", nanos: "price.nanos" }, /missing/],
    ['{"units":"19","nanos":1}', { path: "price.unit", nanos: "price.nanos" }, /missing/],
    ['{"units":"19","nanos":1}', { path: "prize.units", nanos: "price.nanos" }, /missing/],
    ['{"units":{},"nanos":1}', { path: "price.units", nanos: "price.nanos" }, /not a single value/],
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

  it("are none in codes that stand for no currency", () => {
    for (const cur of ['"XXX"', '"XTS"'])
      expect(outcome("currency", { cur }, {})).toMatch(/no currency/);
  });

  it("cannot be read without a currency", () => {
    expect(outcome("amount", { cur: "" })).toMatch(/without a currency/);
  });
});

describe("other fields", () => {
  it.each(["transactionId", "userId", "productId"])("%s has all its characters", (field) => {
    const path = { transactionId: "id", userId: "user", productId: "sku" }[field] ?? "";
    expect(outcome(field, { [path]: '"\uFFFD\uFFFD-5"' })).toMatch(/lost characters/);
    expect(outcome(field, { [path]: '"홍길동-5"' })).toBe("홍길동-5");
  });

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
