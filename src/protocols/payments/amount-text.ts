/** Amounts as people and spreadsheets write them: grouped, with a comma, negative in parentheses. */
import { withoutSign } from "./currencies.js";
import { parseDecimal, type Decimal } from "./payment-amount.js";

export interface AmountSigns {
  /** Before the decimals; default `.`. */
  readonly decimal?: "." | "," | undefined;
  /** Between thousands; left out, none is allowed. */
  readonly grouping?: string | undefined;
}

const SPACES = /[ \u00a0\u202f\u2009]/g;

/**
 * @param text such as `1,234.50`, `1.234,50`, `(10.00)`, `10.00-`
 * @returns null when it is no amount in these signs; a group must have three digits
 */
export function readAmountText(text: string, signs: AmountSigns): Decimal | null {
  const { decimal = ".", grouping } = signs;
  const trimmed = text.trim();
  const enclosed = /^\((.*)\)$/s.exec(trimmed)?.[1] ?? /^([^-].*)-$/s.exec(trimmed)?.[1];
  const plain = (enclosed ?? trimmed).trim().replace(/^\u2212/, "-");
  if (enclosed !== undefined && plain.startsWith("-")) return null;
  const sign = enclosed !== undefined || plain.startsWith("-") ? "-" : "";
  const digits = plain.replace(/^-/, "");
  const [whole = "", fraction, ...rest] = digits.split(decimal);
  if (rest.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return null;
  const joined = grouping === undefined ? whole : ungrouped(whole, grouping);
  if (joined === null || !/^\d+(?:[eE][+-]?\d{1,3})?$/.test(joined)) return null;
  return parseDecimal(`${sign}${joined}${fraction === undefined ? "" : `.${fraction}`}`);
}

/**
 * The same beside the sign and the code of its own currency: `₩1,234`, `-$3.00`, `USD 12.30`.
 *
 * @param currency empty where it is not known: beside a sign it is then no amount
 */
export function readMoneyText(text: string, currency: string, signs: AmountSigns): Decimal | null {
  const hasSigns = signs.decimal !== undefined || signs.grouping !== undefined;
  // With signs of its own, 1.137 may be a thousand.
  const read = (part: string) =>
    (hasSigns ? null : parseDecimal(part)) ?? readAmountText(part, signs);
  return read(text) ?? read(withoutSign(text, currency));
}

function ungrouped(whole: string, grouping: string): string | null {
  const sign = grouping.trim() === "" ? " " : grouping;
  const text = sign === " " ? whole.replaceAll(SPACES, " ") : whole;
  const groups = text.split(sign);
  const [first = "", ...others] = groups;
  const isGrouped = /^\d{1,3}$/.test(first) && others.every((group) => /^\d{3}$/.test(group));
  return groups.length === 1 || isGrouped ? groups.join("") : null;
}
