/** The words of a command line that lead back to the same target. */
import type { GlobalFlags } from "../../command.js";
import { splitOverrides } from "../../global-flags.js";
import type { SandboxFlags } from "../../session/sandbox-options.js";

/** How a call named its target and its journal. */
export interface ResendTarget {
  readonly flags: Pick<
    GlobalFlags,
    "profile" | "environment" | "line" | "overrides" | "journal" | "cacert" | "timeoutMs"
  >;
  readonly sandbox: SandboxFlags;
  /** Further words that lead there. */
  readonly words?: readonly string[];
}

/** Profile and environment, or the sandbox and its deviations. */
export function targetWords({
  flags: { profile, environment, line, overrides },
  sandbox: { sandbox, fault, variant, paymentsShape, payments },
  words = [],
}: ResendTarget): readonly string[] {
  return [
    ...(profile === null ? [] : ["--profile", profile]),
    ...(environment === null ? [] : ["--env", environment]),
    ...(line?.words ?? []),
    ...overrides.flatMap((set) => ["--set", set]),
    ...(sandbox === true ? ["--sandbox"] : []),
    ...(fault ?? []).flatMap((id) => ["--fault", id]),
    ...(variant ?? []).flatMap((id) => ["--variant", id]),
    ...(paymentsShape === undefined ? [] : ["--payments-shape", paymentsShape]),
    ...(payments === undefined ? [] : ["--payments", String(payments)]),
    ...words,
  ];
}

/**
 * The words of a replay, after the ids. `--allow-live` is never among them:
 * whoever sends to a live host again says so again.
 */
export function replayWords({ flags, sandbox }: ResendTarget): readonly string[] {
  const { journal, cacert, timeoutMs } = flags;
  const overrides = splitOverrides(flags.overrides).profile;
  return [
    // It sends bytes to where they went: nothing of the line's profile is asked for.
    ...targetWords({ flags: { ...flags, line: null, overrides }, sandbox }),
    ...(typeof journal === "string" ? ["--journal", journal] : []),
    ...(cacert === null ? [] : ["--cacert", cacert]),
    ...(timeoutMs === null ? [] : ["--timeout", `${timeoutMs}ms`]),
  ];
}
