/** The flags of every command that can start a sandbox; a command takes the ones that it has a use for. */
import { PAYMENT_SHAPE_IDS } from "../../sandbox/roles/payment-source/shapes/ids.js";
import { flag, integer, list, oneOf, type OptionsOf, text } from "../options.js";

/** @param description what the command does with it */
export function sandboxOption(description = "use a sandbox that is started for this call") {
  return { sandbox: flag("--sandbox", description) };
}

export const faultOption = {
  fault: faults("break the sandbox in this way (needs --sandbox)"),
};

/** For the command that is the sandbox. */
export const deviationOptions = {
  fault: faults("break it in this way"),
  variant: variants("make it odd but legal"),
};

function faults(description: string) {
  return list(text("--fault <id>", description, { ask: "faults" }));
}

function variants(description: string) {
  return list(text("--variant <id>", description, { ask: "variants" }));
}

const MOST_PAYMENTS = 10_000_000;

/** What the sandbox's game has sold. */
export const soldPaymentsOptions = {
  paymentsShape: oneOf(
    "--payments-shape <shape>",
    "shape of the sandbox's payment query (default: the profile's own, or A)",
    PAYMENT_SHAPE_IDS,
  ),
  payments: integer("--payments <n>", "payments that the sandbox's game has sold (default: 1000)", {
    min: 1,
    max: MOST_PAYMENTS,
  }),
};

/** @param description of `--sandbox` */
export function sandboxOptions(description?: string) {
  return {
    ...sandboxOption(description),
    ...faultOption,
    variant: variants("make the sandbox odd but legal (needs --sandbox)"),
    ...soldPaymentsOptions,
  };
}

/** What a command was told of the sandbox; flags that it does not take are left out. */
export type SandboxFlags = Partial<OptionsOf<ReturnType<typeof sandboxOptions>>>;
