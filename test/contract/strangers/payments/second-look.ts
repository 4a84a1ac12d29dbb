/** Sources that lose records between their pages, and some that only page oddly. */
import { BUSY, limited } from "../limited.js";
import { remembersGiven } from "../trust.js";
import { legal, wrong } from "./table.js";
import { isWithin, PAYMENTS, rightRecord, rightSlice } from "./source.js";

/** Three payments at each moment. */
const AT_ONCE = PAYMENTS.map((payment, at) => ({
  ...payment,
  at: PAYMENTS[at - (at % 3)]?.at ?? payment.at,
}));

export const SECOND_LOOK = [
  wrong(
    "limit-before-where",
    "cuts the page out before it looks at the range",
    "a page of a range",
    {
      slice: (query) => rightSlice(query, PAYMENTS).filter((each) => isWithin(query, each)),
    },
  ),
  wrong(
    "known-fingerprint",
    "a fingerprint seen is right for any range",
    "it covers the range",
    () => ({ trusts: remembersGiven() }),
  ),
  wrong("next-moment", "a page begins after the last one's moment", "payments may share one", {
    payments: AT_ONCE,
    slice: ({ page, size }, inRange) => {
      let rest = inRange;
      for (let at = 0; at < page && rest.length > 0; at += 1) {
        const last = rest[size - 1]?.at ?? Infinity;
        rest = rest.filter((each) => each.at > last);
      }
      return rest.slice(0, size);
    },
  }),
  wrong("rounded-ids", "ids lose their last digits", "ids are kept exactly", {
    record: (payment) => ({
      ...rightRecord(payment),
      tid: Number(9_007_199_254_740_992n + BigInt(payment.id.slice(3))),
    }),
  }),
  legal("pages-turned-round", "pages from the oldest, each newest first", "the order is free", {
    slice: (query, inRange) => rightSlice(query, inRange).toReversed(),
  }),
  legal("limits-rate", "answers 429 to more than 10 in a second", "real ones allow few", () => ({
    before: limited(10, 1000),
  })),
  legal(
    "limits-rate-with-503",
    "answers a bare 503 to more than 30 in a second, as a proxy",
    "rate limits are not agreed",
    () => ({ before: limited(30, 1000, BUSY) }),
  ),
  legal("one-worker", "answers one poll after the other", "nobody agreed on more", {
    manner: { oneByOneMs: 60 },
    source: { timeout: "1800ms" },
  }),
  legal("zips", "zips its answers, ended by the connection", "the request takes gzip", {
    manner: { zips: true, untilClosed: true },
  }),
];
