import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalDecimal,
  fromMinorUnits,
  parseDecimal,
  renderDecimal,
  toMinorUnits,
} from "../../../src/protocols/payments/payment-amount.js";
import {
  isCanonicalAmount,
  plainMajor,
  plainMinor,
} from "../../../src/protocols/payments/plain-amounts.js";

const CURRENCIES = [
  ["JPY", 0],
  ["USD", 2],
  ["KWD", 3],
  ["CLF", 4],
] as const;

/** Amounts as records write them, and what is nearly one. */
const text = fc.oneof(
  fc.stringMatching(/^-?\d{1,20}(\.\d{0,8})?(e-?\d)?$/),
  fc.stringMatching(/^[1-9]\d{0,5}(\.\d{1,6})?0{0,4}$/),
  fc.string(),
);

describe("plain amounts", () => {
  it.each([
    ["9.99", 2, "9.99"],
    ["9.990000", 2, "9.99"],
    ["12", 2, "12"],
    ["12.00", 0, "12"],
    ["9.999", 2, null],
    ["5.", 2, null],
    ["0.5", 2, null],
    ["007", 2, null],
    ["1e1", 2, null],
  ])("%s in major units of %i decimals is %s", (written, exponent, amount) => {
    expect(plainMajor(written, exponent)).toBe(amount);
  });

  it.each([
    ["999", 2, "9.99"],
    ["1200", 2, "12"],
    ["1250", 2, "12.5"],
    ["1200", 0, "1200"],
    ["1234", 3, "1.234"],
    ["99", 2, null],
    ["999.00", 2, null],
    ["-999", 2, null],
  ])("%s in minor units of %i decimals is %s", (written, exponent, amount) => {
    expect(plainMinor(written, exponent)).toBe(amount);
  });

  it("are what exact arithmetic makes of them, or nothing", () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...CURRENCIES), (written, currency) => {
        const [code, exponent] = currency;
        const decimal = parseDecimal(written);
        const major = plainMajor(written, exponent);
        if (major !== null) {
          if (decimal === null) throw new Error(`${written} is no decimal`);
          expect(toMinorUnits(decimal, code)).not.toBeNull();
          expect(major).toBe(renderDecimal(canonicalDecimal(decimal)));
        }
        const minor = plainMinor(written, exponent);
        if (minor !== null) {
          const exact = fromMinorUnits(BigInt(written), code);
          expect(minor).toBe(renderDecimal(canonicalDecimal(exact)));
        }
        if (isCanonicalAmount(written)) {
          if (decimal === null) throw new Error(`${written} is no decimal`);
          expect(renderDecimal(canonicalDecimal(decimal))).toBe(written);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
