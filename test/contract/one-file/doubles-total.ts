/** A fault of the sandbox's payment query. */
import { deviation } from "../../../src/sandbox/roles/payment-source/payment-source-policy.js";

export const doublesTotal = deviation("doubles-total", "the total is twice what it should be", {
  total: (inRange) => 2 * inRange,
});
