/** Where a range begins: sources that leave out the moment that they are asked from. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replied } from "../../../fake-http.js";
import { repetitions } from "../../../soak.js";
import { list, record, sync } from "./one-source.js";

const FROM_MS = Date.UTC(2026, 0, 5);
const TO_MS = Date.UTC(2026, 0, 6);
const HOUR_MS = 3_600_000;

/** What a server reads of a border, milliseconds since the epoch. */
function borderOf(text: string | null, format: string | undefined): number {
  if (text === null) return Infinity;
  if (format === "s") return Number(text) * 1_000;
  if (format === "ms") return Number(text);
  return Date.parse(format === undefined ? text : `${text.replace(" ", "T")}Z`);
}

interface Source {
  readonly range: { readonly format?: string; readonly open?: boolean };
  readonly paging: object;
  readonly times: readonly number[];
  readonly pageSize: number;
  readonly isExclusive: boolean;
  /** What a server makes of the beginning that it reads. */
  readonly rounded?: (ms: number) => number;
}

const PAGINGS = [
  { kind: "none" },
  { kind: "page", page: "page", size: "size", limit: 3 },
  { kind: "offset", offset: "skip", size: "size", limit: 3 },
  { kind: "cursor", cursor: "c", next: "next" },
] as const;

function play({ range, paging, times, pageSize, isExclusive, rounded = (ms) => ms }: Source) {
  const all = times.map((ms, at) => record(`T${at}`, new Date(ms).toISOString()));
  return sync({ range, paging }, ({ url }) => {
    const query = new URL(url).searchParams;
    const from = borderOf(query.get("from"), range.format);
    const to = borderOf(query.get("to"), range.format);
    const begin = rounded(from);
    const given = all.filter(({ at }) => {
      const ms = Date.parse(at);
      return ms < to && (isExclusive ? ms > begin : ms >= begin);
    });
    const { kind } = paging as { readonly kind: string };
    if (kind === "none") return list(...given);
    if (query.get("page") === "0") return list();
    const skip = query.has("page")
      ? (Number(query.get("page")) - 1) * pageSize
      : Number(query.get("skip") ?? query.get("c") ?? "0");
    const next = skip + pageSize < given.length ? { next: String(skip + pageSize) } : {};
    return replied(200, JSON.stringify({ list: given.slice(skip, skip + pageSize), ...next }));
  });
}

const inRange = (times: readonly number[]) =>
  times.flatMap((ms, at) => (ms >= FROM_MS && ms < TO_MS ? [`T${at}`] : []));

const RUNS = repetitions({ quick: 60, full: 1_500 });

describe("a range's first moment", () => {
  const formats = fc.constantFrom(undefined, "s", "ms", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm");
  // On borders of windows and of minutes, beside them, and anywhere.
  const times = fc.array(
    fc
      .tuple(
        fc.oneof(fc.constantFrom(0, 0, 6, 12, 18, 23.75), fc.integer({ min: -2, max: 23 })),
        fc.constantFrom(0, 0, -400, 400, 999, 61_000, 30_123),
      )
      .map(([hours, ms]) => FROM_MS + hours * HOUR_MS + ms),
    { maxLength: 14 },
  );

  it(`of ${RUNS} drawn sources is lost by none, exclusive or not, and nothing outside comes`, async () => {
    let exclusive = 0;
    await fc.assert(
      fc.asyncProperty(
        times,
        formats,
        fc.constantFrom(undefined, "6h", "45m"),
        fc.constantFrom(...PAGINGS),
        fc.boolean(),
        fc.boolean(),
        async (drawn, format, maxWindow, paging, isExclusive, isOpen) => {
          // An end is not sent, or windows are asked for.
          const open = isOpen && maxWindow === undefined ? { open: true } : {};
          const range = {
            ...(format === undefined ? {} : { format }),
            ...(maxWindow === undefined ? {} : { maxWindow }),
            ...open,
          };
          const sorted = drawn.toSorted((a, b) => a - b);
          const { outcome, ids, summary } = await play({
            range,
            paging,
            times: sorted,
            pageSize: 3,
            isExclusive,
          });
          const wanted = inRange(sorted);
          const told = JSON.stringify([summary.doubts, summary.stop]);
          expect(outcome, told).toBe("done");
          expect(ids.toSorted(), told).toEqual(wanted.toSorted());
          if (isExclusive && sorted.includes(FROM_MS)) exclusive += 1;
        },
      ),
      { numRuns: RUNS },
    );
    expect(exclusive).toBeGreaterThan(RUNS / 20);
  });

  const spread = Array.from({ length: 137 }, (_, at) => FROM_MS + at * 600_000);

  it.each<[string, object]>([
    ["one request", {}],
    ["windows", { maxWindow: "6h" }],
    ["short windows", { maxWindow: "20s" }],
    ["a beginning alone", { open: true }],
  ])("is taken of a source that begins behind it, asked in %s", async (_, range) => {
    const { outcome, ids, notices } = await play({
      range,
      paging: PAGINGS[0],
      times: spread,
      pageSize: 3,
      isExclusive: true,
    });
    expect([outcome, ids.length]).toEqual(["done", 137]);
    const isTold = notices.some((notice) => notice.includes("begins behind the moment"));
    expect(isTold).toBe(!("open" in range));
  });

  it("costs one request, which may be refused", async () => {
    const requests: number[] = [];
    for (const isRefused of [false, true]) {
      const { outcome, requests: all } = await sync({ range: {} }, ({ url }) => {
        const from = Date.parse(new URL(url).searchParams.get("from") ?? "");
        return isRefused && from < FROM_MS ? replied(400) : list(record("T1"));
      });
      expect(outcome).toBe("done");
      requests.push(all.length);
    }
    expect(requests).toEqual([2, 2]);
  });

  it("is one payment of many where the source rounds a beginning down", async () => {
    for (const step of [60_000, HOUR_MS, 24 * HOUR_MS]) {
      const { outcome, ids } = await play({
        range: {},
        paging: PAGINGS[0],
        times: [FROM_MS - 500, ...spread],
        pageSize: 3,
        isExclusive: true,
        rounded: (ms) => Math.floor(ms / step) * step,
      });
      expect([outcome, ids.length, ids.includes("T0")]).toEqual(["done", 137, false]);
    }
  });

  it("marks the run where more was paid then than is read", async () => {
    const { outcome, summary } = await play({
      range: {},
      paging: PAGINGS[3],
      times: [...Array.from({ length: 20 }, () => FROM_MS), FROM_MS + HOUR_MS],
      pageSize: 3,
      isExclusive: true,
    });
    expect(outcome).toBe("incomplete");
    expect(summary.doubts.join()).toContain("begin the range a little earlier");
  });

  it("is taken with a payment that was refunded", async () => {
    const refund = { path: "state", in: ["refunded"] };
    const all = [
      { ...record("T0", "2026-01-05T00:00:00Z"), state: "refunded" },
      { ...record("T1"), state: "paid" },
    ];
    const { summary } = await sync({ range: {}, refund }, ({ url }) => {
      const query = new URL(url).searchParams;
      const from = Date.parse(query.get("from") ?? "");
      const to = Date.parse(query.get("to") ?? "");
      return list(...all.filter(({ at }) => Date.parse(at) > from && Date.parse(at) < to));
    });
    expect([summary.converted, summary.refunds]).toEqual([1, 1]);
  });
});
