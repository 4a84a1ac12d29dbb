import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type JsonObject,
  type JsonValue,
  jsonNumber,
  scalarText,
} from "../../../src/core/json/value.js";
import type { Paging } from "../../../src/protocols/payments/mapping.js";
import {
  MOST_EMPTY_PAGES,
  firstPage,
  nextPage,
  pageParameters,
} from "../../../src/protocols/payments/paging.js";

const URL_0 = "https://game.example.com/p";

interface Served {
  readonly records: readonly number[];
  readonly fields?: JsonObject;
}
type Server = (asked: ReadonlyMap<string, string>, url: string) => Served;

/** Walks through a server's pages; `ended` says how, `asked` how often. */
function walk(paging: Paging, serve: Server) {
  let state = firstPage(paging);
  const records: number[] = [];
  for (let asked = 1; asked <= 1000; asked += 1) {
    const parameters = pageParameters(paging, state).map(
      ({ name, value }) => [name, scalarText(value) ?? ""] as const,
    );
    const url = state.position.kind === "url" ? state.position.url : null;
    const requestUrl = url ?? URL_0;
    const page = serve(new Map(parameters), requestUrl);
    records.push(...page.records);
    const next = nextPage(paging, state, {
      body: (page.fields ?? {}) satisfies JsonValue,
      headers: [],
      count: page.records.length,
      digest: page.records.join(),
      requestUrl,
    });
    if (next.kind === "end") return { records, ended: "end", asked };
    if (next.kind === "anomaly") {
      return { records, ended: next.anomaly.code, asked };
    }
    state = next.state;
  }
  throw new Error("endless");
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

const counts = fc.nat({ max: 60 });
const sizes = fc.integer({ min: 1, max: 12 });

describe("every record comes exactly once", () => {
  it("by page, with and without a total, from 0 or 1, and under a silent cap", () => {
    fc.assert(
      fc.property(
        counts,
        sizes,
        sizes,
        fc.constantFrom(0, 1, "1"),
        fc.boolean(),
        (count, limit, cap, first, withTotal) => {
          const all = upTo(count);
          const size = Math.min(limit, cap);
          const paging: Paging = {
            kind: "page",
            page: "p",
            size: "n",
            first,
            limit,
            ...(withTotal ? { total: "total" } : {}),
          };
          const { records, ended } = walk(paging, (asked) => {
            const page = Number(asked.get("p")) - Number(first);
            return {
              records: all.slice(page * size, (page + 1) * size),
              fields: { total: jsonNumber(String(count)) },
            };
          });
          expect(records).toEqual(all);
          expect(ended).toBe("end");
        },
      ),
    );
  });

  it("by offset, under a silent cap too", () => {
    fc.assert(
      fc.property(counts, sizes, sizes, (count, limit, cap) => {
        const all = upTo(count);
        const paging: Paging = { kind: "offset", offset: "o", limit };
        const { records } = walk(paging, (asked) => {
          const offset = Number(asked.get("o"));
          return { records: all.slice(offset, offset + Math.min(limit, cap)) };
        });
        expect(records).toEqual(all);
      }),
    );
  });

  it("by cursor and by URL", () => {
    fc.assert(
      fc.property(counts, sizes, fc.boolean(), (count, size, byUrl) => {
        const all = upTo(count);
        const paging: Paging = byUrl
          ? { kind: "next-url", next: "next" }
          : { kind: "cursor", cursor: "c", next: "next" };
        const { records, asked } = walk(paging, (parameters, url) => {
          const from = byUrl
            ? Number(new URL(url).searchParams.get("from") ?? "0")
            : Number(parameters.get("c") ?? "0");
          const next = from + size;
          const link = byUrl ? `?from=${next}` : jsonNumber(String(next));
          return {
            records: all.slice(from, next),
            fields: { next: next < count ? link : null },
          };
        });
        expect(records).toEqual(all);
        expect(asked).toBe(Math.max(1, Math.ceil(count / size)));
      }),
    );
  });
});

describe("how a walk ends", () => {
  const page: Paging = { kind: "page", page: "p", limit: 2 };
  const cursor: Paging = { kind: "cursor", cursor: "c", next: "next" };
  const link: Paging = { kind: "next-url", next: "next" };
  const withTotal: Paging = { ...page, total: "total" };
  let serial = 0;

  it.each<[string, Paging, Server, string]>([
    ["the page parameter is ignored", page, () => ({ records: [1, 2] }), "page-repeats"],
    [
      "the last page is given again past the end",
      page,
      (asked) => ({ records: asked.get("p") === "1" ? [1, 2] : [3] }),
      "end",
    ],
    [
      "pages end before the total",
      withTotal,
      (asked) => ({
        records: asked.get("p") === "1" ? [1] : [],
        fields: { total: jsonNumber("9") },
      }),
      "ends-before-total",
    ],
    [
      "cursors go in a circle",
      cursor,
      (asked) => ({
        records: [(serial += 1)],
        fields: { next: asked.get("c") === "a" ? "b" : "a" },
      }),
      "cursor-repeats",
    ],
    [
      "the cursor is ignored, though ever new",
      cursor,
      () => ({ records: [1], fields: { next: `c${(serial += 1)}` } }),
      "page-repeats",
    ],
    [
      "new cursors never bring a record",
      cursor,
      () => ({ records: [], fields: { next: `c${(serial += 1)}` } }),
      "endless-empty-pages",
    ],
    [
      "the last cursor is repeated without records",
      cursor,
      (asked) => ({
        records: asked.has("c") ? [] : [1],
        fields: { next: "same" },
      }),
      "end",
    ],
    [
      "the next cursor is 0",
      cursor,
      () => ({ records: [1], fields: { next: jsonNumber("0") } }),
      "end",
    ],
    [
      "the next URL is its own",
      link,
      (_, url) => ({ records: [(serial += 1)], fields: { next: url } }),
      "cursor-repeats",
    ],
    [
      "the next URL is on another host",
      link,
      () => ({ records: [1], fields: { next: "https://evil.example/p" } }),
      "next-url-elsewhere",
    ],
    [
      "the next URL loses its encryption",
      link,
      () => ({ records: [1], fields: { next: "http://game.example.com/p?2" } }),
      "next-url-elsewhere",
    ],
    [
      "the next URL is none",
      link,
      () => ({ records: [1], fields: { next: "http://" } }),
      "next-url-malformed",
    ],
    ["there is no paging", { kind: "none" }, () => ({ records: [1] }), "end"],
  ])("%s", (_, paging, serve, ended) => {
    expect(walk(paging, serve).ended).toBe(ended);
  });

  it("gives up on empty pages after a bounded number", () => {
    const { asked } = walk(cursor, () => ({
      records: [],
      fields: { next: `c${(serial += 1)}` },
    }));
    expect(asked).toBe(MOST_EMPTY_PAGES);
  });

  it("asks for nothing past the end where a total says so", () => {
    const serve: Server = (asked) => ({
      records: asked.get("p") === "1" ? [1, 2] : [3],
      fields: { total: "3" },
    });
    expect(walk(withTotal, serve)).toEqual({
      records: [1, 2, 3],
      ended: "end",
      asked: 2,
    });
  });

  it("asks once more behind a full page, where a total may be as far as the server counts", () => {
    const serve: Server = (asked) => ({
      records: [[1, 2], [3, 4], [5]][Number(asked.get("p")) - 1] ?? [],
      fields: { total: "4" },
    });
    const all = { records: [1, 2, 3, 4, 5], ended: "end" };
    expect(walk(withTotal, serve)).toMatchObject(all);
  });

  it("marks the page after a short one as a probe", () => {
    const seen = { body: {}, headers: [], requestUrl: URL_0, digest: "d" };
    const full = nextPage(page, firstPage(page), { ...seen, count: 2 });
    const short = nextPage(page, firstPage(page), { ...seen, count: 1 });
    expect(full).toMatchObject({ kind: "more", state: { probing: false } });
    expect(short).toMatchObject({ kind: "more", state: { probing: true } });
  });

  it("keeps its state as plain data", () => {
    const next = nextPage(cursor, firstPage(cursor), {
      body: { next: "t" },
      headers: [],
      count: 1,
      digest: "d",
      requestUrl: URL_0,
    });
    expect(JSON.parse(JSON.stringify(next))).toEqual(next);
  });
});
