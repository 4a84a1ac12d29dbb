/** What of the `settlement` section cannot be meant, although each part of it can be read. */
import { UserError } from "../../core/errors.js";
import { type Check, problemsOf, type SectionProblem } from "./contradiction.js";
import type { SettlementFormat } from "./settlement-columns.js";
import { patternPrecisionMs } from "./time-patterns.js";
import { isEpochUnit } from "./times.js";

export function checkSettlement(format: SettlementFormat): readonly SectionProblem[] {
  return problemsOf(checksOf(format));
}

/** @throws {UserError} `settlement_contradiction`, `time_pattern_malformed` */
export function refuseContradictions(format: SettlementFormat): void {
  checksOf(format).forEach(([, run]) => run());
}

function checksOf(format: SettlementFormat): readonly Check[] {
  return [
    ["columns", () => checkColumns(format)],
    ["currency", () => checkCurrency(format)],
    ["grouping", () => checkSigns(format)],
    ["rows", () => checkWords(format)],
    ["refund", () => checkRefund(format)],
    ["date", () => checkDate(format)],
  ];
}

function contradiction(message: string, hint: string): never {
  throw new UserError("settlement_contradiction", message, hint);
}

/** Store and status may well be told by one word. */
const DISTINCT = [
  "transactionId",
  "amount",
  "currency",
  "purchasedAt",
  "creatorKey",
  "fee",
] as const;

/** Looked for under their own names where the profile has no other. */
const NEEDED = ["transactionId", "amount", "currency"];

function checkColumns({ columns = {}, currency, refund }: SettlementFormat): void {
  const isRead = (field: string) =>
    NEEDED.includes(field) && !(field === "currency" && currency !== undefined);
  const named = DISTINCT.flatMap((field) =>
    [columns[field] ?? (isRead(field) ? field : [])]
      .flat()
      .map((name) => [`columns.${field}`, name] as const),
  );
  const back = refund?.amount === undefined ? [] : [["refund.amount", refund.amount] as const];
  const seen = new Map<string, string>();
  for (const [key, name] of [...named, ...back]) {
    const other = seen.get(name);
    if (other !== undefined && other !== key) {
      contradiction(
        `settlement.${other} and settlement.${key} both read the column "${name}"`,
        "One of them is meant to be another column.",
      );
    }
    seen.set(name, key);
  }
}

function checkCurrency({ columns, currency }: SettlementFormat): void {
  if (currency === undefined || columns?.currency === undefined) return;
  contradiction(
    `settlement.currency says ${currency} for every row, and settlement.columns.currency reads it from each`,
    "Leave one of them out.",
  );
}

function checkSigns({ decimal, grouping }: SettlementFormat): void {
  if (grouping === undefined || grouping !== (decimal ?? ".")) return;
  contradiction(
    `settlement.grouping and settlement.decimal are both "${grouping}"${decimal === undefined ? ", which is the default" : ""}`,
    "Set decimal to the other sign.",
  );
}

function checkWords({ rows = {}, refund }: SettlementFormat): void {
  const { column, count, total, fee } = rows;
  const isOneColumn = refund?.column === undefined || refund.column === column;
  const back = isOneColumn ? refund?.in : undefined;
  const lists = [
    ["rows.count", count],
    ["rows.total", total],
    ["rows.fee", fee],
    ["refund.in", back],
  ] as const;
  const seen = new Map<string, string>();
  for (const [key, words = []] of lists) {
    for (const word of words.map(String)) {
      const other = seen.get(word);
      const isFine = other === key || (other === "rows.count" && key === "refund.in");
      if (other !== undefined && !isFine) {
        contradiction(
          `settlement.${other} and settlement.${key} both hold "${word}"`,
          "A row is one of them: name the word once.",
        );
      }
      seen.set(word, other ?? key);
    }
  }
  const counted = new Set(count?.map(String));
  const lost = back?.map(String).find((word) => !counted.has(word));
  if (count === undefined || lost === undefined) return;
  contradiction(
    `settlement.refund.in has "${lost}", and settlement.rows.count has not: such rows would be passed over`,
    "Name it in both.",
  );
}

function checkRefund({ refund }: SettlementFormat): void {
  if (refund?.column === undefined || refund.in !== undefined) return;
  contradiction(
    "settlement.refund.column is there, and settlement.refund.in is missing",
    "The column says where to look, in what stands there in a refund.",
  );
}

function checkDate({ date }: SettlementFormat): void {
  if (date !== undefined && date !== "iso" && !isEpochUnit(date)) patternPrecisionMs(date);
}
