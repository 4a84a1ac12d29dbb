/**
 * Amounts as nearly every record writes them, moved between their notations by
 * cutting text: a million payments would spend seconds on big integers. Whatever
 * is written in another way is for `money.ts`, which knows them all.
 */

/** From 1 upwards, written as `renderDecimal(canonicalDecimal(…))` would. */
const CANONICAL = /^[1-9]\d{0,17}(?:\.\d{0,17}[1-9])?$/;

/** Whether an amount of at least 1 is written in its one shortest form. */
export function isCanonicalAmount(text: string): boolean {
  return CANONICAL.test(text);
}

const MAJOR = /^([1-9]\d{0,17})(?:\.(?=\d)(\d{0,18}?)0*)?$/;

/**
 * @param exponent decimals of the currency
 * @returns the canonical amount, at least 1; null when that is not plain to see
 */
export function plainMajor(text: string, exponent: number): string | null {
  const match = MAJOR.exec(text);
  if (match === null) return null;
  const [, whole = "", fraction = ""] = match;
  if (fraction.length > exponent) return null;
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

const WHOLE = /^[1-9]\d{0,17}$/;

/**
 * @param text an amount in the currency's smallest unit
 * @param exponent decimals of the currency
 * @returns the canonical amount in major units, at least 1; null when that is not plain to see
 */
export function plainMinor(text: string, exponent: number): string | null {
  if (!WHOLE.test(text) || text.length <= exponent) return null;
  const point = text.length - exponent;
  let end = text.length;
  while (end > point && text.charCodeAt(end - 1) === ZERO) end -= 1;
  const whole = text.slice(0, point);
  return end === point ? whole : `${whole}.${text.slice(point, end)}`;
}

const ZERO = 48;
