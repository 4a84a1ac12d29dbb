/** `poll-payments --explain`: how sample records are converted, field by field. */
import { UserError } from "../../core/errors.js";
import { paymentsSettings } from "../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import {
  convertRecord,
  explainConversion,
  type Conversion,
  type FieldExplanation,
} from "../../protocols/payments/convert.js";
import {
  isJsonArray,
  isJsonObject,
  parseJson,
  type JsonValue,
} from "../../protocols/payments/lossless-json.js";
import type { PaymentSource } from "../../protocols/payments/mapping.js";
import { valuesAt } from "../../protocols/payments/path.js";
import { readPollReply } from "../../protocols/payments/reply.js";
import type { CommandContext, Outcome } from "../command.js";
import { readInput } from "../read-input.js";

interface Explained {
  readonly becomes: Conversion["kind"];
  readonly fields: readonly FieldExplanation[];
}

/** @returns refused when one of the records cannot be converted */
export async function explainSample(
  sample: string,
  profile: ResolvedProfile,
  context: CommandContext,
): Promise<Outcome> {
  const settings = await paymentsSettings(profile, "poll-payments");
  const bytes = await readInput("--explain", sample, context);
  const explained = recordsIn(settings.source, bytes, sample).map(
    (record): Explained => ({
      becomes: convertRecord(record, settings).kind,
      fields: explainConversion(record, settings),
    }),
  );
  context.result(
    context.flags.json
      ? JSON.stringify({ records: explained }, null, 2)
      : explained.map(renderExplained).join("\n\n"),
  );
  return explained.some(({ becomes }) => becomes === "refused")
    ? "refused"
    : "done";
}

/** A whole reply, a list, lines, or a single record: whatever the user cut out. */
function recordsIn(
  source: PaymentSource,
  bytes: Uint8Array,
  sample: string,
): readonly JsonValue[] {
  const document = parseJson(Buffer.from(bytes).toString("utf8"));
  if (document.ok) {
    const { value } = document;
    const isReply =
      (source.records ?? "") !== "" &&
      valuesAt(value, source.records ?? "").length > 0;
    if (!isReply && isJsonObject(value)) return [value];
    if (!isReply && isJsonArray(value)) return value.filter(isJsonObject);
  }
  const reply = readPollReply(source, bytes, null);
  if (reply.ok && reply.records.length > 0) return reply.records;
  throw new UserError(
    "sample_unreadable",
    `--explain ${sample}: ${reply.ok ? "there is no record in it" : reply.problem}`,
    "Give one record as JSON, a list of records, or a whole reply of the source.",
  );
}

function renderExplained({ becomes, fields }: Explained, at: number): string {
  const rows = fields.map(({ field, source, raw, value }) => [
    field,
    source === "" ? "-" : source,
    shown(raw),
    shown(value),
  ]);
  const table = [["field", "from", "in the record", "becomes"], ...rows];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row, index) => {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
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
  refused: "refusal",
};

function shown(value: string | boolean | null): string {
  if (value === null) return "-";
  const text = String(value).replaceAll(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
