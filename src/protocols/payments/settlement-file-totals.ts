/** All that the totals of a settlement file say: amounts, other money beside them, and how many rows. */
import { ZERO } from "./payment-amount.js";
import type { RowTerms } from "./settlement-columns.js";
import { absolute, type PassedRow, type PaymentRow, type TotalRow } from "./settlement-reading.js";
import { isPartTotal, rowsOfTotal } from "./settlement-rows.js";
import { createTotals } from "./settlement-sums.js";
import type { TableRow } from "./settlement-table.js";

export function createFileTotals({ at, names, sidesAt }: RowTerms) {
  const amounts = createTotals(at.get("amount")?.length ?? 0);
  const sides = sidesAt.map((index) => ({ name: names[index] ?? "", totals: createTotals(1) }));
  let before: readonly number[] = [];

  /** @param counts of the rows above, in each way in which they can be counted */
  const countProblem = (cells: readonly string[], counts: readonly number[]): string | null => {
    const since = counts.map((count, way) => count - (before[way] ?? 0));
    const said = rowsOfTotal(cells);
    const [rows = 0] = counts;
    before = counts;
    // Above its rows nothing can be counted yet.
    if (said === null || rows === 0 || [...counts, ...since].includes(said)) return null;
    return `the total is of ${said} rows, and ${rows} stand above it`;
  };

  return {
    add: ({ record, counts, written, sides: values }: PaymentRow): void => {
      amounts.add(record, counts, written);
      sides.forEach(({ totals }, side) => {
        const value = values[side] ?? null;
        totals.add(record, value === null ? ZERO : absolute(value), [value]);
      });
    },
    pass: ({ currency, written, sides: values }: PassedRow): void => {
      amounts.pass(currency, written);
      sides.forEach(({ totals }, side) => {
        totals.pass(currency, [values[side] ?? null]);
      });
    },
    /** @returns in words, what the total says wrong first; null where nothing */
    check: (
      { row, cells }: TableRow,
      { currency: named, mayBe, cells: amountCells, sides: values }: TotalRow,
      counts: readonly number[],
    ): string | null => {
      const known = amounts.currencies();
      const fitting = mayBe.length === 1 ? mayBe : mayBe.filter((code) => known.includes(code));
      if (fitting.length > 1)
        return `its amount may be of ${fitting.join(" or ")}: name its currency in the row`;
      const currency = named === "" ? (fitting[0] ?? "") : named;
      const isPart = isPartTotal(cells);
      const problems = sides.map(({ name, totals }, side) => {
        const value = values[side] ?? null;
        const own = value === null ? [] : [{ column: 0, amount: value, isPart }];
        const problem = totals.check(row, own, currency);
        return problem === null ? null : `${name}: ${problem}`;
      });
      return (
        [amounts.check(row, amountCells, currency), ...problems, countProblem(cells, counts)].find(
          (problem) => problem !== null,
        ) ?? null
      );
    },
    below: () => [
      ...amounts.below(),
      ...sides.flatMap(({ name, totals }) =>
        totals.below().map(({ row, problem }) => ({ row, problem: `${name}: ${problem}` })),
      ),
    ],
  };
}
