/** A settlement file's text as a header and rows, whatever it is separated by and preceded by. */
import { CsvError, parse } from "csv-parse/sync";
import { UserError } from "../../core/errors.js";

export interface TableFormat {
  readonly separator?: string;
  /** The row in which the header stands, from 1. */
  readonly header?: number;
}

export interface TableRow {
  /** As a spreadsheet counts them, from 1. */
  readonly row: number;
  readonly cells: readonly string[];
}

export interface SettlementTable {
  readonly names: readonly string[];
  readonly rows: readonly TableRow[];
}

/** The separators in which files come, with the name by which people know them. */
const SEPARATORS: Readonly<Record<string, string>> = {
  ",": "a comma",
  "\t": "a tab",
  ";": "a semicolon ;",
  "|": "a bar |",
};

const FURTHEST_HEADER = 30;
/** More is no row, but a quote that is not closed, or no table. */
const MOST_ROW_CHARACTERS = 1024 * 1024;

/**
 * @param hasNeeded whether a row of cells holds the columns that are needed
 * @throws {UserError} `csv_malformed`, `settlement_separator`, `settlement_header`, `settlement_too_long`
 */
export function readTable(
  text: string,
  format: TableFormat,
  hasNeeded: (cells: readonly string[]) => boolean,
): SettlementTable {
  const own = /^sep=(.)\r?\n/i.exec(text);
  const declared = format.separator ?? own?.[1];
  const skipped = own === null ? 0 : 1;
  const body = own === null ? text : text.slice(own[0].length);
  const separator = declared ?? separatorOf(body, format.header ?? 1, hasNeeded);
  const rows = parseRows(body, separator).map(({ row, cells }) => ({ row: row + skipped, cells }));
  const at = rows.findIndex(({ row }) => row === (format.header ?? 1 + skipped));
  const header = rows[at];
  const names = (header?.cells ?? []).map(columnName);
  if (!hasNeeded(names)) {
    const elsewhere = rows
      .slice(0, FURTHEST_HEADER)
      .find(({ cells }) => hasNeeded(cells.map(columnName)));
    if (elsewhere !== undefined) throw headerElsewhere(elsewhere.row, format.header ?? 1);
  }
  return { names, rows: header === undefined ? [] : rows.slice(at + 1) };
}

/** Names that are long are written in several lines, and Korean ones in letters or in their parts. */
export function columnName(cell: string): string {
  return cell.trim().replaceAll(/\s+/g, " ").normalize("NFC");
}

function headerElsewhere(row: number, looked: number): UserError {
  return new UserError(
    "settlement_header",
    `the settlement file's header is looked for in row ${looked}, and row ${row} looks like it`,
    `Set settlement.header to ${row}: what stands above it is passed over.`,
  );
}

/**
 * A comma; or a tab or a bar where the header is separated by it. A semicolon
 * has to be declared: such files mostly write decimals with a comma.
 */
function separatorOf(
  text: string,
  headerRow: number,
  hasNeeded: (cells: readonly string[]) => boolean,
): string {
  const lines = text.split(/\r?\n/, Math.max(FURTHEST_HEADER, headerRow));
  const fits = (separator: string) =>
    lines.some((line) =>
      hasNeeded(
        line
          .slice(0, MOST_ROW_CHARACTERS)
          .split(separator)
          .map((cell) => columnName(cell).replace(/^=?"(.*)"$/, "$1")),
      ),
    );
  const found = Object.keys(SEPARATORS).find(fits);
  if (found !== ";") return found ?? ",";
  throw new UserError(
    "settlement_separator",
    `the settlement file is separated by ${SEPARATORS[found] ?? ""}`,
    'Set settlement.separator to ";", and settlement.decimal to "," where its amounts have one.',
  );
}

const MOST_ROWS = 2_000_000;

function longRow(): UserError {
  return new UserError(
    "csv_malformed",
    `a row of the settlement file has more than ${MOST_ROW_CHARACTERS} characters`,
    "It is no table, or has a quote that is not closed.",
  );
}

/** Before anything is made of it. */
function assertReadable(text: string): void {
  let lines = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (at < text.length && code !== LINE_FEED && code !== CARRIAGE_RETURN) continue;
    if (at - start > MOST_ROW_CHARACTERS) throw longRow();
    if (at > start || code === LINE_FEED) lines += 1;
    start = at + 1;
  }
  if (lines > MOST_ROWS)
    throw new UserError(
      "settlement_too_long",
      `the settlement file has more than ${MOST_ROWS} rows`,
      "Split it, such as by days, and reconcile each part.",
    );
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** ="007" is how a file keeps a spreadsheet from taking a text for a number; a table has it in quotes. */
function withQuotedTexts(text: string, separator: string): string {
  if (!text.includes('="')) return text;
  const mark = separator.replace(/[|^$.*+?()[\]{}\\]/, "\\$&");
  const cells = new RegExp(`(^|[\\r\\n]|${mark})="([^"\\r\\n]*)"(?=[\\r\\n]|${mark}|$)`, "g");
  return text.replaceAll(cells, '$1"=""$2"""');
}

/** The text itself, in whatever row it stands: a name, a total, an id. */
function unquoted(cell: string): string {
  return /^="(.*)"$/.exec(cell.trim())?.[1] ?? cell;
}

function parseRows(text: string, separator: string): readonly TableRow[] {
  assertReadable(text);
  try {
    const rows: TableRow[] = [];
    let row = 0;
    parse(withQuotedTexts(text, separator), {
      delimiter: separator,
      relax_column_count: true,
      skip_empty_lines: false,
      max_record_size: MOST_ROW_CHARACTERS,
      // "a", "b": a quote may stand behind a space.
      ltrim: separator !== "\t",
      rtrim: separator !== "\t",
      record_delimiter: ["\r\n", "\n", "\r"],
      on_record: (cells: string[]) => {
        row += 1;
        if (cells.length > 1 || cells[0] !== "") rows.push({ row, cells: cells.map(unquoted) });
        // Kept here, and not there as well.
        return null;
      },
    });
    return rows;
  } catch (error) {
    if (error instanceof CsvError && error.code === "CSV_MAX_RECORD_SIZE") throw longRow();
    const place = /line (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    throw new UserError(
      "csv_malformed",
      `line ${place ?? "?"} of the settlement file has a stray quote, or one that is not closed`,
      'Write a quote inside a quoted cell twice: "a ""b"" c".',
    );
  }
}
