/** Tables of plain text: columns as wide as their widest cell, the last one unbounded. */
import { displayWidth, padEnd } from "../../reports/text-width.js";

/** @param rows the heading first; cells are one line of printable text */
export function renderColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ""))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === row.length - 1 ? cell : padEnd(cell, widths[at] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
