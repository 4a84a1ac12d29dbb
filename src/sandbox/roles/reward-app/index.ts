/** The reward app: takes postbacks of completed levels and credits coins, each level once. */
import { defineRole } from "../../role.js";
import { createRewardApp } from "./app.js";
import { REWARD_FAULTS } from "./faults.js";
import { REWARD_PREFIX, type RewardAgreement, type RewardPolicy, RIGHT } from "./reward-policy.js";
import { REWARD_VARIANTS } from "./variants.js";

export type { RewardAgreement } from "./reward-policy.js";

export const rewardAppRole = defineRole<RewardPolicy, { readonly postback: RewardAgreement }>({
  id: "reward-app",
  title: "Reward app (partner postback)",
  paths: {
    [`${REWARD_PREFIX}/api/postback`]: "POST postbacks: 200, 400, 401 or 404",
    [`${REWARD_PREFIX}/api/reward/postback`]: "legacy: 308",
    [`${REWARD_PREFIX}/api/rewards/postback`]: "legacy: 308",
    [`${REWARD_PREFIX}/api/users/{uid}/coins`]: "GET a user's coins",
  },
  policy: RIGHT,
  faults: REWARD_FAULTS,
  variants: REWARD_VARIANTS,
  start: ({ postback }, policy, world) => ({
    routes: [
      {
        prefix: REWARD_PREFIX,
        handle: createRewardApp(postback, policy, world),
      },
    ],
  }),
});
