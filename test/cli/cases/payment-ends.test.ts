/** Payment queries by how they say that there is no more: nothing is lost in silence. */
import { describe, expect, it } from "vitest";
import { expectEnding, paymentsIn, runCase, type PaymentCase } from "./payment-case.js";

const sold = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    id: `T${at}`,
    u: "u",
    amt: "1.00",
    at: "2026-01-05T01:00:00Z",
  }));

/** Cursors that count the records before them. */
function twoAPage(name: string, more: (at: number) => object): PaymentCase["answer"] {
  return ({ query }) => {
    const at = Number(query.get(name) ?? 0);
    return { body: { items: sold(5).slice(at, at + 2), ...more(at) } };
  };
}

const none: PaymentCase = {
  source: {
    range: { format: "s" },
    paging: { kind: "page", page: "page", total: "response.total" },
    records: "response.list",
    success: { path: "code", equals: 0 },
  },
  answer: () => ({ status: 404, body: { code: -1, message: "none", response: null } }),
};

describe("a payment query", () => {
  it("says 404 for no records, which counts where the profile says so", async () => {
    expectEnding(await runCase(none), 1, 0, "HTTP 404");
    const told = { ...none, source: { ...none.source, empty: { status: 404 } } };
    expectEnding(await runCase(told), 0, 0, "0 converted");
  });

  it("repeats its revision on the last page, with hasMore false", async () => {
    const answer = twoAPage("revision", (at) => ({
      revision: String(Math.min(at + 2, 5)),
      hasMore: at + 2 < 5,
    }));
    const paging = { kind: "cursor", cursor: "revision", next: "revision" };
    expectEnding(await runCase({ source: { paging, records: "items" }, answer }), 0, 5);
  });

  it("gives its last page again for as long as it is asked", async () => {
    const answer: PaymentCase["answer"] = ({ query }) => {
      const at = Math.min(Number(query.get("after") ?? 0), 4);
      const rest = { cursor: String(Math.min(at + 2, 4)), hasMore: at + 2 < 5 };
      return { body: { items: sold(5).slice(at, at + 2), ...rest } };
    };
    const paging = { kind: "cursor", cursor: "after", next: "cursor" };
    expectEnding(await runCase({ source: { paging, records: "items" }, answer }), 0, 5);
  });

  it("answers 202, which is no page", async () => {
    const answer: PaymentCase["answer"] = () => ({ status: 202, body: { status: "IN_PROGRESS" } });
    const done = await runCase({ source: { records: "data.list" }, answer });
    expectEnding(done, 3, 0, "being made ready");
  });

  it("tells of an error with 200", async () => {
    const answer: PaymentCase["answer"] = () => ({ body: { error: { code: 4290 } } });
    const done = await runCase({ source: { records: "data.list" }, answer });
    expectEnding(done, 3, 0, "tells of an error");
  });

  it("gives a part of them with 206", async () => {
    const answer: PaymentCase["answer"] = () => ({
      status: 206,
      headers: [
        ["Content-Type", "application/json"],
        ["Content-Range", "0-1/5"],
      ],
      body: sold(2),
    });
    expectEnding(await runCase({ source: {}, answer }), 3, 2, "Content-Range says 5 records");
  });

  it("caps its pages below the place where the next one is named", async () => {
    const answer: PaymentCase["answer"] = ({ query }) => {
      const after = Number((query.get("after") ?? "T-1").slice(1)) + 1;
      const all = sold(250);
      return { body: { data: all.slice(after, after + 100), has_more: after + 100 < 250 } };
    };
    const source = (next: string) => ({
      paging: { kind: "cursor", cursor: "after", next },
      params: { limit: 200 },
      records: "data",
    });
    expectEnding(await runCase({ source: source("data[199].id"), answer }), 3, 100, "has_more");
    const ofLast = await runCase({ source: source("data[-1].id"), answer });
    expectEnding(ofLast, 0, 250);
  });

  it("drops a record while it is read by offset", async () => {
    const answerOf = (withTotal: boolean): PaymentCase["answer"] => {
      let all = sold(6);
      return ({ query, number }) => {
        const at = Number(query.get("offset"));
        const list = all.slice(at, at + 2);
        const total = withTotal ? { total: all.length } : {};
        if (number === 1) all = all.slice(1);
        return { body: { list, ...total } };
      };
    };
    const paging = { kind: "offset", offset: "offset", size: "size", limit: 2 };
    for (const withTotal of [true, false]) {
      const done = await runCase({
        source: { paging, records: "list" },
        answer: answerOf(withTotal),
      });
      const ids = paymentsIn(done.out).map((line) => line.split(" ")[0]);
      expect(done.code === 0 ? ids.includes("T2") : done.code, done.err).toEqual(
        done.code === 0 ? true : 3,
      );
    }
  });
});
