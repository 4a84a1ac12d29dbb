/** Money that a run could not give back, in words: what every report says first. */
import type { ConformanceReport, MoneyOut } from "../core/report.js";
import { oneLine } from "./printable.js";

/** So many transactions are named; the json report has all. */
const LISTED = 5;

export interface MoneyOutNotice {
  /** Such as `player user-1 lacks 5440 millis USD (…)`. */
  readonly what: string;
  /** The shell line that gives it back. */
  readonly giveBack: string;
}

export function moneyOutNotices({ moneyOut }: ConformanceReport): readonly MoneyOutNotice[] {
  return moneyOut.map((out) => ({ what: describe(out), giveBack: oneLine(out.giveBack) }));
}

function describe({ player, currency, millis, transactions }: MoneyOut): string {
  const amount = `${Math.abs(millis)} millis ${oneLine(currency)}`;
  const left = transactions.length - LISTED;
  const listed = transactions.slice(-LISTED).map(oneLine).join(", ");
  const by = listed === "" ? "" : ` (${left > 0 ? `${left} earlier transactions, ` : ""}${listed})`;
  return `player ${oneLine(player)} ${millis > 0 ? `lacks ${amount}` : `has ${amount} too much`}${by}`;
}

/** Plain lines: for formats that know no markup. */
export function moneyOutLines(report: ConformanceReport): readonly string[] {
  return moneyOutNotices(report).flatMap(({ what, giveBack }) => [
    `MONEY NOT GIVEN BACK: ${what}`,
    `give it back: ${giveBack}`,
  ]);
}
