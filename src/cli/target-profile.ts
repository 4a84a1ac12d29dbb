/** The profile that a command works with: the user's own, or that of a sandbox started for the call. */
import { UserError } from "../core/errors.js";
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
  assertBendsHaveSandbox(flags);
  if (flags.sandbox !== true)
    return use(await openProfile(context.flags, context));
  const { openSandbox } = await import("../tasks/sandbox/open-sandbox.js");
  const sandbox = await openSandbox(
    {
      base: await profileAtHand(context),
      host: "127.0.0.1",
      port: 0,
      bends: [...(flags.fault ?? []), ...(flags.variant ?? [])],
    },
    context,
  );
  try {
    return await use(sandbox.profile);
  } finally {
    await sandbox.close();
  }
}

function assertBendsHaveSandbox({
  sandbox,
  fault,
  variant,
}: SandboxFlags): void {
  if (sandbox === true || (fault === undefined && variant === undefined))
    return;
  throw new UserError(
    "usage",
    "--fault and --variant bend the sandbox, and --sandbox is not given",
    "Add --sandbox, or leave them out.",
  );
}
