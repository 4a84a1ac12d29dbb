/** Repetitions that come after many others: what was answered once is answered so for good. */
import type { WalletOperation } from "../../../protocols/wallet/ledger-state.js";
import { closeRoundTxId } from "../../../protocols/wallet/messages.js";
import type { HttpReply } from "../../../core/http.js";
import { firstFinding } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { LATE_MS } from "../../late.js";
import type { Step } from "../../scenario-context.js";
import { winOf } from "./deposit.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { accepted, expectSameReply } from "./expect-wallet-reply.js";
import { rollbackOf } from "./rollback-parts.js";
import { atTable, check } from "./scenario.js";
import { type Table } from "./table.js";

/** Free bets, which move no money, so many at once. */
const OTHERS = 110;
const AT_ONCE = 10;

const LATE = check("wallet.idempotency.repeat-after-many", "MUST", {
  title: `after their rounds were closed, ${OTHERS} other transactions, and more than a second later, a bet, a win and a rollback that come again move nothing and hear their first replies`,
  clause: "Wallet callbacks, idempotency: key provider_tx_id; a retry hears the original reply",
  why: "Retries come minutes late, when all players have long played on.",
  fix: "Keep ids and replies in the database, not in a cache that forgets the oldest, or forgets after a while.",
  kills: [
    "wallet.forgets-after-the-next",
    "wallet.replays-current-balance",
    "wallet.replays-new-operator-id",
    "wallet.repeat-is-400",
    "wallet.books-repeated-bets",
    "wallet.books-repeated-wins",
    "wallet.refunds-repeated-rollbacks",
  ],
});

export const lateRepeatScenarios = [
  atTable({
    id: "wallet.idempotency.late",
    checks: [LATE],
    requests: OTHERS + 13,
    stakeMillis: 4000,
    patient: true,
    play: async (table) => {
      const operations = early(table);
      const first: Step[] = [];
      for (const each of operations) first.push(await table.play(`a ${each.type}`, each));
      if (table.context.target.serverDriven) await closeRounds(table, operations);
      for (let at = 0; at < OTHERS; at += AT_ONCE) await playOthers(table, at);
      await table.context.clock.sleep(LATE_MS);
      const before = await table.balance("the balance after many others");
      const again: Step[] = [];
      for (const each of operations)
        again.push(await table.play(`the same ${each.type}, much later`, each));
      const after = await table.balance("the balance after the repetitions");
      judgeSpan(
        table,
        LATE.id,
        { before, steps: [...first, ...again], after },
        (delta, ...replies) =>
          firstFinding(
            expectDelta(delta, 0, "all of this was booked before"),
            sameAgain(table, replies),
          ),
        first.map(accepted),
      );
    },
  }),
];

function early(table: Table): readonly WalletOperation[] {
  const [won, voided] = [table.bet("won"), table.bet("voided")];
  const { serverDriven } = table.context.target;
  return [won, winOf(table, won), ...(serverDriven ? [voided, rollbackOf(table, voided)] : [])];
}

/** What is over is not to be forgotten. */
async function closeRounds(table: Table, operations: readonly WalletOperation[]): Promise<void> {
  for (const { type, roundId, ...bet } of operations) {
    if (type !== "bet" || !("amount" in bet)) continue;
    const txId = closeRoundTxId(roundId, table.session.operatorId);
    const bets = [{ stake: bet.amount, coefficient: 0 }];
    await table.play("the close of its round", { type: "close", txId, roundId, bets });
  }
}

async function playOthers(table: Table, from: number): Promise<void> {
  await table.context.sendAll(
    Array.from({ length: AT_ONCE }, (_, nth) => {
      const bet = table.bet(`other ${from + nth}`, { free: true });
      return [`another transaction, ${from + nth + 1}`, table.request(table.message(bet))] as const;
    }),
  );
}

function sameAgain({ context }: Table, replies: readonly HttpReply[]): Finding | null {
  const half = replies.length / 2;
  return firstFinding(
    ...replies.slice(0, half).map((original, at) => {
      const again = replies[half + at];
      return again === undefined ? null : expectSameReply(context.target, original, again);
    }),
  );
}
