/** Records that do not count by the profile's own rules. */
import { valueAt } from "../../core/json/path.js";
import { type JsonValue, scalarText } from "../../core/json/value.js";
import type { PaymentConversion, ValueRule } from "./mapping.js";
import { givenBack } from "./status-words.js";

/** By the profile's own rule it is no payment. */
export interface Uncounted {
  readonly kind: "other";
  readonly transactionId: null;
  readonly payment: null;
  /** What it says where it may be a payment that was given back, and no rule reads that. */
  readonly givenBack?: string;
}

export const OTHER: Uncounted = { kind: "other", transactionId: null, payment: null };

/** Of a record that is not counted, whether a refund is lost with it. */
export function leftOut({ source, refunds }: PaymentConversion) {
  const ignored = new Set(source.ignore ?? []);
  return (record: JsonValue, { path }: ValueRule): Uncounted => {
    if (refunds !== undefined || ignored.has(path)) return OTHER;
    const text = scalarText(valueAt(record, path)) ?? "";
    const back = givenBack(text);
    // Where there is a rule, what it does not name was never paid.
    const isLost = back === "yes" || (back === "maybe" && source.refund === undefined);
    return isLost ? { ...OTHER, givenBack: `${path} says "${text}"` } : OTHER;
  };
}

/** By what is written: `"0000"` is not `0`, and `true` is `"true"`. */
export function meetsRule(record: JsonValue, { path, in: values }: ValueRule): boolean {
  const text = scalarText(valueAt(record, path));
  return text !== null && values.some((value) => String(value) === text);
}
