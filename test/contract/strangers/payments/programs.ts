/** Payment queries whose program has a usual mistake: a border, a zone, an unstable order, a join too wide. */
import { createHash } from "node:crypto";
import { exactly } from "../trust.js";
import { isWithin, PAYMENTS, rightRecord, rightSlice } from "./source.js";
import { lax, legal, wrong } from "./table.js";

export const PROGRAMS = [
  wrong(
    "minutes-compared",
    "cuts the range to whole minutes",
    "a payment of the cut part is never seen",
    {
      within: (query, all) => {
        const [fromMs, toMs] = [query.fromMs, query.toMs].map(
          (ms) => Math.ceil(ms / 60_000) * 60_000,
        );
        return all.filter((each) =>
          isWithin({ ...query, fromMs: fromMs ?? 0, toMs: toMs ?? 0 }, each),
        );
      },
    },
  ),
  lax(
    "hour-begun",
    "gives the whole hour in which the range begins",
    "payments lie in the range that was asked for",
    {
      within: ({ fromMs, toMs }, all) => {
        const hourMs = Math.floor(fromMs / 3_600_000) * 3_600_000;
        return all.filter(({ at }) => at >= hourMs && at < toMs);
      },
    },
  ),
  wrong(
    "from-exclusive",
    "leaves out a payment at the beginning of the range",
    "from is inclusive",
    {
      within: ({ fromMs, toMs }, all) => all.filter(({ at }) => at > fromMs && at < toMs),
    },
  ),
  wrong("page-skips", "counts the offset of a page from the size plus one", "records are lost", {
    slice: ({ page, size }, inRange) => inRange.slice(page * (size + 1), page * (size + 1) + size),
  }),
  lax(
    "refunds-hidden",
    "leaves refunded payments out of its pages, and counts them in total",
    "a refund is a record",
    {
      slice: (query, inRange) =>
        rightSlice(query, inRange).filter(({ state }) => state !== "refunded"),
    },
  ),
  lax(
    "joined-twice",
    "writes each payment of one user twice, by a join",
    "a payment is one record",
    {
      within: (query, all) =>
        all
          .filter((each) => isWithin(query, each))
          .flatMap((each) => (each.user === "u3" ? [each, each] : [each])),
    },
  ),
  lax(
    "sorted-by-amount-digits",
    "sorts by a value that many share, and by chance among them",
    "the order is stable within a poll, else pages lose records",
    () => {
      let turn = 0;
      return {
        slice: (query, inRange) => {
          turn += 1;
          const sign = turn % 2 === 0 ? 1 : -1;
          const sorted = [...inRange].sort(
            (a, b) => a.user.localeCompare(b.user) || sign * (a.at - b.at),
          );
          return rightSlice(query, sorted);
        },
      };
    },
  ),
  wrong(
    "month-first",
    "reads the day of the range as its month, where both are below 13",
    "records lie outside the range",
    {
      time: (text) => {
        const [, year, month, day, rest] = /^(\d{4})-(\d\d)-(\d\d)(.*)$/.exec(text) ?? [];
        return Number(day) <= 12 ? Date.parse(`${year}-${day}-${month}${rest}`) : Date.parse(text);
      },
    },
  ),
  wrong(
    "comma-amounts",
    "writes amounts with a comma for the thousands and the fraction",
    "amounts are numbers, as agreed",
    {
      record: (payment) => ({
        ...rightRecord(payment),
        price: (payment.cents / 100).toFixed(2).replace(".", ","),
      }),
    },
  ),
  wrong(
    "address-in-real-ip",
    "trusts X-Real-IP in place of the fingerprint",
    "anybody can write that header",
    {
      trusts: (credential) =>
        exactly(credential) || credential.asked.headers["x-real-ip"] !== undefined,
    },
  ),
  lax(
    "later-pages-by-token",
    "lets page 2 and further in with the fingerprint of page 1 of an hour ago",
    "each request shows records",
    {
      isTimely: () => true,
      before: ({ query, headers }) =>
        query.get("page") === "1" &&
        Math.abs(Date.now() / 1000 - Number(headers["x-timestamp"])) > 300
          ? { status: 401 }
          : undefined,
    },
  ),
  legal("etag", "sends an ETag, and a Last-Modified of long ago", "headers are free", {
    manner: {
      headers: {
        ETag: `"${createHash("md5").update("x").digest("hex")}"`,
        "Last-Modified": "Mon, 04 May 2026 00:00:00 GMT",
      },
    },
  }),
  legal(
    "big-pages",
    "gives a hundred records a page",
    "the size of a page is the source's",
    { size: 100, payments: PAYMENTS },
    { mayBlock: /page|paging/ },
  ),
  legal(
    "extra-members",
    "has further members in every record, some of them objects and null",
    "records may hold more",
    {
      record: (payment) => ({
        ...rightRecord(payment),
        device: { os: "14", model: null },
        tags: [],
        memo: "a, b\nc",
      }),
    },
  ),
];
