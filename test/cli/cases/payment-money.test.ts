/** Payment queries by what their amounts and states mean: no wrong money, and none that is no payment. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/core/json/read.js";
import { isJsonArray, jsonProperty, scalarText } from "../../../src/core/json/value.js";
import { DAY, expectEnding, paymentsIn, runCase, type PaymentCase } from "./payment-case.js";

const STATES = ["Succeeded", "Failed", "Refunded", "PartialRefund", "Chargedback", "Init"];

describe("a payment query", () => {
  it("counts won in hundredths and lists what was never paid", async () => {
    const orders = STATES.map((status, at) => ({
      transid: String(9_000_000_000_000_000_000n + BigInt(at)),
      steamid: "u",
      status,
      currency: "KRW",
      time: "2026-01-05T18:30:00Z",
      items: [{ amount: 120_000 }, { amount: 110_000 }],
    }));
    const source = {
      url: "",
      records: "response.params.orders",
      params: { key: "a-key-that-is-secret", type: "GAMESALES" },
      refund: { path: "status", in: ["Refunded", "PartialRefund", "Chargedback"] },
    };
    const map = {
      transactionId: "transid",
      userId: "steamid",
      amount: { sum: "items[].amount", unit: "minor" },
      currency: "currency",
      purchasedAt: "time",
    };
    const answer: PaymentCase["answer"] = () => ({
      body: { response: { result: "OK", params: { orders } } },
    });
    const { url: _, ...asGiven } = source;
    const literal = await runCase({ source: asGiven, map, answer });
    expect([literal.code, literal.err]).toEqual([2, expect.stringContaining("holds a secret")]);
    const right = {
      source: {
        ...asGiven,
        params: { ...source.params, key: { env: "GAME_KEY" } },
        counts: { path: "status", in: ["Succeeded"] },
      },
      map: { ...map, amount: { ...map.amount, currencies: { KRW: 2 } } },
      answer,
    };
    const done = await runCase(right);
    expect(paymentsIn(done.out)).toEqual(["9000000000000000000 2300 KRW 2026-01-05T18:30:00.000Z"]);
    expect(done.err).toContain("1 converted, 0 refused, 3 refunds");
  });

  it("lists refunds as records that name their payment", async () => {
    const records = Array.from({ length: 45 }, (_, at) => {
      const isRefund = at % 9 === 8;
      const value = at % 2 === 1 ? "10.00" : "1200";
      return {
        transaction_id: `TX${at}`,
        code: isRefund ? "T1107" : "T0006",
        time: `2026-0${at < 20 ? 1 : 2}-0${1 + (at % 9)}T10:00:00+0000`,
        amount: { code: at % 2 === 1 ? "USD" : "JPY", value: isRefund ? `-${value}` : value },
        custom: "u",
        ...(isRefund ? { reference: `TX${at - 1}` } : {}),
      };
    });
    const answer: PaymentCase["answer"] = ({ query }) => {
      const [from, to] = [query.get("start") ?? "", query.get("end") ?? ""].map((text) =>
        Date.parse(text),
      );
      const timeOf = ({ time }: { time: string }) => Date.parse(time.replace("+0000", "Z"));
      const inRange = records.filter(
        (each) => timeOf(each) >= (from ?? 0) && timeOf(each) <= (to ?? 0),
      );
      const page = Number(query.get("page"));
      return { body: { list: inRange.slice((page - 1) * 10, page * 10), total: inRange.length } };
    };
    const done = await runCase({
      source: {
        range: { from: "start", to: "end", maxWindow: "744h" },
        paging: { kind: "page", page: "page", size: "size", limit: 10, total: "total" },
        records: "list",
        refund: { path: "code", in: ["T1107"], of: "reference" },
      },
      map: {
        transactionId: "transaction_id",
        userId: "custom",
        amount: "amount.value",
        currency: "amount.code",
        purchasedAt: "time",
      },
      answer,
      argv: ["poll-payments", "--from", "2026-01-01", "--to", "2026-03-01"],
    });
    expectEnding(done, 0, 40, "40 converted, 0 refused, 5 refunds");
  });

  it.each(["major", "minor"])("writes amounts in 365 ways, read exactly as %s", async (unit) => {
    const url = new URL("../../../fixtures/cases/payments/amount-texts/", import.meta.url);
    const reply = readFileSync(new URL("reply.json", url), "utf8");
    const done = await runCase({
      source: {},
      map: { amount: { path: "amt", unit }, currency: "cur" },
      answer: () => ({ body: reply }),
    });
    const got = new Map(
      done.out
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => [textOf(line, "transactionId"), plain(textOf(line, "amount"))]),
    );
    const document = parseJson(reply);
    const records = document.ok && isJsonArray(document.value) ? document.value : [];
    expect(records).toHaveLength(365);
    for (const record of records) {
      const [id, amount, currency] = ["id", "amt", "cur"].map(
        (name) => scalarText(jsonProperty(record, name)) ?? "",
      );
      const wanted = exactly(amount ?? "", unit, currency ?? "");
      expect([id, amount, got.get(id ?? "") ?? null]).toEqual([id, amount, wanted]);
    }
  });

  it("splits an amount into units and billionths", async () => {
    const total = { currencyCode: "USD", units: "9", nanos: 990_000_000 };
    const answer: PaymentCase["answer"] = () => ({
      body: [{ id: "GPA.1", u: "u", at: "2026-01-05T01:00:00.123456Z", total }],
    });
    for (const amount of ["total.units", "total"]) {
      const map = { amount, currency: "total.currencyCode" };
      const done = await runCase({ source: {}, map, answer });
      expect(paymentsIn(done.out)).toEqual(["GPA.1 9.99 USD 2026-01-05T01:00:00.123Z"]);
    }
  });

  it("lists what was given back apart from the orders, without amounts", async () => {
    const voided = (at: number) => ({ orderId: `GPA.${at}`, purchaseTimeMillis: "1767571200000" });
    const answer: PaymentCase["answer"] = ({ path, query }) => {
      if (path.endsWith("/orders"))
        return {
          body: {
            list: [1, 2, 3].map((at) => ({
              id: `GPA.${at}`,
              u: "u",
              amt: "1.00",
              at: "2026-01-05T01:00:00Z",
            })),
          },
        };
      return query.has("token")
        ? { body: { voidedPurchases: [voided(2)] } }
        : { body: { next: "n1", voidedPurchases: [voided(1)] } };
    };
    const alone = {
      source: {
        paging: { kind: "cursor", cursor: "token", next: "next" },
        records: "voidedPurchases",
        refund: { path: "orderId", in: ["GPA.1", "GPA.2"] },
      },
      map: { transactionId: "orderId" },
      answer,
    };
    expectEnding(await runCase(alone), 0, 0, "0 converted, 0 refused, 2 refunds");
    const { paging } = alone.source;
    const beside = await runCase({
      source: { records: "list" },
      answer: (asked) =>
        asked.path === "/list" ? answer({ ...asked, path: "/orders" }) : answer(asked),
      refunds: (url) => ({
        source: { url: `${url}/voided`, paging, records: "voidedPurchases" },
        of: "orderId",
      }),
    });
    expectEnding(beside, 0, 3, "3 converted, 0 refused, 2 refunds");
  });

  it("sells in a money of its own", async () => {
    const data = Array.from({ length: 4 }, (_, at) => ({
      id: `h${at}`,
      u: "u",
      at: `2026-01-05T0${at}:00:00.123Z`,
      isPending: at === 1,
      paid: { amount: 70, type: "Robux" },
    }));
    const answer: PaymentCase["answer"] = () => ({ body: { data } });
    const currency = { path: "paid.type", lookup: { Robux: "USD" } };
    const one = await runCase({
      source: { records: "data" },
      map: { amount: "paid.amount", currency },
      answer,
    });
    expect([one.code, one.err]).toEqual([2, expect.stringContaining("payments.map.amount.rate")]);
    const rated = await runCase({
      source: { records: "data", counts: { path: "isPending", in: [false] } },
      map: { amount: { path: "paid.amount", rate: "0.0035" }, currency },
      answer,
      argv: ["poll-payments", ...DAY],
    });
    expect(paymentsIn(rated.out).map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
      "h0 0.25 USD",
      "h2 0.25 USD",
      "h3 0.25 USD",
    ]);
  });
});

const EXPONENTS: Readonly<Record<string, number>> = { KRW: 0, JPY: 0, KWD: 3, CLF: 4 };

function textOf(line: string, name: string): string {
  const document = parseJson(line);
  return (document.ok ? scalarText(jsonProperty(document.value, name)) : null) ?? "";
}

/** As digits and the power of ten that they are multiplied by, without zeros behind; null for what is none. */
function decimalOf(text: string): readonly [bigint, number] | null {
  const match = /^(-?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null || text.length > 100) return null;
  const [, whole = "", fraction = "", power = "0"] = match;
  let digits = BigInt(whole + fraction);
  let exponent = Number(power) - fraction.length;
  for (; digits !== 0n && digits % 10n === 0n; exponent += 1) digits /= 10n;
  return [digits, digits === 0n ? 0 : exponent];
}

function plain(text: string): string | null {
  const read = decimalOf(text);
  return read === null ? null : read.join("e");
}

/** Null where it must be refused. Spaces around and the currency's own sign are no part of an amount. */
function exactly(text: string, unit: string, currency: string): string | null {
  const decimals = EXPONENTS[currency] ?? 2;
  const isDollars = currency === "USD";
  const bare = isDollars ? text.trim().replace(/^(?:USD |\$)|(?: USD)$/, "") : text.trim();
  const read = decimalOf(bare);
  if (read === null) return null;
  const [digits, power] = read;
  const adjusted = power + String(digits).replace("-", "").length - 1;
  const exponent = unit === "minor" ? power - decimals : power;
  const isLeast = digits > 0n && (exponent >= -2 || digits >= 10n ** BigInt(-exponent - 2));
  if (!isLeast || exponent < -decimals || Math.abs(adjusted) >= 150) return null;
  return `${digits}e${exponent}`;
}
