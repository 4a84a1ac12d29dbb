/** Settlement files as spreadsheets, stores and payment providers write them, row by row. */
import { UserError } from "../../core/errors.js";
import { readAmountText } from "./amount-text.js";
import {
  canonicalDecimal,
  compareDecimals,
  type Decimal,
  renderDecimal,
  ZERO,
} from "./payment-amount.js";
import { readDistributionType } from "./payment.js";
import { settlementText } from "./settlement-bytes.js";
import { readCell, readDate, shapeProblem } from "./settlement-cells.js";
import { type Footer, footersOf } from "./settlement-footers.js";
import { refuseContradictions } from "./settlement-contradictions.js";
import { isHeader, type RowTerms, rowTerms, type SettlementFormat } from "./settlement-columns.js";
import type { SettlementField as Field } from "./settlement-fields.js";
import type { SettlementRecord } from "./settlement-record.js";
import { markedRefund } from "./settlement-marks.js";
import { rowKind, type RowKind, rowStatus, saysTotal } from "./settlement-rows.js";
import { addUp, checkTotal, countedAmount } from "./settlement-sums.js";
import { readTable, type TableRow } from "./settlement-table.js";

export type { SettlementFormat } from "./settlement-columns.js";

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
  /** Rows below the others that are taken for remarks. */
  readonly footers: readonly Footer[];
}

/** @throws {UserError} what {@link parseSettlementCsv} throws, `settlement_encoding`, `settlement_packed` */
export function readSettlementFile(bytes: Uint8Array, format: SettlementFormat): SettlementFile {
  return parseSettlementCsv(settlementText(bytes, format.encoding), format);
}

/**
 * @throws {UserError} `settlement_contradiction`, `settlement_column_missing`, `settlement_header`, `settlement_separator`,
 *   `settlement_ids_mangled`, `csv_malformed`, `zone_unknown`, `time_pattern_malformed`
 */
export function parseSettlementCsv(text: string, format: SettlementFormat = {}): SettlementFile {
  refuseContradictions(format);
  const table = readTable(text, format, (cells) => isHeader(cells, format));
  const terms = rowTerms(table.names, format);
  const records: SettlementRecord[] = [];
  const problems: SettlementProblem[] = [];
  const marked: { row: number; mark: string; record: SettlementRecord }[] = [];
  const sums = new Map<string, Decimal>();
  const holdsAmount = (cells: readonly string[]) =>
    (terms.at.get("amount") ?? []).some((at) => /\d/.test(cells[at] ?? ""));
  const footers = footersOf(table.rows, saysTotal, holdsAmount);
  const below = new Set(footers.map(({ row }) => row));
  let rows = 0;
  for (const row of table.rows) {
    if (below.has(row.row) || row.cells.every((cell) => cell.trim() === "")) continue;
    if (!saysTotal(row.cells)) rows += 1;
    const reading = readRow(row, terms, sums);
    if (reading === null) continue;
    if ("problem" in reading) {
      problems.push({ row: row.row, ...reading });
      continue;
    }
    addUp(sums, reading.record.currency, reading.counts);
    if (reading.mark === null) records.push(reading.record);
    else marked.push({ row: row.row, mark: reading.mark, record: reading.record });
  }
  // Where a row of its own tells of the refund, what stands beside the payment says it again.
  const refunded = new Set(
    records.flatMap(({ status, transactionId }) => (status === "REFUNDED" ? [transactionId] : [])),
  );
  for (const { row, mark, record } of marked) {
    const { transactionId } = record;
    if (refunded.has(transactionId)) records.push(record);
    else problems.push({ row, transactionId, problem: `${transactionId}: ${mark}` });
  }
  assertIds(table.rows, terms);
  for (const { row, text, count } of footers) {
    // Rows of fees may be counted or not.
    if (count === null || count === rows || count === records.length) continue;
    const problem = `"${text}" counts ${count} rows, and ${rows} stand above it`;
    problems.push({ row, problem, transactionId: null });
  }
  return { records, problems, footers };
}

type RowReading = CountedRow | Omit<SettlementProblem, "row"> | null;

interface CountedRow {
  readonly record: SettlementRecord;
  /** What it adds to a total of the amounts' column. */
  readonly counts: Decimal;
  /** In words, what beside the columns that are read says that it was given back. */
  readonly mark: string | null;
}

/** @returns null for a row that is no payment and is not meant to be one */
function readRow(row: TableRow, terms: RowTerms, sums: ReadonlyMap<string, Decimal>): RowReading {
  const { format, names, at, kindAt, refundAmountAt } = terms;
  const { cells } = row;
  const textAt = (index: number) => bare(cells[index] ?? "");
  const cell = (field: Field) => {
    const texts = (at.get(field) ?? []).map(textAt).filter((text) => text !== "");
    const isEmpty = (text: string) => field === "amount" && isZero(text, format);
    return texts.find((text) => !isEmpty(text)) ?? texts[0] ?? "";
  };
  const transactionId = plainId(cell("transactionId"));
  const refuse = (problem: string) => ({
    transactionId: transactionId === "" ? null : transactionId,
    problem: transactionId === "" ? problem : `${transactionId}: ${problem}`,
  });
  const shape = shapeProblem(cells, names);
  if (shape !== null) return refuse(shape);
  const kindText = kindAt === -1 ? null : textAt(kindAt);
  const named = rowKind(transactionId, kindText, format.rows ?? {});
  const kind = transactionId === "" && saysTotal(cells) ? "total" : named;
  if (kind === "fee" || kind === "none") return null;
  const currency = (format.currency ?? cell("currency")).toUpperCase();
  const paidText = cell("amount");
  const backText = refundAmountAt === -1 ? "" : textAt(refundAmountAt);
  const hasBack = backText !== "" && !isZero(backText, format);
  const isBackAlone = hasBack && (paidText === "" || isZero(paidText, format));
  const amount = readCell(isBackAlone ? backText : paidText, currency, format);
  if (kind === "total") return checkTotal(amount, currency, sums, refuse);
  if (transactionId === "") return refuse("no transaction id");
  if (kind === "unclear")
    return refuse(
      `"${kindText ?? ""}" may be money that came again: say in settlement.rows and settlement.refund what it is`,
    );
  if (!amount.ok) return refuse(`amount ${amount.problem}`);
  const back = hasBack ? readCell(backText, currency, format) : null;
  if (back?.ok === false) return refuse(`the refund's amount ${back.problem}`);
  const view = { kind, currency, cell, textAt, refuse, back: back?.value ?? null, isBackAlone };
  return paymentRow(transactionId, amount.value, view, terms);
}

/** Without the marks that nobody sees and that files are glued together with. */
function bare(text: string): string {
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
function plainId(text: string): string {
  return text.replace(/^'/, "");
}

function isZero(text: string, format: SettlementFormat): boolean {
  const amount = readAmountText(text, format);
  return amount !== null && compareDecimals(amount, ZERO) === 0;
}

interface RowView {
  readonly kind: RowKind;
  readonly currency: string;
  readonly cell: (field: Field) => string;
  readonly textAt: (index: number) => string;
  readonly refuse: (problem: string) => Omit<SettlementProblem, "row">;
  /** What is given back by a column of its own; null where there is none. */
  readonly back: Decimal | null;
  /** That is all there is in the row. */
  readonly isBackAlone: boolean;
}

function paymentRow(
  transactionId: string,
  amount: Decimal,
  view: RowView,
  { format, refundAt, refundOfAt, readTime, marks }: RowTerms,
): RowReading {
  const { kind, currency, cell, textAt, refuse, back, isBackAlone } = view;
  if (!/^[A-Z]{3}$/.test(currency))
    return refuse(`currency "${currency}" is no code of three letters`);
  const isNegative = compareDecimals(amount, ZERO) < 0;
  const words = format.refund?.in?.map(String) ?? [];
  const isRefund =
    kind === "refund" || back !== null || (refundAt !== -1 && words.includes(textAt(refundAt)));
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
  const paid = absolute(amount);
  const given = back === null ? paid : absolute(back);
  if (compareDecimals(given, paid) > 0)
    return refuse(`${renderDecimal(given)} is given back of ${renderDecimal(paid)}`);
  const type = cell("distributionType");
  const distributionType = type === "" ? null : readDistributionType(type);
  if (distributionType?.ok === false) return refuse(distributionType.problem);
  const time = readDate(cell("purchasedAt"), readTime, format.date);
  if (!time.ok) return refuse(`purchasedAt ${time.problem}`);
  const feeText = cell("fee");
  const fee = feeText === "" ? null : readAmountText(feeText, format);
  if (feeText !== "" && fee === null) return refuse(`fee "${feeText}" is not a decimal number`);
  const of = refundOfAt === -1 || status !== "REFUNDED" ? "" : plainId(textAt(refundOfAt));
  const record: SettlementRecord = {
    transactionId: of === "" ? transactionId : of,
    amount: plainText(paid),
    currency,
    status,
    refunded: status === "REFUNDED" ? plainText(given) : null,
    purchasedAt: time.value,
    distributionType: distributionType?.value ?? null,
    creatorKey: cell("creatorKey") || null,
    ...(fee === null ? {} : { fee: plainText(absolute(fee)) }),
  };
  // A column of its own is no part of the other one's total.
  const ofColumn = isBackAlone ? ZERO : paid;
  const mark = status === "COMPLETED" ? markedRefund(marks, textAt) : null;
  return { record, counts: back === null ? countedAmount(record) : ofColumn, mark };
}

function absolute({ digits, scale }: Decimal): Decimal {
  return { digits: digits < 0n ? -digits : digits, scale };
}

function plainText(amount: Decimal): string {
  return renderDecimal(canonicalDecimal(amount));
}

/** Ids that a spreadsheet took for numbers are lost: several may have become one. */
function assertIds(rows: readonly TableRow[], { at }: RowTerms): void {
  const isMangled = (text: string | undefined) =>
    /^\d(?:[.,]\d+)?E\+\d+$/i.test(text?.trim() ?? "");
  const ids = rows.flatMap(({ row, cells }) =>
    (at.get("transactionId") ?? []).map((index) => ({ row, text: cells[index] })),
  );
  const mangled = ids.filter(({ text }) => isMangled(text));
  const [first] = mangled;
  if (first === undefined) return;
  throw new UserError(
    "settlement_ids_mangled",
    `${mangled.length} transaction ids of the settlement file, the first in row ${first.row} (${first.text ?? ""}), were turned into numbers by a spreadsheet; their digits are lost`,
    "Take the file as it was exported, before a spreadsheet saved it.",
  );
}
