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

/** @throws {UserError} when the mapping itself is malformed */
export function convertRecord(record: JsonValue, conversion: PaymentConversion): Conversion {
  return createRecordConverter(conversion)(record);
}

/**
 * The same for many records: the mapping is planned once.
 *
 * @param onUnread told of a field that looks like a status and is not read
 * @throws {UserError} when the mapping itself is malformed
 */
export function createRecordConverter(
  conversion: PaymentConversion,
  onUnread: (field: UnreadField) => void = () => undefined,
): (record: JsonValue) => Conversion {
  const terms = conversionTerms(conversion);
  const readPlain = planPlainRecords(terms);
  const watch = createStatusWatch(conversion);
  const counts = [conversion.source.counts ?? []].flat();
  const leave = leftOut(conversion);
  return (record) => {
    const unmet = counts.find((rule) => !meetsRule(record, rule));
    if (terms.source.refund?.every === true && unmet !== undefined) return OTHER;
    if (isRefund(record, terms)) return convertRefund(record, terms);
    if (unmet !== undefined) return leave(record, unmet);
    const plain = readPlain(record);
    const converted: Conversion =
      plain === null
        ? convertFields(record, terms)
        : { kind: "payment", payment: plain.payment, creatorKey: plain.creatorKey };
    if (converted.kind !== "payment") return converted;
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
