/** Actions that nobody agreed on, and those of the other endpoint: whatever is answered, no money moves. */
import { rawCallback, withField } from "./wallet-target.js";
import { serialiseBody } from "../../../protocols/wallet/messages.js";
import type { CheckDefinition } from "../../check.js";
import { winOf } from "./deposit.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { accepted } from "./expect-wallet-reply.js";
import { atTable, check } from "./scenario.js";
import { type BalanceReading } from "./session.js";
import type { Step } from "../../scenario-context.js";
import { type Table } from "./table.js";

/** One that no wallet has, and those that are known, but not here. */
const FOREIGN = {
  "/withdraw": ["TIP", "WIN", "ROLL_BACK"],
  "/deposit": ["TIP", "BET", "FREE_BET"],
} as const;

function unmoved(kind: "withdraw" | "deposit", what: string): CheckDefinition {
  return check(`wallet.${kind}.unknown-action-moves-nothing`, "MUST", {
    title: `/${kind} with an action that it does not have moves nothing`,
    clause: `Wallet callbacks, POST /${kind}: the actions`,
    why: `An action that is new, or meant for another endpoint, is ${what} as if it were an ordinary one.`,
    fix: "Compare action with the list of those that the endpoint has, and answer 400 to any other.",
    kills: ["wallet.books-unknown-actions"],
  });
}

const WITHDRAW = unmoved("withdraw", "debited");
const DEPOSIT = unmoved("deposit", "credited");

export const actionScenarios = [
  atTable({
    id: "wallet.actions",
    checks: [WITHDRAW, DEPOSIT],
    requests: 2 + FOREIGN["/withdraw"].length + 1 + FOREIGN["/deposit"].length + 1,
    stakeMillis: 7000,
    play: async (table) => {
      const bet = table.bet("control");
      const control = await table.play("a right bet", bet);
      const opening = await table.balance("the balance after the right bet");
      const judge = async (checkId: string, path: keyof typeof FOREIGN, before: BalanceReading) => {
        const steps: Step[] = [];
        for (const action of FOREIGN[path]) {
          const body = bodyOf(table, path, action, bet);
          steps.push(
            await table.play(
              `${action} at ${path}`,
              rawCallback(table.context.target, path, serialiseBody(body)),
            ),
          );
        }
        const after = await table.balance(`the balance after foreign actions at ${path}`);
        judgeSpan(
          table,
          checkId,
          { before, steps, after },
          (delta) => expectDelta(delta, 0, `${path} has none of these actions`),
          [accepted(control)],
        );
        return after;
      };
      const between = await judge(WITHDRAW.id, "/withdraw", opening);
      await judge(DEPOSIT.id, "/deposit", between);
    },
  }),
];

function bodyOf(
  table: Table,
  path: keyof typeof FOREIGN,
  action: string,
  bet: ReturnType<Table["bet"]>,
) {
  const label = `${action} at ${path}`;
  const operation = path === "/withdraw" ? table.bet(label) : { ...winOf(table, bet, label) };
  return withField(table.context.target, table.message(operation), "action", action).body;
}
