import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ListedLine } from "../../../src/tasks/payments/listed-lines.js";
import { addListed, nothingListed } from "../../../src/tasks/payments/listed-lines.js";
import { mergeShards } from "../../../src/tasks/payments/merge-shards.js";
import type { OutcomeLine } from "../../../src/tasks/payments/journal-lines.js";
import { summarise } from "../../../src/tasks/payments/outcome-report.js";
import type { ShardReport } from "../../../src/tasks/payments/shard-report.js";
import { addToTally, emptyTally } from "../../../src/tasks/payments/tally.js";

const FROM = Date.UTC(2026, 0, 5);
const PART_MS = 600_000;
const COUNT = 3;
const iso = (ms: number) => new Date(ms).toISOString();

/** Of three parts of ten minutes, with a minute's margin at inner borders. */
function reportOf(index: number, lines: readonly OutcomeLine[]): ShardReport {
  const tally = emptyTally();
  const listed = nothingListed();
  const from = FROM + (index - 1) * PART_MS;
  const interior = {
    from: iso(from + (index === 1 ? 0 : 60_000)),
    to: iso(from + PART_MS - (index === COUNT ? 0 : 60_000)),
  };
  for (const line of lines) {
    addToTally(tally, line);
    addListed(listed, line);
  }
  return {
    format: "playcamp-gw/sync-shard@1",
    tool: { name: "playcamp-gw", version: "1.0.0" },
    ...{ from: iso(FROM), to: iso(FROM + COUNT * PART_MS), dryRun: false },
    shard: { index, count: COUNT, from: iso(from), to: iso(from + PART_MS) },
    target: { source: "http://127.0.0.1:1/", push: "http://127.0.0.1:2/", settings: "abc" },
    ...summarise(tally, null),
    ...{ pages: 1, pagesWithoutRecords: 0, through: iso(FROM) },
    listed: { ...interior, ...listed },
  };
}

interface Sale {
  readonly offset: number;
  readonly cents: number;
  readonly currency: string;
}

const sales = fc.uniqueArray(
  fc.record({
    offset: fc.oneof(
      fc.integer({ min: 0, max: COUNT * PART_MS - 1 }),
      // On and around the inner borders.
      fc.integer({ min: PART_MS - 2_000, max: PART_MS + 2_000 }),
      fc.integer({ min: 2 * PART_MS - 2_000, max: 2 * PART_MS + 2_000 }),
    ),
    cents: fc.integer({ min: 1, max: 10 ** 9 }),
    currency: fc.constantFrom("USD", "EUR", "KRW"),
  }),
  { selector: ({ offset }) => offset, maxLength: 60 },
);

/** What each shard's source gives: its part, the second before it, and its inclusive end. */
function dealt(all: readonly Sale[], index: number): readonly Sale[] {
  const from = (index - 1) * PART_MS;
  return all.filter(({ offset }) => offset >= from - 1_000 && offset <= from + PART_MS);
}

function lineOf({ offset, cents, currency }: Sale, index: number, outcome: "pushed" | "skipped") {
  const isListed =
    (index > 1 && offset < (index - 1) * PART_MS + 60_000) ||
    (index < COUNT && offset >= index * PART_MS - 60_000);
  const line: OutcomeLine = {
    ...{ id: `t-${offset}`, kind: "payment", outcome, page: 0 },
    ...{ amount: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`, currency },
    content: "c",
  };
  return isListed ? { ...line, at: iso(FROM + offset) } : line;
}

function merged(reports: readonly ShardReport[]) {
  return mergeShards(reports.map((result, at) => ({ file: `${at}.json`, result })));
}

describe("mergeShards", () => {
  it("counts and adds up what one run would have, whichever shard was the first to push", () => {
    fc.assert(
      fc.property(sales, fc.constantFrom([1, 2, 3], [3, 1, 2], [2, 3, 1]), (all, order) => {
        const had = new Set<number>();
        const reports = order.map((index) =>
          reportOf(
            index,
            dealt(all, index).map((sale) => {
              const isNew = !had.has(sale.offset);
              had.add(sale.offset);
              return lineOf(sale, index, isNew ? "pushed" : "skipped");
            }),
          ),
        );
        const tally = emptyTally();
        for (const sale of all) addToTally(tally, lineOf(sale, 1, "pushed"));
        const one = summarise(tally, null);
        const twice = [1, 2, 3].flatMap((index) => dealt(all, index)).length - all.length;
        const { pushed, skipped, converted, sums, seenTwice, repeats } = merged(reports);
        expect({ pushed, skipped, converted }).toEqual({
          pushed: all.length,
          skipped: 0,
          converted: all.length,
        });
        expect(sums.map(exact)).toEqual(one.sums.map(exact));
        expect([seenTwice, repeats]).toEqual([twice, twice]);
      }),
    );
  });

  it("takes what PlayCamp did in one shard over what failed in another", () => {
    const sale = { offset: PART_MS, cents: 999, currency: "USD" };
    const failed = { ...lineOf(sale, 1, "pushed"), outcome: "failed" as const };
    const result = merged([
      reportOf(1, [failed]),
      reportOf(2, [lineOf(sale, 2, "pushed")]),
      reportOf(3, []),
    ]);
    expect(result).toMatchObject({ pushed: 1, failed: 0, converted: 1, seenTwice: 1 });
    expect(result.sums).toEqual([{ currency: "USD", outcome: "pushed", count: 1, amount: "9.99" }]);
  });

  it("drops that no records were found, where another shard found some", () => {
    const empty = (index: number, pages: number, nowhere: number) => ({
      ...reportOf(index, []),
      ...{ pages, pagesWithoutRecords: nowhere, doubts: nowhere === 0 ? [] : ["nowhere"] },
    });
    expect(merged([empty(1, 2, 0), empty(2, 1, 1), empty(3, 1, 1)]).doubts).toEqual([]);
    expect(merged([empty(1, 2, 2), empty(2, 1, 1), empty(3, 1, 1)]).doubts).toEqual(["nowhere"]);
  });

  it("says that it does not know, where more lay at the borders than is listed", () => {
    const full = reportOf(2, []);
    const result = merged([
      reportOf(1, []),
      { ...full, listed: { ...full.listed, unlisted: 5 } },
      reportOf(3, []),
    ]);
    expect(result.doubts.join()).toContain("5 more transactions");
  });

  it("ends as the worst of its shards, and tells of each", () => {
    const stopped = (index: number, kind: "incomplete" | "refused"): ShardReport => ({
      ...reportOf(index, []),
      finished: false,
      stop: { kind, message: `${kind}!` },
    });
    expect(
      merged([stopped(1, "incomplete"), reportOf(2, []), stopped(3, "refused")]),
    ).toMatchObject({
      finished: false,
      stop: { kind: "refused", message: "shard 1/3: incomplete!; shard 3/3: refused!" },
    });
  });
});

/** `1.50` and `1.5` are one amount. */
function exact({
  currency,
  outcome,
  count,
  amount,
}: {
  currency: string;
  outcome: string;
  count: number;
  amount: string;
}) {
  const [whole = "", part = ""] = amount.split(".");
  return [currency, outcome, count, BigInt(whole + part.padEnd(2, "0"))];
}

describe("addListed", () => {
  const refund: OutcomeLine = { id: "r", kind: "refund", outcome: "refund", page: 3, reason: "x" };
  const payment: OutcomeLine = { id: "p", kind: "payment", outcome: "pushed", page: 3 };

  it("keeps what another shard may have, and not where it came from", () => {
    const listed = nothingListed();
    for (const line of [refund, payment, { ...payment, at: iso(FROM) }]) addListed(listed, line);
    const kept: readonly ListedLine[] = [
      { id: "r", kind: "refund", outcome: "refund" },
      { id: "p", kind: "payment", outcome: "pushed", at: iso(FROM) },
    ];
    expect(listed).toEqual({ lines: kept, unlisted: 0 });
  });

  it("counts what is too many to keep", () => {
    const listed = nothingListed();
    for (let count = 0; count < 500_003; count += 1) addListed(listed, refund);
    expect([listed.lines.length, listed.unlisted]).toEqual([500_000, 3]);
  });
});
