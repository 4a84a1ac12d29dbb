/** The words of a command line that lead back to the same target. */
import type { CommandContext } from "../command.js";
import type { SandboxFlags } from "./sandbox-options.js";

export function targetWords(
  { profile, environment, overrides }: CommandContext["flags"],
  { sandbox, fault, variant, paymentsShape, payments }: SandboxFlags,
): readonly string[] {
  return [
    ...(profile === null ? [] : ["--profile", profile]),
    ...(environment === null ? [] : ["--env", environment]),
    ...overrides.flatMap((set) => ["--set", set]),
    ...(sandbox === true ? ["--sandbox"] : []),
    ...(fault ?? []).flatMap((id) => ["--fault", id]),
    ...(variant ?? []).flatMap((id) => ["--variant", id]),
    ...(paymentsShape === undefined ? [] : ["--payments-shape", paymentsShape]),
    ...(payments === undefined ? [] : ["--payments", String(payments)]),
  ];
}
