/** What a settlement file's payments leave open, seen in all of them together. */
import { hasColumn, type RowTerms } from "./settlement-columns.js";
import type { PaymentRow } from "./settlement-reading.js";

export interface FileDoubts {
  add(row: number, reading: PaymentRow): void;
  /** In words. */
  said(): readonly string[];
}

interface Found {
  readonly first: number;
  readonly rows: number;
}

/** Fields of a payment that say something in every row, or in none. */
const CLEAR = ["status", "distributionType"] as const;

export function createFileDoubts({ names, at, opposed }: RowTerms): FileDoubts {
  const clear = CLEAR.filter((field) => hasColumn(at, field));
  const telling = new Set<string>();
  const empty = new Map<string, Found>();
  const paidIn = new Map<number, Found>();
  return {
    add: (row, { texts, record, written }) => {
      if (record.status !== "COMPLETED") return;
      for (const field of clear) {
        if (texts[field] === "") count(empty, field, row);
        else telling.add(field);
      }
      for (const index of opposed ?? [])
        if ((written[index]?.digits ?? 0n) !== 0n) count(paidIn, index, row);
    },
    said: () => [
      // A field that all payments leave empty is one that the file does not tell.
      ...[...empty].flatMap(([field, found]) =>
        telling.has(field)
          ? [
              `${field} is empty in ${rowsOf(found)} of the settlement file, and other rows have one`,
            ]
          : [],
      ),
      ...(paidIn.size < 2
        ? []
        : [
            `payments of the settlement file stand in ${[...paidIn]
              .map(
                ([column, found]) =>
                  `"${names[at.get("amount")?.[column] ?? -1] ?? ""}" (${rowsOf(found)})`,
              )
              .join(" and in ")}: in one of them money goes back`,
          ]),
    ],
  };
}

function count<Key>(found: Map<Key, Found>, key: Key, row: number): void {
  const { first, rows } = found.get(key) ?? { first: row, rows: 0 };
  found.set(key, { first, rows: rows + 1 });
}

function rowsOf({ first, rows }: Found): string {
  return rows === 1 ? `row ${first}` : `${rows} rows from row ${first} on`;
}
