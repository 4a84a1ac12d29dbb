/**
 * Exact money: decimal texts, integer minor units, and the number of decimals a
 * currency has. No binary floating point anywhere.
 */

/** `digits` × 10^-`scale`; the scale is kept, so `1.50` stays `1.50`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

export const ZERO: Decimal = { digits: 0n, scale: 0 };

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
const LONGEST_DECIMAL = 100;

/**
 * @param text such as `9.99`, `-3`, `1.5e3`; no white space, no separators of thousands
 * @returns null when the text is not a decimal, or an absurdly long one
 */
export function parseDecimal(text: string): Decimal | null {
  const match = text.length > LONGEST_DECIMAL ? null : DECIMAL.exec(text);
  if (match === null) return null;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent);
  if (Math.abs(shift) > LONGEST_DECIMAL) return null;
  const digits = BigInt(sign + whole + fraction);
  const scale = fraction.length - shift;
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** Plain notation, never an exponent; as many decimals as the scale says. */
export function renderDecimal({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? "-" : "";
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  if (scale === 0) return sign + text;
  return `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** The same value without trailing zeros: one value, one text. */
export function canonicalDecimal({ digits, scale }: Decimal): Decimal {
  let [shortened, places] = [digits, scale];
  while (places > 0 && shortened % 10n === 0n) {
    shortened /= 10n;
    places -= 1;
  }
  return { digits: shortened, scale: places };
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: digitsAt(a, scale) + digitsAt(b, scale), scale };
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, { digits: -b.digits, scale: b.scale });
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** Negative, zero or positive, as `a` is below, equal to or above `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const { digits } = subtractDecimals(a, b);
  return digits === 0n ? 0 : digits < 0n ? -1 : 1;
}

function digitsAt({ digits, scale }: Decimal, wanted: number): bigint {
  return wanted === scale ? digits : digits * 10n ** BigInt(wanted - scale);
}

/**
 * Currencies whose smallest unit is not a hundredth, after ISO 4217.
 *
 * Not taken from `Intl`: what it answers changes with the runtime's ICU data
 * (HUF, IDR, COP and PKR are 0 in some), which would move amounts by a factor of 100.
 */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...codes(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
  ...codes(3, "BHD IQD JOD KWD LYD OMR TND"),
  ...codes(4, "CLF UYW"),
]);

function codes(exponent: number, list: string): readonly (readonly [string, number])[] {
  return list.split(" ").map((code) => [code, exponent] as const);
}

/** Decimals of a currency's smallest unit; 2 unless ISO 4217 says otherwise. */
export function currencyExponent(currency: string): number {
  return EXPONENTS.get(currency) ?? 2;
}

/**
 * @returns the amount in the currency's smallest unit, or null when it has more
 *   decimals than the currency (zeros aside)
 */
export function toMinorUnits(amount: Decimal, currency: string): bigint | null {
  const { digits, scale } = canonicalDecimal(amount);
  const exponent = currencyExponent(currency);
  return scale > exponent ? null : digitsAt({ digits, scale }, exponent);
}

export function fromMinorUnits(minor: bigint, currency: string): Decimal {
  return { digits: minor, scale: currencyExponent(currency) };
}

/**
 * Whether one amount is the other, or what is left of it in whole units of the currency:
 * money has no halves of its least unit, and is rounded up or down.
 */
export function isRounded(written: Decimal, exact: Decimal, currency: string): boolean {
  if (compareDecimals(written, exact) === 0) return true;
  if (toMinorUnits(exact, currency) !== null || toMinorUnits(written, currency) === null)
    return false;
  const off = subtractDecimals(written, exact);
  const distance = { ...off, digits: off.digits < 0n ? -off.digits : off.digits };
  return compareDecimals(distance, fromMinorUnits(1n, currency)) < 0;
}
