/** Payment queries that lose records, or write them wrongly. */
import { rightRecord, rightSlice } from "./source.js";
import { lax, wrong } from "./table.js";

export const RECORDS = [
  wrong("one-page-for-all", "gives the first page for every page", "the others are never seen", {
    slice: (query, inRange) => rightSlice({ ...query, page: 0 }, inRange),
  }),
  wrong("second-page-empty", "gives nothing after the first page", "the others are never seen", {
    slice: (query, inRange) => (query.page > 0 ? [] : rightSlice(query, inRange)),
  }),
  wrong("last-of-page-lost", "leaves out the last record of each full page", "it is on no page", {
    slice: (query, inRange) => {
      const page = rightSlice(query, inRange);
      return page.length === query.size ? page.slice(0, -1) : page;
    },
  }),
  wrong("last-page-lost", "gives full pages only", "the last page is one too", {
    slice: (query, inRange) => {
      const page = rightSlice(query, inRange);
      return page.length < query.size && query.page > 0 ? [] : page;
    },
  }),
  lax(
    "overlap",
    "begins each page with the last record of the page before",
    "a record is on one page",
    {
      slice: ({ page, size }, inRange) => {
        const start = Math.max(0, page * size - (page > 0 ? 1 : 0));
        return page * size >= inRange.length ? [] : inRange.slice(start, (page + 1) * size);
      },
    },
  ),
  lax(
    "order-changes",
    "orders pages by chance",
    "the order is stable within a poll, else pages lose records",
    () => {
      let turn = 0;
      return {
        slice: (query, inRange) => {
          turn += 7;
          const at = turn % Math.max(1, inRange.length);
          return rightSlice(query, [...inRange.slice(at), ...inRange.slice(0, at)]);
        },
      };
    },
  ),
  lax("beyond-last", "gives the last page for those after it", "a page after the last is empty", {
    slice: (query, inRange) => {
      const last = Math.max(0, Math.ceil(inRange.length / query.size) - 1);
      return rightSlice({ ...query, page: Math.min(query.page, last) }, inRange);
    },
  }),
  lax("total-of-page", "counts the page in total", "total counts the range", {
    body: (list) => ({ code: 0, data: { list, total: list.length } }),
  }),
  lax("total-of-all", "counts all that it has in total", "total counts the range", {
    body: (list) => ({ code: 0, data: { list, total: 4_300 } }),
  }),
  wrong("one-id", "gives two payments one id", "the second is taken for known, and lost", {
    record: (payment, at) => ({ ...rightRecord(payment), ...(at === 3 ? { tid: "tx-1002" } : {}) }),
  }),
  wrong(
    "id-missing",
    "leaves the id out of some records",
    "without an id nothing can be known again",
    {
      record: (payment) => {
        const { tid, ...rest } = rightRecord(payment);
        return payment.id === "tx-1005" ? rest : { tid, ...rest };
      },
    },
  ),
  wrong(
    "second-page-without-currency",
    "leaves the currency out after the first page",
    "each payment has one",
    {
      record: (payment) => {
        const { currency, ...rest } = rightRecord(payment);
        return Number(payment.id.slice(3)) > 1012 ? rest : { ...rest, currency };
      },
    },
  ),
  wrong(
    "amount-word",
    "writes amounts with the sign of another currency",
    "the sign says what the currency denies",
    {
      record: (payment) => ({
        ...rightRecord(payment),
        price: `₩${(payment.cents / 100).toFixed(2)}`,
      }),
    },
  ),
  wrong(
    "amount-negative",
    "writes refunds as negative amounts of a payment, without a state",
    "an amount is at least 0.01",
    {
      record: (payment) => ({
        ...rightRecord(payment),
        ...(payment.state === "refunded" ? { price: "-1.00", state: "paid" } : {}),
      }),
    },
  ),
  wrong(
    "platform-unknown",
    "has a platform that the agreed table does not know",
    "it cannot be converted",
    {
      record: (payment) => ({
        ...rightRecord(payment),
        ...(payment.id === "tx-1013" ? { os: "harmony" } : {}),
      }),
    },
  ),
  wrong("time-word", "writes a time that is none in one record", "it cannot be converted", {
    record: (payment) => ({
      ...rightRecord(payment),
      ...(payment.id === "tx-1021" ? { time: "yesterday" } : {}),
    }),
  }),
  wrong("not-json", "ends its list with a comma", "a reply is JSON", {
    body: (list) =>
      `{"code":0,"data":{"list":[${list.map((each) => JSON.stringify(each)).join(",")},],"total":1}}`,
  }),
];
