import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/core/errors.js";
import {
  addMillis,
  parseMillis,
  renderMillis,
  subtractMillis,
  sumMillis,
  toMillis,
} from "../../../src/protocols/wallet/millis.js";

function refusalOf(text: string): UserError {
  try {
    parseMillis(text);
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error(`${text} was accepted`);
}

const anyMillis = fc.integer({ min: -1e12, max: 1e12 }).map(toMillis);

describe("parseMillis", () => {
  it.each([
    ["0", 0],
    ["5440", 5440],
    ["007", 7],
    ["9007199254740991", 9007199254740991],
  ])("reads %s", (text, millis) => {
    expect(parseMillis(text)).toBe(millis);
  });

  it.each([
    ["5.44", /integer millis.*5\.44 would be 5440/],
    ["5,44", /5,44 would be 5440/],
    [".5", /\.5 would be 500/],
    ["0.001", /would be 1$/],
    ["5.4400000", /would be 5440/],
    ["5.4405", /finer than a thousandth/],
    ["-100", /never negative/],
    ["", /\(empty\)/],
    [" 5", /digits only/],
    ["5e3", /digits only/],
    ["0x10", /digits only/],
    ["1_000", /digits only/],
    ["5.44 USD", /digits only/],
    ["٣", /digits only/],
    ["9007199254740992", /larger than/],
  ])("refuses %j", (text, message) => {
    const refusal = refusalOf(text);
    expect(refusal.code).toBe("amount_invalid");
    expect(refusal.message).toMatch(message);
    expect(refusal.message).toContain("--amount");
    expect(refusal.hint).toBeTruthy();
  });

  it("names the place it was given", () => {
    expect(() => parseMillis("x", "wallet.maxStake")).toThrow(/^wallet\.maxStake x/);
  });

  it("suggests what the decimal is worth", () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 0, max: 999 }), (whole, rest) => {
        const decimal = `${whole}.${String(rest).padStart(3, "0")}`;
        expect(refusalOf(decimal).message).toContain(`would be ${whole * 1000 + rest}`);
      }),
    );
  });
});

describe("renderMillis", () => {
  it.each([
    [5440, "5.440 USD"],
    [0, "0.000 USD"],
    [7, "0.007 USD"],
    [-5440, "-5.440 USD"],
    [-7, "-0.007 USD"],
    [9007199254740991, "9007199254740.991 USD"],
  ])("renders %i", (amount, text) => {
    expect(renderMillis(toMillis(amount), "USD")).toBe(text);
  });
});

describe("arithmetic", () => {
  it("adds, subtracts and sums exactly", () => {
    fc.assert(
      fc.property(fc.array(anyMillis), anyMillis, (amounts, extra) => {
        const sum = sumMillis(amounts);
        expect(sum).toBe(amounts.reduce<number>((a, b) => a + b, 0));
        expect(subtractMillis(addMillis(sum, extra), extra)).toBe(sum);
      }),
    );
  });

  it.each([0.5, Number.NaN, Infinity, 2 ** 53])("has no room for %d", (value) => {
    expect(() => toMillis(value)).toThrow(RangeError);
  });
});
