/** `poll-payments --explain`: how sample records are converted, field by field. */
import { UserError } from "../../../core/errors.js";
import { paymentsSettings } from "../../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { type JsonValue, isJsonArray, isJsonObject } from "../../../core/json/value.js";
import { parseJson } from "../../../core/json/read.js";
import type { PaymentSource } from "../../../protocols/payments/mapping.js";
import { valuesAt } from "../../../core/json/path.js";
import { readPollReply } from "../../../protocols/payments/reply.js";
import type { CommandContext, Outcome } from "../../command.js";
import { explained, renderExplained } from "../../output/conversion-text.js";
import { readInput } from "../../session/read-input.js";

/** @returns refused when one of the records cannot be converted */
export async function explainSample(
  sample: string,
  profile: ResolvedProfile,
  context: CommandContext,
): Promise<Outcome> {
  const settings = await paymentsSettings(profile, "poll-payments");
  const bytes = await readInput("--explain", sample, context);
  const records = recordsIn(settings.source, bytes, sample).map((record) =>
    explained(record, settings),
  );
  context.result(
    context.flags.json
      ? JSON.stringify({ records }, null, 2)
      : records.map(renderExplained).join("\n\n"),
  );
  return records.some(({ becomes }) => becomes === "refused") ? "refused" : "done";
}

/** A whole reply, a list, lines, or a single record: whatever the user cut out. */
function recordsIn(source: PaymentSource, bytes: Uint8Array, sample: string): readonly JsonValue[] {
  const document = parseJson(Buffer.from(bytes).toString("utf8"));
  if (document.ok) {
    const { value } = document;
    const isReply =
      (source.records ?? "") !== "" && valuesAt(value, source.records ?? "").length > 0;
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
