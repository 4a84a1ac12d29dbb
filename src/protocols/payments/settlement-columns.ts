/** A settlement file's format, and which of its columns holds what. */
import { UserError } from "../../core/errors.js";
import { suggestionHint } from "../../core/suggest.js";
import { SETTLEMENT_FIELDS as FIELDS, type SettlementField as Field } from "./settlement-fields.js";
import { refundMarks, type RefundMark } from "./settlement-marks.js";
import { KIND_COLUMNS, STATUS_COLUMNS, type RefundRows, type RowRules } from "./settlement-rows.js";
import { columnName, type TableFormat } from "./settlement-table.js";
import { createTimeReader, type ReadTime } from "./times.js";

/**
 * Which column holds which field; a field left out is looked for under its own name.
 * Of several columns the first counts that holds something, of amounts one that is not zero.
 */
export type SettlementColumns = Readonly<Partial<Record<Field, string | readonly string[]>>>;

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
  /** Columns that are not what their names say: they tell of no refunds, and of no other field. */
  readonly ignore?: readonly string[];
}

function columnsOf(field: Field, { columns = {} }: SettlementFormat): readonly string[] {
  return [columns[field] ?? field].flat().map(columnName);
}

/** Whether a row of cells names the columns that every file must have. */
export function isHeader(cells: readonly string[], format: SettlementFormat): boolean {
  return neededFields(format).every((field) =>
    columnsOf(field, format).every((name) => cells.includes(name)),
  );
}

function neededFields(format: SettlementFormat): readonly Field[] {
  return format.currency === undefined
    ? ["transactionId", "amount", "currency"]
    : ["transactionId", "amount"];
}

export interface RowTerms {
  readonly format: SettlementFormat;
  readonly names: readonly string[];
  readonly at: ReadonlyMap<Field, readonly number[]>;
  /** Of the column that says what a row is; -1 for none. */
  readonly kindAt: number;
  readonly refundAt: number;
  readonly refundOfAt: number;
  /** Of the column that holds what is given back, where the amount stands in another; -1 for none. */
  readonly refundAmountAt: number;
  /** Columns of other money than the amounts: what is given back, and fees. */
  readonly sidesAt: readonly number[];
  readonly marks: readonly RefundMark[];
  /** Of the amounts' columns, from 0, one of what comes and one of what goes; null where none say so. */
  readonly opposed: readonly [number, number] | null;
  readonly readTime: ReadTime;
  /** Whether the file says whose payments are whose. */
  readonly hasCreators: boolean;
}

/** @throws {UserError} `settlement_column_missing`, `zone_unknown`, `time_pattern_malformed` */
export function rowTerms(names: readonly string[], format: SettlementFormat): RowTerms {
  for (const field of FIELDS) requireColumn(field, format, names);
  const passed = new Set(format.ignore?.map(columnName));
  const isPassed = (field: Field, name: string) =>
    passed.has(name) && format.columns?.[field] === undefined;
  const at = new Map(
    FIELDS.map((field) => [
      field,
      columnsOf(field, format).map((name) => (isPassed(field, name) ? -1 : names.indexOf(name))),
    ]),
  );
  if (format.columns?.status === undefined && !names.includes("status")) {
    const unnamed = names.findIndex((name) => STATUS_COLUMNS.test(name) && !passed.has(name));
    // A column that says what happened is read, whatever it is called.
    const { column = "" } = format.rows ?? {};
    if (unnamed !== -1 && columnName(column) !== names[unnamed]) at.set("status", [unnamed]);
  }
  const mapped = new Set([...at.values()].flat());
  const kindAt =
    format.rows?.column === undefined
      ? names.findIndex((name, index) => KIND_COLUMNS.test(name) && !mapped.has(index))
      : namedColumn("settlement.rows.column", format.rows.column, names);
  const { column, of, amount } = format.refund ?? {};
  const zone = format.zone ?? "UTC";
  const own = {
    format,
    names,
    at,
    kindAt,
    refundAt:
      column === undefined ? kindAt : namedColumn("settlement.refund.column", column, names),
    refundOfAt: of === undefined ? -1 : namedColumn("settlement.refund.of", of, names),
    refundAmountAt:
      amount === undefined ? -1 : namedColumn("settlement.refund.amount", amount, names),
    readTime: createTimeReader({ zone, unit: format.date, keys: TIME_KEYS }),
    hasCreators: hasColumn(at, "creatorKey"),
  };
  const read = new Set([...mapped, kindAt, own.refundAt, own.refundOfAt, own.refundAmountAt]);
  const amounts = at.get("amount") ?? [];
  if (amounts.length > 1) amounts.forEach((index) => read.delete(index));
  return {
    ...own,
    sidesAt: [own.refundAmountAt, ...(at.get("fee") ?? [])].filter((index) => index !== -1),
    opposed: opposedColumns(amounts.map((index) => names[index] ?? "")),
    marks: refundMarks(names, (index, name) => read.has(index) || passed.has(name)),
  };
}

const TIME_KEYS = { unit: "settlement.date", zone: "settlement.zone" };

export function hasColumn(at: RowTerms["at"], field: Field): boolean {
  return at.get(field)?.some((index) => index !== -1) === true;
}

const COMES = /\bcredit\b|입금|대변/i;
const GOES = /\bdebit\b|출금|차변/i;

function opposedColumns(amounts: readonly string[]): readonly [number, number] | null {
  const comes = amounts.findIndex((name) => COMES.test(name));
  const goes = amounts.findIndex((name) => GOES.test(name));
  return comes === -1 || goes === -1 || comes === goes ? null : [comes, goes];
}

/** A column must be there when it is needed, and when the profile names it; and once. */
function requireColumn(field: Field, format: SettlementFormat, names: readonly string[]): void {
  columnsOf(field, format).forEach((wanted) => {
    requireName(wanted, field, format, names);
  });
}

function requireName(
  wanted: string,
  field: Field,
  format: SettlementFormat,
  names: readonly string[],
): void {
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
  const at = names.indexOf(columnName(wanted));
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
