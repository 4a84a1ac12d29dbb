/** CLOSE_ROUND: the end of a round, without a player, without money, as often as it comes. */
import { buildCloseRound, type RoundBet } from "../../../protocols/wallet/messages.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import { expectStatus, firstFinding } from "../../expect.js";
import { winOf } from "./deposit.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { accepted } from "./expect-wallet-reply.js";
import { atTable, check } from "./scenario.js";
import { MOST_SHIFT, SMALL_BET } from "./stakes.js";
import { type Table } from "./table.js";

const CLAUSE = "Wallet callbacks, CLOSE_ROUND: no player, amount 0, answered 200";
const FIX =
  "Accept action CLOSE_ROUND without user_id and session_token, run post-round hooks once under provider_tx_id, move nothing, and answer 200.";

const ACCEPTED = check("wallet.close-round.accepted-without-player", "MUST", {
  title: "CLOSE_ROUND, which names neither user nor session, is answered 200",
  clause: CLAUSE,
  why: "The provider repeats the notification, and the round is never finished on your side.",
  fix: FIX,
  kills: ["wallet.close-needs-player"],
});
const UNMOVED = check("wallet.close-round.moves-nothing", "MUST", {
  title: "CLOSE_ROUND moves no money",
  clause: CLAUSE,
  why: "The round was paid bet by bet; whoever pays at its end pays twice.",
  fix: "Read the attributes for statistics and bonuses only.",
  kills: ["wallet.close-pays-again"],
});
const REPEATED = check("wallet.close-round.repeat-accepted", "MUST", {
  title: "a CLOSE_ROUND that is sent again is answered 200 and moves nothing",
  clause: "Wallet callbacks, idempotency: provider_tx_id",
  why: "The provider repeats what was not acknowledged, for ever.",
  fix: FIX,
  kills: ["wallet.repeat-is-400", "wallet.close-repeat-refused"],
});
const LOST = check("wallet.close-round.all-lost-accepted", "MUST", {
  title: "a round in which every bet was lost is closed with 200",
  clause: "Wallet callbacks, CLOSE_ROUND: a coefficient of 0 is a lost bet",
  why: "Most rounds are lost by somebody, many by all.",
  fix: "A coefficient of 0 is a value, not a missing one.",
  kills: ["wallet.close-needs-player", "wallet.close-refuses-lost-rounds"],
});
const MANY = check("wallet.close-round.many-bets-accepted", "MUST", {
  title: "a round of ten bets is closed with 200",
  clause: "Wallet callbacks, CLOSE_ROUND: arrays aligned by position",
  why: "Full tables cannot be closed.",
  fix: "Read arrays of any length.",
  kills: [
    "wallet.close-needs-player",
    "wallet.close-refuses-lost-rounds",
    "wallet.close-crashes-on-many-bets",
  ],
});

const MANY_BETS = 10;

export const closeRoundScenarios = [
  atTable({
    id: "wallet.close-round.won",
    checks: [ACCEPTED, UNMOVED, REPEATED],
    requests: 7,
    stakeMillis: 2000,
    serverDriven: true,
    play: playClose,
  }),
  atTable({
    id: "wallet.close-round.lost",
    checks: [LOST],
    requests: 2,
    stakeMillis: 1000,
    serverDriven: true,
    play: async (table) => {
      const bet = table.bet("lost");
      const placed = await table.play(`a bet of ${bet.amount}, which is lost`, bet);
      const step = await table.play(
        "CLOSE_ROUND of the lost round",
        closeOf(table, bet.roundId, [{ stake: bet.amount, coefficient: 0 }]),
      );
      table.context.judge(LOST.id, step, (reply) => expectStatus(reply, 200, "the round is over"), [
        accepted(placed),
      ]);
    },
  }),
  atTable({
    id: "wallet.close-round.many",
    checks: [MANY],
    requests: MANY_BETS + 1,
    stakeMillis: MANY_BETS * (SMALL_BET.max + MOST_SHIFT),
    serverDriven: true,
    play: async (table) => {
      const roundId = table.id("round");
      const bets = Array.from({ length: MANY_BETS }, (_, at) =>
        table.bet(`bet ${at}`, {
          roundId,
          amount: table.amount(`bet ${at}`, SMALL_BET),
        }),
      );
      const placed = [];
      for (const bet of bets)
        placed.push(await table.play(`a bet of ${bet.amount} in the round`, bet));
      const step = await table.play(
        `CLOSE_ROUND of ${MANY_BETS} bets`,
        closeOf(
          table,
          roundId,
          bets.map(({ amount }) => ({ stake: amount, coefficient: 0 })),
        ),
      );
      table.context.judge(
        MANY.id,
        step,
        (reply) => expectStatus(reply, 200, "the round is over"),
        placed.map(accepted),
      );
    },
  }),
];

function closeOf(table: Table, roundId: string, bets: readonly RoundBet[]) {
  const { dialect, operatorId } = table.context.target;
  return table.request(buildCloseRound(dialect, table.session, { roundId, operatorId, bets }));
}

async function playClose(table: Table): Promise<void> {
  const bet = table.bet("bet");
  const placed = await table.play(`a bet of ${bet.amount}`, bet);
  const win = { ...winOf(table, bet), amount: toMillis(bet.amount * 2) };
  const paid = await table.play(`its win of ${win.amount}`, win);
  const before = await table.balance("the balance before the close");
  const close = closeOf(table, bet.roundId, [{ stake: bet.amount, coefficient: 2 }]);
  const step = await table.play("CLOSE_ROUND", close);
  const after = await table.balance("the balance after the close");
  const preconditions = [accepted(placed), accepted(paid)];
  table.context.judge(
    ACCEPTED.id,
    step,
    (reply) => expectStatus(reply, 200, "a close names no player"),
    preconditions,
  );
  judgeSpan(
    table,
    UNMOVED.id,
    { before, steps: [step], after },
    (delta) => expectDelta(delta, 0, "the round was paid bet by bet"),
    preconditions,
  );
  const again = await table.play("the same CLOSE_ROUND again", close);
  const end = await table.balance("the balance after the repetition");
  judgeSpan(
    table,
    REPEATED.id,
    { before: after, steps: [again], after: end },
    (delta, reply) =>
      firstFinding(
        expectStatus(reply, 200, "the round was closed before"),
        expectDelta(delta, 0, "the round was paid bet by bet"),
      ),
    [...preconditions, accepted(step)],
  );
}
