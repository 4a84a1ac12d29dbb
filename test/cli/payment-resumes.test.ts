/** Runs that go on within a window: what its earlier pages have shown is not lost with the process. */
import { afterEach, describe, expect, it } from "vitest";
import { jsonReply, type ServedOutcome } from "../../src/core/server.js";
import { type GameRecord, openStage, record, type ScriptedPage } from "./scripted-payments.js";

const RANGE = ["--from", "2026-01-05T00:00:00Z", "--to", "2026-01-06T00:00:00Z"];
const SYNC = ["sync-payments", ...RANGE, "--json"];

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

/** From an hour of the day on, ten minutes apart; `together` of them have one time. */
function spread(count: number, together = 1, fromHour = 0): readonly GameRecord[] {
  return Array.from({ length: count }, (_, at) => {
    const time = new Date(Date.UTC(2026, 0, 5, fromHour, 10 * Math.floor(at / together)));
    return record(`tx-${at}`, "1.00", { at: time.toISOString() });
  });
}

type Answer = (query: URLSearchParams, list: readonly GameRecord[]) => ScriptedPage | ServedOutcome;

interface Broken {
  readonly list: readonly GameRecord[];
  readonly answer: Answer;
  readonly source: object;
  /** The request that is refused in the first run. */
  readonly breaksAt: (query: URLSearchParams) => boolean;
  /** When the run goes on. */
  readonly later?: readonly GameRecord[];
}

/** Broken off once, and gone on with. */
async function resumed({ list, answer, source, breaksAt, later = list }: Broken) {
  let isBroken = true;
  const stage = await openStage({
    page: (_token, _number, query) =>
      isBroken && breaksAt(query) ? jsonReply(403, {}) : answer(query, isBroken ? list : later),
    source,
  });
  ({ close } = stage);
  const broken = await stage.run(SYNC);
  isBroken = false;
  const done = await stage.run([...SYNC, "--resume"]);
  return { broken, done, ids: [...stage.playcamp.book.keys()], asked: stage.polled.length };
}

const number = (query: URLSearchParams, name: string) => Number(query.get(name));

/** Those of the range that is asked for. */
function inRange(list: readonly GameRecord[], query: URLSearchParams) {
  const [from = 0, to = 0] = ["from", "to"].map((each) => Date.parse(query.get(each) ?? ""));
  return list.filter(({ at = "" }) => Date.parse(at) >= from && Date.parse(at) < to);
}

/** Ten a page, from a first number on. */
const numbered =
  (first: number): Answer =>
  (query, list) => {
    const skip = (number(query, "page") - first) * 10;
    return { list: skip < 0 ? [] : inRange(list, query).slice(skip, skip + 10) };
  };

const BY_PAGE = { paging: { kind: "page", page: "page", size: "size", limit: 10 } };
const BY_OFFSET = { paging: { kind: "offset", offset: "skip", size: "size", limit: 10 } };
const BY_TIME = { paging: { kind: "cursor", cursor: "cursor", next: "list[-1].at" } };

describe("a run that goes on within a window", () => {
  it.each([2, 3])(
    "is incomplete where the source counts its pages from 0, broken off at page %i",
    async (page) => {
      const { done, ids } = await resumed({
        list: spread(35),
        answer: numbered(0),
        source: BY_PAGE,
        breaksAt: (query) => number(query, "page") === page,
      });
      expect(ids).toHaveLength(25);
      expect(done.code).toBe(3);
      expect(done.err).toContain("set payments.source.paging.first to 0");
    },
  );

  it.each([
    [
      "whose offsets count pages",
      BY_OFFSET,
      (query: URLSearchParams) => number(query, "skip") * 10,
    ],
    [
      "that gives less than it is asked for, and counts by that",
      { paging: { ...BY_PAGE.paging, limit: 20 } },
      (query: URLSearchParams) => (number(query, "page") - 1) * number(query, "size"),
    ],
  ])("is incomplete as often as it is resumed at a source %s", async (_, source, skipOf) => {
    const { broken, done, ids } = await resumed({
      list: spread(45),
      answer: (query, list) => {
        const skip = skipOf(query);
        return { list: inRange(list, query).slice(skip, skip + 10) };
      },
      source,
      breaksAt: () => false,
    });
    expect([broken.code, done.code], done.err).toEqual([3, 3]);
    expect(ids.length).toBeLessThan(45);
  });

  it.each([
    ["page", BY_PAGE, numbered(1), (query: URLSearchParams) => number(query, "page") === 3],
    [
      "offset",
      BY_OFFSET,
      (query: URLSearchParams, list: readonly GameRecord[]) => {
        const skip = number(query, "skip");
        return { list: inRange(list, query).slice(skip, skip + 10) };
      },
      (query: URLSearchParams) => number(query, "skip") === 20,
    ],
    [
      "token that is an offset",
      {},
      (query: URLSearchParams, list: readonly GameRecord[]) => {
        const skip = number(query, "cursor");
        const next = skip + 10 < list.length ? { next: String(skip + 10) } : {};
        return { list: inRange(list, query).slice(skip, skip + 10), ...next };
      },
      (query: URLSearchParams) => number(query, "cursor") === 20,
    ],
  ] as const)(
    "loses nothing where records have left the list meanwhile: by %s",
    async (_, source, answer, breaksAt) => {
      for (const gone of [1, 3, 10]) {
        const list = spread(45);
        const { done, ids } = await resumed({
          list,
          answer,
          source,
          breaksAt,
          later: list.slice(gone),
        });
        expect(ids.length, `${gone} ${done.err}`).toBe(45);
        await close?.();
        close = undefined;
      }
    },
  );

  it("asks for what a source may pass over between the last page of one process and the next", async () => {
    const { done, ids } = await resumed({
      // Three have one time, and a page takes four.
      list: spread(8, 3),
      answer: (query, list) => ({
        list: list.filter(({ at = "" }) => at > (query.get("cursor") ?? "")).slice(0, 4),
      }),
      source: BY_TIME,
      breaksAt: (query) => query.get("cursor") === "2026-01-05T00:10:00.000Z",
    });
    expect(ids).toHaveLength(6);
    expect(done.code).toBe(3);
    expect(done.err).toContain("the source goes on behind the last record's at");
  });

  it("is incomplete where pages of the first process tell records apart by a field that nothing reads", async () => {
    const list = spread(45).map((each, at) => ({
      ...each,
      orderStatus: at < 15 ? "HELD" : "GRANTED",
    }));
    const { done } = await resumed({
      list,
      answer: numbered(1),
      source: { ...BY_PAGE, paging: { ...BY_PAGE.paging, first: 1 } },
      breaksAt: (query) => number(query, "page") === 3,
    });
    expect(done.code).toBe(3);
    expect(done.err).toContain("orderStatus tells records apart and is not read");
  });

  it("is incomplete where its payments lie hours before the range, and none so late, in all pages together", async () => {
    const list = spread(45, 1, -5);
    const { done } = await resumed({
      list,
      answer: (query, all) => {
        const skip = (number(query, "page") - 1) * 10;
        return { list: all.slice(skip, skip + 10) };
      },
      source: { ...BY_PAGE, range: { format: "yyyy-MM-dd HH:mm:ss", zone: "America/New_York" } },
      breaksAt: (query) => number(query, "page") === 5,
    });
    expect(done.code).toBe(3);
    expect(done.err).toContain("the server may read it in another zone");
  });

  it("is incomplete where the source gives no more than so many", async () => {
    const { done } = await resumed({
      list: spread(45),
      answer: (query, list) => numbered(1)(query, inRange(list, query).slice(0, 30)),
      source: BY_PAGE,
      breaksAt: (query) => number(query, "page") === 3,
    });
    expect(done.code).toBe(3);
    expect(done.err).toContain("a part of a range of which 30 records came");
  });

  it("costs a request or two more at a source without fault", async () => {
    const whole = await resumed({
      list: spread(45),
      answer: numbered(1),
      source: BY_PAGE,
      breaksAt: () => false,
    });
    await close?.();
    const cut = await resumed({
      list: spread(45),
      answer: numbered(1),
      source: BY_PAGE,
      breaksAt: (query) => number(query, "page") === 3,
    });
    expect([cut.done.code, cut.ids.length], cut.done.err).toEqual([0, 45]);
    // The page that was refused, page 0 and page 2 once more; page 1 and 2 are not read again at the end.
    expect(cut.asked - whole.asked).toBeLessThanOrEqual(3);
  });
});
