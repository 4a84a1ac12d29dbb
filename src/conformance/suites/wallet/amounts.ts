/** Amounts that are none: negative, fractional, in quotes, missing. */
import type { CallbackMessage } from "../../../protocols/wallet/messages.js";
import { type JsonValue } from "../../../core/json/value.js";
import type { CheckDefinition } from "../../check.js";
import { expectStatus, firstFinding } from "../../expect.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { accepted } from "./expect-wallet-reply.js";
import { atTable, check } from "./scenario.js";
import { withField } from "./wallet-target.js";

const MILLIS = "Wallet callbacks: amounts are integer millis";

interface BadAmount {
  readonly definition: CheckDefinition;
  readonly what: string;
  readonly value: (amount: number) => JsonValue | undefined;
}

function badAmount(
  id: string,
  what: string,
  why: string,
  kills: readonly string[],
  value: BadAmount["value"],
): BadAmount {
  const definition = check(`wallet.withdraw.${id}-refused`, "MUST", {
    title: `a bet with ${what} is refused with 400 and moves nothing`,
    clause: `${MILLIS}; errors: 400 validation`,
    why,
    fix: "Accept non-negative JSON integers only, before anything is booked.",
    kills,
  });
  return { definition, what, value };
}

const BAD_AMOUNTS: readonly BadAmount[] = [
  badAmount(
    "negative-amount",
    "a negative amount",
    "A negative bet credits the player.",
    ["wallet.credits-negative-amounts"],
    (amount) => -amount,
  ),
  badAmount(
    "fractional-amount",
    "an amount of 10.5",
    "Somebody rounds, and the sides disagree; a crash makes the provider repeat it for ever.",
    ["wallet.accepts-fractions", "wallet.crashes-on-fractions"],
    () => 10.5,
  ),
  badAmount(
    "string-amount",
    "an amount in quotes",
    "Text that is added to a number is a new number in some languages.",
    ["wallet.accepts-string-amounts"],
    String,
  ),
  badAmount(
    "missing-amount",
    "no amount",
    "A guess moves money, or pretends that it did.",
    ["wallet.missing-amount-is-zero"],
    () => undefined,
  ),
];

export const amountScenarios = [
  atTable({
    id: "wallet.withdraw.bad-amounts",
    checks: BAD_AMOUNTS.map(({ definition }) => definition),
    requests: 2 + 2 * BAD_AMOUNTS.length,
    stakeMillis: 1000,
    play: async (table) => {
      const control = await table.play("a right bet", table.bet("control"));
      let before = await table.balance("the balance after the right bet");
      for (const { definition, what, value } of BAD_AMOUNTS) {
        const bet = table.bet(definition.id);
        const message: CallbackMessage = withField(
          table.context.target,
          table.message(bet),
          "amount",
          value(bet.amount),
        );
        const step = await table.play(`a bet with ${what}`, table.request(message));
        const after = await table.balance(`the balance after ${what}`);
        judgeSpan(
          table,
          definition.id,
          { before, steps: [step], after },
          (delta, reply) =>
            firstFinding(
              expectStatus(reply, 400, "amounts are non-negative integers"),
              expectDelta(delta, 0, "the bet must be refused"),
            ),
          [accepted(control)],
        );
        before = after;
      }
    },
  }),
];
