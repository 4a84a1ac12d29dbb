/**
 * All pairs: few rows in which every two values of two factors meet at least
 * once. Most defects need one or two conditions; all combinations would be too
 * many requests.
 */

/** Factor → its values, the ordinary one first. */
export type Factors = Readonly<Record<string, readonly [string, ...string[]]>>;

/** Factor → the value that it has in this row. */
export type Row = Readonly<Record<string, string>>;

/**
 * Greedy: each row starts with a pair that no row has yet, and takes for every
 * other factor the value that meets most of the pairs still open.
 *
 * @returns the ordinary row first; the same factors give the same rows
 */
export function pairwiseRows(factors: Factors): readonly Row[] {
  const names = Object.keys(factors);
  const open = openPairs(names, factors);
  const rows: Row[] = [];
  const add = (row: Row) => {
    rows.push(row);
    for (const pair of pairsOf(names, row)) open.delete(pair);
  };
  add(Object.fromEntries(Object.entries(factors).map(([name, [ordinary]]) => [name, ordinary])));
  for (let [seed] = open; seed !== undefined; [seed] = open) {
    const row = new Map(parsePair(seed));
    for (const name of names) {
      if (!row.has(name)) row.set(name, bestValue(name, Object.fromEntries(row), factors, open));
    }
    add(Object.fromEntries(row));
  }
  return rows;
}

function bestValue(name: string, row: Row, factors: Factors, open: ReadonlySet<string>): string {
  const values = factors[name] ?? [""];
  const gain = (value: string) =>
    pairsOf(Object.keys(row).concat(name), { ...row, [name]: value }).filter((pair) =>
      open.has(pair),
    ).length;
  return values.reduce((best, value) => (gain(value) > gain(best) ? value : best));
}

function openPairs(names: readonly string[], factors: Factors): Set<string> {
  const pairs = names.flatMap((a, at) =>
    names
      .slice(at + 1)
      .flatMap((b) =>
        (factors[a] ?? []).flatMap((x) => (factors[b] ?? []).map((y) => pairOf(a, x, b, y))),
      ),
  );
  // One factor alone has no pairs: its values are tried one by one.
  const [only] = names;
  const single = names.length === 1 && only !== undefined ? (factors[only] ?? []) : [];
  return new Set([...pairs, ...single.map((value) => JSON.stringify([[only, value]]))]);
}

function pairsOf(names: readonly string[], row: Row): readonly string[] {
  const [only] = names;
  if (names.length === 1 && only !== undefined) return [JSON.stringify([[only, row[only]]])];
  return names.flatMap((a, at) =>
    names.slice(at + 1).flatMap((b) => {
      const [x, y] = [row[a], row[b]];
      return x === undefined || y === undefined ? [] : [pairOf(a, x, b, y), pairOf(b, y, a, x)];
    }),
  );
}

function pairOf(a: string, x: string, b: string, y: string): string {
  return JSON.stringify([
    [a, x],
    [b, y],
  ]);
}

function parsePair(pair: string): readonly (readonly [string, string])[] {
  return JSON.parse(pair) as readonly (readonly [string, string])[];
}
