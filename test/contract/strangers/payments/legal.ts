/** Odd payment queries that no check may accuse. */
import { isWithin, PAYMENTS, rightRecord, SAMPLE, unsigned } from "./source.js";
import { legal } from "./table.js";

const seoul = (text: string) => Date.parse(`${text.replace(" ", "T")}+09:00`);

export const LEGAL = [
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
  legal("amount-with-sign", "writes its currency's sign before amounts", "read exactly", {
    record: (payment) => ({
      ...rightRecord(payment),
      price: `$${(payment.cents / 100).toFixed(2)}`,
    }),
  }),
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
