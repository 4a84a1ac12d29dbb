/** Currencies by their codes, and the signs that people write beside amounts. */

/** ISO 4217, with those that records of the last years still have, without what it keeps for none and for tests. */
const CODES = new Set(
  `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP
   BYN BYR BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN
   ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD
   JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK
   MNT MOP MRO MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
   PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB
   TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VEF VES VND VUV WST XAD XAF
   XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMK ZMW ZWG ZWL`.split(
    /\s+/,
  ),
);

export function isCurrency(code: string): boolean {
  return CODES.has(code);
}

const SIGNS: Readonly<Record<string, readonly string[]>> = {
  KRW: ["₩", "￦", "\\", "원"],
  USD: ["$", "US$"],
  EUR: ["€"],
  GBP: ["£"],
  JPY: ["¥", "￥", "円", "JP¥"],
  CNY: ["¥", "￥", "元", "CN¥", "RMB"],
  TWD: ["NT$", "$", "元"],
  HKD: ["HK$", "$"],
  AUD: ["A$", "AU$", "$"],
  CAD: ["C$", "CA$", "$"],
  NZD: ["NZ$", "$"],
  SGD: ["S$", "$"],
  MXN: ["MX$", "$"],
  BRL: ["R$"],
  INR: ["₹"],
  VND: ["₫", "đ"],
  THB: ["฿"],
  PHP: ["₱"],
  RUB: ["₽"],
  TRY: ["₺"],
  UAH: ["₴"],
};

const SPACE = /[\s\u00a0\u202f]/;

/**
 * An amount without white space around it, and without its own currency's code and
 * sign: `₩12,000`, `-$5.00`, `+USD 12.50`, `12.50 €`. Another currency's is left where it is.
 */
export function withoutSign(text: string, currency: string): string {
  const trimmed = text.trim();
  if (trimmed.startsWith("+")) {
    const signed = trimmed.slice(1).trim();
    const rest = withoutSign(signed, currency);
    return /^\d/.test(rest) && rest !== signed ? rest : trimmed;
  }
  const minus = /^[-−(]/.exec(trimmed)?.[0] ?? "";
  const closing = minus === "(" && trimmed.endsWith(")") ? ")" : "";
  const inner = trimmed.slice(minus.length, trimmed.length - closing.length);
  return `${minus}${unmarked(inner, currency)}${closing}`;
}

/** Without one code and one sign, whichever stands further out. */
function unmarked(amount: string, currency: string): string {
  const code = currency === "" ? [] : [currency];
  const signs = (SIGNS[currency] ?? []).toSorted((a, b) => b.length - a.length);
  const bare = trimmedAmount(amount);
  const rest = withoutMark(bare, code);
  const plain = withoutMark(rest, signs);
  return rest === bare ? withoutMark(plain, code) : plain;
}

function withoutMark(amount: string, marks: readonly string[]): string {
  for (const mark of marks) {
    if (amount.startsWith(mark)) return trimmedAmount(amount.slice(mark.length));
    if (amount.endsWith(mark)) return trimmedAmount(amount.slice(0, -mark.length));
  }
  return amount;
}

function trimmedAmount(amount: string): string {
  let [start, end] = [0, amount.length];
  while (start < end && SPACE.test(amount[start] ?? "")) start += 1;
  while (end > start && SPACE.test(amount[end - 1] ?? "")) end -= 1;
  return amount.slice(start, end);
}

/** What stands before an amount's digits, and behind them. */
const MARKS = [/^[-−+(]?([^\d\s.,'()+−-]{1,4})/u, /([^\d\s.,'()+−-]{1,4})\)?$/u] as const;

/** Currencies by the codes and signs that stand beside an amount: `$` is of several; none where there are none. */
export function currenciesBeside(text: string): readonly string[] {
  const found = MARKS.flatMap((marks) => marks.exec(text.trim())?.[1] ?? []).map(currenciesOf);
  const [first = [], ...others] = found.filter((codes) => codes.length > 0);
  return first.filter((code) => others.every((codes) => codes.includes(code)));
}

function currenciesOf(mark: string): readonly string[] {
  if (isCurrency(mark)) return [mark];
  return Object.keys(SIGNS).filter((code) => SIGNS[code]?.includes(mark));
}

/** @returns in words, that an amount bears another currency's sign; null where it bears none */
export function foreignSign(text: string, currency: string): string | null {
  const codes = currenciesBeside(text);
  if (codes.length === 0 || codes.includes(currency)) return null;
  return `it has the sign of ${codes.join(" or ")}, not of ${currency}`;
}
