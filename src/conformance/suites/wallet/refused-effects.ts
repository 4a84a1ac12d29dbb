/** What was refused leaves nothing behind: the right callback after it is taken as if it came first. */
import { expectStatus, firstFinding } from "../../expect.js";
import type { JsonValue } from "../../../core/json/value.js";
import type { WalletField } from "../../../protocols/wallet/dialect.js";
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
import { withField } from "./wallet-target.js";

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

const CORRECTED = check("wallet.errors.refused-takes-no-id", "SHOULD", {
  title:
    "a bet whose id came before with a bad amount, an unknown user or session, or another currency is accepted and debited",
  clause: "Wallet callbacks, errors: 409 the same provider_tx_id with a different body",
  why: "What was never booked is in the way of what should be, and a slip is final.",
  fix: "Enter an id in the transaction that books it, after everything was checked.",
  kills: [],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

/** What is wrong with a bet whose id comes again in a right one. */
type Slip = readonly [what: string, field: WalletField, value: JsonValue];
const SLIPS: readonly [Slip, ...Slip[]] = [
  ["with a negative amount", "amount", -1],
  ["for an unknown user", "user_id", "nobody-7f3a"],
  ["in an unknown session", "session_token", "no-session-7f3a"],
  ["in another currency", "currency", "XTS"],
];

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
  atTable({
    id: "wallet.errors.no-trace",
    checks: [CORRECTED],
    requests: 2 + 2 * SLIPS.length,
    stakeMillis: SLIPS.length * 1000 + 1000,
    play: playSlips,
  }),
];

async function playSlips(table: Table): Promise<void> {
  const { target } = table.context;
  const control = await table.play("a right bet", table.bet("control"));
  const bets = SLIPS.map(([what]) => table.bet(what));
  const slips: Step[] = [];
  for (const [at, bet] of bets.entries()) {
    const [what, field, value] = SLIPS[at] ?? SLIPS[0];
    const message = withField(target, table.message(bet), field, value);
    slips.push(await table.play(`a bet ${what}`, table.request(message)));
  }
  const before = await table.balance("the balance after what was refused");
  const steps: Step[] = [];
  for (const bet of bets) steps.push(await table.play("its id in a right bet", bet));
  const after = await table.balance("the balance after the right bets");
  judgeSpan(
    table,
    CORRECTED.id,
    { before, steps, after },
    (delta, ...replies) =>
      firstFinding(
        ...replies.map((reply, at) =>
          expectStatus(reply, 200, `the bet ${SLIPS[at]?.[0]} was refused, and this one is right`),
        ),
        expectDelta(delta, -bets.reduce((sum, { amount }) => sum + amount, 0), "all were accepted"),
      ),
    [accepted(control), ...slips.map((step) => refused(step, "a bad bet was not refused"))],
  );
}

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
    [accepted(control), ...forged.map((step) => refused(step))],
  );
}

function forgedOf(table: Table, operation: WalletOperation): OutgoingRequest {
  const { credential, request } = forgedCallback(table, table.message(operation));
  return request(credential.under?.("another key than the agreed one") ?? "");
}

function refused(step: Step, reason = UNREFUSED) {
  return precondition(step, ({ status }) => status >= 400 && status < 500, reason);
}
