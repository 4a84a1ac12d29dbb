/** Settlement files: PlayCamp's settlement data in, the differences out, as CSV (RFC 4180). */
import { UserError } from "../../core/errors.js";
import { suggestionHint } from "../../core/suggest.js";
import { accepted, readAmount, readDistributionType, type FieldReading } from "./payment.js";
import { PAYMENT_STATUSES, type Difference, type SettlementRecord } from "./settlement.js";
import { createTimeReader, renderInstant, type ReadTime } from "./times.js";

/** Which column holds which field; a field left out is looked for under its own name. */
export type SettlementColumns = Readonly<Partial<Record<keyof SettlementRecord, string>>>;

export interface SettlementFormat {
  readonly columns?: SettlementColumns;
  /** Of times that name no offset; default UTC. */
  readonly zone?: string;
}

const FIELDS = [
  "transactionId",
  "amount",
  "currency",
  "status",
  "purchasedAt",
  "distributionType",
  "creatorKey",
] as const satisfies readonly (keyof SettlementRecord)[];

const NEEDED: readonly (keyof SettlementRecord)[] = ["transactionId", "amount", "currency"];

export interface SettlementFile {
  readonly records: readonly SettlementRecord[];
  /** Rows that cannot be read, by the number of the row (the header is 1). */
  readonly problems: readonly {
    readonly row: number;
    readonly problem: string;
  }[];
}

/** @throws {UserError} `settlement_column_missing`, `csv_malformed`, `zone_unknown` */
export function parseSettlementCsv(text: string, format: SettlementFormat = {}): SettlementFile {
  const { columns = {}, zone = "UTC" } = format;
  const [header = [], ...rows] = parseCsv(text);
  const names = header.map((name) => name.trim());
  const at = new Map(FIELDS.map((field) => [field, names.indexOf(columns[field] ?? field)]));
  for (const field of FIELDS) requireColumn(field, columns, names);
  const readTime = createTimeReader({ zone });
  const records: SettlementRecord[] = [];
  const problems: { readonly row: number; readonly problem: string }[] = [];
  for (const [index, row] of rows.entries()) {
    if (row.every((value) => value.trim() === "")) continue;
    const cell = (field: keyof SettlementRecord) => row[at.get(field) ?? -1]?.trim() ?? "";
    const reading = readRow(cell, readTime);
    if (typeof reading === "string") problems.push({ row: index + 2, problem: reading });
    else records.push(reading);
  }
  return { records, problems };
}

/** A column must be there when it is needed, and when the profile names it. */
function requireColumn(
  field: keyof SettlementRecord,
  columns: SettlementColumns,
  names: readonly string[],
): void {
  const wanted = columns[field] ?? field;
  if (names.includes(wanted)) return;
  if (columns[field] === undefined && !NEEDED.includes(field)) return;
  throw new UserError(
    "settlement_column_missing",
    `the settlement file has no column "${wanted}" for ${field}`,
    `Name it in settlement.columns.${field}. ${suggestionHint(wanted, names)}`.trim(),
  );
}

function readRow(
  cell: (field: keyof SettlementRecord) => string,
  readTime: ReadTime,
): SettlementRecord | string {
  const transactionId = cell("transactionId");
  if (transactionId === "") return "no transaction id";
  const amount = readAmount(cell("amount"));
  if (!amount.ok) return `${transactionId}: amount ${amount.problem}`;
  const statusText = cell("status").toUpperCase() || "COMPLETED";
  const status = PAYMENT_STATUSES.find((each) => each === statusText);
  if (status === undefined) return `${transactionId}: unknown status "${statusText}"`;
  const type = cell("distributionType");
  const distributionType = type === "" ? null : readDistributionType(type);
  if (distributionType?.ok === false) return `${transactionId}: ${distributionType.problem}`;
  const time = readDate(cell("purchasedAt"), readTime);
  if (!time.ok) return `${transactionId}: purchasedAt ${time.problem}`;
  return {
    transactionId,
    amount: amount.value,
    currency: cell("currency"),
    status,
    purchasedAt: time.value,
    distributionType: distributionType?.value ?? null,
    creatorKey: cell("creatorKey") || null,
  };
}

/** A day without a time of day is too coarse to be compared, and is passed over. */
function readDate(text: string, readTime: ReadTime): FieldReading<string | null> {
  if (text === "" || /^\d{4}-\d{2}-\d{2}$/.test(text)) return accepted(null);
  const reading = readTime(text);
  return reading.ok ? accepted(renderInstant(reading.instantMs)) : reading;
}

/** Rows of cells, blank lines as rows of one empty cell; a byte order mark is dropped. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n][^,\r\n]*)?)(,|\r\n|\n|\r|$)/y;
  const input = text.replace(/^\uFEFF/, "");
  while (cell.lastIndex < input.length || row.length > 0) {
    const match = cell.exec(input);
    if (match === null) {
      throw new UserError(
        "csv_malformed",
        `row ${rows.length + 1} of the CSV has a stray quote`,
        'Write a quote inside a quoted cell twice: "a ""b"" c".',
      );
    }
    const [, quoted, bare = "", end] = match;
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

const DIFFERENCE_HEADER = ["kind", "transactionId", "game", "playcamp"] as const;

/** One row a difference, with a header, lines ending in CRLF. */
export function renderDifferencesCsv(differences: readonly Difference[]): string {
  const rows = differences.map(({ kind, transactionId, game, playcamp }) => [
    kind,
    transactionId,
    game ?? "",
    playcamp ?? "",
  ]);
  return [DIFFERENCE_HEADER, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

/** A leading `=`, `+`, `@`, `|`, or a minus before anything but a number would run as a formula, behind white space too. */
function csvCell(text: string): string {
  const safe =
    /^\s*[=+@|\uff1d\uff0b\uff20]|^\s*[-\uff0d](?!\d{1,30}(?:\.\d{1,30})?$)|^[\t\r\n]/.test(text)
      ? `'${text}`
      : text;
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
