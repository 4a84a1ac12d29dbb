/** What was refused leaves nothing behind: the right callback after it is taken as if it came first. */
import { expectStatus, firstFinding } from "../../expect.js";
import type { WalletOperation } from "../../../protocols/wallet/ledger-state.js";
import { buildCloseRound, closeRoundTxId } from "../../../protocols/wallet/messages.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import { precondition, type Step } from "../../scenario-context.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { accepted } from "./expect-wallet-reply.js";
import { rollbackOf } from "./rollback-parts.js";
import { atTable, check } from "./scenario.js";
import { forgedCallback, SIGNATURE_CLAUSE } from "./signature-forging.js";
import { type Table } from "./table.js";

const BETS = check("wallet.signature.refused-takes-no-id", "MUST", {
  title: "a bet whose id came before under a wrong signature is accepted and debited",
  clause: SIGNATURE_CLAUSE,
  why: "Whoever can guess an id blocks the bet that will bear it: the player cannot play.",
  fix: "Verify before anything is looked up or stored.",
  kills: ["wallet.remembers-refused-ids"],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

const VOIDS = check("wallet.signature.refused-voids-nothing", "MUST", {
  title:
    "a rollback or close under a wrong signature changes nothing for the right callbacks after it",
  clause: SIGNATURE_CLAUSE,
  why: "Anybody could void bets on their way, or use up the refunds of those that stand.",
  fix: "Verify before anything is looked up or stored.",
  kills: [
    "wallet.remembers-refused-ids",
    "wallet.voids-unverified",
    "wallet.refuses-rollbacks",
    "wallet.close-needs-player",
    "wallet.close-refuses-lost-rounds",
    "wallet.acknowledges-rollbacks-only",
  ],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

const UNREFUSED = "the wrong signature was not refused, which other checks judge";

export const refusedEffectScenarios = [
  atTable({
    id: "wallet.signature.no-trace",
    checks: [BETS],
    requests: 5,
    stakeMillis: 3000,
    play: async (table) => {
      const control = await table.play("a right bet", table.bet("control"));
      const bet = table.bet("bet");
      const forged = await table.play("a bet under a wrong signature", forgedOf(table, bet));
      const before = await table.balance("the balance after it");
      const step = await table.play("the same bet, correctly signed", bet);
      const after = await table.balance("the balance after the right bet");
      judgeSpan(
        table,
        BETS.id,
        { before, steps: [step], after },
        (delta, reply) =>
          firstFinding(
            expectStatus(reply, 200, "it is the first right callback of its id"),
            expectDelta(delta, 0 - bet.amount, "the bet was accepted"),
          ),
        [accepted(control), refused(forged)],
      );
    },
  }),
  atTable({
    id: "wallet.signature.no-void",
    checks: [VOIDS],
    requests: 10,
    stakeMillis: 4000,
    serverDriven: true,
    play: playVoids,
  }),
];

async function playVoids(table: Table): Promise<void> {
  const control = await table.play("a right bet", table.bet("control"));
  const bet = table.bet("bet");
  const rollback = rollbackOf(table, bet);
  const close: WalletOperation = {
    type: "close",
    txId: closeRoundTxId(bet.roundId, table.session.operatorId),
    roundId: bet.roundId,
    bets: [{ stake: bet.amount, coefficient: 0 }],
  };
  const forged: Step[] = [];
  const forge = async (name: string, operation: WalletOperation) =>
    forged.push(await table.play(`${name}, under a wrong signature`, forgedOf(table, operation)));
  await forge("the rollback of a bet on its way", rollback);
  const placed = await table.play(`the bet of ${bet.amount}`, bet);
  await forge("the rollback of the bet that stands", rollback);
  await forge("another rollback of it", rollbackOf(table, bet, "other"));
  await forge("the close of its round", close);
  const before = await table.balance("the balance after the forged callbacks");
  const refund = await table.play("the right rollback", rollback);
  const after = await table.balance("the balance after the right rollback");
  const { dialect, operatorId } = table.context.target;
  const closed = await table.play(
    "the right close",
    table.request(buildCloseRound(dialect, table.session, { ...close, operatorId })),
  );
  judgeSpan(
    table,
    VOIDS.id,
    { before, steps: [placed, refund, closed], after },
    (delta, ...replies) =>
      firstFinding(
        ...replies.map((reply) => expectStatus(reply, 200, "what came before it was refused")),
        expectDelta(delta, bet.amount, "the bet is paid back by its right rollback"),
      ),
    [accepted(control), ...forged.map(refused)],
  );
}

function forgedOf(table: Table, operation: WalletOperation): OutgoingRequest {
  const { credential, request } = forgedCallback(table, table.message(operation));
  return request(credential.under?.("another key than the agreed one") ?? "");
}

function refused(step: Step) {
  return precondition(step, ({ status }) => status >= 400 && status < 500, UNREFUSED);
}
