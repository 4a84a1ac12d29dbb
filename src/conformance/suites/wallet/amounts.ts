/** Amounts that are none: negative, fractional, in quotes, missing. */
import { type JsonValue } from "../../../core/json/value.js";
import type { CheckDefinition } from "../../check.js";
import { expectStatus } from "../../expect.js";
import { accepted } from "./expect-wallet-reply.js";
import { eachRefused, judgeProbes, probeRequests } from "./refused-probes.js";
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
    requests: 1 + probeRequests(BAD_AMOUNTS.length, BAD_AMOUNTS.length),
    stakeMillis: 1000,
    play: async (table) => {
      const control = await table.play("a right bet", table.bet("control"));
      await judgeProbes(
        table,
        BAD_AMOUNTS.map(({ definition, what, value }) =>
          eachRefused(
            {
              checkId: definition.id,
              why: "the bet must be refused",
              make: (attempt) => {
                const bet = table.bet(`${definition.id} ${attempt}`);
                const { target } = table.context;
                const message = withField(target, table.message(bet), "amount", value(bet.amount));
                return [{ what: `a bet with ${what}`, request: table.request(message) }];
              },
            },
            (reply) => expectStatus(reply, 400, "amounts are non-negative integers"),
          ),
        ),
        [accepted(control)],
      );
    },
  }),
];
