/** Ways in which reward apps go wrong. Ids are permanent; checks name those that they catch. */
import type { Deviation } from "../../role.js";
import { ACCESS_FAULTS } from "./access-faults.js";
import { COUNTING_FAULTS } from "./counting-faults.js";
import type { RewardPolicy } from "./reward-policy.js";
import { READING_FAULTS } from "./reading-faults.js";

export const REWARD_FAULTS: readonly Deviation<RewardPolicy>[] = [
  ...ACCESS_FAULTS,
  ...READING_FAULTS,
  ...COUNTING_FAULTS,
];
