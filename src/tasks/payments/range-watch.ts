/** Whether a source has read the range that it was asked for: by where the payments lie that came. */
import type { PaymentSource, RangeMapping } from "../../protocols/payments/mapping.js";
import { askedRange } from "../../protocols/payments/range-format.js";
import type { TimeRange } from "../../protocols/payments/windows.js";

/** Times of payments, milliseconds since the epoch; nothing where a source takes no range. */
export interface TimeSpan {
  earliestMs: number;
  latestMs: number;
  /** The transaction of the latest one. */
  latestId: string | null;
  payments: number;
  /** Of them, those in the range. */
  inside: number;
}

export const NO_SPAN: Readonly<TimeSpan> = {
  earliestMs: Number.POSITIVE_INFINITY,
  latestMs: Number.NEGATIVE_INFINITY,
  latestId: null,
  payments: 0,
  inside: 0,
};

export function joinSpans(a: TimeSpan, b: TimeSpan): TimeSpan {
  return {
    earliestMs: Math.min(a.earliestMs, b.earliestMs),
    latestMs: Math.max(a.latestMs, b.latestMs),
    latestId: a.latestMs >= b.latestMs ? a.latestId : b.latestId,
    payments: a.payments + b.payments,
    inside: a.inside + b.inside,
  };
}

const HOUR_MS = 3_600_000;
/** More than any two zones are apart. */
const FAR_MS = 27 * HOUR_MS;

/** @returns in words, why payments of the range may be missing; null where nothing says so */
export function rangeDoubt(
  span: TimeSpan,
  range: TimeRange,
  { range: mapping }: Pick<PaymentSource, "range">,
): string | null {
  if (mapping === undefined || mapping.open === true || span.payments === 0) return null;
  const { fromMs, toMs } = askedRange(mapping, range);
  const beforeMs = fromMs - span.earliestMs;
  const afterMs = span.latestMs - toMs;
  const isFar = span.latestMs < fromMs - FAR_MS || span.earliestMs > toMs + FAR_MS;
  if (span.inside === 0 && isFar)
    return `none of the ${span.payments} payments that came lies in the range: the source may not read it as it is asked for (payments.source.range), and those of the range are missing`;
  if (namesItsZone(mapping)) return null;
  const zone = mapping.zone ?? "UTC";
  const isEarly = beforeMs >= HOUR_MS && toMs - span.latestMs >= beforeMs - HOUR_MS;
  const isLate = afterMs >= HOUR_MS && span.earliestMs - fromMs >= afterMs - HOUR_MS;
  if (!isEarly && !isLate) return null;
  const hours = Math.round((Math.max(beforeMs, afterMs) / HOUR_MS) * 2) / 2;
  return `payments lie up to ${hours} h ${isEarly ? "before" : "after"} the range, and none as far from its other end: the server may read it in another zone than payments.source.range.zone (${zone}), and some are then missing`;
}

/** A border that says which moment it is cannot be read in another zone. */
function namesItsZone({ format, day }: RangeMapping): boolean {
  const text = format ?? (day === true ? "yyyy-MM-dd" : "iso");
  return ["iso", "s", "ms"].includes(text) || /X|Z/.test(text);
}

/** By whole hours, what payments say that lie outside of a range. */
export function strayText(strayMs: number, { range }: Pick<PaymentSource, "range">): string {
  const hours = Math.round((Math.abs(strayMs) / HOUR_MS) * 2) / 2;
  const [side, such] =
    strayMs < 0
      ? ["before the range", "such as that of a record's last change"]
      : ["after its end", "such as when an order was made"];
  const { zone = "UTC" } = range ?? {};
  return `warning: payments lie up to ${hours} h ${side}: the server may select by another time than payments.map.purchasedAt, ${such}, or read the range in another zone than payments.source.range.zone (${zone})`;
}
