/** What is lost, or comes twice, where one page ends and the next begins. */
import { describe, expect, it } from "vitest";
import { replied } from "../../../fake-http.js";
import { list, record, sync } from "./one-source.js";
import { SOURCE } from "./ways.js";

describe("pages that hold fewer records than were asked for", () => {
  const source = { range: {}, paging: { kind: "page", page: "page", size: "size", limit: 10 } };
  const all = Array.from({ length: 25 }, (_, at) => record(`T${at}`));
  const CAP = 4;

  it.each<[string, (size: number) => number, number, string]>([
    ["by what is given", (size) => Math.min(size, CAP), 25, "done"],
    ["by what was asked for", (size) => size, CAP, "incomplete"],
  ])("are counted %s", async (_, counted, count, outcome) => {
    const done = await sync(source, ({ url }) => {
      const query = new URL(url).searchParams;
      const size = Number(query.get("size"));
      const from = (Number(query.get("page")) - 1) * counted(size);
      return list(...all.slice(from, from + Math.min(size, CAP)));
    });
    expect([done.ids.length, done.outcome]).toEqual([count, outcome]);
    if (outcome === "incomplete")
      expect(done.summary.stop?.message).toContain("set payments.source.paging.limit to 4");
  });

  it("are passed over unseen by a total where the list is left at the range's beginning", async () => {
    const paging = { ...source.paging, total: "count" };
    const older = Array.from({ length: 20 }, (_, at) =>
      record(`OLD-${at}`, "2026-01-02T10:00:00Z"),
    );
    const listed = [...all.slice(0, 12), ...older];
    const { outcome, summary } = await sync({ order: "newest-first", paging }, ({ url }) => {
      const query = new URL(url).searchParams;
      const from = (Number(query.get("page")) - 1) * Number(query.get("size"));
      const given = listed.slice(from, from + CAP);
      return replied(200, JSON.stringify({ list: given, count: listed.length }));
    });
    expect(outcome).toBe("incomplete");
    expect(summary.stop?.message).toContain("set payments.source.paging.limit to 4");
  });
});

describe("two pieces of one order, alike in all that is mapped,", () => {
  const source = { range: {}, paging: { kind: "cursor", cursor: "c", next: "next" } };
  /** Each page's records, from the number of replies so far. */
  const paged =
    (...pages: readonly ((nth: number) => readonly object[])[]) =>
    () => {
      let nth = 0;
      return ({ url }: { readonly url: string }) => {
        nth += 1;
        const at = Number(new URL(url).searchParams.get("c") ?? 0);
        const next = at + 1 < pages.length ? String(at + 1) : null;
        return replied(200, JSON.stringify({ list: pages[at]?.(nth), next }));
      };
    };
  const piece = (line: number) => ({ ...record("T2"), line });

  it.each([
    [
      "over a page's border",
      paged(
        () => [record("T1"), piece(1)],
        () => [piece(2), record("T3")],
      ),
    ],
    [
      "pages apart",
      paged(
        () => [piece(1)],
        () => [record("T1")],
        () => [piece(2)],
      ),
    ],
  ])("leave the run incomplete where they lie %s", async (_, answer) => {
    const { outcome, summary } = await sync(source, answer());
    expect(outcome).toBe("incomplete");
    expect(summary.doubts).toEqual([
      expect.stringContaining("a payment stands on two pages, and line tells the two apart"),
    ]);
  });

  it.each([
    [
      "named in payments.source.ignore",
      { ignore: ["line"] },
      paged(
        () => [piece(1)],
        () => [piece(2)],
      ),
    ],
    [
      "new at each reply",
      {},
      paged(
        (nth) => [{ ...record("T2"), link: nth }],
        (nth) => [{ ...record("T2"), link: nth }],
      ),
    ],
    [
      "new since it moved",
      {},
      paged(
        (nth) => (nth === 1 ? [record("T1"), piece(1)] : [record("T1")]),
        () => [piece(2)],
      ),
    ],
  ])("are one where what tells them apart is %s", async (_, more, answer) => {
    const { outcome, ids } = await sync({ ...source, ...more }, answer());
    expect(outcome).toBe("done");
    expect(ids).toContain("T2");
  });
});

/** Of 25 records at most `size` a page, by its number from `first`. */
function numbered(first: number, size: number, all: readonly object[], said: object = {}) {
  return ({ url }: { readonly url: string }) => {
    const from = (Number(new URL(url).searchParams.get("page")) - first) * size;
    return replied(
      200,
      JSON.stringify({ list: all.slice(Math.max(0, from), from + size), ...said }),
    );
  };
}

describe("pages by number", () => {
  const all = Array.from({ length: 25 }, (_, at) => record(`T${at}`));
  const paging = { kind: "page", page: "page", size: "size", limit: 10 };

  it.each([3, 25])(
    "that are counted from 0 leave the run incomplete, of %i records",
    async (count) => {
      const { outcome, summary } = await sync(
        { range: {}, paging },
        numbered(0, 10, all.slice(0, count)),
      );
      expect(outcome).toBe("incomplete");
      expect(summary.doubts.join()).toContain("set payments.source.paging.first to 0");
    },
  );

  it.each([400, 500, 503])("are sound where page 0 is refused with %i, once", async (status) => {
    let refused = 0;
    const { outcome, ids } = await sync({ range: {}, paging }, (request) => {
      if (!request.url.includes("page=0")) return numbered(1, 10, all)(request);
      refused += 1;
      return replied(status);
    });
    expect([outcome, ids.length, refused]).toEqual(["done", 25, 1]);
  });

  it("are read to their end where the profile counts them from 0, and the source from 1", async () => {
    const { outcome, ids } = await sync(
      { range: {}, paging: { ...paging, first: 0 } },
      (request) => (request.url.includes("page=0") ? list() : numbered(1, 10, all)(request)),
    );
    expect([outcome, ids.length]).toEqual(["done", 25]);
  });

  /** Ten a page, of which the source leaves these out when it has cut it. */
  const filtered =
    (rows: readonly (object | null)[], skipOf: (query: URLSearchParams) => number) =>
    ({ url }: { readonly url: string }) => {
      const skip = skipOf(new URL(url).searchParams);
      return list(...rows.slice(skip, skip + 10).filter((row) => row !== null));
    };
  const none = (count: number) => Array.from({ length: count }, () => null);

  it.each<[string, readonly (object | null)[]]>([
    ["the first page is empty", [...none(13), ...all]],
    ["a page behind a full one is empty", [...all.slice(0, 10), ...none(13), ...all.slice(10)]],
    [
      "several are empty, behind a short one",
      [...none(3), ...all.slice(0, 15), ...none(43), ...all.slice(15)],
    ],
  ])("are read to their end where records are left out of them: %s", async (_, rows) => {
    for (const [source, skipOf] of [
      [paging, (query: URLSearchParams) => (Number(query.get("page")) - 1) * 10],
      [
        { kind: "offset", offset: "skip", size: "size", limit: 10 },
        (query: URLSearchParams) => Number(query.get("skip")),
      ],
    ] as const) {
      // An offset is moved by what came: such a source repeats records, and loses none.
      const { ids } = await sync({ range: {}, paging: source }, filtered(rows, skipOf));
      expect(ids.length, source.kind).toBe(25);
    }
  });

  it("are sound where page 0 is the last one", async () => {
    const { outcome } = await sync({ range: {}, paging }, (request) =>
      request.url.includes("page=0") ? list(...all.slice(20)) : numbered(1, 10, all)(request),
    );
    expect(outcome).toBe("done");
  });

  it.each([
    ["a total that is the page's own", { total: "count" }, { count: 10 }],
    ["a sign of the end on each page", { limit: 10, size: "size", more: "more" }, { more: false }],
  ])("are read beyond %s", async (_, more, said) => {
    const { ids, outcome } = await sync(
      { range: {}, paging: { kind: "page", page: "page", ...more } },
      numbered(1, 10, all, said),
    );
    expect([ids.length, outcome]).toEqual([25, "done"]);
  });

  it.each([
    ["page", numbered],
    [
      "offset",
      (_: number, size: number, rows: readonly object[]) =>
        ({ url }: { readonly url: string }) => {
          const from = Number(new URL(url).searchParams.get("page"));
          return list(...rows.slice(from, from + size));
        },
    ],
  ])("or %s are read beyond one of which all was left out", async (kind, answer) => {
    const rows = [...all.slice(0, 9), ...Array<null>(14).fill(null), ...all.slice(9)];
    const served = answer(
      1,
      10,
      rows.map((row) => row ?? {}),
    );
    const { ids, outcome } = await sync(
      { range: {}, paging: { kind, [kind]: "page", size: "size", limit: 10 } },
      (request) => {
        const { list: given } = JSON.parse(
          Buffer.from(served(request).reply?.body ?? []).toString(),
        ) as {
          readonly list: readonly object[];
        };
        return list(...given.filter((row) => "id" in row));
      },
    );
    expect([ids.length, outcome]).toEqual([25, "done"]);
  });
});

describe("a source that gives no more than a thousand records", () => {
  const start = Date.parse("2026-01-05T00:00:00Z");
  const all = Array.from({ length: 1_100 }, (_, at) =>
    record(`T${at}`, new Date(start + at * 60_000).toISOString()),
  );
  const inRange = (query: URLSearchParams) =>
    all.filter(({ at }) => {
      const [from, to] = ["from", "to"].map((name) => Date.parse(query.get(name) ?? ""));
      return !(Date.parse(at) < Number(from) || Date.parse(at) >= Number(to));
    });
  const bounded =
    (records: (query: URLSearchParams) => readonly object[], said: (count: number) => object) =>
    ({ url }: { readonly url: string }) => {
      const query = new URL(url).searchParams;
      const known = records(query).slice(0, 1_000);
      const from = Number(query.get("skip"));
      const page = { list: known.slice(from, from + 200), ...said(known.length) };
      return replied(200, JSON.stringify(page));
    };
  const paging = { kind: "offset", offset: "skip", size: "size", limit: 200 };

  it("and counts as many, marks the run by the parts of its range", async () => {
    const source = { range: {}, paging: { ...paging, total: "count" } };
    const { outcome, summary } = await sync(
      source,
      bounded(inRange, (count) => ({ count })),
    );
    expect([outcome, summary.fetched]).toEqual(["incomplete", 1_000]);
    expect(summary.doubts.join()).toContain("a part of a range of which 1000 records came");
  });

  it("of all that it has, marks the run where it ends within the range", async () => {
    const source = { order: "newest-first", paging: { ...paging, total: "count" } };
    const newest = all.toReversed();
    const { outcome, summary } = await sync(
      source,
      bounded(
        () => newest,
        (count) => ({ count }),
      ),
    );
    expect([outcome, summary.fetched]).toEqual(["incomplete", 1_000]);
    expect(summary.doubts.join()).toContain("exactly 1000 records came");
  });

  it("is sound where it has as many, by its total and the parts of its range", async () => {
    const source = { range: {}, paging: { ...paging, total: "count" } };
    const whole = (query: URLSearchParams) => inRange(query).filter((_, at) => at < 1_000);
    const { outcome } = await sync(source, ({ url }) => {
      const until = new Date(start + 1_000 * 60_000).toISOString();
      const query = new URL(url).searchParams;
      if ((query.get("to") ?? "") > until) query.set("to", until);
      return bounded(whole, (count) => ({ count }))({ url: `${SOURCE}?${query.toString()}` });
    });
    expect(outcome).toBe("done");
  });
});

describe("offsets that a source counts by what was asked for", () => {
  const all = Array.from({ length: 120 }, (_, at) =>
    record(`T${at}`, new Date(Date.UTC(2026, 0, 5, 0, at * 10)).toISOString()),
  );
  const paging = { kind: "offset", offset: "skip", size: "size", limit: 25 };

  it("are not called a bound on the records of a range", async () => {
    const { outcome, summary, ids } = await sync({ range: {}, paging }, ({ url }) => {
      const query = new URL(url).searchParams;
      const [from, to] = ["from", "to"].map((name) => Date.parse(query.get(name) ?? ""));
      const within = all.filter(
        ({ at }) => Date.parse(at) >= Number(from) && Date.parse(at) < Number(to),
      );
      const skip = Math.floor(Number(query.get("skip")) / 25) * 25;
      return list(...within.slice(skip, skip + 20));
    });
    const told = [...summary.doubts, summary.stop?.message ?? ""].join();
    expect([outcome, ids.length < 120], told).toEqual(["incomplete", true]);
    expect(told).toContain("it may give no more of one range, or pass over some between its pages");
    expect(told).not.toContain("no more than");
  });
});

describe("a cursor that is the time of the last record", () => {
  const AT = ["10:00", "10:01", "10:01", "10:02"].map((at) => `2026-01-05T${at}:00Z`);
  const all = AT.map((at, nth) => record(`T${nth}`, at));
  const source = { range: {}, paging: { kind: "cursor", cursor: "c", next: "list[-1].at" } };
  const behind =
    (records: readonly { readonly at: string }[], isIn: (at: string, token: string) => boolean) =>
    ({ url }: { readonly url: string }) => {
      const token = new URL(url).searchParams.get("c") ?? "";
      return list(...records.filter(({ at }) => token === "" || isIn(at, token)).slice(0, 2));
    };

  it("marks the run where others of that time are passed over", async () => {
    const { outcome, summary, ids } = await sync(
      source,
      behind(all, (at, token) => at > token),
    );
    expect([outcome, ids]).toEqual(["incomplete", ["T0", "T1", "T3"]]);
    expect(summary.doubts.join()).toContain("the source goes on behind the last record's at");
  });

  it("is sound where no other has that time", async () => {
    const apart = all.filter((_, at) => at !== 2);
    const { outcome } = await sync(
      source,
      behind(apart, (at, token) => at > token),
    );
    expect(outcome).toBe("done");
  });

  const minute = (at: number) => new Date(Date.UTC(2026, 0, 5, 0, at)).toISOString();
  const MINUTES = Array.from({ length: 9 }, (_, at) => at);

  it.each<[string, readonly number[], number]>([
    ["in the midst", [0, 1, 2, 2, 2, 2, 2, 3, 4, 5], 2],
    ["at the beginning", [0, 0, 0, 1], 2],
    ["and nothing follows", [0, 1, 2, 2, 2], 2],
    ["and nothing stands beside it", [2, 2, 2, 2, 2], 3],
  ])("marks the run where a whole page has one time: %s", async (_, minutes, size) => {
    const all = minutes.map((at, nth) => record(`T${nth}`, minute(at)));
    const { outcome, ids, summary } = await sync(source, ({ url }) => {
      const token = new URL(url).searchParams.get("c") ?? "";
      return list(...all.filter(({ at }) => token === "" || at > token).slice(0, size));
    });
    expect(ids.length).toBeLessThan(all.length);
    expect(outcome, summary.doubts.join()).toBe("incomplete");
    expect(summary.doubts.join()).toContain("records of a page have one at");
  });

  it.each<[string, object, readonly number[]]>([
    ["is smaller than another", {}, [...MINUTES, 9, 10, 10]],
    ["is smaller than it was asked to be", { params: { limit: 5 } }, [10, 10]],
  ])("is sound where a page of one time %s", async (_, more, minutes) => {
    const all = minutes.map((at, nth) => record(`T${nth}`, minute(at)));
    const { outcome, ids, summary } = await sync({ ...source, ...more }, ({ url }) => {
      const token = new URL(url).searchParams.get("c") ?? "";
      return list(...all.filter(({ at }) => token === "" || at > token).slice(0, 5));
    });
    expect([outcome, ids.length], summary.doubts.join()).toEqual(["done", all.length]);
  });

  it("is sound where a total counts what a page of one time holds", async () => {
    const all = [0, 0, 0, 1].map((at, nth) => record(`T${nth}`, minute(at)));
    const { outcome, summary } = await sync(source, ({ url }) => {
      const token = new URL(url).searchParams.get("c") ?? "";
      const page = all.filter(({ at }) => token === "" || at > token).slice(0, 3);
      return replied(200, JSON.stringify({ list: page, total: all.length }));
    });
    expect(outcome, summary.doubts.join()).toBe("done");
  });

  it("marks the run where the first ties of many pages stand at a late border", async () => {
    // Two a page; behind the first fifty pages, two of one time and then three.
    const times = [...Array.from({ length: 100 }, (_, at) => at), 100, 100, 101, 102, 102, 102];
    const late = times.map((at, nth) => record(`T${nth}`, minute(at)));
    const { outcome, ids } = await sync(
      source,
      behind(late, (at, token) => at > token),
    );
    expect([outcome, ids.length]).toEqual(["incomplete", 104]);
  });

  it("is asked at twenty borders of a run without ties, however many windows it has", async () => {
    const apart = Array.from({ length: 288 }, (_, at) => record(`T${at}`, minute(at * 5)));
    let requests = 0;
    const windows = { ...source, range: { maxWindow: "2h" } };
    const { outcome } = await sync(windows, ({ url }) => {
      requests += 1;
      const query = new URL(url).searchParams;
      const [from, to] = [query.get("from") ?? "", query.get("to") ?? ""];
      const within = apart.filter(
        ({ at }) => Date.parse(at) >= Date.parse(from) && Date.parse(at) < Date.parse(to),
      );
      return behind(within, (at, token) => at > token)({ url });
    });
    expect(outcome).toBe("done");
    const pages = 12 * 13;
    expect(requests).toBeLessThanOrEqual(pages + 20 + 3);
  });
});

describe("an opaque cursor", () => {
  const minute = (at: number) => new Date(Date.UTC(2026, 0, 5, 10, at)).toISOString();
  const all = [0, 1, 1, 2, 2, 2, 2, 3, 4, 5].map((at, nth) => record(`T${nth}`, minute(at)));
  const source = { range: {}, paging: { kind: "cursor", cursor: "c", next: "next" } };
  const ranged = (query: URLSearchParams) =>
    all.filter(
      ({ at }) =>
        Date.parse(at) >= Date.parse(query.get("from") ?? "") &&
        Date.parse(at) < Date.parse(query.get("to") ?? ""),
    );
  const hidden = (text: string) => Buffer.from(text).toString("base64url");
  const shown = (token: string) => Buffer.from(token, "base64url").toString();

  it.each<[string, number, boolean]>([
    ["one of two", 2, false],
    ["three of four", 4, false],
    ["the last of four, the newest first", 4, true],
  ])("of a time marks the run where it passes over %s at that time", async (_, size, isFalling) => {
    const { outcome, summary, ids } = await sync(source, ({ url }) => {
      const query = new URL(url).searchParams;
      const token = query.get("c");
      const listed = isFalling ? ranged(query).toReversed() : ranged(query);
      const rest = listed.filter(
        ({ at }) => token === null || (isFalling ? at < shown(token) : at > shown(token)),
      );
      const page = rest.slice(0, size);
      const next = rest.length > size ? { next: hidden(page.at(-1)?.at ?? "") } : {};
      return replied(200, JSON.stringify({ list: page, ...next }));
    });
    expect(ids.length).toBeLessThan(10);
    expect(outcome).toBe("incomplete");
    const told = summary.doubts.filter((doubt) =>
      doubt.includes("passes over others at that time"),
    );
    expect(told).toHaveLength(1);
  });

  it.each([2, 3, 4])("of a place is sound, and is not asked after, %i a page", async (size) => {
    let requests = 0;
    const { outcome, ids } = await sync(source, ({ url }) => {
      requests += 1;
      const query = new URL(url).searchParams;
      const skip = Number(shown(query.get("c") ?? "") || "0");
      const listed = ranged(query);
      const next = skip + size < listed.length ? { next: hidden(String(skip + size)) } : {};
      return replied(200, JSON.stringify({ list: listed.slice(skip, skip + size), ...next }));
    });
    expect([outcome, ids.length]).toEqual(["done", 10]);
    // At most one border before the ties that show it, the time between two pages, the minutes of one payment, and the beginning.
    expect(requests).toBeLessThanOrEqual(Math.ceil(10 / size) + 4);
  });
});

describe("windows of one range", () => {
  const source = {
    range: { maxWindow: "6h" },
    paging: { kind: "page", page: "page", size: "size", limit: 10 },
  };
  const all = Array.from({ length: 96 }, (_, at) =>
    record(`T${at}`, new Date(Date.UTC(2026, 0, 5, 0, at * 15)).toISOString()),
  );
  const answer = (
    query: URLSearchParams,
    cacheKey: string | null,
    cache: Map<string, object[]>,
  ) => {
    const key = cacheKey === null ? query.toString() : (query.get(cacheKey) ?? "");
    const within = all.filter(
      ({ at }) =>
        Date.parse(at) >= Date.parse(query.get("from") ?? "") &&
        Date.parse(at) < Date.parse(query.get("to") ?? ""),
    );
    const skip = (Number(query.get("page")) - 1) * 10;
    const page = cache.get(key) ?? within.slice(skip, skip + 10);
    cache.set(key, page);
    return list(...page);
  };

  it.each<[string, string | null, string]>([
    ["are kept apart by a source's cache", null, "done"],
    ["mark the run where its cache knows the page alone", "page", "incomplete"],
  ])("%s", async (_, key, expected) => {
    const cache = new Map<string, object[]>();
    const { outcome, ids, summary } = await sync(source, ({ url }) =>
      answer(new URL(url).searchParams, key, cache),
    );
    expect([outcome, ids.length === 96]).toEqual([expected, expected === "done"]);
    expect(summary.doubts.some((doubt) => doubt.includes("answer from a cache"))).toBe(
      expected === "incomplete",
    );
  });
});

describe("a stretch from which nothing came", () => {
  const HOUR_MS = 3_600_000;
  const all = Array.from({ length: 96 }, (_, at) =>
    record(`T${at}`, new Date(Date.UTC(2026, 0, 5, 0, at * 15)).toISOString()),
  );
  const within = (query: URLSearchParams, mostMs = Infinity) => {
    const from = Date.parse(query.get("from") ?? "");
    const to = Math.min(Date.parse(query.get("to") ?? ""), from + mostMs);
    return all.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
  };
  const paging = { kind: "page", page: "page", size: "size", limit: 10 };

  it.each<[string, number, boolean, string]>([
    ["is asked for where one page follows another", 0, false, "done"],
    ["marks the run where each page begins a payment too late", 1, false, "incomplete"],
    ["marks the run so with the newest first", 1, true, "incomplete"],
  ])("between two pages %s", async (_, off, isFalling, expected) => {
    const { outcome, ids, summary } = await sync({ range: {}, paging }, ({ url }) => {
      const query = new URL(url).searchParams;
      const page = Number(query.get("page")) - 1;
      const skip = page * (10 + off);
      const rows = isFalling ? within(query).toReversed() : within(query);
      return page < 0 ? list() : list(...rows.slice(skip, skip + 10));
    });
    expect([outcome, ids.length === 96]).toEqual([expected, expected === "done"]);
    if (expected === "incomplete")
      expect(summary.doubts.join()).toContain("passes over payments where a page ends");
  });

  it("between two pages is none where the first page came again", async () => {
    let requests = 0;
    const source = { range: {}, paging: { kind: "cursor", cursor: "c", next: "next" } };
    const { outcome, ids } = await sync(source, ({ url }) => {
      requests += 1;
      const query = new URL(url).searchParams;
      // Once, a token that has expired begins anew.
      const skip = requests === 4 ? 0 : Number(query.get("c"));
      const rows = within(query);
      const next = skip + 20 < rows.length && requests !== 4 ? { next: String(skip + 20) } : {};
      return replied(200, JSON.stringify({ list: rows.slice(skip, skip + 20), ...next }));
    });
    expect([outcome, ids.length]).toEqual(["done", 96]);
  });

  it.each([
    [6, 24, "done"],
    [12, 6, "incomplete"],
    [24, 6, "incomplete"],
  ])(
    "at a border marks the run where the source reads less of it: windows of %i h, at most %i h read",
    async (hours, most, expected) => {
      const source = { range: { maxWindow: `${hours}h` }, paging: { kind: "none" } };
      const { outcome, ids, summary } = await sync(source, ({ url }) =>
        list(...within(new URL(url).searchParams, most * HOUR_MS)),
      );
      expect([outcome, ids.length === 96]).toEqual([expected, expected === "done"]);
      if (expected === "incomplete")
        expect(summary.doubts.join()).toContain("the source does not give all of a range");
    },
  );

  it("at a border is sound where nothing was paid", async () => {
    let requests = 0;
    const { outcome, ids } = await sync({ range: {}, paging: { kind: "none" } }, ({ url }) => {
      requests += 1;
      return list(...within(new URL(url).searchParams).filter((each) => all.indexOf(each) < 33));
    });
    // The range, the hours behind the last payment, the minutes of one, and the range's beginning.
    expect([outcome, ids.length, requests]).toEqual(["done", 33, 4]);
  });
});
