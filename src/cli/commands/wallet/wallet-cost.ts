/** Before requests that move money leave this machine: how many, and how much at most. */
import { hostOf, isLoopbackHost } from "../../../core/http.js";
import { type Millis, renderMillis } from "../../../protocols/wallet/millis.js";
import type { CommandContext } from "../../command.js";

/** Says nothing when the target is on this machine. */
export function sayCost(
  cost: {
    readonly url: string;
    readonly requests: number;
    /** One for each currency. */
    readonly amounts: readonly { readonly currency: string; readonly amount: Millis }[];
  },
  context: Pick<CommandContext, "say">,
): void {
  const host = hostOf(cost.url);
  if (isLoopbackHost(host)) return;
  const requests = cost.requests === 1 ? "1 request" : `${cost.requests} requests`;
  const moved = cost.amounts
    .filter(({ amount }) => amount > 0)
    .map(({ amount, currency }) => renderMillis(amount, currency));
  const money =
    moved.length === 0
      ? "no money moves"
      : `at most ${moved.join(" and ")} ${moved.length === 1 ? "moves" : "move"}`;
  context.say(`${host}: at most ${requests}, ${money}`);
}
