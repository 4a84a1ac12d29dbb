import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyOperation } from "../../../src/protocols/wallet/ledger.js";
import { openLedger } from "../../../src/protocols/wallet/ledger-state.js";
import { toMillis } from "../../../src/protocols/wallet/millis.js";
import { randomWalk } from "../../../src/protocols/wallet/random-walk.js";
import {
  type PlannedMove,
  realiseMove,
  WALK_MOVES,
} from "../../../src/protocols/wallet/planned-move.js";

function drawFrom(seed: number) {
  return (label: string, min: number, max: number) => {
    const hash = createHash("sha256").update(`${seed}/${label}`).digest();
    return min + (hash.readUInt32BE(0) % (max - min + 1));
  };
}

function walkOf(seed: number, count = 80, players = 2) {
  return randomWalk({ count, players, leastStake: 100, mostStake: 190, draw: drawFrom(seed) });
}

/** What the model makes of a walk, player by player. */
function modelled(steps: readonly PlannedMove[]) {
  const books = [0, 1].map(() => openLedger(toMillis(100_000)));
  return steps.map((step) => {
    const state = books[step.player] ?? openLedger(toMillis(0));
    const operation = realiseMove(step, (label) => `id of ${label}`, "acme", state.balance);
    const applied = applyOperation(state, operation);
    books[step.player] = applied.state;
    return { step, operation, ...applied };
  });
}

const anyWalk = fc.nat().map((seed) => walkOf(seed));

describe("a random walk", () => {
  it("has every move sooner or later, and the same seed gives the same walk", () => {
    const moves = new Set(walkOf(7, 400).map(({ move }) => move));
    expect([...moves].sort()).toEqual([...WALK_MOVES].sort());
    expect(walkOf(7)).toEqual(walkOf(7));
    expect(walkOf(7)).not.toEqual(walkOf(8));
  });

  it("has nobody beside the only player", () => {
    const steps = walkOf(3, 200, 1);
    expect(new Set(steps.map(({ player }) => player))).toEqual(new Set([0]));
    expect(steps.filter(({ move }) => /foreign|shared/.test(move))).toEqual([]);
  });

  it("wins and refunds bets whose player has gone on, and bets beside another player", () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const steps = walkOf(seed, 56);
      const leftBehind = steps.filter(
        ({ move, player, round }, at) =>
          (move === "win" || move === "rollback") &&
          steps.slice(0, at).findLast((step) => step.type === "bet" && step.player === player)
            ?.round !== round,
      );
      expect(leftBehind.length, `seed ${seed}`).toBeGreaterThan(0);
      const beside = steps.filter(({ move }) => move === "shared-round");
      expect(beside.length, `seed ${seed}`).toBeGreaterThan(0);
      for (const { round, player } of beside)
        expect(steps.find((step) => step.round === round)?.player).not.toBe(player);
    }
  });

  it("leaves a right wallet no choice but where the texts are silent", () => {
    fc.assert(
      fc.property(anyWalk, (steps) => {
        const free = ["foreign-rollback", "second-rollback", "early-rollback", "late-bet"];
        for (const { step, expected } of modelled(steps)) {
          const isFree = typeof expected.statuses === "string";
          if (!free.includes(step.move) && !step.free && isFree && step.type !== "rollback")
            expect.fail(`${step.move} is answered freely`);
          if (step.move === "insufficient") expect(expected.statuses).toEqual([402]);
          if (step.move === "bet") expect(expected.statuses).toEqual([200]);
        }
      }),
    );
  });

  it("moves nothing by repetitions, and pays a bet back once at most", () => {
    fc.assert(
      fc.property(anyWalk, (steps) => {
        const paid = modelled(steps).flatMap(({ operation, expected }) =>
          operation.type === "rollback" && expected.delta > 0 ? [operation.betTxId] : [],
        );
        expect(new Set(paid).size).toBe(paid.length);
        for (const { step, expected } of modelled(steps))
          if (["replay", "altered-replay", "insufficient", "close"].includes(step.move))
            expect(expected.delta).toBe(0);
      }),
    );
  });

  it("can be sent in part, with other ids", () => {
    const steps = walkOf(11);
    const part = steps.filter((_, at) => at % 3 !== 0);
    expect(() => modelled(part)).not.toThrow();
    const [bet] = steps.filter(({ move }) => move === "bet");
    if (bet === undefined) throw new Error("no bet");
    const ids = ["first", "second"].map(
      (label) => realiseMove(bet, (name) => `${label} ${name}`, "acme", toMillis(1)).txId,
    );
    expect(ids[0]).not.toBe(ids[1]);
  });

  it("closes a round with the stakes and outcomes of its bets", () => {
    const steps = walkOf(5, 400);
    const closes = steps.filter(({ move }) => move === "close");
    const outcomes = new Set(
      closes.flatMap(({ bets }) => bets.map(([, coefficient]) => coefficient)),
    );
    expect(outcomes).toEqual(new Set([0, 2]));
    const [close] = closes;
    if (close === undefined) throw new Error("no close");
    const operation = realiseMove(close, (label) => label, "acme", toMillis(1));
    expect(operation.txId).toBe(`${operation.roundId}-acme-close-round`);
  });
});
