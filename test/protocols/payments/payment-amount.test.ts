import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDecimals,
  canonicalDecimal,
  compareDecimals,
  currencyExponent,
  fromMinorUnits,
  parseDecimal,
  renderDecimal,
  subtractDecimals,
  toMinorUnits,
  type Decimal,
} from "../../../src/protocols/payments/payment-amount.js";

const decimal = (text: string): Decimal => {
  const parsed = parseDecimal(text);
  if (parsed === null) throw new Error(`not a decimal: ${text}`);
  return parsed;
};

const anyDecimal = fc.record({
  digits: fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
  scale: fc.nat({ max: 20 }),
});

describe("decimals", () => {
  it("come back from text exactly as they were", () => {
    fc.assert(
      fc.property(anyDecimal, (value) => {
        expect(parseDecimal(renderDecimal(value))).toEqual(value);
      }),
    );
  });

  it("add and subtract without loss", () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        const back = subtractDecimals(addDecimals(a, b), b);
        expect(compareDecimals(back, a)).toBe(0);
      }),
    );
  });

  it("have one canonical text for one value", () => {
    fc.assert(
      fc.property(anyDecimal, fc.nat({ max: 10 }), (value, zeros) => {
        const padded = {
          digits: value.digits * 10n ** BigInt(zeros),
          scale: value.scale + zeros,
        };
        expect(renderDecimal(canonicalDecimal(padded))).toBe(
          renderDecimal(canonicalDecimal(value)),
        );
      }),
    );
  });

  it.each([
    ["1.5e3", "1500"],
    ["12E-4", "0.0012"],
    ["-0.05", "-0.05"],
    ["007.10", "7.10"],
    ["1e1", "10"],
  ])("reads %s as %s", (text, plain) => {
    expect(renderDecimal(decimal(text))).toBe(plain);
  });

  it.each(["", " 1", "1,000", "1.", ".5", "$9.99", "NaN", "0x10", "+1", "1e999", "9".repeat(101)])(
    "refuses %j",
    (text) => {
      expect(parseDecimal(text)).toBeNull();
    },
  );
});

describe("minor units", () => {
  it.each([
    ["9.99", "USD", 999n],
    ["9.990000", "USD", 999n],
    ["9.995", "USD", null],
    ["120.00", "JPY", 120n],
    ["120.50", "JPY", null],
    ["1.234", "KWD", 1234n],
    ["0.0001", "CLF", 1n],
    ["49000.00", "IDR", 4_900_000n],
    ["10.50", "HUF", 1050n],
    ["90071992547409.93", "EUR", 9_007_199_254_740_993n],
  ])("%s %s is %s", (amount, currency, minor) => {
    expect(toMinorUnits(decimal(amount), currency)).toBe(minor);
  });

  it("come back from major units", () => {
    const currencies = fc.constantFrom("USD", "KRW", "BHD", "UYW", "XXX");
    fc.assert(
      fc.property(fc.bigInt(), currencies, (minor, currency) => {
        const major = fromMinorUnits(minor, currency);
        expect(toMinorUnits(major, currency)).toBe(minor);
        expect(major.scale).toBe(currencyExponent(currency));
      }),
    );
  });
});
