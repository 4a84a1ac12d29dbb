/**
 * What the sandbox's game has sold: payment number i is a function of seed and
 * i alone, so that a million of them take no memory and any page is found at once.
 */
import {
  currencyExponent,
  fromMinorUnits,
  renderDecimal,
} from "../../../protocols/payments/payment-amount.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";

export interface GamePayment {
  /** From 0, ascending with time. */
  readonly index: number;
  readonly user: number;
  readonly product: number;
  /** An even number of the currency's smallest unit, at least 100. */
  readonly minor: bigint;
  readonly isRefunded: boolean;
  readonly purchasedAtMs: number;
  /** Anything, the same for the same payment. */
  readonly dice: number;
}

export interface GamePaymentsOptions {
  readonly seed: number;
  readonly count: number;
  readonly sold: TimeRange;
  /** Times are multiples of this, counted from the range's beginning. */
  readonly stepMs: number;
}

export interface GamePayments {
  readonly count: number;
  at(index: number): GamePayment;
  /** The number of payments before an instant; with `included`, those at it count too. */
  countBefore(instantMs: number, included: boolean): number;
}

const PRICES = [100, 198, 498, 998, 1998, 4998, 9998] as const;
const PRODUCTS = 12;
/** One of so many is given back. */
const REFUND_SHARE = 17;

export function createGamePayments(options: GamePaymentsOptions): GamePayments {
  const { seed, count, sold, stepMs } = options;
  const steps = Math.max(1, Math.floor((sold.toMs - sold.fromMs) / stepMs));
  const users = Math.max(5, Math.floor(count / 10));
  const timeOf = (index: number) =>
    sold.fromMs + stepMs * Number((BigInt(index) * BigInt(steps)) / BigInt(count));
  return {
    count,
    at: (index) => {
      const dice = mix(seed, index);
      return {
        index,
        user: 100_001 + (dice % users),
        product: (dice >>> 3) % PRODUCTS,
        minor: BigInt(PRICES[(dice >>> 7) % PRICES.length] ?? PRICES[0]),
        isRefunded: dice % REFUND_SHARE === 0,
        purchasedAtMs: timeOf(index),
        dice,
      };
    },
    countBefore: (instantMs, included) => {
      const passed = (instantMs - sold.fromMs) / stepMs;
      const step = included ? Math.floor(passed) + 1 : Math.ceil(passed);
      if (step <= 0) return 0;
      if (step >= steps) return count;
      // The smallest index whose step is not below `step`.
      return Number(ceilDivide(BigInt(step) * BigInt(count), BigInt(steps)));
    },
  };
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

/** Of payments that a refund of their own tells of; no fault of the payments' records has one of these. */
export const REFUNDED_EVERY = 14;
export const FIRST_REFUNDED = 3;

/** What such a refund gives back: all of it, so that a sync comes to its end. Null where there is none. */
export function givenBack({ index, minor }: GamePayment): bigint | null {
  return index % REFUNDED_EVERY === FIRST_REFUNDED ? minor : null;
}

/** Every second payment that is given back, so that the others are the accepted controls. */
export function isSecondRefund(index: number): boolean {
  return Math.floor(index / REFUNDED_EVERY) % 2 === 1;
}

/** Major units, as many decimals as the currency has. */
export function amountIn(currency: string, minor: bigint): string {
  return renderDecimal(fromMinorUnits(minorIn(currency, minor), currency));
}

/** A price that is a sensible number of units in any currency. */
export function minorIn(currency: string, minor: bigint): bigint {
  const exponent = currencyExponent(currency);
  return exponent > 2 ? minor * 10n ** BigInt(exponent - 2) : minor;
}

/** 32 bits that look random. */
export function mix(seed: number, index: number): number {
  let bits = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97) >>> 0;
  return (bits ^ (bits >>> 15)) >>> 0;
}
