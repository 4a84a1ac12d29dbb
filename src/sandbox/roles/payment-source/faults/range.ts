/** Ways in which a payment query looks at another range than it was asked for. */
import { durationMs } from "../../../../core/duration.js";
import type { PaymentSource } from "../../../../protocols/payments/mapping.js";
import { failureReply, statusReply } from "../envelope.js";
import { deviation } from "../payment-source-policy.js";

/** Below the longest agreed window, above what ordinary polls ask for. */
const LARGE_SHARE = 0.9;
const DAY_MS = 86_400_000;

function longMs({ range }: PaymentSource): number {
  return (range?.maxWindow === undefined ? DAY_MS : durationMs(range.maxWindow)) * LARGE_SHARE;
}

export const RANGE_FAULTS = [
  deviation(
    "excludes-from",
    "a payment at the beginning of the range belongs to the range before",
    {
      includesFrom: false,
      includesTo: true,
    },
  ),
  deviation("loses-borders", "a payment on a border belongs to neither range", {
    includesFrom: false,
  }),
  deviation("ignores-range", "every payment is given, whatever the range", {
    understands: (_range, sold) => sold,
    longestMs: () => null,
  }),
  deviation("ignores-range-on-later-pages", "pages behind the first are those of every payment", {
    understands: (range, sold, skip) => (skip > 0 ? sold : range),
    longestMs: () => null,
  }),
  deviation("crashes-on-malformed-ranges", "a range that is no range ends in a 500", {
    malformedRange: () => statusReply(500, "internal error"),
  }),
  deviation("empty-is-404", "a range without payments is answered 404", {
    onEmpty: () => statusReply(404, "no payments"),
  }),
  deviation("empty-is-failure", "a range without payments is answered as a failure", {
    onEmpty: ({ source }) => failureReply(source, 404, "no payments"),
  }),
  deviation("swaps-inverted-range", "a range that ends before it begins is turned round", {
    understands: ({ fromMs, toMs }) => ({
      fromMs: Math.min(fromMs, toMs),
      toMs: Math.max(fromMs, toMs),
    }),
  }),
  deviation("crashes-on-inverted-range", "a range that ends before it begins ends in a 500", {
    inverted: () => statusReply(500, "internal error"),
  }),
  deviation("refuses-long-ranges", "the longest agreed range is refused", {
    longestMs: (agreedMs) => (agreedMs ?? DAY_MS) * LARGE_SHARE,
  }),
  deviation("slow-on-long-ranges", "the longest agreed range takes most of the agreed time", {
    delayMs: ({ fromMs, toMs }, { timeoutMs, source }) =>
      toMs - fromMs > longMs(source) ? timeoutMs * 0.7 : 0,
  }),
];
