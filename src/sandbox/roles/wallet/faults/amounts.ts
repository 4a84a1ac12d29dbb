/** Defects in reading and storing amounts. */
import { isMillis } from "../../../../protocols/wallet/millis.js";
import { CRASH, INSUFFICIENT, refusal } from "../answer.js";
import { deviation, RIGHT_WALLET } from "../wallet-policy.js";

export const AMOUNT_FAULTS = [
  deviation("credits-negative-amounts", "a negative bet credits the player", {
    readAmount: (value, kind) => (isMillis(value) ? value : RIGHT_WALLET.readAmount(value, kind)),
  }),
  deviation("accepts-fractions", "an amount of 10.5 is rounded and booked", {
    readAmount: (value, kind) =>
      typeof value === "number" && value > 0
        ? Math.round(value)
        : RIGHT_WALLET.readAmount(value, kind),
  }),
  deviation("crashes-on-fractions", "an amount of 10.5 ends in a 500", {
    readAmount: (value, kind) =>
      typeof value === "number" && !Number.isInteger(value)
        ? CRASH
        : RIGHT_WALLET.readAmount(value, kind),
  }),
  deviation("accepts-string-amounts", "an amount in quotes is booked", {
    readAmount: (value, kind) =>
      RIGHT_WALLET.readAmount(typeof value === "string" ? Number(value) : value, kind),
  }),
  deviation("missing-amount-is-zero", "a transaction without an amount is booked as nothing", {
    readAmount: (value, kind) => (value === undefined ? 0 : RIGHT_WALLET.readAmount(value, kind)),
  }),
  deviation("wraps-at-32-bits", "amounts are kept in 32 bits and wrap around", {
    readAmount: (value, kind) => {
      const amount = RIGHT_WALLET.readAmount(value, kind);
      return typeof amount === "number" ? amount % 2 ** 32 : amount;
    },
  }),
  deviation("keeps-cents-only", "balances are stored in hundredths, so millis are lost", {
    stored: (balance) => Math.round(balance / 10) * 10,
  }),
  deviation("stores-units-as-float32", "balances are stored as units in single precision", {
    stored: (balance) => Math.trunc(Math.fround(balance / 1000) * 1000),
  }),
  deviation("states-old-balance", "new_balance is the balance before the transaction", {
    stated: (balance, delta) => balance - delta,
  }),
  deviation("debits-free-bets", "FREE_BET takes real money", {
    debitOf: ({ amount }) => amount,
  }),
  deviation("ignores-free-bet-wins", "FREE_BET_WIN is acknowledged and not credited", {
    creditOf: ({ action, amount }) => (action === "FREE_BET_WIN" ? 0 : amount),
  }),
  deviation("credits-net-wins", "the stake is taken off a win once more", {
    creditOf: ({ amount }, bet) => amount - (bet?.debited ?? 0),
  }),
  deviation(
    "allows-overdraft",
    "a bet above the balance is taken, and the balance falls below zero",
    {
      affords: () => true,
    },
  ),
  deviation("refuses-whole-balance", "a bet of exactly the balance is refused", {
    affords: (balance, debit) => debit < balance || debit === 0,
  }),
  deviation("insufficient-is-200", "insufficient funds are answered 200 with an error text", {
    insufficient: () => ({ ...INSUFFICIENT, status: 200 }),
  }),
  deviation("insufficient-is-400", "insufficient funds are answered 400", {
    insufficient: () => refusal(400, "insufficient funds"),
  }),
  deviation("large-insufficient-is-500", "a bet far above the balance ends in a 500", {
    insufficient: (debit) => (debit > 2 ** 31 ? CRASH : INSUFFICIENT),
  }),
  deviation(
    "locks-after-insufficient",
    "after insufficient funds the player is locked out until the next /auth",
    {
      locksAfterRefusal: true,
    },
  ),
  deviation("refuses-second-bet", "a second bet in the same round is refused", {
    refusesBet: (bet, books) =>
      [...books.bets.values()].some(({ transaction }) => transaction.roundId === bet.roundId)
        ? refusal(400, "there is a bet in this round", 10000)
        : RIGHT_WALLET.refusesBet(bet, books),
  }),
  deviation("refuses-second-win", "a second win in the same round is refused", {
    refusesWin: (win, books, account) =>
      books.wonRounds.has(win.roundId)
        ? refusal(400, "the round was won", 10001)
        : RIGHT_WALLET.refusesWin(win, books, account),
  }),
  deviation(
    "refuses-wins-above-balance",
    "a win above the balance is refused as if it were a bet",
    {
      refusesWin: (win, books, account) =>
        win.amount > account.balance ? INSUFFICIENT : RIGHT_WALLET.refusesWin(win, books, account),
    },
  ),
  deviation("answers-wins-200-uncredited", "a win is acknowledged and not credited", {
    creditOf: () => 0,
  }),
];
