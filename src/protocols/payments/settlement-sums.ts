/** What a settlement file's rows add up to, against the totals that stand in it. */
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  parseDecimal,
  renderDecimal,
  subtractDecimals,
  ZERO,
} from "./payment-amount.js";
import type { FieldReading } from "./payment.js";
import type { SettlementRecord } from "./settlement-record.js";

/** What a row adds to the total of its column: refunds are taken off. */
export function countedAmount({ amount, status }: SettlementRecord): Decimal {
  const decimal = parseDecimal(amount) ?? ZERO;
  if (status === "COMPLETED") return decimal;
  return status === "REFUNDED" ? subtractDecimals(ZERO, decimal) : ZERO;
}

/** @param sums by currency */
export function addUp(sums: Map<string, Decimal>, currency: string, counts: Decimal): void {
  sums.set(currency, addDecimals(sums.get(currency) ?? ZERO, counts));
}

/**
 * A total is not added, but compared with the rows above it.
 *
 * @returns what `refuse` makes of a total that does not agree; null where it does
 */
export function checkTotal<Refused>(
  total: FieldReading<Decimal>,
  currency: string,
  sums: ReadonlyMap<string, Decimal>,
  refuse: (problem: string) => Refused,
): Refused | null {
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
