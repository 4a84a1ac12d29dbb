/** Tells how to send again what was refused or lost, as a line that runs as printed. */
import { createRedactor } from "../../core/redaction.js";
import { type Kept, replayLine } from "../../journal/replay-line.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { CommandContext } from "../command.js";
import { splitOverrides } from "../global-flags.js";
import type { SandboxFlags } from "../session/sandbox-options.js";
import { targetWords } from "../session/target-words.js";

/**
 * The words after the ids. `--allow-live` is never among them: whoever sends
 * to a live host again says so again.
 */
export function replayWords(
  flags: CommandContext["flags"],
  target: SandboxFlags,
): readonly string[] {
  const { journal, cacert, timeoutMs } = flags;
  const overrides = splitOverrides(flags.overrides).profile;
  return [
    ...targetWords({ ...flags, overrides }, target),
    ...(typeof journal === "string" ? ["--journal", journal] : []),
    ...(cacert === null ? [] : ["--cacert", cacert]),
    ...(timeoutMs === null ? [] : ["--timeout", `${timeoutMs}ms`]),
  ];
}

/** On stderr; nothing where no journal was kept. */
export function sayReplay(
  kept: readonly Kept[],
  target: SandboxFlags,
  profile: ResolvedProfile,
  { flags, say }: Pick<CommandContext, "flags" | "say">,
): void {
  const line = replayLine(kept, replayWords(flags, target));
  if (line === null) return;
  // A player's token may stand in --set.
  const redactor = createRedactor(profile.secrets.known());
  say(`send it again with: ${redactor.text(line)}`);
}
