/** Odd but legal: what a right wallet may also do. */
import { type JsonObject, isJsonObject } from "../../../core/json/value.js";
import { readJson } from "../../../core/json/read.js";
import type { ServedReply } from "../../../core/server.js";
import { refusal } from "./answer.js";
import { deviation, NO_SUCH_BET, RIGHT_WALLET, type WalletPolicy } from "./wallet-policy.js";

/** Rewrites a reply's JSON; the meaning stays. */
function rewriting(
  rewrite: (body: JsonObject) => string,
): (policy: WalletPolicy) => Partial<WalletPolicy> {
  return ({ write }) => ({
    write: (answer, agreement) => {
      const reply: ServedReply = write(answer, agreement);
      const reading = readJson(reply.body);
      return reading.ok && isJsonObject(reading.value)
        ? { ...reply, body: Buffer.from(rewrite(reading.value)) }
        : reply;
    },
  });
}

const reversed = (object: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(object)
      .reverse()
      .map(([name, value]) => [name, isJsonObject(value) ? reversed(value) : value]),
  );

const LEAST_BET = 150;
const SLOW_EVERY = 40;

export const WALLET_VARIANTS = [
  deviation(
    "extra-fields",
    "replies carry fields that nobody asked for, and cookies",
    ({ write }) => ({
      replyData: (data) => ({ ...data, old_balance: 0, vip: { level: 3 } }),
      write: (answer, agreement) => {
        const reply = write(answer, agreement);
        return {
          ...reply,
          headers: [...reply.headers, ["Set-Cookie", "visit=1; Path=/"]],
        };
      },
    }),
  ),
  deviation(
    "bare-replies",
    "successes come without an envelope, unless one is agreed",
    ({ write }) => ({
      write: (answer, agreement) => {
        const { dialect } = agreement;
        const envelope = dialect.envelope === "auto" ? "bare" : dialect.envelope;
        return write(answer, {
          ...agreement,
          dialect: { ...dialect, envelope },
        });
      },
    }),
  ),
  deviation("slow-300ms", "now and then a reply takes 300 ms", {
    delayMs: (served) => (served % SLOW_EVERY === 0 ? 300 : 0),
  }),
  deviation("closes-connections", "the connection is closed after each reply", ({ write }) => ({
    write: (answer, agreement) => ({
      ...write(answer, agreement),
      closeConnection: true,
    }),
  })),
  deviation("numeric-ids", "users are numbered, beyond what a double can hold", {
    // Odd, so that none survives being read as a double.
    userIdOf: (index) => 9_007_199_254_740_993n + 2n * BigInt(index),
  }),
  deviation(
    "reversed-fields",
    "the fields of replies stand in another order",
    rewriting((body) => JSON.stringify(reversed(body))),
  ),
  deviation(
    "spaced-replies",
    "replies are full of white space",
    rewriting((body) => `\n ${JSON.stringify(body, null, "\t")}\r\n`),
  ),
  deviation("remembers-refusals", "a bet that was refused stays refused under its id", {
    remembersRefusal: () => true,
  }),
  deviation("credits-unknown-wins", "a win without a known bet is credited", {
    refusesWin: () => null,
  }),
  deviation("pays-a-bet-once", "a second win of the same bet is refused", {
    refusesWin: (win, books, account) =>
      win.betTxId !== null && books.wonBets.has(win.betTxId)
        ? refusal(400, "this bet was won before", 10001)
        : RIGHT_WALLET.refusesWin(win, books, account),
  }),
  deviation("compares-by-meaning", "a retry is recognised by its fields, not by its bytes", {
    isSameRequest: (earlier, again) =>
      earlier.kind === again.kind &&
      earlier.action === again.action &&
      earlier.amount === again.amount &&
      earlier.roundId === again.roundId,
  }),
  deviation("second-rollback-refused", "a second rollback of a bet is refused", {
    refundOf: (rollback, bet, books) =>
      bet !== null && bet.refundedBy !== null
        ? refusal(400, "the bet was refunded")
        : RIGHT_WALLET.refundOf(rollback, bet, books),
  }),
  deviation("rollbacks-always-200", "rollbacks that refund nothing are acknowledged", {
    refundOf: (rollback, bet, books) => {
      const refund = RIGHT_WALLET.refundOf(rollback, bet, books);
      return typeof refund === "number" ? refund : 0;
    },
  }),
  deviation("void-bets-200", "a bet that was rolled back before it came is acknowledged", {
    refusesBet: () => null,
    debitOf: (bet, books) => (books.voided.has(bet.txId) ? 0 : RIGHT_WALLET.debitOf(bet, books)),
  }),
  deviation("least-bet-150", "bets below 150 millis are refused, as /auth states", {
    authData: (account) => ({
      ...RIGHT_WALLET.authData(account),
      minbet: LEAST_BET,
    }),
    refusesBet: (bet, books) =>
      bet.amount < LEAST_BET
        ? refusal(400, "below the least bet")
        : RIGHT_WALLET.refusesBet(bet, books),
  }),
  deviation("internal-codes", "refusals carry the provider's internal codes", ({ write }) => ({
    write: (answer, agreement) =>
      write(answer.status === 400 ? { ...answer, code: NO_SUCH_BET.code } : answer, agreement),
  })),
  deviation("sessions-are-404", "an unknown session is answered 404", ({ write }) => ({
    write: (answer, agreement) =>
      write(answer.code === 10013 ? refusal(404, "no such session") : answer, agreement),
  })),
];

const LOST_EVERY = 9;

/** Trouble that is no defect: too little money, or money that moved while nobody heard of it. */
export const WALLET_CONDITIONS = [
  deviation("poor-players", "players have a little less than 100 units", {
    openingBalance: 99_999,
  }),
  deviation("loses-replies", "now and then the connection breaks after a transaction was booked", {
    isDelivered: (served, kind) =>
      served % LOST_EVERY !== 0 || kind === "auth" || kind === "balance",
  }),
];
