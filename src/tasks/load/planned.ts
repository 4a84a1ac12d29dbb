/** How much one part of a plan sends, as far as that is known before. */
import type { Shard } from "../../core/shards.js";
import { isWalletPlan, type LoadPlan } from "./plan.js";
import { deliveryDeal, roundDeal, stageCount } from "./schedule.js";
import { sumOrNull } from "./stage-book.js";

/**
 * Rounds go by account; where the plan leaves open how many play, only the
 * profile knows what a part of it plays.
 *
 * @param shard null for all
 * @returns null where nobody knows
 */
export function plannedOf(plan: LoadPlan, shard: Shard | null): number | null {
  return sumOrNull(
    plan.stages.map((stage, at) => {
      const total = stageCount(stage);
      if (total === null || shard === null) return total;
      if (!isWalletPlan(plan)) return deliveryDeal(at, shard).countOf(total);
      const { accounts } = plan.part;
      return accounts === null ? null : roundDeal(at, accounts, shard).countOf(total);
    }),
  );
}
