/** A fault or variant that replaces some of the policy's answers. */
import type { Bend } from "../../role.js";
import type { RewardPolicy } from "./policy.js";

export function bend(
  id: string,
  title: string,
  change: Partial<RewardPolicy>,
): Bend<RewardPolicy> {
  return { id, title, bend: (policy) => ({ ...policy, ...change }) };
}
