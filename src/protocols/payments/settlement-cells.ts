/** Single cells of a settlement file, and whether a row has as many as it should. */
import { readMoneyText } from "./amount-text.js";
import { foreignSign, withoutSign } from "./currencies.js";
import { currencyExponent, type Decimal, parseDecimal, toMinorUnits } from "./payment-amount.js";
import { accepted, type FieldReading, rejected } from "./payment.js";
import type { SettlementFormat } from "./settlement-columns.js";
import { patternPrecisionMs } from "./time-patterns.js";
import { renderInstant, type ReadTime } from "./times.js";

/** Without the marks that nobody sees and that files are glued together with. */
export function bare(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isUnseen(text[start])) start += 1;
  while (end > start && isUnseen(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/** White space, which a byte order mark is too, and the space of no width. */
function isUnseen(character = ""): boolean {
  return character === "\u200B" || character.trim() === "";
}

/** As it was before a spreadsheet was told by an apostrophe to leave it a text. */
export function plainId(text: string): string {
  return text.replace(/^'/, "");
}

/** More cells than names, or fewer: which of them is which cannot be told. */
export function shapeProblem(cells: readonly string[], names: readonly string[]): string | null {
  if (cells.length === names.length) {
    const isHeader = cells.every((cell, at) => cell.trim() === names[at]);
    return isHeader ? "the header stands here again" : null;
  }
  const isWider = cells.length > names.length;
  if (isWider && cells.slice(names.length).every((cell) => cell.trim() === "")) return null;
  return `the row has ${cells.length} cells and the header ${names.length}`;
}

/** Spreadsheets write what comes in with one. */
function withoutPlus(text: string): string {
  return text.trim().replace(/^\+(?=\d)/, "");
}

/** Signed; of any number of decimals, as a fee may be. */
export function readMoney(
  text: string,
  currency: string,
  { decimal, grouping }: SettlementFormat,
): FieldReading<Decimal> {
  const amount = readMoneyText(withoutPlus(text), currency, { decimal, grouping });
  if (amount !== null) return accepted(amount);
  const advice =
    foreignSign(text, currency) ?? adviceFor(withoutSign(text, currency), decimal, grouping);
  return rejected(`"${text}" is not a decimal number${advice === null ? "" : `: ${advice}`}`);
}

/** Signed; with as many decimals as the currency has at most. */
export function readCell(
  text: string,
  currency: string,
  format: SettlementFormat,
): FieldReading<Decimal> {
  const { decimal, grouping } = format;
  const reading = readMoney(text, currency, format);
  if (!reading.ok) return reading;
  const amount = reading.value;
  const bare = withoutSign(withoutPlus(text), currency);
  const places = currencyExponent(currency);
  // 12.000 is twelve to some and twelve thousand to others.
  const isAmbiguous =
    places < 3 &&
    /^\W*\d{1,3}[.,]\d{3}\W*$/.test(bare) &&
    grouping === undefined &&
    decimal === undefined;
  if (!isAmbiguous && toMinorUnits(amount, currency) !== null) return accepted(amount);
  return rejected(
    `"${text}" has more decimals than ${currency} (${places})${isAmbiguous ? ", or a sign between thousands: say which in settlement.grouping" : ""}`,
  );
}

function adviceFor(
  text: string,
  decimal: string | undefined,
  grouping: string | undefined,
): string | null {
  if (/[\u00a0\u202f]/.test(text))
    return "there is a no-break space in it; set settlement.grouping to a space where it stands between thousands";
  if (grouping === undefined && /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text))
    return 'set settlement.grouping to ","';
  if (decimal === undefined && /^-?\d{1,3}(?:\.\d{3})*,\d{1,2}$/.test(text))
    return 'set settlement.decimal to "," and settlement.grouping to "."';
  return parseDecimal(text.replaceAll(/[^\d.-]/g, "")) === null
    ? null
    : "it holds other signs than digits";
}

const DAY_MS = 86_400_000;

export interface RowTime {
  /** Null where no time of day is told. */
  readonly purchasedAt: string | null;
  /** The beginning of the day, where only that is told: too coarse to be compared. */
  readonly purchasedOn?: string;
}

export function readDate(
  text: string,
  readTime: ReadTime,
  pattern: string | undefined,
): FieldReading<RowTime> {
  if (text === "") return accepted({ purchasedAt: null });
  const isPlainDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isIsoDay = isPlainDay && (pattern === undefined || pattern === "iso");
  const reading = readTime(isIsoDay ? `${text}T00:00:00` : text);
  if (!reading.ok && isPlainDay) return accepted({ purchasedAt: null });
  if (!reading.ok) return rejected(withKey(reading.problem));
  const isDay =
    isPlainDay ||
    (pattern !== undefined && !NAMED_FORMS.has(pattern) && patternPrecisionMs(pattern) >= DAY_MS);
  const instant = renderInstant(reading.instantMs);
  return accepted(isDay ? { purchasedAt: null, purchasedOn: instant } : { purchasedAt: instant });
}

/** Some problems say themselves what is to be declared. */
function withKey(problem: string): string {
  return problem.includes("settlement.") ? problem : `${problem} (settlement.date)`;
}

const NAMED_FORMS = new Set(["iso", "s", "ms", "us", "ns"]);
