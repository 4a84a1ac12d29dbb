/** Defects in recognising retries. */
import { fieldText } from "../field-text.js";
import { CRASH, refusal, success } from "../answer.js";
import { deviation, RIGHT_WALLET } from "../wallet-policy.js";
import type { Transaction } from "../transaction.js";

/** Retries are told by fewer fields than they consist of. */
function sameBut(...ignored: readonly (keyof Transaction)[]) {
  const compared = (["kind", "action", "roundId", "amount", "betTxId"] as const).filter(
    (name) => !ignored.includes(name),
  );
  return (earlier: Transaction, again: Transaction) =>
    compared.every((name) => earlier[name] === again[name]);
}

export const IDEMPOTENCY_FAULTS = [
  deviation("books-repeated-bets", "a bet that is sent again is debited again", {
    idKey: ({ kind, txId }) => (kind === "withdraw" ? null : txId),
  }),
  deviation("books-repeated-wins", "a win that is sent again is credited again", {
    idKey: ({ action, txId }) => (action === "WIN" || action === "FREE_BET_WIN" ? null : txId),
  }),
  deviation("forgets-after-the-next", "only the last transaction's id is remembered", {
    memory: 1,
  }),
  deviation("replays-current-balance", "a retry is answered with the balance of now", {
    onRepeat: (original, { balance }) =>
      original.data === null || !("new_balance" in original.data)
        ? original
        : success({ ...original.data, new_balance: balance }),
  }),
  deviation("replays-new-operator-id", "a retry is answered with another operator_tx_id", {
    onRepeat: (original) =>
      original.data === null || !("operator_tx_id" in original.data)
        ? original
        : success({
            ...original.data,
            operator_tx_id: `${fieldText(original.data["operator_tx_id"])}-again`,
          }),
  }),
  deviation("repeat-is-400", "a retry is answered 400, bet already exists", {
    onRepeat: (_original, _account, { action }) =>
      action === "CLOSE_ROUND"
        ? RIGHT_WALLET.onConflict(_original)
        : refusal(400, "already exists", 10000),
  }),
  deviation(
    "ignores-other-amount",
    "a reused id with another amount is answered 200 as if it were a retry",
    {
      isSameRequest: sameBut("amount"),
    },
  ),
  deviation(
    "ignores-other-round",
    "a reused id with another round is answered as if it were a retry",
    {
      isSameRequest: sameBut("roundId"),
    },
  ),
  deviation(
    "ignores-other-action",
    "a reused id with another action is answered as if it were a retry",
    {
      isSameRequest: sameBut("action"),
    },
  ),
  deviation(
    "books-other-amount",
    "a reused id with another amount is booked as a new transaction",
    {
      idKey: ({ txId, amount }) => `${txId} ${amount}`,
    },
  ),
  deviation("folds-id-case", "ids that differ in case are taken for the same", {
    idKey: ({ txId }) => txId.toLowerCase(),
  }),
  deviation("crashes-on-quotes", "an id with a quote ends in a 500", {
    refusesBet: (bet, books) =>
      /['"]/.test(bet.txId) ? CRASH : RIGHT_WALLET.refusesBet(bet, books),
  }),
  deviation("remembers-refused-ids", "the id of a callback with a wrong signature counts as used", {
    unverified: "claims-its-id",
  }),
  deviation("voids-unverified", "a rollback with a wrong signature voids the bet that is to come", {
    unverified: "voids-its-bet",
  }),
  deviation("separate-id-spaces", "a win may reuse the id of a bet", {
    idKey: ({ kind, txId }) => `${kind} ${txId}`,
  }),
  deviation("conflict-is-400", "a reused id is answered 400", {
    onConflict: () => refusal(400, "duplicate id"),
  }),
  deviation("conflict-is-500", "a reused id runs into the unique key and ends in a 500", {
    onConflict: () => CRASH,
  }),
];
