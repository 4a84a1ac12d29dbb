/** Columns that nobody reads and that tell of refunds, under the names that files give them. */
import { plainName } from "../../core/json/plain-name.js";
import { roleOf, TRUE } from "./status-words.js";

export interface RefundMark {
  /** Of its column. */
  readonly at: number;
  readonly name: string;
  readonly isSet: (text: string) => boolean;
}

/**
 * A column of amounts that is one of several is no less a mark in a payment's row.
 *
 * @param isRead whether the column is read otherwise, or meant to be passed over
 */
export function refundMarks(
  names: readonly string[],
  isRead: (at: number, name: string) => boolean,
): readonly RefundMark[] {
  return names.flatMap((name, at): readonly RefundMark[] => {
    const role = roleOf(plainName(name));
    if ((role !== "time" && role !== "sum" && role !== "flag") || isRead(at, name)) return [];
    // A date or a sum of nothing has zeros at most.
    const isSet = (text: string) => (role === "flag" ? TRUE : /[1-9]/).test(text);
    return [{ at, name, isSet }];
  });
}

/** @returns in words, what speaks against a row that is read as a payment; null where nothing does */
export function markedRefund(
  marks: readonly RefundMark[],
  textAt: (index: number) => string,
): string | null {
  const mark = marks.find(({ at, isSet }) => isSet(textAt(at)));
  return mark === undefined
    ? null
    : `${mark.name} says "${textAt(mark.at)}", and nothing reads it as a refund: name a column of amounts in settlement.refund.amount, or what means something else in settlement.ignore`;
}
