/** What a sync has to live with and no suite judges: a bad network, bad data. */
import { TROUBLES } from "../../trouble.js";
import { withField } from "./faults/records.js";
import { deviation, span } from "./payment-source-policy.js";

/** Among so many records one that cannot be converted. */
const POISON_EVERY = 50;

export const CONDITIONS = [
  ...TROUBLES.map(({ name, title, trouble }) => deviation(name, title, { trouble })),
  deviation("poison-record", `one record in ${POISON_EVERY} has an amount that is no number`, {
    record: (record, { index }, agreement) =>
      index % POISON_EVERY === POISON_EVERY / 2
        ? withField(record, agreement, "amount", "free")
        : record,
  }),
  deviation("repeats-a-page", "the third page is the second one again", {
    positions: ({ skip, size, count }) => {
      const start = skip >= 2 * size ? skip - size : skip;
      return span(start, Math.min(start + size, count));
    },
  }),
];
