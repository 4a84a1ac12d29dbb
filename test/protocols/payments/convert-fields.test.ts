import { describe, expect, it } from "vitest";
import { explainConversion } from "../../../src/protocols/payments/convert-fields.js";
import { conversion, MAP, record } from "./records.js";

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
