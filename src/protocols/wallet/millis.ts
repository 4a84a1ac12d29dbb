/**
 * Money as the provider counts it: integer millis, a thousandth of the
 * currency's unit (5.44 USD = 5440). No floating point anywhere.
 */
import { UserError } from "../../core/errors.js";

declare const millisBrand: unique symbol;

/** A safe integer number of thousandths of a currency unit. */
export type Millis = number & { readonly [millisBrand]: true };

export function isMillis(value: unknown): value is Millis {
  return Number.isSafeInteger(value);
}

/**
 * For amounts the program itself computes.
 *
 * @throws {RangeError} for anything but a safe integer, which is then a defect
 */
export function toMillis(value: number): Millis {
  if (isMillis(value)) return value;
  throw new RangeError(`${value} is no integer number of millis`);
}

export const ZERO_MILLIS = toMillis(0);

/**
 * Reads an amount that a person typed.
 *
 * @param where what the amount was given to, for the message
 * @throws {UserError} `amount_invalid` for anything but a plain non-negative integer
 */
export function parseMillis(text: string, where = "--amount"): Millis {
  const value = Number(text);
  if (/^\d+$/.test(text) && isMillis(value)) return value;
  throw new UserError("amount_invalid", ...refusal(text, where));
}

function refusal(text: string, where: string): [string, string] {
  const stated = `${where} ${text === "" ? "(empty)" : text}`;
  const integers = "amounts are integer millis";
  if (/^\d+$/.test(text)) {
    return [`${stated}: larger than ${Number.MAX_SAFE_INTEGER}`, "Give a smaller amount."];
  }
  if (/^-\d/.test(text)) {
    return [
      `${stated}: ${integers} and never negative`,
      "To see how the operator refuses one, use --tamper negative-amount.",
    ];
  }
  const decimal = /^(\d*)[.,](\d+)$/.exec(text);
  if (decimal === null) {
    return [`${stated}: ${integers}, digits only`, "Write 5440 for 5.44 of the currency."];
  }
  const millis = decimalToMillis(decimal[1] ?? "", decimal[2] ?? "");
  return millis === null
    ? [
        `${stated}: ${integers}, and this is finer than a thousandth`,
        "Write 5440 for 5.44 of the currency.",
      ]
    : [`${stated}: ${integers}; ${text} would be ${millis}`, `Write ${where} ${millis}.`];
}

/** @returns digits, without leading zeros; null when the fraction is finer than millis */
function decimalToMillis(whole: string, fraction: string): string | null {
  if (/[1-9]/.test(fraction.slice(3))) return null;
  const digits = whole + fraction.slice(0, 3).padEnd(3, "0");
  return digits.replace(/^0+(?=\d)/, "");
}

export function addMillis(a: Millis, b: Millis): Millis {
  return toMillis(a + b);
}

export function subtractMillis(a: Millis, b: Millis): Millis {
  return toMillis(a - b);
}

export function sumMillis(amounts: Iterable<Millis>): Millis {
  let sum = ZERO_MILLIS;
  for (const amount of amounts) sum = addMillis(sum, amount);
  return sum;
}

/** @example renderMillis(5440, "USD") is "5.440 USD" */
export function renderMillis(amount: Millis, currency: string): string {
  const digits = String(Math.abs(amount)).padStart(4, "0");
  const sign = amount < 0 ? "-" : "";
  return `${sign}${digits.slice(0, -3)}.${digits.slice(-3)} ${currency}`;
}
