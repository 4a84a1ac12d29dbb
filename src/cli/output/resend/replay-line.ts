/** The command line that sends again, from the journal, what was refused or lost. */
import { profileRedactor } from "../../../profile/redaction.js";
import { shellLine } from "../../../core/shell.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import type { CommandContext } from "../../command.js";
import type { SandboxFlags } from "../../session/sandbox-options.js";
import { type ResendTarget, replayWords } from "./target-words.js";

/** Whatever may stand in the journal: an exchange, or an outcome's trace. */
export interface Kept {
  readonly deliveryId?: string;
}

/** @returns null where none of them was kept */
export function replayLine(kept: readonly Kept[], target: ResendTarget): string | null {
  const ids = new Set(kept.flatMap(({ deliveryId }) => deliveryId ?? []));
  return ids.size === 0
    ? null
    : shellLine(["playcamp-gw", "replay", ...ids, ...replayWords(target)]);
}

/** On stderr; nothing where no journal was kept. */
export function sayReplay(
  kept: readonly Kept[],
  sandbox: SandboxFlags,
  profile: ResolvedProfile,
  { flags, say }: Pick<CommandContext, "flags" | "say">,
): void {
  const line = replayLine(kept, { flags, sandbox });
  if (line === null) return;
  // A player's token may stand in --set.
  const redactor = profileRedactor(profile, "own");
  say(`send it again with: ${redactor.text(line)}`);
}
