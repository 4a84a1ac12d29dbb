/** How a record's conversion is shown, field by field. */
import { displayWidth, padEnd } from "../../reports/text-width.js";
import { convertRecord } from "../../protocols/payments/convert.js";
import { explainConversion } from "../../protocols/payments/convert-fields.js";
import { type Conversion } from "../../protocols/payments/conversion.js";
import { type FieldExplanation } from "../../protocols/payments/fields.js";
import { type JsonValue } from "../../core/json/value.js";
import type { PaymentConversion } from "../../protocols/payments/mapping.js";

export interface Explained {
  readonly becomes: Conversion["kind"];
  readonly fields: readonly FieldExplanation[];
}

/** @throws {UserError} when the mapping itself is malformed */
export function explained(record: JsonValue, conversion: PaymentConversion): Explained {
  return {
    becomes: convertRecord(record, conversion).kind,
    fields: explainConversion(record, conversion),
  };
}

export function renderExplained({ becomes, fields }: Explained, at: number): string {
  const rows = fields.map(({ field, source, raw, value }) => [
    field,
    source === "" ? "-" : source,
    shown(raw),
    shown(value),
  ]);
  const table = [["field", "from", "in the record", "becomes"], ...rows];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...table.map((row) => displayWidth(row[column] ?? ""))),
  );
  const lines = table.map((row, index) => {
    const cells = row.map((cell, column) => padEnd(cell, widths[column] ?? 0));
    const explanation = fields[index - 1];
    const remark = explanation?.problem ?? explanation?.note ?? null;
    const mark = explanation?.problem == null ? "" : "REFUSED: ";
    return `  ${cells.join("  ")}${remark === null ? "" : `  ${mark}${remark}`}`.trimEnd();
  });
  return [`record ${at + 1} becomes a ${NAMES[becomes]}`, ...lines].join("\n");
}

const NAMES: Readonly<Record<Conversion["kind"], string>> = {
  payment: "payment",
  refund: "refund",
  other: "is no payment by payments.source.counts",
  refused: "refusal",
};

function shown(value: string | boolean | null): string {
  if (value === null) return "-";
  const text = String(value).replaceAll(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
