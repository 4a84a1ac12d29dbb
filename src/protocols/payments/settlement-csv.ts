/** Settlement files as spreadsheets, stores and payment providers write them, row by row. */
import { UserError } from "../../core/errors.js";
import { suggestionHint } from "../../core/suggest.js";
import { readAmountText } from "./amount-text.js";
import {
  addDecimals,
  canonicalDecimal,
  compareDecimals,
  currencyExponent,
  type Decimal,
  parseDecimal,
  renderDecimal,
  subtractDecimals,
  toMinorUnits,
  ZERO,
} from "./payment-amount.js";
import { accepted, readDistributionType, rejected, type FieldReading } from "./payment.js";
import { settlementText } from "./settlement-bytes.js";
import {
  KIND_COLUMNS,
  type RefundRows,
  rowKind,
  type RowKind,
  type RowRules,
  rowStatus,
} from "./settlement-rows.js";
import { readTable, type TableFormat, type TableRow } from "./settlement-table.js";
import type { SettlementRecord } from "./settlement.js";
import { SETTLEMENT_FIELDS as FIELDS, type SettlementField } from "./settlement-fields.js";
import { createTimeReader, renderInstant, type ReadTime } from "./times.js";

type Field = SettlementField;

/** Which column holds which field; a field left out is looked for under its own name. */
export type SettlementColumns = Readonly<Partial<Record<Field, string>>>;

export interface SettlementFormat extends TableFormat {
  readonly columns?: SettlementColumns;
  /** Of times that name no offset; default UTC. */
  readonly zone?: string;
  readonly encoding?: string;
  readonly decimal?: "." | ",";
  readonly grouping?: string;
  readonly rows?: RowRules;
  /** What the status column says → a status of PlayCamp's. */
  readonly status?: Readonly<Record<string, string>>;
  readonly refund?: RefundRows;
  /** Of every row, where there is no column. */
  readonly currency?: string;
  /** Pattern of the times. */
  readonly date?: string;
}

export interface SettlementProblem {
  /** As a spreadsheet counts them; the header mostly is 1. */
  readonly row: number;
  readonly problem: string;
  /** Of the payment that the row is about, where that can be read. */
  readonly transactionId: string | null;
}

export interface SettlementFile {
  /** Payments and refunds, one a row that counts. */
  readonly records: readonly SettlementRecord[];
  /** Rows that cannot be read, and totals that do not agree. */
  readonly problems: readonly SettlementProblem[];
}

/** @throws {UserError} what {@link parseSettlementCsv} throws, `settlement_encoding`, `settlement_packed` */
export function readSettlementFile(bytes: Uint8Array, format: SettlementFormat): SettlementFile {
  return parseSettlementCsv(settlementText(bytes, format.encoding), format);
}

/**
 * @throws {UserError} `settlement_column_missing`, `settlement_header`, `settlement_separator`,
 *   `settlement_ids_mangled`, `csv_malformed`, `zone_unknown`, `time_pattern_malformed`
 */
export function parseSettlementCsv(text: string, format: SettlementFormat = {}): SettlementFile {
  const table = readTable(text, format, (cells) =>
    neededFields(format).every((field) => cells.includes(columnOf(field, format))),
  );
  const terms = rowTerms(table.names, format);
  const records: SettlementRecord[] = [];
  const problems: SettlementProblem[] = [];
  const sums = new Map<string, Decimal>();
  for (const row of table.rows) {
    if (row.cells.every((cell) => cell.trim() === "")) continue;
    const reading = readRow(row, terms, sums);
    if (reading === null) continue;
    if ("problem" in reading) problems.push({ row: row.row, ...reading });
    else {
      records.push(reading);
      addUp(sums, reading);
    }
  }
  assertIds(table.rows, terms);
  return { records, problems };
}

function columnOf(field: Field, { columns = {} }: SettlementFormat): string {
  return columns[field] ?? field;
}

function neededFields(format: SettlementFormat): readonly Field[] {
  return format.currency === undefined
    ? ["transactionId", "amount", "currency"]
    : ["transactionId", "amount"];
}

interface RowTerms {
  readonly format: SettlementFormat;
  readonly names: readonly string[];
  readonly at: ReadonlyMap<Field, number>;
  /** Of the column that says what a row is; -1 for none. */
  readonly kindAt: number;
  readonly refundAt: number;
  readonly refundOfAt: number;
  readonly readTime: ReadTime;
}

function rowTerms(names: readonly string[], format: SettlementFormat): RowTerms {
  for (const field of FIELDS) requireColumn(field, format, names);
  const at = new Map(FIELDS.map((field) => [field, names.indexOf(columnOf(field, format))]));
  const mapped = new Set(at.values());
  const kindAt =
    format.rows?.column === undefined
      ? names.findIndex((name, index) => KIND_COLUMNS.test(name) && !mapped.has(index))
      : namedColumn("settlement.rows.column", format.rows.column, names);
  const { column, of } = format.refund ?? {};
  const zone = format.zone ?? "UTC";
  return {
    format,
    names,
    at,
    kindAt,
    refundAt:
      column === undefined ? kindAt : namedColumn("settlement.refund.column", column, names),
    refundOfAt: of === undefined ? -1 : namedColumn("settlement.refund.of", of, names),
    readTime: createTimeReader({ zone, unit: format.date }),
  };
}

/** A column must be there when it is needed, and when the profile names it; and once. */
function requireColumn(field: Field, format: SettlementFormat, names: readonly string[]): void {
  const wanted = columnOf(field, format);
  const isNamed = format.columns?.[field] !== undefined;
  if (!names.includes(wanted)) {
    if (!isNamed && !neededFields(format).includes(field)) return;
    throw missingColumn(`settlement.columns.${field}`, wanted, field, names);
  }
  if (names.indexOf(wanted) === names.lastIndexOf(wanted)) return;
  throw new UserError(
    "settlement_column_missing",
    `the settlement file has the column "${wanted}" more than once`,
    `Which of them is meant for ${field} cannot be told: rename one in the file.`,
  );
}

function namedColumn(place: string, wanted: string, names: readonly string[]): number {
  const at = names.indexOf(wanted);
  if (at === -1) throw missingColumn(place, wanted, place.split(".")[1] ?? "", names);
  return at;
}

function missingColumn(
  place: string,
  wanted: string,
  purpose: string,
  names: readonly string[],
): UserError {
  return new UserError(
    "settlement_column_missing",
    `the settlement file has no column "${wanted}" for ${purpose}`,
    `Name it in ${place}. ${suggestionHint(wanted, names)}`.trim(),
  );
}

type RowReading = SettlementRecord | Omit<SettlementProblem, "row"> | null;

/** @returns null for a row that is no payment and is not meant to be one */
function readRow(row: TableRow, terms: RowTerms, sums: ReadonlyMap<string, Decimal>): RowReading {
  const { format, names, at, kindAt } = terms;
  const { cells } = row;
  const textAt = (index: number) => cells[index]?.trim() ?? "";
  const cell = (field: Field) => textAt(at.get(field) ?? -1);
  const transactionId = cell("transactionId").replace(/^'/, "");
  const refuse = (problem: string) => ({
    transactionId: transactionId === "" ? null : transactionId,
    problem: transactionId === "" ? problem : `${transactionId}: ${problem}`,
  });
  const shape = shapeProblem(cells, names);
  if (shape !== null) return refuse(shape);
  const kindText = kindAt === -1 ? null : textAt(kindAt);
  const kind = rowKind(transactionId, kindText, format.rows ?? {});
  if (kind === "fee" || kind === "none") return null;
  const currency = (format.currency ?? cell("currency")).toUpperCase();
  const amount = readCell(cell("amount"), currency, format);
  if (kind === "total") return checkTotal(amount, currency, sums, refuse);
  if (transactionId === "") return refuse("no transaction id");
  if (!amount.ok) return refuse(`amount ${amount.problem}`);
  return paymentRow(transactionId, amount.value, { kind, currency, cell, textAt, refuse }, terms);
}

interface RowView {
  readonly kind: RowKind;
  readonly currency: string;
  readonly cell: (field: Field) => string;
  readonly textAt: (index: number) => string;
  readonly refuse: (problem: string) => Omit<SettlementProblem, "row">;
}

function paymentRow(
  transactionId: string,
  amount: Decimal,
  { kind, currency, cell, textAt, refuse }: RowView,
  { format, refundAt, refundOfAt, readTime }: RowTerms,
): RowReading {
  if (!/^[A-Z]{3}$/.test(currency))
    return refuse(`currency "${currency}" is no code of three letters`);
  const isNegative = compareDecimals(amount, ZERO) < 0;
  const words = format.refund?.in?.map(String) ?? [];
  const isRefund = kind === "refund" || (refundAt !== -1 && words.includes(textAt(refundAt)));
  const said = cell("status");
  const status = isRefund
    ? "REFUNDED"
    : rowStatus(said === "" ? "COMPLETED" : said, isNegative, format.status);
  if (status === null) {
    return refuse(`unknown status "${said}": say in settlement.status what it means`);
  }
  if (isNegative && status !== "REFUNDED") {
    return refuse(
      `amount ${renderDecimal(amount)} is negative, and nothing says that it is a refund`,
    );
  }
  if (compareDecimals(amount, ZERO) === 0) return refuse("amount 0 is no payment");
  const type = cell("distributionType");
  const distributionType = type === "" ? null : readDistributionType(type);
  if (distributionType?.ok === false) return refuse(distributionType.problem);
  const time = readDate(cell("purchasedAt"), readTime);
  if (!time.ok) return refuse(`purchasedAt ${time.problem}`);
  const feeText = cell("fee");
  const fee = feeText === "" ? null : readAmountText(feeText, format);
  if (feeText !== "" && fee === null) return refuse(`fee "${feeText}" is not a decimal number`);
  const of = refundOfAt === -1 || status !== "REFUNDED" ? "" : textAt(refundOfAt).replace(/^'/, "");
  const plain = renderDecimal(canonicalDecimal(absolute(amount)));
  return {
    transactionId: of === "" ? transactionId : of,
    amount: plain,
    currency,
    status,
    refunded: status === "REFUNDED" ? plain : null,
    purchasedAt: time.value,
    distributionType: distributionType?.value ?? null,
    creatorKey: cell("creatorKey") || null,
    ...(fee === null ? {} : { fee: renderDecimal(canonicalDecimal(absolute(fee))) }),
  };
}

function absolute({ digits, scale }: Decimal): Decimal {
  return { digits: digits < 0n ? -digits : digits, scale };
}

/** More cells than names, or fewer: which of them is which cannot be told. */
function shapeProblem(cells: readonly string[], names: readonly string[]): string | null {
  if (cells.length === names.length) {
    const isHeader = cells.every((cell, at) => cell.trim() === names[at]);
    return isHeader ? "the header stands here again" : null;
  }
  const isWider = cells.length > names.length;
  if (isWider && cells.slice(names.length).every((cell) => cell.trim() === "")) return null;
  return `the row has ${cells.length} cells and the header ${names.length}`;
}

/** Signed; with as many decimals as the currency has at most. */
function readCell(
  text: string,
  currency: string,
  { decimal, grouping }: SettlementFormat,
): FieldReading<Decimal> {
  const shown = `"${text}"`;
  const amount = readAmountText(text, { decimal, grouping });
  if (amount === null) {
    const advice = adviceFor(text, decimal, grouping);
    return rejected(`${shown} is not a decimal number${advice === null ? "" : `: ${advice}`}`);
  }
  const places = currencyExponent(currency);
  // 12.000 is twelve to some and twelve thousand to others.
  const isAmbiguous =
    places < 3 &&
    /^\W*\d{1,3}[.,]\d{3}\W*$/.test(text) &&
    grouping === undefined &&
    decimal === undefined;
  if (!isAmbiguous && toMinorUnits(amount, currency) !== null) return accepted(amount);
  return rejected(
    `${shown} has more decimals than ${currency} (${places})${isAmbiguous ? ", or a sign between thousands: say which in settlement.grouping" : ""}`,
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

function addUp(sums: Map<string, Decimal>, { amount, currency, status }: SettlementRecord): void {
  const decimal = parseDecimal(amount) ?? ZERO;
  const before = sums.get(currency) ?? ZERO;
  if (status === "COMPLETED") sums.set(currency, addDecimals(before, decimal));
  if (status === "REFUNDED") sums.set(currency, subtractDecimals(before, decimal));
}

/** A total is not added, but compared with the rows above it. */
function checkTotal(
  total: FieldReading<Decimal>,
  currency: string,
  sums: ReadonlyMap<string, Decimal>,
  refuse: RowView["refuse"],
): RowReading {
  if (!total.ok) return refuse(`a total that cannot be read: ${total.problem}`);
  const [only] = sums.keys();
  const sum =
    sums.get(currency) ?? (sums.size === 1 && currency === "" ? sums.get(only ?? "") : undefined);
  if (sum === undefined) return refuse("a total of a currency that no row has");
  if (compareDecimals(sum, total.value) === 0) return null;
  return refuse(
    `the total says ${renderDecimal(total.value)}, and the rows above add up to ${renderDecimal(sum)}`,
  );
}

/** Ids that a spreadsheet took for numbers are lost: several may have become one. */
function assertIds(rows: readonly TableRow[], { at }: RowTerms): void {
  const index = at.get("transactionId") ?? -1;
  const mangled = rows.filter(({ cells }) =>
    /^\d(?:[.,]\d+)?E\+\d+$/i.test(cells[index]?.trim() ?? ""),
  );
  const [first] = mangled;
  if (first === undefined) return;
  throw new UserError(
    "settlement_ids_mangled",
    `${mangled.length} transaction ids of the settlement file, the first in row ${first.row} (${first.cells[index] ?? ""}), were turned into numbers by a spreadsheet; their digits are lost`,
    "Take the file as it was exported, before a spreadsheet saved it.",
  );
}

/** A day without a time of day is too coarse to be compared, and is passed over. */
function readDate(text: string, readTime: ReadTime): FieldReading<string | null> {
  if (text === "" || /^\d{4}-\d{2}-\d{2}$/.test(text)) return accepted(null);
  const reading = readTime(text);
  return reading.ok ? accepted(renderInstant(reading.instantMs)) : reading;
}
