import { describe, expect, it } from "vitest";
import { isCurrency, withoutSign } from "../../../src/protocols/payments/currencies.js";

describe("currencies", () => {
  it.each(["USD", "KRW", "JPY", "VND", "TWD"])("%s is one", (code) => {
    expect(isCurrency(code)).toBe(true);
  });

  it.each(["WON", "GEM", "usd", ""])("%s is none", (code) => {
    expect(isCurrency(code)).toBe(false);
  });

  it.each([
    ["₩12,000", "KRW", "12,000"],
    ["12,000원", "KRW", "12,000"],
    ["-$5.00", "USD", "-5.00"],
    ["(₩ 5)", "KRW", "(5)"],
    ["12.50\u00a0€", "EUR", "12.50"],
    ["NT$ 100", "TWD", "100"],
    ["USD 9.99", "USD", "9.99"],
    ["€9.99", "USD", "€9.99"],
    [" 9.99 ", "", "9.99"],
    ["+₩1,234", "KRW", "1,234"],
    ["$12.30 USD", "USD", "12.30"],
    ["USD $12.30", "USD", "12.30"],
    ["$$5", "USD", "$5"],
    ["USD USD 5", "USD", "USD 5"],
  ])("%s in %s is %s", (text, currency, expected) => {
    expect(withoutSign(text, currency)).toBe(expected);
  });
});
