/** Profiles of which two keys do not go together, and those keys: messages are to name both. */
import type { PaymentMapping } from "../../../src/protocols/payments/mapping.js";

type Section = Readonly<Record<string, unknown>>;

export interface Contradictory {
  readonly name: string;
  /** Over a `payments.source` that is fine. */
  readonly source?: Section;
  /** Over a `payments.map` that is fine. */
  readonly map?: PaymentMapping;
  readonly refunds?: Section;
  readonly settlement?: Section;
  /** As the message names them. */
  readonly keys: readonly [string, string];
}

const URL = "https://game.example/payments";
const KEY = { key: { env: "KEY" } };
const source = (...keys: readonly [string, string]) => ({
  keys: [`payments.source.${keys[0]}`, `payments.source.${keys[1]}`] as const,
});
const mapped = (...keys: readonly [string, string]) => ({
  keys: [`payments.map.${keys[0]}`, `payments.map.${keys[1]}`] as const,
});
const settled = (...keys: readonly [string, string]) => ({
  keys: [`settlement.${keys[0]}`, `settlement.${keys[1]}`] as const,
});

const SOURCES: readonly Contradictory[] = [
  {
    name: "from and to under one name",
    source: { range: { from: "date", to: "date" } },
    ...source("range.from", "range.to"),
  },
  {
    name: "to under the name that from has by default",
    source: { range: { to: "from" } },
    ...source("range.from", "range.to"),
  },
  {
    name: "one day with an end",
    source: { range: { from: "d", to: "e", day: true } },
    ...source("range.day", "range.to"),
  },
  {
    name: "one day whose end is included",
    source: { range: { from: "d", day: true, inclusive: true } },
    ...source("range.day", "range.inclusive"),
  },
  {
    name: "one day that is open",
    source: { range: { from: "d", day: true, open: true } },
    ...source("range.day", "range.open"),
  },
  {
    name: "an open range with an end",
    source: { range: { to: "until", open: true } },
    ...source("range.open", "range.to"),
  },
  {
    name: "an open range whose end is included",
    source: { range: { open: true, inclusive: true } },
    ...source("range.open", "range.inclusive"),
  },
  {
    name: "a page called like a border",
    source: { range: {}, paging: { kind: "page", page: "from" } },
    ...source("range.from", "paging.page"),
  },
  {
    name: "a parameter called like the size",
    source: { params: { size: 5 }, paging: { kind: "page", page: "p", size: "size" } },
    ...source("paging.size", "params.size"),
  },
  {
    name: "a digest called like a border",
    source: {
      range: { from: "ts" },
      auth: { kind: "signature", message: "{path}{key}", parameter: "ts" },
      ...KEY,
    },
    ...source("range.from", "auth.parameter"),
  },
  {
    name: "a timestamp called like a parameter",
    source: {
      params: { t: 1 },
      auth: { kind: "signature", message: "{timestamp}", timestampParameter: "t" },
      ...KEY,
    },
    ...source("auth.timestampParameter", "params.t"),
  },
  {
    name: "parameters wrapped in a body that is JSON",
    source: { wrap: "request", in: "json" },
    ...source("wrap", "in"),
  },
  {
    name: "parameters wrapped in the body of a POST",
    source: { wrap: "request", method: "POST" },
    ...source("wrap", "method"),
  },
  {
    name: "a cursor from nowhere",
    source: { paging: { kind: "cursor", cursor: "c" } },
    ...source("paging.cursor", "paging.next"),
  },
  {
    name: "a list without a range that is asked for one",
    source: { range: {}, order: "newest-first" },
    ...source("order", "range"),
  },
  {
    name: "a separator of JSON",
    source: { separator: ";" },
    ...source("separator", "format"),
  },
  {
    name: "members of a table",
    source: { format: "csv", keyed: true },
    ...source("keyed", "format"),
  },
  {
    name: "a report in pages",
    source: { report: {}, paging: { kind: "link" } },
    ...source("report", "paging"),
  },
  {
    name: "a failed report without a place",
    source: { report: { failed: ["F"] } },
    ...source("report.failed", "report.ready"),
  },
  {
    name: "a report's status without its id",
    source: { report: { status: "https://game.example/{id}" } },
    ...source("report.status", "report.id"),
  },
  {
    name: "a report's download without its id",
    source: { report: { download: "https://game.example/{id}" } },
    ...source("report.download", "report.id"),
  },
  {
    name: "a report's id for nothing",
    source: { report: { id: "a" } },
    ...source("report.id", "report.status"),
  },
  {
    name: "a refund without a value",
    source: { refund: { path: "state" } },
    ...source("refund.path", "refund.in"),
  },
  {
    name: "a refund without a path",
    source: { refund: { in: ["R"], list: "refunds" } },
    ...source("refund.in", "refund.path"),
  },
  {
    name: "a refund without a sign",
    source: { refund: { of: "x" } },
    ...source("refund.path", "refund.list"),
  },
  {
    name: "a refund whose amount is an id",
    source: { refund: { path: "s", in: ["R"], of: "order", amount: "order" } },
    ...source("refund.of", "refund.amount"),
  },
  {
    name: "one state for both",
    source: { refund: { path: "s", in: [4] }, counts: { path: "s", in: ["4"] } },
    ...source("counts", "refund.in"),
  },
  {
    name: "two rules for one path",
    source: {
      counts: [
        { path: "s", in: [1] },
        { path: "s", in: [2] },
      ],
    },
    ...source("counts[0]", "counts[1]"),
  },
  {
    name: "an empty range without a value",
    source: { empty: { path: "code" } },
    ...source("empty.path", "empty.equals"),
  },
  {
    name: "an empty range without a path",
    source: { empty: { equals: 0 } },
    ...source("empty.equals", "empty.path"),
  },
  {
    name: "an empty range that is every success",
    source: { empty: { path: "code", equals: 0 }, success: { path: "code", equals: "0" } },
    ...source("empty.equals", "success.equals"),
  },
  {
    name: "records that may be absent and have no path",
    source: { empty: { absent: true } },
    ...source("empty.absent", "records"),
  },
  {
    name: "a token without a client",
    source: { auth: { kind: "oauth2", url: URL }, ...KEY },
    ...source("auth.client", "auth.id"),
  },
  {
    name: "a token signed by a secret",
    source: { auth: { kind: "oauth2", url: URL, id: "a", jwt: {} }, ...KEY },
    ...source("auth.jwt", "auth.client"),
  },
  {
    name: "a digest of nothing secret",
    source: { auth: { kind: "signature", algorithm: "md5", message: "{params}" }, ...KEY },
    ...source("auth.algorithm", "auth.message"),
  },
  {
    name: "a digest of a time that is not sent",
    source: { auth: { kind: "signature", message: "{timestamp}" }, ...KEY },
    ...source("auth.message", "auth.timestampHeader"),
  },
  {
    name: "a digest in a parameter and a header",
    source: {
      auth: { kind: "signature", message: "{path}", header: "X", parameter: "y" },
      ...KEY,
    },
    ...source("auth.parameter", "auth.header"),
  },
  {
    name: "a prefix of a parameter",
    source: {
      auth: { kind: "signature", message: "{path}", prefix: "HMAC ", parameter: "y" },
      ...KEY,
    },
    ...source("auth.parameter", "auth.prefix"),
  },
];

const MAPPINGS: readonly Contradictory[] = [
  { name: "one path for two fields", map: { userId: "id" }, ...mapped("transactionId", "userId") },
  {
    name: "a price that is the time",
    map: { amount: { path: "at", unit: "minor" } },
    ...mapped("amount", "purchasedAt"),
  },
  {
    name: "a path and a sum",
    map: { amount: { path: "p", sum: "items[].p" } },
    ...mapped("amount.path", "amount.sum"),
  },
  {
    name: "a path and texts that are joined",
    map: { purchasedAt: { path: "at", join: ["day", "clock"] } },
    ...mapped("purchasedAt.path", "purchasedAt.join"),
  },
  {
    name: "another path of a sum",
    map: { amount: { sum: "items[].p", or: ["p"] } },
    ...mapped("amount.or", "amount.sum"),
  },
  {
    name: "another path of texts that are joined",
    map: { purchasedAt: { join: ["day", "clock"], or: ["at"] } },
    ...mapped("purchasedAt.or", "purchasedAt.join"),
  },
  {
    name: "a scale and a unit",
    map: { amount: { path: "p", unit: "minor", scale: 2 } },
    ...mapped("amount.unit", "amount.scale"),
  },
  {
    name: "currencies of major units",
    map: { amount: { path: "p", currencies: { KRW: 2 } } },
    ...mapped("amount.currencies", "amount.unit"),
  },
  {
    name: "billionths of cents",
    map: { amount: { path: "p", unit: "minor", nanos: "n" } },
    ...mapped("amount.nanos", "amount.unit"),
  },
  {
    name: "billionths of scaled units",
    map: { amount: { path: "p", scale: 2, nanos: "n" } },
    ...mapped("amount.nanos", "amount.scale"),
  },
  {
    name: "billionths of a sum",
    map: { amount: { sum: "items[].p", nanos: "n" } },
    ...mapped("amount.nanos", "amount.sum"),
  },
  {
    name: "one sign for two",
    map: { amount: { path: "p", decimal: ",", grouping: "," } },
    ...mapped("amount.grouping", "amount.decimal"),
  },
  {
    name: "a grouping that is the decimal sign by default",
    map: { amount: { path: "p", grouping: "." } },
    ...mapped("amount.grouping", "amount.decimal"),
  },
  {
    name: "pieces of a sum",
    map: { amount: { sum: "items[].price", times: "items[].quantity" } },
    ...mapped("amount.sum", "amount.times"),
  },
  {
    name: "micros in whole units",
    map: { amount: "order.priceMicros" },
    ...mapped("amount", "amount.unit"),
  },
  {
    name: "points taken for money",
    map: { currency: { path: "c", lookup: { Robux: "USD" } } },
    ...mapped("currency.lookup", "amount.rate"),
  },
  {
    name: "Steam's hundredths",
    source: { url: "https://partner.steam-api.com/ISteamMicroTxn/GetReport/v5/" },
    map: { amount: { path: "p", unit: "minor" } },
    keys: ["payments.source.url", "payments.map.amount.unit"],
  },
];

const REFUND_SOURCE = { source: { url: URL } };
const REFUNDS: readonly Contradictory[] = [
  {
    name: "from and to under one name, of refunds",
    refunds: { source: { url: URL, range: { from: "date", to: "date" } }, of: "order" },
    keys: ["payments.refunds.source.range.from", "payments.refunds.source.range.to"],
  },
  {
    name: "an amount without its currency",
    refunds: { ...REFUND_SOURCE, of: "order", amount: "back" },
    keys: ["payments.refunds.amount", "payments.refunds.currency"],
  },
  {
    name: "an amount that is an id",
    refunds: { ...REFUND_SOURCE, of: "order", amount: "order", currency: "cur" },
    keys: ["payments.refunds.of", "payments.refunds.amount"],
  },
  {
    name: "a scale and a unit, of refunds",
    refunds: {
      ...REFUND_SOURCE,
      of: "order",
      amount: { path: "back", unit: "minor", scale: 2 },
      currency: "cur",
    },
    keys: ["payments.refunds.amount.unit", "payments.refunds.amount.scale"],
  },
  {
    name: "points taken for money, of refunds",
    refunds: {
      ...REFUND_SOURCE,
      of: "order",
      amount: "back",
      currency: { path: "cur", lookup: { Robux: "USD" } },
    },
    keys: ["payments.refunds.currency.lookup", "payments.refunds.amount.rate"],
  },
  {
    name: "a time that stands in two places",
    refunds: { ...REFUND_SOURCE, of: "order", purchasedAt: { path: "at", join: ["day", "clock"] } },
    keys: ["payments.refunds.purchasedAt.path", "payments.refunds.purchasedAt.join"],
  },
];

const SETTLEMENTS: readonly Contradictory[] = [
  {
    name: "one column for two fields",
    settlement: { columns: { amount: "Price", fee: "Price" } },
    ...settled("columns.amount", "columns.fee"),
  },
  {
    name: "a column that another field has by default",
    settlement: { columns: { creatorKey: "currency" } },
    ...settled("columns.currency", "columns.creatorKey"),
  },
  {
    name: "one of several columns",
    settlement: { columns: { amount: ["Card", "Cash"], fee: "Cash" } },
    ...settled("columns.amount", "columns.fee"),
  },
  {
    name: "what is given back in the column of what was paid",
    settlement: { columns: { amount: "Price" }, refund: { amount: "Price" } },
    ...settled("columns.amount", "refund.amount"),
  },
  {
    name: "a currency of all rows and of each",
    settlement: { currency: "KRW", columns: { currency: "Cur" } },
    ...settled("currency", "columns.currency"),
  },
  {
    name: "one sign for two",
    settlement: { decimal: ",", grouping: "," },
    ...settled("grouping", "decimal"),
  },
  {
    name: "a grouping that is the decimal sign by default",
    settlement: { grouping: "." },
    ...settled("grouping", "decimal"),
  },
  {
    name: "rows that count and are totals",
    settlement: { rows: { column: "Type", count: ["Charge", "Sum"], total: ["Sum"] } },
    ...settled("rows.count", "rows.total"),
  },
  {
    name: "rows that are totals and fees",
    settlement: { rows: { column: "Type", total: ["Sum"], fee: ["Sum"] } },
    ...settled("rows.total", "rows.fee"),
  },
  {
    name: "rows that are fees and refunds",
    settlement: { rows: { column: "Type", fee: ["Back"] }, refund: { in: ["Back"] } },
    ...settled("rows.fee", "refund.in"),
  },
  {
    name: "refunds in rows that do not count",
    settlement: { rows: { column: "Type", count: ["Charge"] }, refund: { in: ["Back"] } },
    ...settled("refund.in", "rows.count"),
  },
  {
    name: "a column of refunds without its words",
    settlement: { refund: { column: "Type" } },
    ...settled("refund.column", "refund.in"),
  },
];

export const CONTRADICTORY: readonly Contradictory[] = [
  ...SOURCES,
  ...MAPPINGS,
  ...REFUNDS,
  ...SETTLEMENTS,
];

/** One that is fine. */
export const MAP: PaymentMapping = {
  transactionId: "id",
  userId: "user",
  productId: "item",
  amount: "price",
  currency: "cur",
  platform: { const: "Web" },
  distributionType: { const: "PC_STORE" },
  purchasedAt: "at",
};

/** The whole profile. */
export function contradictoryProfile({ source, map, refunds, settlement }: Contradictory): object {
  return {
    partner: "acme",
    payments: {
      source: { url: URL, ...source },
      map: { ...MAP, ...map },
      ...(refunds === undefined ? {} : { refunds }),
    },
    ...(settlement === undefined ? {} : { settlement }),
  };
}
