/** Bets above the balance: refused with 402, and nothing else happens. */
import { isMillis, type Millis, toMillis } from "../../../protocols/wallet/millis.js";
import { describeReply, expectStatus, firstFinding } from "../../expect.js";
import { precondition, type Precondition, type Step } from "../../scenario-context.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { accepted } from "./expect-wallet-reply.js";
import { atTable, check } from "./scenario.js";
import { type BalanceReading } from "./session.js";
import { type Table } from "./table.js";

const MILLIS = "Wallet callbacks: amounts are integer millis";

const INSUFFICIENT = check("wallet.withdraw.insufficient-refused", "MUST", {
  title:
    "a bet of one milli more than the balance is refused with 402 and moves nothing, also when it comes again",
  clause: "Wallet callbacks, errors: 402 insufficient funds",
  why: "The player plays with money that is not there; any other status is taken for a fault, or for a success.",
  fix: "Compare and subtract in one step, and answer 402 when the balance does not cover the bet. Where a greatest bet is looked at first, state it as maxbet at /auth.",
  kills: [
    "wallet.refuses-every-bet",
    "wallet.allows-overdraft",
    "wallet.insufficient-is-200",
    "wallet.insufficient-is-400",
  ],
});

const WORKS_ON = check("wallet.withdraw.works-after-402", "MUST", {
  title: "after insufficient funds a smaller bet is accepted",
  clause: "Wallet callbacks, errors: 402 insufficient funds",
  why: "One bet too many ends the player's evening.",
  fix: "A refusal leaves nothing behind: no lock, no open transaction.",
  kills: ["wallet.refuses-every-bet", "wallet.keeps-cents-only", "wallet.locks-after-insufficient"],
  mayCatch: ["wallet.stores-units-as-float32"],
});

const FAR_ABOVE = check("wallet.withdraw.far-above-refused", "MUST", {
  title:
    "a bet of 2^32 + 100 millis above all the player has is refused with 402 and moves nothing",
  clause: `${MILLIS}; errors: 402 insufficient funds`,
  why: "In 32 bits the amount wraps around to 100: a bet of four million is paid with a coin.",
  fix: "Read amounts into 64 bits.",
  kills: [
    "wallet.wraps-at-32-bits",
    "wallet.allows-overdraft",
    "wallet.insufficient-is-200",
    "wallet.insufficient-is-400",
    "wallet.large-insufficient-is-500",
  ],
});

const WORD = 2 ** 32;

export const insufficientScenarios = [
  atTable({
    id: "wallet.withdraw.insufficient",
    checks: [INSUFFICIENT, WORKS_ON, FAR_ABOVE],
    requests: 8,
    stakeMillis: 1000,
    play: playInsufficient,
  }),
];

async function playInsufficient(table: Table): Promise<void> {
  const { opening } = table;
  const above = toMillis(Math.floor(opening.amount) + 1);
  const first = await playAbove(
    table,
    INSUFFICIENT.id,
    opening,
    above,
    "one milli more than the balance",
  );
  const bet = table.bet("small");
  const small = await table.play(`a bet of ${bet.amount}`, bet);
  const after = await table.balance("the balance after the small bet");
  judgeSpan(
    table,
    WORKS_ON.id,
    { before: first.after, steps: [small], after },
    (delta, reply) =>
      firstFinding(
        expectStatus(reply, 200, "the balance covers this bet"),
        expectDelta(delta, 0 - bet.amount, "the bet was accepted"),
      ),
    [
      precondition(
        first.step,
        ({ status }) => status >= 400,
        "the bet above the balance was not refused",
      ),
    ],
  );
  // Of all amounts that are 100 in 32 bits, the first that is more than the balance.
  const words = Math.max(1, Math.ceil(opening.amount / WORD));
  const farAbove = words * WORD + 100;
  if (!isMillis(farAbove)) {
    table.context.block(
      FAR_ABOVE.id,
      `the player has ${opening.amount} millis, and no whole number that JSON readers agree on is so far above that: name a player with less in wallet.player`,
      opening.step.exchanges,
    );
    return;
  }
  await playAbove(table, FAR_ABOVE.id, after, farAbove, "which is 100 in 32 bits", [
    accepted(small),
  ]);
}

async function playAbove(
  table: Table,
  checkId: string,
  before: BalanceReading,
  amount: Millis,
  what: string,
  preconditions: readonly Precondition[] = [],
): Promise<{ readonly step: Step; readonly after: BalanceReading }> {
  const bet = table.bet(checkId, { amount });
  const { most } = table.limits;
  const isAboveLimit = most !== null && amount > most;
  const step = await table.play(`a bet of ${amount}, ${what}`, bet);
  const again = await table.play("the same bet again", bet);
  const after = await table.balance(`the balance after the bet of ${amount}`);
  judgeSpan(
    table,
    checkId,
    { before, steps: [step, again], after },
    (delta, first, second = first) =>
      firstFinding(
        // A wallet that states a greatest bet may look at that first.
        expectStatus(first, isAboveLimit ? [402, 400] : 402, "the balance does not cover the bet"),
        second.status >= 400
          ? null
          : { expected: "no success for the same bet again", actual: describeReply(second) },
        expectDelta(delta, 0, "the bet must be refused"),
      ),
    preconditions,
  );
  return { step, after };
}
