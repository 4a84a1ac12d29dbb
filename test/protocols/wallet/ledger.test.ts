import { describe, expect, it } from "vitest";
import type { WalletLedger, WalletOperation } from "../../../src/protocols/wallet/ledger-state.js";
import { openLedger } from "../../../src/protocols/wallet/ledger-state.js";
import type { Applied } from "../../../src/protocols/wallet/ledger.js";
import { applyOperation, settleOperation } from "../../../src/protocols/wallet/ledger.js";
import { toMillis } from "../../../src/protocols/wallet/millis.js";

function bet(txId: string, amount: number, roundId = "r", free = false) {
  return {
    type: "bet",
    txId,
    roundId,
    amount: toMillis(amount),
    free,
  } as const;
}

function win(txId: string, amount: number, roundId = "r", betTxId: string | null = null) {
  return {
    type: "win",
    txId,
    roundId,
    amount: toMillis(amount),
    free: false,
    betTxId,
  } as const;
}

function rollback(txId: string, betTxId: string, amount: number, roundId = "r") {
  return {
    type: "rollback",
    txId,
    roundId,
    amount: toMillis(amount),
    betTxId,
  } as const;
}

function close(txId: string, roundId = "r"): WalletOperation {
  return { type: "close", txId, roundId, bets: [] };
}

/** Applies all but the last and returns what is expected of the last; opens with 1000. */
function after(...operations: readonly WalletOperation[]): Applied {
  let state: WalletLedger = openLedger(toMillis(1000));
  let applied: Applied | null = null;
  for (const operation of operations) {
    applied = applyOperation(state, operation);
    state = applied.state;
  }
  if (applied === null) throw new Error("no operation");
  return applied;
}

const choices = ({ expected, otherwise }: Applied) =>
  [expected, ...otherwise.map((branch) => branch.expected)].map(({ statuses, delta }) => [
    statuses,
    delta,
  ]);

describe("one answer", () => {
  it.each<[string, readonly WalletOperation[], number, number, number | null]>([
    ["a bet is debited", [bet("b", 300)], 200, -300, 700],
    ["a bet of everything", [bet("b", 1000)], 200, -1000, 0],
    ["a bet above the balance", [bet("b", 1001)], 402, 0, null],
    ["2^32 + 100", [bet("b", 2 ** 32 + 100)], 402, 0, null],
    ["a free bet", [bet("b", 5000, "r", true)], 200, 0, 1000],
    ["a negative bet", [bet("b", -5)], 400, 0, null],
    ["a negative win", [bet("b", 1), win("w", -5)], 400, 0, null],
    ["a win", [bet("b", 300), win("w", 450)], 200, 450, 1150],
    ["a win of one bet", [bet("b", 300), win("w", 9, "r", "b")], 200, 9, 709],
    ["a second win", [bet("b", 300), win("w", 4), win("x", 5)], 200, 5, 709],
    ["a second bet", [bet("b", 300), bet("c", 5)], 200, -5, 695],
    ["a refund", [bet("b", 300), rollback("x", "b", 300)], 200, 300, 1000],
    ["a closed round", [bet("b", 300), close("c")], 200, 0, null],
    ["a closed round again", [close("c"), close("c")], 200, 0, null],
    ["a bet again", [bet("b", 300), bet("b", 300)], 200, 0, 700],
    [
      "a bet again, much later: the original reply",
      [bet("b", 300), win("w", 50), bet("b", 300)],
      200,
      0,
      700,
    ],
    [
      "a bet again, after its refund",
      [bet("b", 300), rollback("x", "b", 300), bet("b", 300)],
      200,
      0,
      700,
    ],
    [
      "a refund again",
      [bet("b", 300), rollback("x", "b", 300), rollback("x", "b", 300)],
      200,
      0,
      1000,
    ],
    ["an altered bet", [bet("b", 300), bet("b", 301)], 409, 0, null],
    ["an altered bet above the balance", [bet("b", 300), bet("b", 9999)], 409, 0, null],
    ["the same id as a win", [bet("b", 300), win("b", 300)], 409, 0, null],
    ["another round", [bet("b", 300), bet("b", 300, "q")], 409, 0, null],
    ["a refused bet again, still too dear", [bet("b", 2000), bet("b", 2000)], 402, 0, null],
  ])("%s", (_title, operations, status, delta, newBalance) => {
    const applied = after(...operations);
    expect(applied.otherwise).toStrictEqual([]);
    expect(applied.expected).toMatchObject({
      statuses: [status],
      delta,
      newBalance,
    });
  });

  it("names the original of a replay, and of nothing else", () => {
    const replay = after(bet("b", 300), bet("b", 300));
    expect(replay.expected.replayOf).toBe("b");
    expect(after(bet("b", 300), bet("b", 301)).expected.replayOf).toBeNull();
    expect(after(bet("b", 2000), bet("b", 2000)).expected.replayOf).toBeNull();
    expect(replay.state.balance).toBe(700);
  });

  it("is milder about another round than about another amount", () => {
    const levelOf = (again: WalletOperation) => after(bet("b", 300), again).expected.statusLevel;
    expect(levelOf(bet("b", 301))).toBe("MUST");
    expect(levelOf(bet("b", 300, "q"))).toBe("SHOULD");
  });
});

describe("any answer, and nothing moves", () => {
  it.each<[string, readonly WalletOperation[], string, string]>([
    [
      "a second refund under another id",
      [bet("b", 300), rollback("x", "b", 300), rollback("y", "b", 300)],
      "below-500",
      "MUST",
    ],
    ["a refund of no bet", [rollback("x", "b", 300)], "below-500", "MUST"],
    ["a refund of a refused bet", [bet("b", 2000), rollback("x", "b", 2000)], "below-500", "MUST"],
    [
      "a refund of a free bet",
      [bet("b", 300, "r", true), rollback("x", "b", 300)],
      "below-500",
      "SHOULD",
    ],
    ["a bet after its refund", [rollback("x", "b", 300), bet("b", 300)], "any", "SHOULD"],
    ["a bet of nothing", [bet("b", 0)], "below-500", "MUST"],
    ["a win of nothing", [bet("b", 1), win("w", 0)], "below-500", "MUST"],
  ])("%s", (_title, operations, statuses, moneyLevel) => {
    const applied = after(...operations);
    expect(applied.expected).toMatchObject({ statuses, delta: 0, moneyLevel });
    expect(applied.otherwise).toStrictEqual([]);
  });
});

describe("a choice", () => {
  it.each<[string, readonly WalletOperation[], unknown]>([
    [
      "a win without a bet",
      [win("w", 50)],
      [
        [[200], 50],
        [[400], 0],
      ],
    ],
    [
      "a win after the refund",
      [bet("b", 300), rollback("x", "b", 300), win("w", 50)],
      [
        [[200], 50],
        [[400], 0],
      ],
    ],
    [
      "a refund after the win",
      [bet("b", 300), win("w", 50), rollback("x", "b", 300)],
      [
        [[200], 300],
        ["below-500", 0],
      ],
    ],
    [
      "a refund of another amount gives back the stake or nothing",
      [bet("b", 300), rollback("x", "b", 200)],
      [
        [[200], 300],
        ["below-500", 0],
      ],
    ],
    [
      "a refused bet again, now affordable",
      [bet("a", 900), bet("b", 300), win("w", 500), bet("b", 300)],
      [
        [[402], 0],
        [[200], -300],
      ],
    ],
    [
      "a refused bet's id with another stake",
      [bet("b", 2000), bet("b", 300)],
      [
        [[409], 0],
        [[402], 0],
        [[200], -300],
      ],
    ],
    [
      "a bet after the close",
      [close("c"), bet("b", 300)],
      [
        [[200], -300],
        [[400], 0],
      ],
    ],
  ])("%s", (_title, operations, expected) => {
    expect(choices(after(...operations))).toStrictEqual(expected);
  });

  it("is settled by what was seen", () => {
    const applied = after(win("w", 50));
    const credited = settleOperation(applied, { status: 200, delta: 50 });
    const refused = settleOperation(applied, { status: 400, delta: 0 });
    expect(credited?.state.balance).toBe(1050);
    expect(refused?.state.balance).toBe(1000);
    expect(settleOperation(applied, { status: 200, delta: 0 })).toBeNull();
    expect(settleOperation(applied, { status: 400, delta: 50 })).toBeNull();
    expect(settleOperation(applied, { status: 500, delta: 0 })).toBeNull();
  });

  it("binds afterwards: a credited win is replayed, a refused one may be credited once its bet is there", () => {
    const applied = after(win("w", 50));
    const credited = settleOperation(applied, { status: 200, delta: 50 })!;
    expect(choices(applyOperation(credited.state, win("w", 50)))).toStrictEqual([[[200], 0]]);
    const refused = settleOperation(applied, { status: 400, delta: 0 })!;
    const withBet = applyOperation(refused.state, bet("b", 300)).state;
    expect(choices(applyOperation(withBet, win("w", 50)))).toStrictEqual([
      [[400], 0],
      [[200], 50],
    ]);
  });
});
