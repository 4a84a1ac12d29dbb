/** Payment queries of game servers, each with one defect or one oddity. */
import {
  isWithin,
  openSource,
  type Payment,
  PAYMENTS,
  rightRecord,
  rightSlice,
  SAMPLE,
  type SourceChanges,
  unsigned,
} from "./payment-source.js";
import { type Seen, type Stranger, table } from "./stranger.js";
import { orWhen, SHORTCUTS } from "./trust.js";

const { right, wrong, lax, legal } = table<SourceChanges>(openSource);

const RIGHT = [
  right("right", {}),
  right("right-unpaged", { source: { paging: { kind: "none" } }, size: 1_000 }),
];

const FINGERPRINTS = [
  wrong("empty-fingerprint", "takes an empty X-Fingerprint", "an empty digest proves nothing", {
    trusts: SHORTCUTS.empty,
  }),
  wrong(
    "missing-fingerprint",
    "checks the fingerprint only where it comes",
    "payments are shown to whoever has the key",
    {
      trusts: SHORTCUTS.missing,
    },
  ),
  wrong("first-half", "compares the first half", "right in part is wrong", {
    trusts: SHORTCUTS.firstHalf,
  }),
  wrong("last-half", "compares the last half", "right in part is wrong", {
    trusts: SHORTCUTS.lastHalf,
  }),
  wrong("first-characters", "compares eight characters", "right in part is wrong", {
    trusts: SHORTCUTS.firstCharacters,
  }),
  wrong("four-characters-ignored", "leaves characters 21 to 24 out", "all of it counts", {
    trusts: SHORTCUTS.middleIgnored,
  }),
  wrong("any-prefix", "takes every beginning of the right fingerprint", "one character would do", {
    trusts: SHORTCUTS.anyPrefix,
  }),
  wrong(
    "trailing-garbage",
    "takes what begins with the right fingerprint",
    "that is another text",
    {
      trusts: SHORTCUTS.trailing,
    },
  ),
  wrong("same-length", "takes any 64 characters", "a wrong fingerprint is refused", {
    trusts: SHORTCUTS.sameLength,
  }),
  wrong(
    "empty-key",
    "takes fingerprints made with an empty key",
    "an empty key is known to everybody",
    {
      trusts: SHORTCUTS.emptyKey,
    },
  ),
  wrong(
    "key-itself",
    "takes the key in place of a fingerprint",
    "a fingerprint belongs to one request",
    {
      trusts: SHORTCUTS.keyItself,
    },
  ),
  wrong("second-page-unchecked", "checks the first page only", "each request shows records", {
    trusts: orWhen(({ asked }) => Number(asked.query.get("page") ?? 1) > 1),
  }),
  wrong(
    "later-on-connection",
    "checks the first request of a connection",
    "each request shows records",
    {
      trusts: SHORTCUTS.laterOnConnection,
    },
  ),
  wrong(
    "post-unchecked",
    "checks GET, and serves POST",
    "the check holds for every method that is served",
    {
      trusts: orWhen(({ asked }) => asked.method !== "GET"),
    },
  ),
  wrong(
    "slash-at-end",
    "checks the exact path, and serves it with a slash",
    "the check holds on every spelling",
    {
      trusts: SHORTCUTS.slashAtEnd,
    },
  ),
  wrong(
    "other-case-path",
    "checks the lower-case path, and serves any",
    "the check holds on every spelling",
    {
      trusts: SHORTCUTS.otherCasePath,
    },
  ),
  wrong(
    "forwarded",
    "trusts X-Forwarded-For in place of the whitelist and the fingerprint",
    "anybody can write that header",
    {
      trusts: SHORTCUTS.forwarded,
    },
  ),
  wrong(
    "range-unsigned",
    "remembers a fingerprint of its time, and takes it for any range",
    "the range is signed",
    () => {
      const known = new Set<string>();
      return {
        trusts: ({ given, key, rightUnder, asked }) => {
          const pair = `${given} ${String(asked.headers["x-timestamp"])}`;
          if (known.has(pair)) return true;
          if (given !== rightUnder(key)) return false;
          known.add(pair);
          return true;
        },
      };
    },
  ),
  wrong(
    "time-unsigned",
    "remembers a fingerprint of a range, and takes it at any time",
    "the time is signed",
    () => {
      const known = new Set<string>();
      return {
        trusts: ({ given, key, rightUnder, asked }) => {
          const pair = `${given} ${asked.query.get("from")} ${asked.query.get("to")}`;
          if (known.has(pair)) return true;
          if (given !== rightUnder(key)) return false;
          known.add(pair);
          return true;
        },
      };
    },
  ),
  wrong(
    "refuses-with-records",
    "answers 401 and shows the first page in its body",
    "a refusal shows no records",
    {
      unsigned: (payments) =>
        unsigned(401, { code: 401, data: { list: payments.map(rightRecord) } }),
    },
  ),
  wrong(
    "refuses-in-200",
    "answers 200 with code 0 and an empty list to a bad fingerprint",
    "that is the success rule: nobody would notice",
    {
      unsigned: () => unsigned(200, { code: 0, data: { list: [], total: 0 } }),
    },
  ),
  wrong("refuses-500", "answers 500 to a bad fingerprint", "a refusal is 401 or 403", {
    unsigned: () => unsigned(500),
  }),
  lax(
    "stale",
    "does not look at the age of X-Timestamp",
    "a captured poll could be sent again for ever",
    {
      isTimely: (timestamp, now) => /^\d+$/.test(timestamp) && Number(timestamp) - now <= 300,
    },
  ),
  lax("future", "takes times far ahead", "they live longer than agreed", {
    isTimely: (timestamp, now) => /^\d+$/.test(timestamp) && now - Number(timestamp) <= 300,
  }),
  lax("word-time", "takes a signed time that is no number", "it would never expire", {
    isTimely: (timestamp, now) => !(Math.abs(now - Number(timestamp)) > 300),
  }),
];

const shifted = (hours: number) => (payment: Payment) => ({
  ...rightRecord(payment),
  time: new Date(payment.at + hours * 3_600_000).toISOString(),
});
const RANGES = [
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

const RECORDS = [
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
  wrong("amount-word", "writes amounts with a currency sign", "amounts are numbers, as agreed", {
    record: (payment) => ({
      ...rightRecord(payment),
      price: `$${(payment.cents / 100).toFixed(2)}`,
    }),
  }),
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

const seoul = (text: string) => Date.parse(`${text.replace(" ", "T")}+09:00`);
const LEGAL = [
  legal(
    "no-milliseconds",
    "writes times without milliseconds",
    "ISO 8601 leaves fractions free; borders have a second of slack",
    {
      record: (payment) => ({
        ...rightRecord(payment),
        time: `${new Date(payment.at).toISOString().slice(0, 19)}Z`,
      }),
    },
  ),
  legal(
    "whole-seconds-rounded",
    "keeps whole seconds, and compares them",
    "borders have a second of slack",
    {
      within: ({ fromMs, toMs }, all) =>
        all.filter(({ at }) => {
          const second = Math.round(at / 1000) * 1000;
          return second >= fromMs && second < toMs;
        }),
      record: (payment) => ({
        ...rightRecord(payment),
        time: `${new Date(Math.round(payment.at / 1000) * 1000).toISOString().slice(0, 19)}+00:00`,
      }),
    },
  ),
  legal("to-inclusive", "includes a payment at the end of the range", "either", {
    within: ({ fromMs, toMs }, all) => all.filter(({ at }) => at >= fromMs && at <= toMs),
  }),
  legal("refuses-403", "answers 403 to a bad fingerprint", "401 or 403", {
    unsigned: () => unsigned(403),
  }),
  legal(
    "always-200",
    "answers 200 to everything, and says by ret what it means",
    "where HTTP is always 200, the success rule says it",
    {
      source: {
        success: { path: "ret", equals: -1 },
        records: "list",
        paging: { kind: "page", page: "page", total: "total" },
      },
      unsigned: () => unsigned(200, { ret: 5, message: "fingerprint" }),
      body: (list, total) => ({ ret: -1, list, total }),
      inverted: () => unsigned(200, { ret: 2, message: "range" }),
    },
  ),
  legal("empty-null", "writes null for no records", "[], null or absent", {
    body: (list, total) => ({ code: 0, data: { list: list.length === 0 ? null : list, total } }),
  }),
  legal("empty-absent", "leaves out an empty list, and data with it", "[], null or absent", {
    body: (list, total) => (list.length === 0 ? { code: 0 } : { code: 0, data: { list, total } }),
  }),
  legal("slow", "takes 300 ms", "300 ms are fine", { manner: { delayMs: 300 } }),
  legal("closes", "closes each connection", "a connection need not be kept", {
    manner: { closes: true, headers: { "Set-Cookie": "a=1" } },
  }),
  legal(
    "chunked",
    "answers in chunks, indented, header names in capitals",
    "HTTP and JSON leave that free",
    {
      manner: { chunked: true, shouts: true, indent: 1 },
    },
  ),
  legal("newest-first", "gives the newest first", "the order is free", {
    within: (query, all) => all.filter((each) => isWithin(query, each)).toReversed(),
  }),
  legal(
    "refund-shares-id",
    "gives a refund the id of its payment",
    "a payment and its refund may share one",
    {
      payments: PAYMENTS.map((each, at) =>
        each.state === "refunded" ? { ...each, id: PAYMENTS[at - 1]?.id ?? each.id } : each,
      ),
    },
  ),
  legal("inverted-empty", "answers an inverted range with no records", "refused or empty", {
    inverted: () => ({ status: 200, body: { code: 0, data: { list: [], total: 0 } } }),
  }),
  legal("numeric-ids", "writes ids as numbers", "ids are kept as written", {
    record: (payment) => ({ ...rightRecord(payment), tid: Number(payment.id.slice(3)) }),
  }),
  legal("minor-units", "writes whole cents", "the unit is agreed", {
    map: { amount: { path: "price", unit: "minor" } },
    record: (payment) => ({ ...rightRecord(payment), price: payment.cents }),
  }),
  legal("pages-from-zero", "counts pages from 0, by 20", "the profile says so", {
    first: 0,
    size: 20,
  }),
  legal("cursor", "gives a cursor, absent at the end", "the profile says so", {
    source: { paging: { kind: "cursor", cursor: "page", next: "data.next" } },
    body: (list, total, { page, size }) => ({
      code: 0,
      data: { list, ...((page + 1) * size < total ? { next: String(page + 2) } : {}) },
    }),
  }),
  legal(
    "form-local-times",
    "takes a form with local times of Seoul, and writes such",
    "the profile says so",
    {
      source: {
        method: "POST",
        in: "form",
        range: {
          from: "from",
          to: "to",
          format: "yyyy-MM-dd HH:mm:ss",
          zone: "Asia/Seoul",
          sample: SAMPLE,
        },
      },
      params: ({ body }) => new URLSearchParams(body.toString()),
      time: seoul,
      record: (payment) => ({
        ...rightRecord(payment),
        time: new Date(payment.at + 32_400_000).toISOString().slice(0, 19).replace("T", " "),
      }),
    },
  ),
  legal("one-page", "has all of a range in one reply", "paging is agreed, or none", {
    source: { paging: { kind: "none" } },
    size: 500,
    payments: PAYMENTS.slice(0, 5),
  }),
  legal("get-only", "answers 405 to all but GET", "the query is a GET", {
    before: ({ method }) => (method === "GET" ? undefined : { status: 405 }),
  }),
];

export const PAYMENTS_STRANGERS: readonly Stranger[] = [
  ...RIGHT,
  ...FINGERPRINTS,
  ...RANGES,
  ...RECORDS,
  ...LEGAL,
];

/** What the suite still gets wrong. */
export const KNOWN_MISSES: Readonly<Record<string, Seen>> = {
  "missing-fingerprint": "missed",
  "last-half": "missed",
  "four-characters-ignored": "missed",
  "trailing-garbage": "missed",
  "empty-key": "missed",
  "key-itself": "missed",
  "later-on-connection": "missed",
  "post-unchecked": "missed",
  "slash-at-end": "missed",
  "other-case-path": "missed",
  "time-unsigned": "missed",
  "refuses-with-records": "missed",
  "range-ignored-later": "missed",
  "no-milliseconds": "accused",
  "refund-shares-id": "accused",
};
