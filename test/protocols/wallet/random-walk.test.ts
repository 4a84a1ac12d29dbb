import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sumMillis, toMillis } from "../../../src/protocols/wallet/millis.js";
import type { WalkMove, WalkStep } from "../../../src/protocols/wallet/random-walk.js";
import { WALK_MOVES, randomWalk } from "../../../src/protocols/wallet/random-walk.js";

function drawFrom(seed: number) {
  return (label: string, min: number, max: number) => {
    const hash = createHash("sha256").update(`${seed}/${label}`).digest();
    return min + (hash.readUInt32BE(0) % (max - min + 1));
  };
}

function walkOf(
  seed: number,
  count = 40,
  opening = 100_000,
  moves: readonly WalkMove[] = WALK_MOVES,
) {
  return randomWalk({
    count,
    opening: toMillis(opening),
    maxStake: toMillis(1000),
    draw: drawFrom(seed),
    idOf: (label) => `id ${label}`,
    moves,
  });
}

const anyWalk = fc
  .tuple(fc.nat(), fc.integer({ min: 0, max: 60 }), fc.nat(5000))
  .map(([seed, count, opening]) => ({
    opening,
    steps: walkOf(seed, count, opening),
  }));

/** A small operator written otherwise than the model, to be judged by it. */
function createOperator(opening: number) {
  let balance = opening;
  const seen = new Map<string, { body: string; reply: [number, number] }>();
  const stakes = new Map<string, number>();
  const book = ({ operation }: WalkStep): number => {
    if (operation.type === "close") return 200;
    if (operation.type === "bet") {
      if (operation.amount > balance) return 402;
      balance -= operation.amount;
      stakes.set(operation.txId, operation.amount);
      return 200;
    }
    if (operation.type === "win") balance += operation.amount;
    else {
      balance += stakes.get(operation.betTxId) ?? 0;
      stakes.delete(operation.betTxId);
    }
    return 200;
  };
  return (step: WalkStep): { status: number; stated: number; balance: number } => {
    const body = JSON.stringify(step.operation);
    const earlier = seen.get(step.operation.txId);
    if (earlier !== undefined && earlier.body !== body)
      return { status: 409, stated: balance, balance };
    if (earlier !== undefined)
      return { status: earlier.reply[0], stated: earlier.reply[1], balance };
    const status = book(step);
    if (status === 200) seen.set(step.operation.txId, { body, reply: [status, balance] });
    return { status, stated: balance, balance };
  };
}

describe("a random walk", () => {
  it("asks nothing that a plain correct operator gets wrong", () => {
    fc.assert(
      fc.property(anyWalk, ({ opening, steps }) => {
        const operator = createOperator(opening);
        for (const step of steps) {
          const { status, stated, balance } = operator(step);
          expect(step.expected.statuses).toStrictEqual([status]);
          expect(step.balanceAfter).toBe(balance);
          if (status === 200) expect(step.expected.newBalance).toBe(stated);
        }
      }),
    );
  });

  it("never lets the balance fall below nothing, and moves it by its deltas", () => {
    fc.assert(
      fc.property(anyWalk, ({ opening, steps }) => {
        let balance = opening;
        for (const { expected, balanceAfter } of steps) {
          expect(balanceAfter).toBe(balance + expected.delta);
          expect(balanceAfter).toBeGreaterThanOrEqual(0);
          balance = balanceAfter;
        }
        expect(sumMillis(steps.map(({ expected }) => expected.delta))).toBe(0);
        expect(balance).toBe(opening);
      }),
    );
  });

  it("moves nothing by replays, and refunds each bet once at most", () => {
    fc.assert(
      fc.property(anyWalk, ({ steps }) => {
        const refunded = steps.flatMap(({ operation, expected }) =>
          operation.type === "rollback" && expected.delta !== 0 ? [operation.betTxId] : [],
        );
        expect(new Set(refunded).size).toBe(refunded.length);
        for (const { move, expected } of steps) {
          if (["replay", "altered-replay", "insufficient"].includes(move))
            expect(expected.delta).toBe(0);
        }
      }),
    );
  });

  it("stakes no more than agreed where money moves", () => {
    fc.assert(
      fc.property(anyWalk, ({ steps }) => {
        for (const { expected } of steps)
          expect(Math.abs(expected.delta)).toBeLessThanOrEqual(1000);
      }),
    );
  });

  it("is the same for the same seed, and another for another", () => {
    expect(walkOf(1)).toStrictEqual(walkOf(1));
    expect(walkOf(1)).not.toStrictEqual(walkOf(2));
  });

  it("keeps its first steps when it grows longer", () => {
    expect(walkOf(1, 60).slice(0, 40)).toStrictEqual(walkOf(1, 40).slice(0, 40));
  });

  it("makes every move before long", () => {
    const made = new Set(walkOf(1, 60).map(({ move }) => move));
    expect([...made]).toEqual(expect.arrayContaining([...WALK_MOVES]));
  });

  it("makes only the moves it is given", () => {
    const made = walkOf(1, 30, 1000, ["bet", "replay"]).map(({ move }) => move);
    expect(new Set(made)).toStrictEqual(new Set(["bet", "replay", "restore"]));
  });

  it("needs a stake", () => {
    expect(() =>
      randomWalk({
        count: 1,
        opening: toMillis(1),
        maxStake: toMillis(0),
        draw: () => 0,
        idOf: (label) => label,
      }),
    ).toThrow(RangeError);
  });
});
