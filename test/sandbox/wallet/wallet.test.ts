import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  Bet,
  Rollback,
  WalletOperation,
  Win,
} from "../../../src/protocols/wallet/ledger-state.js";
import { acceptsStatus, openLedger } from "../../../src/protocols/wallet/ledger-state.js";
import { applyOperation, settleOperation } from "../../../src/protocols/wallet/ledger.js";
import { buildBalance, serialiseBody } from "../../../src/protocols/wallet/messages.js";
import { DEFAULT_DIALECT } from "../../../src/protocols/wallet/dialect.js";
import { toMillis } from "../../../src/protocols/wallet/millis.js";
import { openWallet, PLAYERS } from "./wallet-client.js";

const OPENING = 1_000_000;

const bet = (txId: string, amount: number, change: Partial<Bet> = {}): Bet => ({
  type: "bet",
  txId,
  roundId: "round",
  amount: toMillis(amount),
  free: false,
  ...change,
});
const win = (txId: string, amount: number, betTxId: string): Win => ({
  type: "win",
  txId,
  roundId: "round",
  amount: toMillis(amount),
  free: false,
  betTxId,
});
const rollback = (txId: string, { txId: betTxId, amount }: Bet): Rollback => ({
  type: "rollback",
  txId,
  roundId: "round",
  amount,
  betTxId,
});

describe("the wallet", () => {
  it("opens a session of the provider's for a player it knows", async () => {
    const { auth, send, sessionOf } = openWallet();
    expect(await auth(1, "a-new-session")).toMatchObject({
      status: 200,
      data: { user_id: "user-2", balance: OPENING, currency: "USD" },
    });
    const session = { ...sessionOf(1), sessionToken: "a-new-session" };
    expect((await send(buildBalance(DEFAULT_DIALECT, session))).status).toBe(200);
  });

  it.each<[string, readonly WalletOperation[], readonly number[], number]>([
    ["a bet and its win", [bet("b", 300), win("w", 500, "b")], [200, 200], 200],
    ["a bet twice under one id", [bet("b", 300), bet("b", 300)], [200, 200], -300],
    ["an id with another amount", [bet("b", 300), bet("b", 301)], [200, 409], -300],
    ["a win under the id of a bet", [bet("b", 300), win("b", 300, "b")], [200, 409], -300],
    ["a free bet", [bet("b", 300, { free: true })], [200], 0],
    ["more than there is", [bet("b", OPENING + 1), bet("c", 1)], [402, 200], -1],
    ["2^32 + 100", [bet("b", 2 ** 32 + 100)], [402], 0],
    [
      "three rollbacks",
      [
        bet("b", 300),
        rollback("r", bet("b", 300)),
        rollback("s", bet("b", 300)),
        rollback("r", bet("b", 300)),
      ],
      [200, 200, 200, 200],
      0,
    ],
    ["a bet after its rollback", [rollback("r", bet("b", 300)), bet("b", 300)], [400, 400], 0],
    [
      "a rollback of a refused bet",
      [bet("b", OPENING + 1), rollback("r", bet("b", OPENING + 1))],
      [402, 400],
      0,
    ],
    ["a win without a bet", [win("w", 300, "never")], [400], 0],
    [
      "a closed round, twice",
      [
        { type: "close", txId: "x", roundId: "round", bets: [] },
        { type: "close", txId: "x", roundId: "round", bets: [] },
      ],
      [200, 200],
      0,
    ],
  ])("books %s", async (_what, operations, statuses, delta) => {
    const { play, balance } = openWallet();
    const seen: number[] = [];
    for (const operation of operations) seen.push((await play(operation)).status);
    expect(seen).toEqual(statuses);
    expect(await balance()).toBe(OPENING + delta);
  });

  it("answers a retry with the original reply, whatever came between", async () => {
    const { play } = openWallet();
    const first = await play(bet("b", 300));
    await play(bet("c", 500));
    expect(await play(bet("b", 300))).toEqual(first);
  });

  it("refuses before it parses", async () => {
    const { handle } = openWallet();
    const reply = await handle({
      method: "POST",
      target: "/withdraw",
      headers: [["X-Public-Key", "pk"]],
      body: Buffer.from("{"),
      remoteAddress: "",
    });
    expect(reply).toMatchObject({ status: 401 });
  });

  it.each([
    ["malformed JSON", Buffer.from("{"), 400],
    ["a number", Buffer.from("7"), 400],
    [
      "nobody's session",
      serialiseBody({
        action: "BET",
        amount: 1,
        user_id: "user-1",
        session_token: "x",
        currency: "USD",
        action_id: "r",
        provider_tx_id: "t",
      }),
      401,
    ],
    [
      "no amount",
      serialiseBody({
        action: "BET",
        user_id: "user-1",
        session_token: PLAYERS[0]?.sessionToken ?? "",
        currency: "USD",
        action_id: "r",
        provider_tx_id: "t",
      }),
      400,
    ],
  ])("refuses %s", async (_what, body, status) => {
    expect((await openWallet().post("/withdraw", body)).status).toBe(status);
  });

  it("agrees with the model, whatever is asked", async () => {
    const ids = fc.constantFrom("a", "b", "c", "d");
    const amounts = fc.constantFrom(1, 300, OPENING, OPENING + 1).map(toMillis);
    const operations = fc
      .record({
        type: fc.constantFrom("bet" as const, "win" as const, "rollback" as const),
        txId: ids,
        amount: amounts,
        free: fc.boolean(),
        betTxId: ids,
      })
      .map(({ type, txId, amount, free, betTxId }): WalletOperation => {
        // A refused id that comes again as something else is nobody's case.
        const common = { txId: `${type} ${txId}`, amount, roundId: "round" };
        if (type === "bet") return { type, ...common, free };
        return type === "win"
          ? { type, ...common, free: false, betTxId: `bet ${betTxId}` }
          : { type, ...common, betTxId: `bet ${betTxId}` };
      });
    await fc.assert(
      fc.asyncProperty(fc.array(operations, { maxLength: 12 }), async (list) => {
        const { play, balance } = openWallet();
        let ledger = openLedger(toMillis(OPENING));
        for (const operation of list) {
          const applied = applyOperation(ledger, operation);
          const before = await balance();
          const { status } = await play(operation);
          const delta = (await balance()) - before;
          const branch = settleOperation(applied, { status, delta });
          expect({ operation, status, delta, branch }).not.toMatchObject({
            branch: null,
          });
          if (branch !== null) {
            expect(acceptsStatus(branch.expected.statuses, status)).toBe(true);
            ledger = branch.state;
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("concurrency", () => {
  const OPERATIONS = 10_000;
  const AT_ONCE = 100;

  /** Bets, wins, rollbacks and retries of three players, a hundred at a time. */
  async function playMany(
    deviations: readonly string[],
  ): Promise<{ readonly found: number[]; readonly books: number[] }> {
    const wallet = openWallet(deviations);
    const books = PLAYERS.map(() => OPENING);
    const add = (player: number, delta: number) => {
      books[player] = (books[player] ?? 0) + delta;
    };
    for (let round = 0; round * AT_ONCE < OPERATIONS; round += 1) {
      const roundId = `round ${round}`;
      const players = Array.from({ length: AT_ONCE / 4 }, (_, at) => (at + round) % PLAYERS.length);
      const bets = players.map((player, at) => ({
        player,
        bet: bet(`${roundId} ${at}`, 1 + ((at * 7 + round) % 50), { roundId }),
      }));
      // Each bet comes twice at once; then half are won and half are voided, each twice at once.
      const placed = await Promise.all(
        bets.flatMap(({ player, bet: each }) => [
          wallet.play(each, player),
          wallet.play(each, player),
        ]),
      );
      expect(placed.every(({ status }) => status === 200)).toBe(true);
      await Promise.all(
        bets.flatMap(({ player, bet: each }, at) => {
          const result: WalletOperation =
            at % 2 === 0
              ? {
                  ...win(`win ${each.txId}`, each.amount + 3, each.txId),
                  roundId,
                }
              : { ...rollback(`void ${each.txId}`, each), roundId };
          add(player, at % 2 === 0 ? 3 : 0);
          return [wallet.play(result, player), wallet.play(result, player)];
        }),
      );
    }
    const found = await Promise.all(PLAYERS.map((_, player) => wallet.balance(player)));
    return { found, books };
  }

  it(`reconciles to the milli after ${OPERATIONS} operations`, async () => {
    const { found, books } = await playMany([]);
    expect(found).toEqual(books);
  });

  it.each(["wallet.loses-parallel-updates", "wallet.debits-parallel-twins"])(
    "does not under %s",
    async (fault) => {
      const { found, books } = await playMany([fault]);
      expect(found).not.toEqual(books);
    },
  );

  it("lets bets at once never take more than there is", async () => {
    const { play, balance } = openWallet();
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, at) => play(bet(`b${at}`, 300_000))),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(await balance()).toBe(OPENING - 900_000);
  });
});
