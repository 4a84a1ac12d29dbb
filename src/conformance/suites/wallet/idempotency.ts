/** One id, one movement: retries of bets, and ids that come again with something else. */
import type { Bet, WalletOperation } from "../../../protocols/wallet/ledger-state.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { CheckDefinition } from "../../check.js";
import { expectStatus, firstFinding } from "../../expect.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { CONFLICT } from "./conflict.js";
import { accepted, expectSameReply } from "./expect-wallet-reply.js";
import { eachRefused, FIRST_ATTEMPT, judgeProbes, probeRequests } from "./refused-probes.js";
import { rollbackOf } from "./rollback-parts.js";
import { atTable, check, NOT_SERVER_DRIVEN } from "./scenario.js";
import { type Table } from "./table.js";
import { withField } from "./wallet-target.js";

const CLAUSE =
  "Wallet callbacks, idempotency: key provider_tx_id; a retry hears the original reply";
const STORE =
  "Store the reply under provider_tx_id in the transaction that moves the money, and answer retries from there.";

const ONCE = check("wallet.idempotency.repeat-moves-once", "MUST", {
  title: "a bet that is sent again moves money once",
  clause: CLAUSE,
  why: "Every lost reply costs the player another stake.",
  fix: STORE,
  kills: ["wallet.books-repeated-bets"],
});
const SAME = check("wallet.idempotency.repeat-same-reply", "MUST", {
  title: "a bet that is sent again is answered with the same status and the same reply",
  clause: CLAUSE,
  why: "The provider takes any other status for a refusal and voids a bet that was taken.",
  fix: STORE,
  kills: ["wallet.books-repeated-bets", "wallet.replays-new-operator-id", "wallet.repeat-is-400"],
});
const AFTER_OTHERS = check("wallet.idempotency.repeat-after-others", "MUST", {
  title: "after other movements a retry still moves nothing and hears the original reply",
  clause: CLAUSE,
  why: "Retries come minutes late, when the player has long played on.",
  fix: STORE,
  kills: [
    "wallet.books-repeated-bets",
    "wallet.forgets-after-the-next",
    "wallet.replays-current-balance",
    "wallet.replays-new-operator-id",
    "wallet.repeat-is-400",
  ],
});

interface Altered {
  readonly definition: CheckDefinition;
  readonly what: string;
  readonly statuses: readonly number[];
  readonly request: (table: Table, bet: Bet) => OutgoingRequest;
}

function altered(
  id: string,
  level: CheckDefinition["level"],
  what: string,
  why: string,
  kills: readonly string[],
  request: Altered["request"],
  statuses: readonly number[] = [409],
): Altered {
  const definition = check(`wallet.idempotency.${id}-refused`, level, {
    title: `${what} is refused with ${statuses.join(" or ")} and moves nothing`,
    ...CONFLICT,
    why,
    kills,
  });
  return { definition, what, statuses, request };
}

/** Defects that answer every conflict wrongly. */
const CONFLICTS = [
  "wallet.books-repeated-bets",
  "wallet.conflict-is-400",
  "wallet.conflict-is-500",
];

const asRollback: Altered["request"] = (table, bet) =>
  table.request(table.message({ ...rollbackOf(table, bet), txId: bet.txId }));

const ALTERED: readonly Altered[] = [
  altered(
    "other-amount",
    "MUST",
    "a bet's id with another amount",
    "One of the two amounts is lost, and nobody is told which.",
    ["wallet.ignores-other-amount", "wallet.books-other-amount", ...CONFLICTS],
    (table, bet) => table.request(table.message({ ...bet, amount: toMillis(bet.amount + 1) })),
  ),
  altered(
    "other-round",
    "SHOULD",
    "a bet's id in another round",
    "The second round believes that it has a stake.",
    ["wallet.ignores-other-round", ...CONFLICTS],
    (table, bet) => table.request(table.message({ ...bet, roundId: table.id("other round") })),
  ),
  altered(
    "other-action",
    "SHOULD",
    "a bet's id as a FREE_BET",
    "A free bet is taken for one that was paid, or the other way round.",
    ["wallet.ignores-other-action", ...CONFLICTS],
    (table, bet) => table.request(table.message({ ...bet, free: true })),
  ),
  altered(
    "other-user",
    "SHOULD",
    "a bet's id for another user",
    "One player's bet answers for another's.",
    ["wallet.unknown-user-is-500"],
    (table, bet) =>
      table.request(
        withField(
          table.context.target,
          table.message(bet),
          "user_id",
          `${String(table.session.userId)}0`,
        ),
      ),
    [400, 401, 404, 409],
  ),
  altered(
    "bet-id-for-win",
    "MUST",
    "a win under the id of a bet",
    "Ids of withdrawals and deposits are one space: a win that hides behind a bet cannot be repeated safely.",
    ["wallet.books-repeated-wins", "wallet.separate-id-spaces", ...CONFLICTS],
    (table, bet) =>
      table.request(
        table.message({
          type: "win",
          txId: bet.txId,
          roundId: bet.roundId,
          amount: bet.amount,
          free: false,
          betTxId: bet.txId,
        }),
      ),
  ),
  altered(
    "bet-id-for-rollback",
    "SHOULD",
    "a rollback under the id of its bet",
    "Ids of withdrawals and deposits are one space: a refund that hides behind a bet cannot be repeated safely.",
    ["wallet.refunds-repeated-rollbacks", "wallet.separate-id-spaces", ...CONFLICTS],
    asRollback,
  ),
];

export const idempotencyScenarios = [
  atTable({
    id: "wallet.idempotency.repeat",
    checks: [ONCE, SAME, AFTER_OTHERS],
    requests: 8,
    stakeMillis: 3000,
    play: playRepeat,
  }),
  atTable({
    id: "wallet.idempotency.altered",
    checks: ALTERED.map(({ definition }) => definition),
    requests: 1 + probeRequests(ALTERED.length, ALTERED.length) + ALTERED.length,
    stakeMillis: 1000 * (1 + ALTERED.length),
    play: async (table) => {
      const bet = table.bet("bet");
      const first = await table.play(`a bet of ${bet.amount}`, bet);
      const isPlayed = ({ request }: Altered) =>
        request !== asRollback || table.context.target.serverDriven;
      for (const { definition } of ALTERED.filter((each) => !isPlayed(each)))
        table.context.notApplicable(definition.id, NOT_SERVER_DRIVEN);
      await judgeProbes(
        table,
        ALTERED.filter(isPlayed).map(({ definition, what, statuses, request }) =>
          eachRefused(
            {
              checkId: definition.id,
              why: "the request must be refused",
              make: async (attempt) => {
                const own =
                  attempt === FIRST_ATTEMPT ? bet : table.bet(`${definition.id} ${attempt}`);
                if (own !== bet) await table.play(`another bet of ${own.amount}`, own);
                return [{ what, request: request(table, own) }];
              },
            },
            (reply) => expectStatus(reply, statuses, "the id belongs to another transaction"),
          ),
        ),
        [accepted(first)],
      );
    },
  }),
];

async function playRepeat(table: Table): Promise<void> {
  const { target } = table.context;
  const bet = table.bet("bet");
  const first = await table.play(`a bet of ${bet.amount}`, bet);
  const between = await table.balance("the balance after the bet");
  const again = await table.play("the same bet again", bet);
  const after = await table.balance("the balance after the repetition");
  const preconditions = [accepted(first)];
  judgeSpan(
    table,
    ONCE.id,
    { before: between, steps: [again], after },
    (delta) => expectDelta(delta, 0, "the bet was debited before"),
    preconditions,
  );
  table.context.judge(
    SAME.id,
    [first, again],
    (one, two) => expectSameReply(target, one, two),
    preconditions,
  );
  const other = table.bet("other");
  const win: WalletOperation = {
    type: "win",
    txId: table.id("win"),
    roundId: other.roundId,
    amount: table.amount("win"),
    free: false,
    betTxId: other.txId,
  };
  const others = [
    await table.play(`another bet of ${other.amount}`, other),
    await table.play(`its win of ${win.amount}`, win),
  ];
  const before = await table.balance("the balance after other movements");
  const late = await table.play("the first bet once more", bet);
  const end = await table.balance("the balance at the end");
  judgeSpan(
    table,
    AFTER_OTHERS.id,
    { before, steps: [first, late], after: end },
    (delta, one, two = one) =>
      firstFinding(
        expectDelta(delta, 0, "the bet was debited long before"),
        expectSameReply(target, one, two),
      ),
    [...preconditions, ...others.map(accepted)],
  );
}
