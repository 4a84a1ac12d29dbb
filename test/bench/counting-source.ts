/** A payment query that holds any number of payments without keeping one: number i is a function of i. */
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

/** Pages by cursor; the token is the next index. */
export function startCountingSource(count: number, pageSize: number): Promise<RunningServer> {
  return listenOnNode(
    {
      host: "127.0.0.1",
      port: 0,
      maxBodyBytes: 1 << 16,
      onDefect: () => undefined,
    },
    async ({ target }) => {
      const cursor = new URLSearchParams(queryOf(target)).get("cursor");
      const start = cursor === null ? 0 : Number(cursor.slice(1));
      const end = Math.min(start + pageSize, count);
      const list = Array.from({ length: end - start }, (_, at) => recordOf(start + at, count));
      return jsonReply(200, {
        list,
        ...(end < count ? { next: `c${end}` } : {}),
      });
    },
  );
}

function recordOf(index: number, count: number) {
  const cents = centsOf(index);
  return {
    tid: idOf(index),
    uid: String(100_000 + (index % 5_000)),
    product: "gem_100",
    price: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`,
    cur: index % 3 === 0 ? "EUR" : "USD",
    at: Date.parse(SOLD_FROM) + Math.floor((index * DAY_MS) / count),
  };
}

/** A profile that polls a counting source and pushes to a counting PlayCamp. */
export function countingProfile(sourceUrl: string, playcampUrl: string, batchSize: number) {
  return {
    partner: "acme",
    payments: {
      source: {
        url: `${sourceUrl}/payments`,
        range: {},
        paging: { kind: "cursor", cursor: "cursor", next: "next" },
        records: "list",
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
