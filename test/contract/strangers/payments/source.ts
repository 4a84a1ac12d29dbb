/** A game server's payment query: records of a range by pages, asked for with a fingerprint. */
import { createHash } from "node:crypto";
import { type Answer, type Asked, type Fields, header, type Manner, serve } from "../serve.js";
import type { Target } from "../stranger.js";
import { exactly, type Trust } from "../trust.js";

const KEY = "poll-key-stranger-63";
const PATH = "/api/payments";
const PAGE = 10;
const DAY = Date.UTC(2026, 4, 4);
const TTL_SEC = 300;

export interface Payment {
  readonly id: string;
  readonly at: number;
  readonly cents: number;
  readonly user: string;
  readonly state: "paid" | "refunded";
}

/** What a poll asks for. */
export interface Query {
  readonly asked: Asked;
  readonly from: string;
  readonly to: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Counted from 0. */
  readonly page: number;
  readonly size: number;
}

export interface SourceChanges {
  /** Replaces keys of `payments.source`. */
  readonly source?: object;
  readonly map?: object;
  readonly manner?: Manner;
  readonly trusts?: Trust;
  readonly unsigned?: (records: readonly Payment[]) => Answer;
  readonly before?: (asked: Asked) => Answer | undefined;
  readonly isTimely?: (timestamp: string, nowSec: number) => boolean;
  /** What the fingerprint is made of, without the key. */
  readonly signed?: (query: Query, timestamp: string) => string;
  readonly params?: (asked: Asked) => URLSearchParams;
  readonly time?: (text: string) => number;
  readonly payments?: readonly Payment[];
  /** Those of a range. */
  readonly within?: (query: Query, all: readonly Payment[]) => readonly Payment[];
  /** Those of a page. */
  readonly slice?: (query: Query, inRange: readonly Payment[]) => readonly Payment[];
  readonly size?: number;
  readonly first?: number;
  readonly record?: (payment: Payment, at: number) => Fields;
  readonly body?: (list: readonly Fields[], total: number, query: Query) => unknown;
  /** The answer to a range without payments. */
  readonly empty?: Answer;
  readonly inverted?: (query: Query) => Answer;
}

/** 43 payments within a day, one every half an hour or so, two of them refunds. */
export const PAYMENTS: readonly Payment[] = Array.from({ length: 43 }, (_, at) => ({
  id: `tx-${1000 + at}`,
  at: DAY + at * 1_800_000 + 60_123,
  cents: 99 + at * 150,
  user: `u${at % 7}`,
  state: at % 20 === 19 ? ("refunded" as const) : ("paid" as const),
}));

export const SAMPLE = {
  from: new Date(DAY).toISOString(),
  to: new Date(DAY + 86_400_000).toISOString(),
};

export const isWithin = ({ fromMs, toMs }: Query, { at }: Payment): boolean =>
  at >= fromMs && at < toMs;

export const rightSlice = ({ page, size }: Query, inRange: readonly Payment[]) =>
  inRange.slice(page * size, (page + 1) * size);

export const rightRecord = ({ id, at, cents, user, state }: Payment): Fields => ({
  tid: id,
  uid: user,
  product: "gems",
  price: (cents / 100).toFixed(2),
  currency: "USD",
  os: "android",
  time: new Date(at).toISOString(),
  state,
});

export const unsigned = (status: number, body: unknown = { error: "fingerprint" }): Answer => ({
  status,
  body,
});

export async function openSource(changes: SourceChanges = {}): Promise<Target> {
  const { trusts = exactly, first = 1, within, size = PAGE } = changes;
  const all = changes.payments ?? PAYMENTS;
  const time = changes.time ?? ((text: string) => Date.parse(text));

  const read = (asked: Asked): Query => {
    const params = changes.params?.(asked) ?? asked.query;
    const [from, to] = [params.get("from") ?? "", params.get("to") ?? ""];
    const page = Number(params.get("page") ?? first) - first;
    return { asked, from, to, fromMs: time(from), toMs: time(to), page, size };
  };

  const signed = (query: Query, timestamp: string) =>
    changes.signed?.(query, timestamp) ?? `${timestamp}|${query.from}|${query.to}|`;

  const isTrusted = (query: Query): boolean => {
    const timestamp = header(query.asked, "x-timestamp") ?? "";
    const timely = changes.isTimely ?? isTimely;
    return (
      timely(timestamp, Date.now() / 1000) &&
      trusts({
        given: header(query.asked, "x-fingerprint"),
        key: KEY,
        asked: query.asked,
        rightUnder: (key) =>
          createHash("sha256")
            .update(signed(query, timestamp) + key)
            .digest("hex"),
      })
    );
  };

  const answer = (query: Query): Answer => {
    const inRange = within?.(query, all) ?? all.filter((each) => isWithin(query, each));
    if (inRange.length === 0 && changes.empty !== undefined) return changes.empty;
    const page = (changes.slice ?? rightSlice)(query, inRange);
    const list = page.map(changes.record ?? rightRecord);
    return {
      status: 200,
      body: changes.body?.(list, inRange.length, query) ?? {
        code: 0,
        data: { list, total: inRange.length },
      },
    };
  };

  const served = await serve((asked) => {
    const early = changes.before?.(asked);
    if (early !== undefined) return early;
    if (asked.path.toLowerCase().replace(/\/$/, "") !== PATH)
      return { status: 404, body: { error: "no such page" } };
    const query = read(asked);
    if (!isTrusted(query)) return changes.unsigned?.(all.slice(0, PAGE)) ?? unsigned(401);
    if (Number.isNaN(query.fromMs) || Number.isNaN(query.toMs) || !(query.page >= 0))
      return { status: 400, body: { code: 1, error: "range" } };
    if (query.fromMs > query.toMs)
      return changes.inverted?.(query) ?? { status: 400, body: { code: 1, error: "range" } };
    return answer(query);
  }, changes.manner);
  return {
    close: served.close,
    env: { POLL_KEY: KEY },
    profile: {
      payments: {
        source: {
          url: served.url + PATH,
          range: { from: "from", to: "to", format: "iso", sample: SAMPLE },
          paging: { kind: "page", page: "page", first, total: "data.total" },
          records: "data.list",
          success: { path: "code", equals: 0 },
          auth: { kind: "fingerprint" },
          key: { env: "POLL_KEY" },
          refund: { path: "state", in: ["refunded"] },
          ...changes.source,
        },
        map: {
          transactionId: "tid",
          userId: "uid",
          productId: "product",
          amount: "price",
          currency: "currency",
          platform: { path: "os", lookup: { android: "Android" } },
          distributionType: { const: "MOBILE_STORE" },
          purchasedAt: "time",
          ...changes.map,
        },
      },
    },
  };
}

function isTimely(timestamp: string, nowSec: number): boolean {
  return /^\d+$/.test(timestamp) && Math.abs(nowSec - Number(timestamp)) <= TTL_SEC;
}
