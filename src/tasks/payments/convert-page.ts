/** A page's records, converted and made ready to be settled. */
import { createHash } from "node:crypto";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import { createRecordConverter, type Conversion } from "../../protocols/payments/convert.js";
import { renderJson, type JsonValue } from "../../core/json/value.js";
import { parseIsoInstant } from "../../protocols/payments/times.js";
import { isWithin, type TimeRange } from "../../protocols/payments/windows.js";
import { transactionIdOf, type Taken, type TakenRecord } from "./taken-record.js";

export interface ConvertedPage {
  readonly records: readonly TakenRecord[];
  /** Records on the page. */
  readonly count: number;
  /** Of them, those outside the range. */
  readonly outside: number;
}

/** Without the records outside the range, of which a source may give some that takes none. */
export function convertPage(
  settings: PaymentsSettings,
  range: TimeRange,
  values: readonly JsonValue[],
): ConvertedPage {
  const records: TakenRecord[] = [];
  // A source that takes a range is believed: its own clock decides what belongs to it.
  const takesAll = settings.source.range !== undefined;
  const convert = createRecordConverter(settings);
  for (const value of values) {
    const converted = convert(value);
    if (!takesAll && isOutside(converted, range)) continue;
    const conversion = converted.kind === "refused" ? withReason(converted) : converted;
    const isUnnamed = transactionIdOf(conversion) === null;
    records.push({
      conversion,
      record: isUnnamed ? digestOf(value) : undefined,
    });
  }
  const count = values.length;
  return { records, count, outside: count - records.length };
}

function isOutside(conversion: Conversion, range: TimeRange): boolean {
  const payment = conversion.kind === "refused" ? null : conversion.payment;
  return payment !== null && !isWithin(range, parseIsoInstant(payment.purchasedAt) ?? 0);
}

function withReason({ transactionId, problems }: Conversion & { kind: "refused" }): Taken {
  const reason = problems.map(({ field, problem }) => `${field}: ${problem ?? ""}`).join("; ");
  return { kind: "refused", transactionId, reason };
}

function digestOf(value: JsonValue): string {
  const digest = createHash("sha256").update(renderJson(value));
  return digest.digest("base64url").slice(0, 22);
}
