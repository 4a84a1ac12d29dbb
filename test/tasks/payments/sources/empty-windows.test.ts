/** Windows for which a source gives an empty list by mistake, and those that are empty. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replied } from "../../../fake-http.js";
import { repetitions } from "../../../soak.js";
import { list, record, sync } from "./one-source.js";

const FROM_MS = Date.UTC(2026, 0, 5);
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

interface Game {
  readonly source: object;
  readonly times: readonly number[];
  /** @param nth of this request for this window, from 1 */
  readonly isBlank: (fromMs: number, nth: number) => boolean;
  readonly refuses?: (fromMs: number, toMs: number) => boolean;
}

async function play({ source, times, isBlank, refuses }: Game) {
  const all = times.map((ms, at) => record(`T${at}`, new Date(ms).toISOString()));
  const asked = new Map<number, number>();
  const done = await sync(source, ({ url }) => {
    const query = new URL(url).searchParams;
    const [from, to] = [query.get("from"), query.get("to")];
    const fromMs = from === null ? FROM_MS : Date.parse(from);
    const toMs = to === null ? Infinity : Date.parse(to);
    if (refuses?.(fromMs, toMs) === true) return replied(400);
    // Asked from a little earlier, it is the same stretch.
    const near = Math.round(fromMs / (10 * MINUTE_MS));
    const nth = (asked.get(near) ?? 0) + 1;
    // Other checks ask for the minutes of one payment.
    const isWindow = toMs - fromMs > 10 * MINUTE_MS;
    if (isWindow) asked.set(near, nth);
    if (isWindow && isBlank(fromMs, nth)) return list();
    return list(
      ...all.filter(({ at }) => {
        const ms = Date.parse(at);
        return from === null || (ms >= fromMs && ms < toMs);
      }),
    );
  });
  return { ...done, said: [...done.notices, ...done.summary.doubts].join("\n") };
}

/** Ten minutes apart, over the day. */
const SPREAD = Array.from({ length: 144 }, (_, at) => FROM_MS + (at * 10 + 1) * MINUTE_MS);
const nearly = (ms: number, hour: number) => Math.abs(ms - FROM_MS - hour * HOUR_MS) < MINUTE_MS;

describe("an empty list in place of a window that has payments", () => {
  it.each<[string, object, number]>([
    ["of the one window", { range: {} }, 0],
    ["of the first of four", { range: { maxWindow: "6h" } }, 0],
    ["of the second of four", { range: { maxWindow: "6h" } }, 6],
    ["of the last of four", { range: { maxWindow: "6h" } }, 18],
    ["of a day", { range: { format: "yyyy-MM-dd" } }, 0],
    ["of all that there is", {}, 0],
  ])("is not believed: %s", async (_, source, hour) => {
    const game = { source, times: SPREAD };
    const { outcome, ids, said } = await play({
      ...game,
      isBlank: (fromMs, nth) => nearly(fromMs, hour) && nth === 1,
    });
    expect([outcome, ids.length], said).toEqual(["done", 144]);
    expect(said).toContain("an empty window, asked for once more, has payments");
    expect(said).not.toContain("begins behind the moment");
  });

  it("marks the run where a cache gives it for good, and knows the range", async () => {
    const { outcome, ids, said } = await play({
      source: { range: { maxWindow: "6h" } },
      times: SPREAD,
      // To the millisecond: asked from a second earlier, it is another one.
      isBlank: (fromMs) => fromMs === FROM_MS + 6 * HOUR_MS - 1_000,
    });
    expect([outcome, ids.length], said).toEqual(["incomplete", 108]);
    expect(said).toContain("the source gave nothing, then payments, then nothing again");
  });

  it("is found where the source refuses a range that is longer", async () => {
    const { outcome, ids, said } = await play({
      source: { range: {} },
      times: SPREAD,
      isBlank: (_, nth) => nth === 1,
      refuses: (fromMs, toMs) => toMs - fromMs > 24 * HOUR_MS,
    });
    expect([outcome, ids.length], said).toEqual(["done", 144]);
  });

  it.each<[string, readonly number[], string]>([
    ["for windows before, too, which were passed by", [10, 30], "incomplete"],
    ["for one window, and others that were passed by are empty", [30], "done"],
  ])("marks the run where it stood %s: it is %s", async (_, blanks, expected) => {
    // Of half hours the first eight are empty in turn: three of them are asked for again.
    const half = (ms: number) => Math.round((ms - FROM_MS) / HOUR_MS / 0.5);
    const times = SPREAD.filter((ms) => {
      const nth = Math.floor((ms - FROM_MS) / HOUR_MS / 0.5);
      return nth >= 8 || nth % 2 === 0;
    });
    const { outcome, ids, said } = await play({
      source: { range: { maxWindow: "30m" } },
      times,
      isBlank: (fromMs, nth) => nth === 1 && blanks.includes(half(fromMs)),
    });
    expect([outcome, ids.length === times.length], said).toEqual([expected, expected === "done"]);
    expect(said.includes("so for 1 more of the windows before")).toBe(expected === "incomplete");
  });

  const RUNS = repetitions({ quick: 60, full: 1_500 });

  it(`loses nothing in ${RUNS} drawn runs, wherever it stands behind payments`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 24 * 60 - 2 }), { maxLength: 30 }),
        fc.constantFrom(1, 4, 6, 24),
        fc.nat({ max: 23 }),
        async (minutes, hours, nth) => {
          const times = minutes
            .toSorted((a, b) => a - b)
            .map((at) => FROM_MS + (at + 1) * MINUTE_MS);
          const windowOf = (ms: number) => Math.floor((ms - FROM_MS) / (hours * HOUR_MS));
          const blank = nth % (24 / hours);
          const isBehind = blank === 0 || times.some((ms) => windowOf(ms) === blank - 1);
          const isEmpty = (each: number) => !times.some((ms) => windowOf(ms) === each);
          const before = Array.from({ length: blank }, (_, each) => each).filter(isEmpty);
          // Three of those that are empty are asked for again.
          fc.pre(isBehind && before.length < 3);
          const { outcome, ids, said } = await play({
            source: { range: { maxWindow: `${hours}h` } },
            times,
            isBlank: (fromMs, asked) => windowOf(fromMs + 2 * MINUTE_MS) === blank && asked === 1,
          });
          expect([outcome, ids.length], said).toEqual(["done", times.length]);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe("windows that are empty", () => {
  it.each<[string, object]>([
    ["in one", { range: {} }],
    ["in one that takes no range", {}],
  ])("cost one request where nothing was paid at all: %s", async (_, source) => {
    const { outcome, requests, said } = await play({ source, times: [], isBlank: () => false });
    expect([outcome, requests.length], said).toEqual(["done", 2]);
  });

  it("of a game with few payments cost one request more in 24, and nothing is said", async () => {
    for (const every of [2, 3, 10]) {
      const times = Array.from({ length: 96 }, (_, at) => FROM_MS + (at * 15 + 1) * MINUTE_MS);
      const { outcome, requests, ids, said } = await play({
        source: { range: { maxWindow: "15m" } },
        times: times.filter((_, at) => at % every === 0),
        isBlank: () => false,
      });
      expect([outcome, said]).toEqual(["done", ""]);
      expect(ids.length).toBe(Math.ceil(96 / every));
      // And for the moment of the beginning, the hours from which nothing came, and the minutes of one.
      expect(requests.length).toBeLessThanOrEqual(97 + 3 + 96 / 24 + 3);
    }
  });
});
