/** Before requests that move money leave this machine: how many, and how much at most. */
import { hostOf, isLoopbackHost } from "../../../core/http.js";
import { type Millis, renderMillis } from "../../../protocols/wallet/millis.js";
import type { CommandContext } from "../../command.js";

/** Says nothing when the target is on this machine. */
export function sayCost(
  cost: {
    readonly url: string;
    readonly requests: number;
    readonly amount: Millis;
    readonly currency: string;
  },
  context: Pick<CommandContext, "say">,
): void {
  const host = hostOf(cost.url);
  if (isLoopbackHost(host)) return;
  const requests = cost.requests === 1 ? "1 request" : `${cost.requests} requests`;
  const money =
    cost.amount === 0
      ? "no money moves"
      : `at most ${renderMillis(cost.amount, cost.currency)} moves`;
  context.say(`${host}: at most ${requests}, ${money}`);
}
