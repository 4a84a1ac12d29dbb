/** The profile that a command works with: the user's own, or that of a sandbox started for the call. */
import type { ResolvedProfile } from "../profile/resolve.js";
import { openProfile } from "../tasks/open-profile.js";
import type { CommandContext, Outcome } from "./command.js";
import { profileAtHand } from "./profile-at-hand.js";

export interface SandboxFlags {
  readonly sandbox?: boolean;
  readonly fault?: readonly string[];
  readonly variant?: readonly string[];
}

export async function withProfile(
  context: CommandContext,
  flags: SandboxFlags,
  use: (profile: ResolvedProfile) => Promise<Outcome>,
): Promise<Outcome> {
  if (flags.sandbox !== true)
    return use(await openProfile(context.flags, context));
  const { openSandbox } = await import("../tasks/open-sandbox.js");
  const { server, profile, defects } = await openSandbox(
    {
      base: await profileAtHand(context),
      host: "127.0.0.1",
      port: 0,
      bends: [...(flags.fault ?? []), ...(flags.variant ?? [])],
    },
    context,
  );
  try {
    const outcome = await use(profile);
    const [defect] = defects;
    if (defect !== undefined) throw defect;
    return outcome;
  } finally {
    await server.close();
  }
}
