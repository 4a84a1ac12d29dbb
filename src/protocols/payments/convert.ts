/** The game's payment records → PlayCamp payments, refunds, or reasons why not. */
import type { JsonValue } from "../../core/json/value.js";
import { type Conversion, refusedRecord } from "./conversion.js";
import { convertFields } from "./convert-fields.js";
import { convertRefund } from "./convert-refund.js";
import { conversionTerms } from "./fields.js";
import type { PaymentConversion } from "./mapping.js";
import { planPlainRecords } from "./plain-record.js";
import { createStatusWatch, type UnreadField } from "./status-watch.js";
import { leftOut, meetsRule, OTHER } from "./uncounted.js";

/** A time without an offset that its zone's clocks showed twice (`overlap`) or never (`gap`). */
export interface UnsureTime {
  readonly ambiguity: "gap" | "overlap";
  /** As the record writes it. */
  readonly text: string;
}

/** Told of what a record leaves open, while it counts as a payment. */
export interface RecordWatch {
  /** A field that looks like a status and is not read. */
  readonly onUnread?: (field: UnreadField) => void;
  readonly onUnsureTime?: (time: UnsureTime, transactionId: string) => void;
}

/** @throws {UserError} when the mapping itself is malformed */
export function convertRecord(record: JsonValue, conversion: PaymentConversion): Conversion {
  return createRecordConverter(conversion)(record);
}

/**
 * The same for many records: the mapping is planned once.
 *
 * @param watch told of what a record leaves open
 * @throws {UserError} when the mapping itself is malformed
 */
export function createRecordConverter(
  conversion: PaymentConversion,
  { onUnread = () => undefined, onUnsureTime }: RecordWatch = {},
): (record: JsonValue) => Conversion {
  const unsure: UnsureTime[] = [];
  const terms = conversionTerms(conversion, (ambiguity, text) => {
    unsure.push({ ambiguity, text });
  });
  const readPlain = planPlainRecords(terms);
  const watch = createStatusWatch(conversion);
  const counts = [conversion.source.counts ?? []].flat();
  const leave = leftOut(conversion);
  return (record) => {
    unsure.length = 0;
    const unmet = counts.find((rule) => !meetsRule(record, rule));
    if (terms.source.refund?.every === true && unmet !== undefined) return OTHER;
    if (isRefund(record, terms)) return convertRefund(record, terms);
    if (unmet !== undefined) return leave(record, unmet);
    const converted = readPlain(record) ?? convertFields(record, terms);
    if (converted.kind !== "payment") return converted;
    const [time] = unsure;
    if (time !== undefined) onUnsureTime?.(time, converted.payment.transactionId);
    const { problem, unread } = watch(record);
    unread.forEach(onUnread);
    return problem === null ? converted : refusedRecord(converted.payment.transactionId, problem);
  };
}

function isRefund(record: JsonValue, { source }: PaymentConversion): boolean {
  if (source.refund?.every === true) return true;
  const { path, in: values } = source.refund ?? {};
  return path !== undefined && values !== undefined && meetsRule(record, { path, in: values });
}
