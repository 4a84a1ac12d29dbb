/** Payment queries that get the range wrong. */
import { isWithin, type Payment, PAYMENTS, rightRecord, rightSlice } from "./source.js";
import { lax, wrong } from "./table.js";

const shifted = (hours: number) => (payment: Payment) => ({
  ...rightRecord(payment),
  time: new Date(payment.at + hours * 3_600_000).toISOString(),
});

/** More than a few pages of them, and more than the sample's day. */
const DAYS: readonly Payment[] = Array.from({ length: 160 }, (_, at) => ({
  id: `tx-${2000 + at}`,
  at: (PAYMENTS[0]?.at ?? 0) + at * 1_800_000,
  cents: 99 + at * 50,
  user: `u${at % 7}`,
  state: "paid",
}));

export const RANGES = [
  wrong("range-ignored", "gives all that it has, whatever the range", "the range is asked for", {
    within: (_, all) => all,
  }),
  wrong("to-ignored", "gives all from the beginning of the range on", "the range ends", {
    within: ({ fromMs }, all) => all.filter(({ at }) => at >= fromMs),
  }),
  wrong("from-ignored", "gives all up to the end of the range", "the range begins", {
    within: ({ toMs }, all) => all.filter(({ at }) => at < toMs),
  }),
  wrong(
    "range-ignored-later",
    "keeps to the range on the first page only",
    "the range holds on every page",
    {
      within: (query, all) =>
        query.page === 0 ? all.filter((each) => isWithin(query, each)) : all,
    },
  ),
  wrong(
    "end-forgotten-later",
    "forgets the end of the range from the third page on",
    "the range holds on every page",
    {
      payments: DAYS,
      within: (query, all) =>
        all.filter((each) => (query.page < 2 ? isWithin(query, each) : each.at >= query.fromMs)),
    },
  ),
  wrong("whole-days", "widens the range to whole days", "the range is asked for to the second", {
    within: ({ fromMs, toMs }, all) => {
      const day = 86_400_000;
      return all.filter(
        ({ at }) => at >= Math.floor(fromMs / day) * day && at < Math.ceil(toMs / day) * day,
      );
    },
  }),
  wrong("whole-hours", "cuts the range to whole hours", "a payment of the cut part is never seen", {
    within: ({ fromMs, toMs }, all) => {
      const hour = 3_600_000;
      return all.filter(
        ({ at }) => at >= Math.ceil(fromMs / hour) * hour && at < Math.floor(toMs / hour) * hour,
      );
    },
  }),
  wrong(
    "both-ends-open",
    "leaves out a payment on either border",
    "a payment on the border of two ranges is in one",
    {
      within: ({ fromMs, toMs }, all) => all.filter(({ at }) => at > fromMs && at < toMs),
    },
  ),
  wrong(
    "nine-hours",
    "reads the range as local time of Seoul, and writes UTC",
    "records lie outside the range",
    {
      within: (query, all) =>
        all.filter(({ at }) => at + 32_400_000 >= query.fromMs && at + 32_400_000 < query.toMs),
    },
  ),
  wrong(
    "nine-hours-in-records",
    "writes local times of Seoul with a Z",
    "records lie outside the range",
    {
      record: shifted(9),
    },
  ),
  wrong(
    "empty-404",
    "answers 404 to a range without payments",
    "nothing is a success with no records",
    {
      empty: { status: 404, body: { code: 4, error: "nothing" } },
    },
  ),
  wrong("empty-500", "breaks at a range without payments", "nothing is a success with no records", {
    empty: { status: 500 },
  }),
  wrong(
    "empty-code",
    "says code 3 where a range has no payments",
    "nothing is a success with no records",
    {
      empty: { status: 200, body: { code: 3, data: { list: [], total: 0 } } },
    },
  ),
  lax(
    "inverted-swapped",
    "turns an inverted range round, and gives its payments",
    "it is refused or empty",
    {
      inverted: (query) => ({
        status: 200,
        body: {
          code: 0,
          data: {
            list: rightSlice(
              query,
              PAYMENTS.filter(({ at }) => at >= query.toMs && at < query.fromMs),
            ).map(rightRecord),
          },
        },
      }),
    },
  ),
  lax("inverted-500", "breaks at an inverted range", "it is refused or empty", {
    inverted: () => ({ status: 500 }),
  }),
];
