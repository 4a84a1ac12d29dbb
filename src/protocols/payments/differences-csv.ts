/** The differences of a settlement as CSV (RFC 4180). */
import type { Difference } from "./settlement.js";

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
