/** Amounts that are none: negative, fractional, in quotes, missing; of bets, and of wins. */
import { type JsonValue } from "../../../core/json/value.js";
import type { Bet } from "../../../protocols/wallet/ledger-state.js";
import type { CheckDefinition } from "../../check.js";
import { expectStatus } from "../../expect.js";
import { accepted } from "./expect-wallet-reply.js";
import { winOf } from "./deposit.js";
import { eachRefused, judgeProbes, probeRequests, type Refused } from "./refused-probes.js";
import { atTable, check } from "./scenario.js";
import { type Table } from "./table.js";
import { withField } from "./wallet-target.js";

const MILLIS = "Wallet callbacks: amounts are integer millis";
const FIX = "Accept non-negative JSON integers only, before anything is booked.";

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
    fix: FIX,
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

const NEGATIVE_WIN = check("wallet.deposit.negative-amount-refused", "MUST", {
  title: "a WIN and a FREE_BET_WIN with a negative amount are refused with 400 and move nothing",
  clause: `${MILLIS}; errors: 400 validation`,
  why: "A negative win takes money from the player.",
  fix: FIX,
  kills: ["wallet.credits-negative-amounts"],
});

const BAD_WINS = check("wallet.deposit.bad-amounts-refused", "MUST", {
  title:
    "a WIN and a FREE_BET_WIN with an amount of 10.5, one in quotes, or none are refused with 400 and move nothing",
  clause: `${MILLIS}; errors: 400 validation`,
  why: "The amounts of bets are checked, and those of wins are believed.",
  fix: FIX,
  kills: BAD_AMOUNTS.slice(1).flatMap(({ definition: { kills } }) => kills),
});

/** Kinds of wins: those of real bets and those of free ones. */
const KINDS = 2;

export const amountScenarios = [
  atTable({
    id: "wallet.deposit.bad-amounts",
    checks: [NEGATIVE_WIN, BAD_WINS],
    requests: 3 * KINDS + probeRequests(KINDS * BAD_AMOUNTS.length, 2),
    stakeMillis: 3000,
    play: async (table) => {
      const controls = [];
      const ties: Bet[] = [];
      for (const free of [false, true]) {
        const [won, open] = [
          table.bet(`won ${free}`, { free }),
          table.bet(`open ${free}`, { free }),
        ];
        for (const right of [won, winOf(table, won), open])
          controls.push(await table.play(`a right ${right.type}`, right));
        ties.push(open);
      }
      const probe = ({ id }: CheckDefinition, amounts: readonly BadAmount[]) =>
        eachRefused(
          {
            checkId: id,
            why: "the win must be refused",
            make: (attempt) =>
              ties.flatMap((tie) =>
                amounts.map(({ what, value }) =>
                  badWin(table, tie, `with ${what}`, value, attempt),
                ),
              ),
          },
          (reply) => expectStatus(reply, 400, "amounts are non-negative integers"),
        );
      await judgeProbes(
        table,
        [probe(NEGATIVE_WIN, BAD_AMOUNTS.slice(0, 1)), probe(BAD_WINS, BAD_AMOUNTS.slice(1))],
        controls.map(accepted),
      );
    },
  }),
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

function badWin(
  table: Table,
  tie: Bet,
  how: string,
  value: BadAmount["value"],
  attempt: string,
): Refused {
  const kind = tie.free ? "FREE_BET_WIN" : "WIN";
  const win = winOf(table, tie, `${kind} ${how}, ${attempt}`);
  const message = withField(table.context.target, table.message(win), "amount", value(win.amount));
  return { what: `a ${kind} ${how}`, request: table.request(message) };
}
