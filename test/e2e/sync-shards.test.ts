/** Four processes at once over one range, one of them killed, beside one process over the same range. */
import { expect, it } from "vitest";
import { idOf, indexesOf, isRefunded } from "../bench/counting-source.js";
import { syncInShards, type ShardsOrder } from "../bench/sync-shards.js";

/** Eleven and a half payments a second, and each border is the time of one. */
const ORDER: Omit<ShardsOrder, "shards" | "killed"> = {
  payments: 1_000_000,
  from: "2026-01-05T00:00:00.000Z",
  to: "2026-01-05T00:14:24.000Z",
  pageSize: 50,
  batchSize: 50,
  hasRefunds: true,
};

it("bring to PlayCamp what one would, and say so to the smallest unit", async () => {
  const one = await syncInShards({ ...ORDER, shards: 0, killed: null });
  const four = await syncInShards({ ...ORDER, shards: 4, killed: 2 });
  const [first, behind] = indexesOf(ORDER.from, ORDER.to, ORDER.payments);
  const expected = Array.from({ length: behind - first }, (_, at) => idOf(first + at));

  expect(four.ends).toContain(null);
  expect([...four.playcamp.book.keys()].sort()).toEqual(expected);
  expect([...four.playcamp.book].sort()).toEqual([...one.playcamp.book].sort());
  expect(four.playcamp.contradictions()).toBe(0);
  expect([...four.playcamp.refunded].sort()).toEqual([...one.playcamp.refunded].sort());
  expect(four.playcamp.refunded.size).toBeGreaterThan(behind / 12);

  // At each inner border the overlap of a second, and the border itself.
  const twice = [216_000, 432_000, 648_000].flatMap((ms) => {
    const border = Date.parse(ORDER.from) + ms;
    const [from, to] = [border - 1_000, border].map((each) => new Date(each).toISOString());
    const [start, end] = indexesOf(from ?? "", to ?? "", ORDER.payments);
    return Array.from({ length: end - start }, (_, at) => start + at);
  });
  const refundsTwice = twice.filter((index) => isRefunded(index - 70)).length;
  expect(twice.length).toBeGreaterThan(30);
  expect(four.exitCode).toBe(0);
  expect(four.report).toMatchObject({
    finished: true,
    doubts: [],
    converted: one.report.converted,
    refunds: one.report.refunds,
    refunded: one.report.refunded,
    seenTwice: twice.length + refundsTwice,
  });
  expect(totals(four.report.sums)).toEqual(totals(one.report.sums));
  expect(totals(four.report.sums)).toEqual(totals(four.playcamp.sums().map(asSum)));
});

interface Sum {
  readonly currency: string;
  readonly amount: string;
}

function asSum(text: string): Sum {
  const [currency = "", amount = ""] = text.split(" ");
  return { currency, amount };
}

/** Cents by currency: what a shard that was killed had pushed comes again as skipped. */
function totals(sums: readonly Sum[]): Readonly<Record<string, bigint>> {
  const cents: Record<string, bigint> = {};
  for (const { currency, amount } of sums) {
    const [whole = "", part = ""] = amount.split(".");
    cents[currency] = (cents[currency] ?? 0n) + BigInt(whole + part.padEnd(2, "0"));
  }
  return cents;
}
