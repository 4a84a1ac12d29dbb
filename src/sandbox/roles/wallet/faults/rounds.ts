/** Defects in voiding and closing rounds. */
import { CRASH, refusal } from "../answer.js";
import { deviation, NO_SUCH_BET, RIGHT_WALLET } from "../wallet-policy.js";

export const ROUND_FAULTS = [
  deviation("refuses-rollbacks", "ROLL_BACK is refused as unknown", {
    refundOf: () => refusal(400, "no such action"),
  }),
  deviation("acknowledges-rollbacks-only", "ROLL_BACK is acknowledged and refunds nothing", {
    refundOf: () => 0,
  }),
  deviation("refunds-every-rollback", "each rollback with an id of its own refunds the bet again", {
    refundOf: (rollback, bet, books) =>
      RIGHT_WALLET.refundOf(rollback, bet === null ? null : { ...bet, refundedBy: null }, books),
  }),
  deviation("refunds-repeated-rollbacks", "a rollback that is sent again refunds again", {
    idKey: ({ action, txId }) => (action === "ROLL_BACK" ? null : txId),
    refundOf: (rollback, bet, books) =>
      bet?.refundedBy === rollback.txId ? bet.debited : RIGHT_WALLET.refundOf(rollback, bet, books),
  }),
  deviation("refunds-stated-amount", "a rollback pays its own amount, whatever the bet was", {
    refundOf: (rollback, bet) =>
      bet === null ? NO_SUCH_BET : bet.refundedBy !== null ? 0 : rollback.amount,
  }),
  deviation("refunds-unknown-bets", "a rollback of an unknown bet pays its amount", {
    refundOf: (rollback, bet, books) =>
      bet === null && rollback.betTxId !== null && !books.refusedBets.has(rollback.betTxId)
        ? rollback.amount
        : RIGHT_WALLET.refundOf(rollback, bet, books),
  }),
  deviation("refunds-refused-bets", "a rollback of a bet that was refused pays it out", {
    refundOf: (rollback, bet, books) =>
      books.refusedBets.get(rollback.betTxId ?? "")?.amount ??
      RIGHT_WALLET.refundOf(rollback, bet, books),
  }),
  deviation("refunds-strangers", "a rollback of another player's bet pays whoever sends it", {
    isBetOf: () => true,
  }),
  deviation("refunds-wins", "a rollback that names a win pays it again", {
    refundOf: (rollback, bet, books) =>
      books.wins.get(rollback.betTxId ?? "")?.amount ?? RIGHT_WALLET.refundOf(rollback, bet, books),
  }),
  deviation("refunds-nameless-rollbacks", "a rollback that names no bet pays its amount", {
    refundOf: (rollback, bet, books) =>
      rollback.betTxId === null ? rollback.amount : RIGHT_WALLET.refundOf(rollback, bet, books),
  }),
  deviation("refunds-free-bets", "a rollback of a free bet pays its stake", {
    refundOf: (rollback, bet, books) =>
      bet?.transaction.action === "FREE_BET" && bet.refundedBy === null
        ? rollback.amount
        : RIGHT_WALLET.refundOf(rollback, bet, books),
  }),
  deviation("crashes-on-odd-rollbacks", "a rollback that fits no bet ends in a 500", {
    refundOf: (rollback, bet, books) =>
      bet === null ? CRASH : RIGHT_WALLET.refundOf(rollback, bet, books),
  }),
  deviation("debits-after-rollback", "a bet that arrives after its rollback is debited", {
    keepsVoided: false,
  }),
  deviation("crashes-on-unknown-wins", "a win without a bet ends in a 500", {
    refusesWin: (...win) => (RIGHT_WALLET.refusesWin(...win) === null ? null : CRASH),
  }),
  deviation("close-needs-player", "CLOSE_ROUND without a player is refused", {
    closeNeedsPlayer: true,
  }),
  deviation("close-pays-again", "CLOSE_ROUND credits the round's stakes", {
    closeCredit: ({ debited }) => debited,
  }),
  deviation("close-repeat-refused", "a CLOSE_ROUND that is sent again is refused", {
    onRepeat: (original, _account, { action }) =>
      action === "CLOSE_ROUND" ? refusal(400, "the round is closed") : original,
  }),
  deviation("close-refuses-lost-rounds", "a round in which every bet was lost cannot be closed", {
    refusesClose: (bets) =>
      bets.every(([, coefficient]) => coefficient === 0) ? refusal(400, "no winner") : null,
  }),
  deviation("close-crashes-on-many-bets", "a round of more than 8 bets ends in a 500", {
    refusesClose: (bets) => (bets.length > 8 ? CRASH : null),
  }),
];
