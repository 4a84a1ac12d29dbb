/** Sources that select by another time than that of a payment. */
import { describe, expect, it } from "vitest";
import { list, record, sync } from "./one-source.js";

const FROM_MS = Date.UTC(2026, 0, 5);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Clocked {
  readonly id: string;
  readonly atMs: number;
  /** By which the source selects. */
  readonly selectMs: number;
}

/** From a day before the range on, ten minutes apart; now is a day after its end. */
function payments(selectOf: (atMs: number, nth: number) => number): readonly Clocked[] {
  return Array.from({ length: 300 }, (_, nth) => {
    const atMs = FROM_MS + (nth - 144) * 10 * MINUTE_MS;
    return { id: `T${nth}`, atMs, selectMs: selectOf(atMs, nth) };
  });
}

function play(
  range: { readonly format?: string; readonly maxWindow?: string },
  all: readonly Clocked[],
  rounded = (ms: number) => ms,
) {
  return sync({ range }, ({ url }) => {
    const query = new URL(url).searchParams;
    const [fromMs = 0, toMs = 0] = ["from", "to"].map((name) => {
      const text = query.get(name) ?? "";
      return Date.parse(range.format === undefined ? text : `${text.replace(" ", "T")}Z`);
    });
    const given = all.filter(
      ({ selectMs }) =>
        selectMs >= rounded(fromMs) && selectMs < toMs && selectMs < FROM_MS + 48 * HOUR_MS,
    );
    return list(...given.map(({ id, atMs }) => record(id, new Date(atMs).toISOString())));
  });
}

/** A fifth of them was changed a day and a half after it was paid. */
const changed = (atMs: number, nth: number) => atMs + (nth % 5 === 0 ? 33 * HOUR_MS : 0);

describe("a source that selects by the time of a record's last change", () => {
  it.each<[string, object]>([
    ["in moments", {}],
    ["in windows", { maxWindow: "6h" }],
    ["in many windows", { maxWindow: "1h" }],
    ["without a zone", { format: "yyyy-MM-dd HH:mm:ss" }],
    ["in days", { format: "yyyy-MM-dd" }],
  ])("marks the run where payments of the range come later, asked %s", async (_, range) => {
    const { outcome, summary, ids, notices } = await play(range, payments(changed));
    const missing = payments(changed).filter(
      ({ id, atMs }) => atMs >= FROM_MS && atMs < FROM_MS + 24 * HOUR_MS && !ids.includes(id),
    );
    expect(missing.length).toBeGreaterThan(0);
    expect(outcome, notices.join()).toBe("incomplete");
    expect(summary.doubts).toEqual([
      expect.stringContaining("selects by another time than payments.map.purchasedAt"),
    ]);
    expect(notices.join()).toContain("such as that of a record's last change");
  });

  it("is sound where none of the range was changed after it", async () => {
    const older = (atMs: number, nth: number) => (atMs < FROM_MS ? changed(atMs, nth) : atMs);
    const { outcome, ids, summary, notices } = await play({}, payments(older));
    expect(
      [outcome, ids.filter((id) => Number(id.slice(1)) >= 144).length],
      summary.doubts.join(),
    ).toEqual(["done", 144]);
    expect(notices.join()).toContain("payments lie up to");
  });
});

describe("a source that gives older payments of its own accord", () => {
  it.each<[string, number]>([
    ["rounds a range's beginning down to its day", 24 * HOUR_MS],
    ["begins hours before it", 36 * HOUR_MS],
  ])("is believed where it %s", async (_, stepMs) => {
    const { outcome, summary, requests } = await play(
      {},
      payments((atMs) => atMs),
      (ms) => Math.floor((ms - HOUR_MS) / stepMs) * stepMs,
    );
    expect(outcome, summary.doubts.join()).toBe("done");
    expect(requests.length).toBeLessThanOrEqual(4);
  });

  it("is asked no more where all lie in the range", async () => {
    const { outcome, requests } = await play(
      {},
      payments((atMs) => atMs),
    );
    expect([outcome, requests.length]).toEqual(["done", 2]);
  });
});
