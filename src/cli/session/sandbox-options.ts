/** Flags that choose what the sandbox's game has sold; for every command that can start a sandbox. */
import { PAYMENT_SHAPE_IDS } from "../../sandbox/roles/payment-source/shapes/ids.js";
import type { OptionSpec } from "../command.js";
import { integerFlag } from "../parsers.js";

const MOST_PAYMENTS = 10_000_000;

export const PAYMENTS_SANDBOX_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "--payments-shape <shape>",
    description: "shape of the sandbox's payment query (default: the profile's own, or A)",
    choices: PAYMENT_SHAPE_IDS,
  },
  {
    flags: "--payments <n>",
    description: "payments that the sandbox's game has sold (default: 1000)",
    parse: integerFlag("--payments", 1, MOST_PAYMENTS),
  },
];
