import { describe, expect, it } from "vitest";
import { checkPayments } from "../../../src/protocols/payments/check.js";
import type { PaymentMapping, PaymentSource } from "../../../src/protocols/payments/mapping.js";

const MAP: PaymentMapping = {
  transactionId: "id",
  userId: "user",
  productId: "item",
  amount: "price",
  currency: "cur",
  platform: { const: "Web" },
  distributionType: { const: "PC_STORE" },
  purchasedAt: "at",
};

function problemsOf(source: Partial<PaymentSource>, map: PaymentMapping = {}): string {
  const whole = { source: { url: "https://x/p", ...source }, map: { ...MAP, ...map } };
  return checkPayments(whole)
    .map(({ at, message }) => `${at}: ${message}`)
    .join("\n");
}

describe("a payments section that contradicts itself", () => {
  it.each<[string, Partial<PaymentSource>, PaymentMapping, string]>([
    [
      "a list without a range that is asked for one",
      { range: {}, order: "newest-first" },
      {},
      "the list takes no range",
    ],
    [
      "a report in pages",
      { report: {}, paging: { kind: "link" } },
      {},
      "payments.source.report is one file",
    ],
    ["a report without its id", { report: { status: "https://x/{id}" } }, {}, "fills in {id}"],
    ["a separator of JSON", { separator: ";" }, {}, "is of a table"],
    ["members of a table", { format: "csv", keyed: true }, {}, "keyed is of a JSON object"],
    ["micros in whole units", {}, { amount: "order.priceMicros" }, "its name says micro"],
    ["cents in whole units", {}, { amount: { path: "amount_cents" } }, "its name says minor"],
    ["pieces of a user", {}, { userId: { path: "user", times: "n" } }, "cannot be multiplied"],
    [
      "pieces of a sum",
      {},
      { amount: { sum: "items[].price", times: "items[].quantity" } },
      "would count for every summand",
    ],
    ["pieces of a list", {}, { amount: { path: "a", times: "b[].n" } }, "leads to several numbers"],
    ["a rule of a path that is none", { counts: { path: "a..b", in: [1] } }, {}, "is not a path"],
    ["a report's id for nothing", { report: { id: "a" } }, {}, "is filled in nowhere"],
    ["a failed report without a place", { report: { failed: ["F"] } }, {}, "which is missing"],
    [
      "a token without a client",
      { auth: { kind: "oauth2", url: "https://x/t" } },
      {},
      "names no id",
    ],
    [
      "a token signed by a secret",
      { auth: { kind: "oauth2", url: "https://x/t", id: "a", jwt: {} } },
      {},
      "says that the key is a secret",
    ],
    [
      "a digest of nothing secret",
      { auth: { kind: "signature", algorithm: "md5", message: "{params}" } },
      {},
      "digests nothing secret",
    ],
    [
      "a digest of a time that is not sent",
      { auth: { kind: "signature", message: "{timestamp}" } },
      {},
      "a timestamp that is not sent",
    ],
    [
      "a digest in two places",
      { auth: { kind: "signature", message: "{path}", header: "X", parameter: "y" } },
      {},
      "in a parameter and in a header",
    ],
    [
      "a digest called like a border",
      { range: { from: "ts" }, auth: { kind: "signature", message: "{path}", parameter: "ts" } },
      {},
      '"ts" is sent for two',
    ],
    [
      "a digest of something unknown",
      { auth: { kind: "signature", message: "{nonce}" } },
      {},
      "unknown placeholder {nonce}",
    ],
    ["one name for both borders", { range: { from: "date", to: "date" } }, {}, '"date" for its'],
    ["a day with an end", { range: { from: "d", to: "e", day: true } }, {}, "one day"],
    [
      "an open range with an end",
      { range: { open: true, inclusive: true } },
      {},
      "beginning alone",
    ],
    [
      "a page called like a border",
      { range: {}, paging: { kind: "page", page: "from" } },
      {},
      '"from" is sent for two',
    ],
    [
      "a parameter called like the size",
      { params: { size: 5 }, paging: { kind: "page", page: "p", size: "size" } },
      {},
      '"size" is sent for two',
    ],
    ["a cursor from nowhere", { paging: { kind: "cursor", cursor: "c" } }, {}, "next token"],
    ["a refund without a value", { refund: { path: "state" } }, {}, "path or in"],
    ["a refund without a sign", { refund: { of: "x" } }, {}, "what a refund is"],
    [
      "one state for both",
      { refund: { path: "s", in: [4] }, counts: { path: "s", in: ["4"] } },
      {},
      '"4" is a payment',
    ],
    [
      "two rules for one path",
      {
        counts: [
          { path: "s", in: [1] },
          { path: "s", in: [2] },
        ],
      },
      {},
      "two rules",
    ],
    ["an empty range without a value", { empty: { path: "code" } }, {}, "path or equals"],
    [
      "an empty range that is every success",
      { empty: { path: "code", equals: 0 }, success: { path: "code", equals: "0" } },
      {},
      "every success",
    ],
    ["one path for two fields", {}, { userId: "id" }, 'both read "id"'],
    ["a scale and a unit", {}, { amount: { path: "p", unit: "minor", scale: 2 } }, "scale"],
    [
      "currencies of major units",
      {},
      { amount: { path: "p", currencies: { KRW: 2 } } },
      "not minor",
    ],
    ["one sign for two", {}, { amount: { path: "p", decimal: ",", grouping: "," } }, "between"],
    ["a rate that is none", {}, { amount: { path: "p", rate: "much" } }, "rate"],
    ["points taken for money", {}, { currency: { path: "c", lookup: { Robux: "USD" } } }, "Robux"],
    [
      "Steam's hundredths",
      { url: "https://partner.steam-api.com/ISteamMicroTxn/GetReport/v5/" },
      { amount: { path: "p", unit: "minor" } },
      "hundredths",
    ],
  ])("is refused: %s", (_, source, map, expected) => {
    expect(problemsOf(source, map)).toContain(expected);
  });

  it.each<[string, Partial<PaymentSource>, PaymentMapping]>([
    ["one day", { range: { from: "date", day: true } }, {}],
    ["the beginning alone", { range: { from: "since", open: true } }, {}],
    ["refunds in a list", { refund: { list: "refunds", amount: "sum" } }, {}],
    [
      "points with their worth",
      {},
      {
        currency: { path: "c", lookup: { Robux: "USD" } },
        amount: { path: "p", rate: "0.0035" },
      },
    ],
    [
      "one path read by two tables",
      {},
      {
        userId: { path: "id", lookup: { a: "b" } },
      },
    ],
  ])("is accepted: %s", (_, source, map) => {
    expect(problemsOf(source, map)).toBe("");
  });
});
