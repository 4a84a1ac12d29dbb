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
 * An amount without white space around it, and without its own currency's code or
 * sign: `₩12,000`, `-$5.00`, `12.50 €`. Another currency's is left where it is.
 */
export function withoutSign(text: string, currency: string): string {
  const trimmed = text.trim();
  const marks = [currency, ...(SIGNS[currency] ?? [])].sort((a, b) => b.length - a.length);
  const minus = /^[-−(]/.exec(trimmed)?.[0] ?? "";
  const closing = minus === "(" && trimmed.endsWith(")") ? ")" : "";
  const inner = trimmed.slice(minus.length, trimmed.length - closing.length).trim();
  for (const mark of marks) {
    if (inner.startsWith(mark)) return joined(minus, inner.slice(mark.length), closing);
    if (inner.endsWith(mark)) return joined(minus, inner.slice(0, -mark.length), closing);
  }
  return joined(minus, inner, closing);
}

function joined(minus: string, amount: string, closing: string): string {
  let [start, end] = [0, amount.length];
  while (start < end && SPACE.test(amount[start] ?? "")) start += 1;
  while (end > start && SPACE.test(amount[end - 1] ?? "")) end -= 1;
  return `${minus}${amount.slice(start, end)}${closing}`;
}
