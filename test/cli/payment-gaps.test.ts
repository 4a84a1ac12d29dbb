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
});

/** Ten a page; `list` is what stands there at a request, from 1. */
function paged(list: (number: number) => readonly GameRecord[], withTotal: boolean): StageOptions {
  const total = withTotal ? { total: "total" } : {};
  return {
    page: (_token, number, query) => {
      const all = list(number);
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
    expect(polled).toHaveLength(5 + 3);
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
            done.code === 3 || (done.code === 0 && isWhole),
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
      paged((number) => (number % 2 === 0 ? all : all.slice(1)).slice(0, 40), false),
    );
    const done = await run(SYNC);
    expect(done.code).toBe(3);
    expect(done.err).toContain("asked for the same page again, gives other records");
  });

  it("is the same with other words in each reply: links that are signed anew", async () => {
    let serial = 0;
    const { run, polled } = await open(
      paged(() => all.map((each) => ({ ...each, link: `/r?sig=${(serial += 1)}` })), false),
    );
    expect((await run(SYNC)).code).toBe(0);
    // Five pages, one to be sure of the end, and each once more.
    expect(polled).toHaveLength(6 + 6);
  });
});
