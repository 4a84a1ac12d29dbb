/** A payment query that holds any number of payments without keeping one: number i is a function of i. */
import { setTimeout as delay } from "node:timers/promises";
import { listenOnNode } from "../../src/adapters/http/node-server.js";
import { jsonReply, queryOf, type RunningServer } from "../../src/core/server.js";

const DAY_MS = 86_400_000;
export const SOLD_FROM = "2026-01-05T00:00:00.000Z";
export const SOLD_TO = "2026-01-06T00:00:00.000Z";

/** Cents. Chosen so that binary floating point would show. */
export function centsOf(index: number): number {
  return 1 + ((index * 7919) % 99_999);
}

export function idOf(index: number): string {
  return `tx-${String(index).padStart(9, "0")}`;
}

/** Every eleventh payment is given back. */
export function isRefunded(index: number): boolean {
  return index % 11 === 5;
}

/** A refund comes as a record of its own, so many payments later. */
const REFUND_LATER = 70;

/**
 * Pages by cursor; the token is the next index. The range's end is part of it.
 *
 * @param hasRefunds whether refunds are among the records
 * @param latencyMs that it takes for a page
 */
export function startCountingSource(
  count: number,
  pageSize: number,
  hasRefunds = false,
  latencyMs = 0,
): Promise<RunningServer> {
  return listenOnNode(
    {
      host: "127.0.0.1",
      port: 0,
      maxBodyBytes: 1 << 16,
      onDefect: () => undefined,
    },
    async ({ target }) => {
      if (latencyMs > 0) await delay(latencyMs);
      const query = new URLSearchParams(queryOf(target));
      const [first, behind] = indexesOf(query.get("from") ?? "", query.get("to") ?? "", count);
      const cursor = query.get("cursor");
      const start = cursor === null ? first : Number(cursor.slice(1));
      const end = Math.min(start + pageSize, behind);
      const list = Array.from({ length: end - start }, (_, at) => recordOf(start + at, count));
      const last = end === count ? end : end - REFUND_LATER;
      for (let index = Math.max(0, start - REFUND_LATER); hasRefunds && index < last; index += 1)
        if (isRefunded(index)) list.push(refundOf(index, count));
      return jsonReply(200, {
        list,
        ...(end < behind ? { next: `c${end}` } : {}),
      });
    },
  );
}

/**
 * @param count of the payments that the day has
 * @returns the first index of a range, its end included, and the first one behind it
 */
export function indexesOf(from: string, to: string, count: number): readonly [number, number] {
  const sinceStart = (text: string) => Date.parse(text) - Date.parse(SOLD_FROM);
  const index = (ms: number) => Math.max(0, Math.min(count, Math.ceil((ms * count) / DAY_MS)));
  return [index(sinceStart(from)), index(sinceStart(to) + 1)];
}

function recordOf(index: number, count: number) {
  const cents = centsOf(index);
  return {
    tid: idOf(index),
    uid: String(100_000 + (index % 5_000)),
    product: "gem_100",
    price: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`,
    cur: index % 3 === 0 ? "EUR" : "USD",
    at: soldAt(index, count),
    kind: "payment",
    of: "",
  };
}

function soldAt(index: number, count: number): number {
  return Date.parse(SOLD_FROM) + Math.floor((index * DAY_MS) / count);
}

function refundOf(index: number, count: number) {
  const time = soldAt(Math.min(index + REFUND_LATER, count - 1), count);
  return {
    ...recordOf(index, count),
    tid: `r-${idOf(index)}`,
    kind: "refund",
    of: idOf(index),
    at: time,
  };
}

/** A profile that polls a counting source and pushes to a counting PlayCamp. */
export function countingProfile(
  sourceUrl: string,
  playcampUrl: string,
  batchSize: number,
  hasRefunds = false,
) {
  return {
    partner: "acme",
    payments: {
      source: {
        url: `${sourceUrl}/payments`,
        range: {},
        paging: { kind: "cursor", cursor: "cursor", next: "next" },
        records: "list",
        ...(hasRefunds ? { refund: { path: "kind", in: ["refund"], of: "of" } } : {}),
      },
      map: {
        transactionId: "tid",
        userId: "uid",
        productId: "product",
        amount: "price",
        currency: "cur",
        platform: { const: "Android" },
        distributionType: { const: "MOBILE_STORE" },
        purchasedAt: { path: "at", unit: "ms" },
      },
      push: {
        url: playcampUrl,
        apiKey: { env: "ACME_KEY" },
        batchSize,
        concurrency: 2,
      },
    },
  };
}
