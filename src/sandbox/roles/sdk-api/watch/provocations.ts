/**
 * Which calls get into trouble on purpose. The first call of a kind never does,
 * and the same order of calls always gets the same: whoever plays its flows
 * twice over has met nearly all.
 */
import { type Provocation, REPEAT_WITHIN_MS } from "../../../../protocols/sdk-api/watched-calls.js";
import { keepLatest } from "../../keep-latest.js";

/** Of the reads, counted together: the how manieth. */
const READS: ReadonlyMap<number, Provocation> = new Map([
  [2, "fails-thrice"],
  [4, "throttled"],
  [6, "slow"],
  [8, "fails"],
  [10, "held"],
]);

/** Of what writes, each route counted by itself. */
const WRITES: Readonly<Record<string, ReadonlyMap<number, Provocation>>> = {
  "POST payments": new Map([
    [2, "lost"],
    [3, "fails-once"],
    [4, "refused"],
  ]),
  "POST payments/bulk": new Map([[2, "lost"]]),
  "POST coupons/redeem": new Map([[2, "done-then-fails"]]),
  "POST coupons/validate": new Map([[2, "slow"]]),
  "POST sponsors": new Map([[2, "throttled"]]),
  "POST playtime/sessions": new Map([[2, "lost"]]),
  "POST playtime/sessions/bulk": new Map([[2, "lost"]]),
  "POST webhooks": new Map([[2, "done-then-fails"]]),
};
const NONE: ReadonlyMap<number, Provocation> = new Map();

/** How often a call and its repetitions meet it; once where nothing stands here. */
const TIMES: Readonly<Partial<Record<Provocation, number>>> = {
  "fails-thrice": 3,
  fails: 12,
  refused: 12,
};

const MOST_PENDING = 1_000;

export interface ProvokedCall {
  readonly route: string;
  readonly method: string;
  readonly operation: string;
  readonly atMs: number;
}

interface Pending {
  readonly kind: Provocation;
  readonly left: number;
  readonly atMs: number;
}

/** @returns for each call in its turn what happens to it; null: nothing */
export function createProvoker(): (call: ProvokedCall) => Provocation | null {
  const counts = new Map<string, number>();
  const pending = new Map<string, Pending>();
  const settled = new Map<string, number>();
  return ({ route, method, operation, atMs }) => {
    const due = pending.get(operation);
    if (due !== undefined && atMs - due.atMs < REPEAT_WITHIN_MS) {
      if (due.left > 1) pending.set(operation, { ...due, left: due.left - 1, atMs });
      else {
        pending.delete(operation);
        keepLatest(settled, MOST_PENDING, operation, atMs);
      }
      return due.kind;
    }
    pending.delete(operation);
    const settledAtMs = settled.get(operation);
    // The repetition that succeeds is no call of its own.
    if (settledAtMs !== undefined) {
      settled.delete(operation);
      if (atMs - settledAtMs < REPEAT_WITHIN_MS) return null;
    }
    const isRead = method === "GET";
    const counter = isRead ? "GET" : route;
    const nth = (counts.get(counter) ?? 0) + 1;
    counts.set(counter, nth);
    const kind = (isRead ? READS : (WRITES[route] ?? NONE)).get(nth) ?? null;
    if (kind === null) return null;
    const left = (TIMES[kind] ?? 1) - 1;
    if (left > 0) keepLatest(pending, MOST_PENDING, operation, { kind, left, atMs });
    else keepLatest(settled, MOST_PENDING, operation, atMs);
    return kind;
  };
}
