/** Payment queries by their times, ranges, forms and keys. */
import { describe, expect, it } from "vitest";
import { HASTY_CLOCK } from "../scripted-payments.js";
import { DAY, expectEnding, paymentsIn, runCase, type PaymentCase } from "./payment-case.js";

const one = { id: "T1", u: "u", amt: "1.00", at: "2026-01-05T01:00:00Z" };

describe("a payment query", () => {
  it("writes a time as twelve digits", async () => {
    const given = { ...one, amt: "000000001004", at: "260105103000" };
    const answer: PaymentCase["answer"] = () => ({ body: { code: "0000", list: [given] } });
    const source = { records: "list", success: { path: "code", equals: "0000" } };
    const currency = { const: "KRW" };
    const purchasedAt = { path: "at", zone: "Asia/Seoul" };
    const bare = await runCase({ source, map: { currency, purchasedAt }, answer });
    expectEnding(bare, 1, 0, "declare a unit");
    const unit = { ...purchasedAt, unit: "yyMMddHHmmss" };
    const read = await runCase({ source, map: { currency, purchasedAt: unit }, answer });
    expect(paymentsIn(read.out)).toEqual(["T1 1004 KRW 2026-01-05T01:30:00.000Z"]);
  });

  it("takes one parameter for a whole day", async () => {
    const answer: PaymentCase["answer"] = ({ body }) => {
      const { date } = JSON.parse(body) as { date: string };
      return { body: { list: [{ ...one, id: date, at: `${date}T01:00:00Z` }] } };
    };
    const source = (range: object) => ({ method: "POST", records: "list", range });
    const twice = { from: "date", to: "date", format: "yyyy-MM-dd", maxWindow: "24h" };
    const refused = await runCase({ source: source(twice), answer });
    expectEnding(refused, 2, 0, "payments.source.range");
    const day = { from: "date", day: true, format: "yyyy-MM-dd" };
    const asked = await runCase({ source: source(day), answer });
    expect(paymentsIn(asked.out)).toEqual(["2026-01-05 1 USD 2026-01-05T01:00:00.000Z"]);
  });

  it("nests its parameters", async () => {
    const answer: PaymentCase["answer"] = ({ body }) => {
      const asked = JSON.parse(body) as { filter?: { from?: string }; page?: { number: number } };
      if (asked.filter?.from === undefined || asked.page === undefined)
        return { status: 400, body: { message: "filter.from" } };
      return { body: { items: asked.page.number === 0 ? [one] : [], page: { totalCount: 1 } } };
    };
    const paging = { kind: "page", page: "page.number", first: 0, total: "page.totalCount" };
    const range = { from: "filter.from", to: "filter.until" };
    const source = { method: "POST", range, paging, records: "items" };
    expectEnding(await runCase({ source, answer }), 0, 1);
  });

  it("answers in EUC-KR", async () => {
    const text = (id: Uint8Array) =>
      Buffer.concat([
        Buffer.from('{"list":[{"id":"'),
        id,
        Buffer.from('","u":"u","amt":"1.00","at":"2026-01-05T01:00:00Z"}]}'),
      ]);
    const answer: PaymentCase["answer"] = () => ({
      headers: [["Content-Type", "application/json; charset=euc-kr"]],
      body: text(Uint8Array.of(0xb0, 0xc5, 0xb7, 0xa1, 0x31)),
    });
    const done = await runCase({ source: { records: "list" }, answer });
    expect(paymentsIn(done.out)).toEqual(["거래1 1 USD 2026-01-05T01:00:00.000Z"]);
  });

  it.each([
    ["XML", "<list><p id='T1'/></list>", "application/xml"],
    ["CSV", "id,u,amt,at\nT1,u,1.00,2026-01-05T01:00:00Z\n", "text/csv"],
    ["HTML", "<html>Sign in</html>", "text/html"],
    ["JSONP", "cb([])", "application/javascript"],
  ])("answers %s, which is named", async (form, body, type) => {
    const answer: PaymentCase["answer"] = () => ({ headers: [["Content-Type", type]], body });
    expectEnding(await runCase({ source: {}, answer }), 1, 0, `the body is ${form}`);
  });

  it("is asked for one day at a time over a change of clocks", async () => {
    const done = await runCase({
      source: { range: { format: "yyyy-MM-dd", zone: "America/New_York", maxWindow: "24h" } },
      answer: () => ({ body: [] }),
      argv: [
        "poll-payments",
        ...["--from", "2026-03-07T05:00:00Z", "--to", "2026-03-11T04:00:00Z"],
      ],
    });
    expect(done.code).toBe(0);
    // An empty window may be asked for once more.
    expect([...new Set(done.targets)]).toEqual(
      [7, 8, 9, 10].map((day) => {
        const text = (each: number) => `2026-03-${String(each).padStart(2, "0")}`;
        return `/list?from=${text(day)}&to=${text(day + 1)}`;
      }),
    );
  });

  it("writes date and time in two fields", async () => {
    const answer: PaymentCase["answer"] = () => ({
      body: [{ ...one, applDate: "20260105", applTime: "103000" }],
    });
    const day = { path: "applDate", unit: "yyyyMMdd", zone: "Asia/Seoul" };
    const argv = ["poll-payments", "--from", "2026-01-04", "--to", "2026-01-06"];
    const alone = await runCase({ source: {}, map: { purchasedAt: day }, answer, argv });
    expectEnding(alone, 3, 0, '"join":["applDate","applTime"]');
    const join = { join: ["applDate", "applTime"], unit: "yyyyMMddHHmmss", zone: "Asia/Seoul" };
    const joined = await runCase({ source: {}, map: { purchasedAt: join }, answer, argv });
    expect(paymentsIn(joined.out)).toEqual(["T1 1 USD 2026-01-05T01:30:00.000Z"]);
  });

  it("takes its key in the query, which nothing keeps", async () => {
    const answer: PaymentCase["answer"] = ({ query }) =>
      query.get("key") === "game-key-1" ? { body: [one] } : { status: 403, body: {} };
    const literal = await runCase({ source: { params: { key: "game-key-1" } }, answer });
    expectEnding(literal, 2, 0, "holds a secret itself");
    const source = { params: { key: { env: "GAME_KEY" } } };
    for (const command of ["poll-payments", "sync-payments"]) {
      const words = command === "poll-payments" ? [] : ["--dry-run"];
      const argv = [command, ...DAY, ...words, "--verbose"];
      const done = await runCase({ source, answer, argv });
      expect(done.code, done.err).toBe(0);
      expect(done.out + done.err).not.toContain("game-key-1");
    }
    const exported = await runCase({ source, answer, argv: ["profile", "export"] });
    expect(exported.out).not.toContain("game-key-1");
  });

  it("counts the day that `to` names", async () => {
    const answer: PaymentCase["answer"] = ({ query }) => {
      const [from = "", to = ""] = ["from", "to"].map((name) => query.get(name) ?? "");
      const all = Array.from({ length: 40 }, (_, at) => ({
        ...one,
        id: `T${at}`,
        at: `2026-01-0${1 + Math.floor(at / 5)} 1${at % 10}:00:00`,
      }));
      const list = all.filter(({ at }) => at.slice(0, 10) >= from && at.slice(0, 10) <= to);
      return { body: { list, total: list.length } };
    };
    const range = { format: "yyyy-MM-dd", zone: "Asia/Seoul" };
    const source = (more: object) => ({ records: "list", range: { ...range, ...more } });
    const map = { purchasedAt: { path: "at", zone: "Asia/Seoul" } };
    const argv = [
      "poll-payments",
      ...["--from", "2026-01-01T15:00:00Z", "--to", "2026-01-02T15:00:00Z"],
    ];
    const blind = await runCase({ source: source({}), map, answer, argv });
    expectEnding(blind, 3, 0, "payments.source.range.inclusive");
    const agreed = await runCase({ source: source({ inclusive: true }), map, answer, argv });
    expectEnding(agreed, 0, 5);
    expect(agreed.targets).toEqual(["/list?from=2026-01-02&to=2026-01-02"]);
    const sample = { from: "2026-01-01T15:00:00Z", to: "2026-01-04T15:00:00Z" };
    for (const more of [{ sample }, { sample, inclusive: true }]) {
      const judged = await runCase({
        source: source(more),
        map,
        answer,
        argv: ["conformance", "payments", "--reporter", "json"],
      });
      expect(judged.out).toContain('"checks"');
      expect(judged.out).not.toMatch(/"status": ?"(?:fail|warn|error)"/);
    }
  });

  it("says in fractions how long to wait", async () => {
    const sleeps: number[] = [];
    let nowMs = 0;
    const answer: PaymentCase["answer"] = () => {
      const leftMs = 80_000 - nowMs;
      if (leftMs <= 0) return { body: [one] };
      return {
        status: 429,
        headers: [["Retry-After", (leftMs / 1000).toFixed(3)]],
        body: { message: "slow down" },
      };
    };
    const clock = {
      ...HASTY_CLOCK,
      sleep: (ms: number) => {
        sleeps.push(ms);
        nowMs += ms;
        return Promise.resolve();
      },
    };
    const done = await runCase({ source: {}, answer, clock });
    expectEnding(done, 0, 1);
    expect(done.targets).toHaveLength(2);
    expect(sleeps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(80_000);
  });
});
