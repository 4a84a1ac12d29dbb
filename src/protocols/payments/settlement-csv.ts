/** Settlement files as spreadsheets, stores and payment providers write them, row by row. */
import { UserError } from "../../core/errors.js";
import { settlementText } from "./settlement-bytes.js";
import { type Footer, footersOf } from "./settlement-footers.js";
import { createFileDoubts } from "./settlement-doubts.js";
import { refuseContradictions } from "./settlement-contradictions.js";
import { isHeader, type RowTerms, rowTerms, type SettlementFormat } from "./settlement-columns.js";
import { type PaymentRow, readRow, type SettlementProblem } from "./settlement-reading.js";
import type { PaymentStatus, SettlementRecord } from "./settlement-record.js";
import { saysTotal } from "./settlement-rows.js";
import { createFileTotals } from "./settlement-file-totals.js";
import { readTable, type TableRow } from "./settlement-table.js";

export type { SettlementFormat } from "./settlement-columns.js";
export type { SettlementProblem } from "./settlement-reading.js";

export interface SettlementFile {
  /** Payments and refunds, one a row that counts. */
  readonly records: readonly SettlementRecord[];
  /** Rows that cannot be read, and totals that do not agree. */
  readonly problems: readonly SettlementProblem[];
  /** Rows below the others that are taken for remarks. */
  readonly footers: readonly Footer[];
  /** Kinds of rows that the profile's `rows` does not name, each with how many there are. */
  readonly passedOver: readonly PassedOver[];
  /** What payments do not say and cannot be compared by, in words. */
  readonly doubts: readonly string[];
}

export interface PassedOver {
  readonly kind: string;
  readonly rows: number;
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
  const unsure: PaymentRow[] = [];
  const amounts = terms.at.get("amount") ?? [];
  const totals = createFileTotals(terms);
  const passed = new Map<string, number>();
  const holdsAmount = (cells: readonly string[]) =>
    amounts.some((at) => /\d/.test(cells[at] ?? ""));
  const footers = footersOf(table.rows, saysTotal, holdsAmount);
  const below = new Set(footers.map(({ row }) => row));
  const doubts = createFileDoubts(terms);
  let rows = 0;
  for (const row of table.rows) {
    if (below.has(row.row) || row.cells.every((cell) => cell.trim() === "")) continue;
    if (!saysTotal(row.cells)) rows += 1;
    const reading = readRow(row, terms);
    if ("problem" in reading) problems.push(reading);
    else if (reading.is === "passed") {
      totals.pass(reading);
      const { kind } = reading;
      if (kind !== null) passed.set(kind, (passed.get(kind) ?? 0) + 1);
    } else if (reading.is === "total") {
      const counted = records.length + unsure.length;
      const found = totals.check(row, reading, [rows, counted]);
      if (found !== null) problems.push(reading.refuse(found));
    } else {
      totals.add(reading);
      doubts.add(row.row, reading);
      if (reading.doubt === null) records.push(reading.record);
      else unsure.push(reading);
    }
  }
  for (const { row, problem } of totals.below())
    problems.push({ row, problem, transactionId: null });
  settle(unsure, records, problems);
  assertIds(table.rows, terms);
  for (const { row, text, count } of footers) {
    // Rows of fees may be counted or not.
    if (count === null || count === rows || count === records.length) continue;
    const problem = `"${text}" counts ${count} rows, and ${rows} stand above it`;
    problems.push({ row, problem, transactionId: null });
  }
  const passedOver = [...passed].map(([kind, count]) => ({ kind, rows: count }));
  return { records, problems, footers, passedOver, doubts: doubts.said() };
}

/** What a row means can be seen in the others of its payment. */
function settle(
  unsure: readonly PaymentRow[],
  records: SettlementRecord[],
  problems: SettlementProblem[],
): void {
  // A refund needs its payment; and what stands beside a payment may say again what a refund's row tells.
  for (const needed of ["COMPLETED", "REFUNDED"] satisfies PaymentStatus[]) {
    const doubted = unsure.filter(({ doubt }) => doubt?.unless === needed);
    if (doubted.length === 0) continue;
    const ids = new Set(
      records.flatMap((each) => (each.status === needed ? [each.transactionId] : [])),
    );
    for (const { record, doubt, refuse } of doubted) {
      if (ids.has(record.transactionId)) records.push(record);
      else problems.push(refuse(doubt?.problem ?? ""));
    }
  }
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
