/** Sources that lose a record between two requests, each of which looks right. */
import { afterEach, describe, expect, it } from "vitest";
import { jsonReply } from "../../src/core/server.js";
import { type GameRecord, openStage, record, type StageOptions } from "./scripted-payments.js";

const RANGE = ["--from", "2026-01-05T00:00:00Z", "--to", "2026-01-06T00:00:00Z"];
const SYNC = ["sync-payments", ...RANGE, "--json"];

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

async function open(options: StageOptions) {
  const stage = await openStage(options);
  ({ close } = stage);
  return stage;
}

/** From midnight on, ten minutes apart. */
function spread(count: number, from = 0): readonly GameRecord[] {
  return Array.from({ length: count }, (_, at) => {
    const time = new Date(Date.UTC(2026, 0, 5, 0, 10 * (from + at)));
    return record(`tx-${from + at}`, "1.00", { at: time.toISOString() });
  });
}

const timeOf = ({ at = "" }: GameRecord) => Date.parse(at);

/** @param shiftMs between what a record says and what the server compares */
function inRange(list: readonly GameRecord[], query: URLSearchParams, shiftMs = 0) {
  const [from = 0, to = 0] = ["from", "to"].map((each) => Date.parse(query.get(each) ?? ""));
  return list.filter((each) => timeOf(each) + shiftMs >= from && timeOf(each) + shiftMs < to);
}

describe("a source that excludes both ends of a range", () => {
  it("loses nothing on the borders of the windows into which a sync splits one", async () => {
    const all = spread(143, 1);
    const { run, playcamp } = await open({
      page: (_token, _number, query) => {
        const [from, to] = [query.get("from"), query.get("to")].map((each) =>
          Date.parse(each ?? ""),
        );
        return {
          list: all.filter((each) => timeOf(each) > (from ?? 0) && timeOf(each) < (to ?? 0)),
        };
      },
      source: { range: { maxWindow: "6h" } },
    });
    const done = await run(SYNC);
    expect(done.code, done.err).toBe(0);
    expect([...playcamp.book.keys()]).toEqual(all.map(({ tid }) => tid));
  });

  it("loses nothing at the beginning of a range that a resumed run goes on with", async () => {
    const all = spread(45);
    let isBroken = true;
    const { run, playcamp } = await open({
      page: (_token, _number, query) => {
        const page = Number(query.get("page"));
        if (page === 3 && isBroken) return jsonReply(403, {});
        const begin = Date.parse(query.get("from") ?? "");
        const list = inRange(all, query).filter((each) => timeOf(each) > begin);
        return { list: page < 1 ? [] : list.slice((page - 1) * 10, page * 10) };
      },
      source: { paging: { kind: "page", page: "page", size: "size", limit: 10 } },
    });
    expect((await run(SYNC)).code).toBe(1);
    isBroken = false;
    const done = await run([...SYNC, "--resume"]);
    expect([done.code, playcamp.book.size], done.err).toEqual([0, 45]);
    expect(done.err).toContain(
      "asked for 2026-01-05T00:00:00.000Z alone, the source gives a payment",
    );
  });
});

/** Ten a page; `list` is what stands there at a request, from 1. */
function paged(list: (number: number) => readonly GameRecord[], withTotal: boolean): StageOptions {
  const total = withTotal ? { total: "total" } : {};
  return {
    page: (_token, number, query) => {
      const all = inRange(list(number), query);
      const skip = (Number(query.get("page")) - 1) * 10;
      const page = all.slice(skip, skip + 10);
      return jsonReply(200, { list: page, ...(withTotal ? { total: all.length } : {}) });
    },
    source: { paging: { kind: "page", page: "page", size: "size", limit: 10, ...total } },
  };
}

describe("a list that is read in pages", () => {
  const all = spread(45);

  it.each([2, 3, 4])(
    "loses nothing where a record leaves and another comes in before request %i, with the total as it was",
    async (at) => {
      const moved = [...all.slice(1), ...spread(1, 45)];
      const { run, playcamp, polled } = await open(
        paged((number) => (number < at ? all : moved), true),
      );
      const done = await run(SYNC);
      expect(done.code, done.err).toBe(0);
      expect([...playcamp.book.keys()]).toEqual(expect.arrayContaining(all.map(({ tid }) => tid)));
      expect(polled.length).toBeLessThan(3 * 9);
    },
  );

  it("is asked for three pages again where its total tells the rest", async () => {
    const { run, polled } = await open(paged(() => all, true));
    expect((await run(SYNC)).code).toBe(0);
    // And for the hours behind the last payment, the minutes of one, and the moment of the beginning.
    expect(polled).toHaveLength(5 + 3 + 3);
  });

  it.each([30, 40, 45])(
    "of %i records and replicas that answer in turn, one of which lags, is read to its end or doubted",
    async (count) => {
      for (const lag of [1, 5, 10, 12]) {
        for (const first of [0, 1]) {
          const whole = all.slice(0, count);
          const { run, playcamp } = await open(
            paged((number) => (number % 2 === first ? whole : whole.slice(0, -lag)), false),
          );
          const done = await run(SYNC);
          const isWhole = playcamp.book.size === count;
          expect(
            [1, 3].includes(done.code) || (done.code === 0 && isWhole),
            `${lag} ${first} ${done.err}`,
          ).toBe(true);
          await close?.();
          close = undefined;
        }
      }
    },
  );

  it("whose pages differ for good is told as incomplete", async () => {
    const { run } = await open(
      paged((number) => (number % 2 === 0 ? all : all.slice(1)).slice(0, 43), false),
    );
    const done = await run(SYNC);
    // By whether the last pass happens to bring a record more.
    expect([1, 3]).toContain(done.code);
    expect(done.err).toMatch(/gives other records on each of (?:3 passes|the)/);
  });

  it("is the same with other words in each reply: links that are signed anew", async () => {
    let serial = 0;
    const { run, polled } = await open(
      paged(() => all.map((each) => ({ ...each, link: `/r?sig=${(serial += 1)}` })), false),
    );
    expect((await run(SYNC)).code).toBe(0);
    // One before the first of five pages, two to be sure of the end, the five once more and the last
    // of them twice, the minutes between two pages, the hours behind the last, those of one payment, and the
    // moment at which the range begins.
    expect(polled).toHaveLength(1 + 5 + 2 + 6 + 4);
  });
});

/** A list without pages, of which the source gives so many; a minute apart. */
function listed(all: readonly GameRecord[], most: number, source: object = {}): StageOptions {
  return {
    page: (_token, _number, query) => ({
      list: (query.has("from") ? inRange(all, query) : all).slice(0, most),
    }),
    source: { paging: { kind: "none" }, ...source },
  };
}

describe("a list that ends at a round number", () => {
  const mixed = (list: readonly GameRecord[]) =>
    list.toSorted((a, b) => (a.tid.at(-1) ?? "").localeCompare(b.tid.at(-1) ?? ""));

  it.each<[string, readonly GameRecord[]]>([
    ["the oldest first", spread(110)],
    ["the newest first", spread(110).toReversed()],
    ["in no order of time", mixed(spread(110))],
  ])("is incomplete where parts of the range hold more: %s", async (_, all) => {
    const { run } = await open(listed(all, 100));
    const done = await run(SYNC);
    expect(done.code).toBe(3);
    expect(done.err).toContain("asked for a part of a range of which 100 records came");
    expect(done.err).toContain("payments.source.range.maxWindow");
  });

  it.each([100, 110, 120])("is complete where they hold no more: %i", async (count) => {
    const { run, polled } = await open(listed(spread(count, 144 - count), 1_000));
    const done = await run(SYNC);
    expect([done.code, done.err.includes("may not be all")], done.err).toEqual([0, false]);
    // More than a quarter of the day before the first of a hundred is asked for, and the beginning.
    expect(polled).toHaveLength(count === 100 ? 5 : 4);
  });

  it("is not asked for in parts where another number came, or a larger window has shown more", async () => {
    const { run, polled } = await open(listed(spread(109), 1_000));
    await run(SYNC);
    // And for the hours behind the last, and the beginning.
    expect(polled).toHaveLength(3);
    await close?.();
    // 72 in the first half of the day, and 50 in the second.
    const two = await open(listed(spread(122), 1_000, { range: { maxWindow: "12h" } }));
    expect((await two.run(SYNC)).code).toBe(0);
    // And for the hours behind the last, and the beginning.
    expect(two.polled).toHaveLength(5);
  });

  it.each<[string, (all: readonly GameRecord[]) => readonly GameRecord[]]>([
    ["the oldest first", (all) => all],
    ["the newest first", (all) => all.toReversed()],
  ])("is incomplete in pages, too: %s", async (_, sorted) => {
    const all = sorted(spread(45));
    const { run } = await open({
      page: (_token, _number, query) => {
        const list = inRange(all, query);
        const skip = (Number(query.get("page")) - 1) * 10;
        return { list: list.slice(0, 30).slice(skip, skip + 10) };
      },
      source: { paging: { kind: "page", page: "page", size: "size", limit: 10 } },
    });
    const done = await run(SYNC);
    expect(done.code).toBe(3);
    expect(done.err).toContain("a part of a range of which 30 records came");
  });

  it("is not judged by the half of its pages that a resumed run has seen", async () => {
    const all = spread(120).toReversed();
    let isBroken = true;
    const { run, playcamp } = await open({
      page: (_token, _number, query) => {
        const page = Number(query.get("page"));
        if (page === 4 && isBroken) return jsonReply(403, {});
        return { list: inRange(all, query).slice((page - 1) * 20, page * 20) };
      },
      source: { paging: { kind: "page", page: "page", size: "size", limit: 20 } },
    });
    expect((await run(SYNC)).code).toBe(1);
    isBroken = false;
    const done = await run([...SYNC, "--resume"]);
    expect([done.code, playcamp.book.size], done.err).toEqual([0, 120]);
  });

  it.each([
    [1_000, 3],
    [1_010, 0],
  ])("is doubted at a usual bound where the source reads no range: %i", async (count, code) => {
    const list = Array.from({ length: count }, (_, at) => {
      const time = new Date(Date.UTC(2026, 0, 5) + at * 80_000);
      return record(`tx-${at}`, "1.00", { at: time.toISOString() });
    });
    const { run } = await open({ page: () => ({ list }), source: { paging: { kind: "none" } } });
    const done = await run(["poll-payments", ...RANGE]);
    expect(done.code, done.err).toBe(code);
    expect(done.err.includes("exactly 1000 records came")).toBe(code === 3);
  });

  it.each([
    [100, 3],
    [110, 0],
    [120, 0],
  ])(
    "of a source that takes no range is doubted at usual bounds alone: %i",
    async (count, code) => {
      const { page } = listed(spread(count), count);
      const others = { source: { range: undefined, paging: { kind: "none" } } };
      const { run } = await open({ page: (...asked) => page(...asked), ...others });
      const done = await run(SYNC);
      expect(done.code, done.err).toBe(code);
      expect(done.err.includes("exactly 100 records came")).toBe(code === 3);
    },
  );
});

describe("a source whose times are in the range, and those of another zone", () => {
  const NINE_H = 9 * 3_600_000;

  /** @param filterMs what its server compares with the range, beside the time that a record says */
  const dated = (all: readonly GameRecord[], filterMs: number) => ({
    page: (_token: string | null, _number: number, query: URLSearchParams) => ({
      list: inRange(all, query, filterMs),
    }),
  });

  it.each<[string, readonly GameRecord[], number]>([
    ["9 h late", spread(6, 60), -NINE_H],
    ["9 h early", spread(6, 60), NINE_H],
  ])("is told that it dates them %s", async (said, all, filterMs) => {
    const { run, polled } = await open(dated(all, filterMs));
    const done = await run(SYNC);
    expect(done.code).toBe(3);
    expect(done.err).toContain(`the source dates payments ${said}: it gives tx-65 for the minutes`);
    expect(polled.length).toBeLessThanOrEqual(5);
  });

  it.each<[string, number, number]>([
    ["they are right", 0, 3],
    ["the range is read by when an order was made, hours before it was paid", -7_200_000, 5],
  ])("is not told so where %s", async (_, filterMs, requests) => {
    const { run, polled } = await open(dated(spread(6, 60), filterMs));
    const done = await run(SYNC);
    expect(done.code, done.err).toBe(0);
    expect(polled).toHaveLength(requests);
  });
});
