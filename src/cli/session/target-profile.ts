/** The profile that a command works with: the user's own, or that of a sandbox started for the call. */
import { UserError } from "../../core/errors.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { PaymentShapeId } from "../../sandbox/roles/payment-source/shapes/ids.js";
import { openProfile } from "../../tasks/open-profile.js";
import type { SandboxChoices } from "../../tasks/sandbox/section.js";
import type { CommandContext, Outcome } from "../command.js";
import { splitOverrides } from "../global-flags.js";
import { profileAtHand } from "./profile-at-hand.js";
import { createSandboxHttp } from "./sandbox-http.js";
import { profileSources } from "./profile-sources.js";

export interface SandboxFlags {
  readonly sandbox?: boolean;
  readonly fault?: readonly string[];
  readonly variant?: readonly string[];
  readonly paymentsShape?: PaymentShapeId;
  readonly payments?: number;
}

export async function withProfile(
  context: CommandContext,
  flags: SandboxFlags,
  use: (profile: ResolvedProfile) => Promise<Outcome>,
): Promise<Outcome> {
  assertDeviationsHaveSandbox(flags);
  if (flags.sandbox !== true) return use(await openProfile(context.flags, profileSources(context)));
  const { openSandbox } = await import("../../tasks/sandbox/open-sandbox.js");
  const own = createSandboxHttp(context);
  const sandbox = await openSandbox(
    {
      flags: context.flags,
      base: await profileAtHand(context),
      host: "127.0.0.1",
      port: 0,
      deviations: [...(flags.fault ?? []), ...(flags.variant ?? [])],
      choices: sandboxChoices(flags),
    },
    { ...context, http: own.http },
  );
  try {
    return await use(sandbox.profile);
  } finally {
    await sandbox.close().finally(own.close);
  }
}

/**
 * The same for commands that fire a message, whose `--set body.…` and
 * `--set header.…` are no matter of the profile.
 *
 * @param use is given them as `changes`
 */
export function withProfileAndChanges(
  context: CommandContext,
  flags: SandboxFlags,
  use: (profile: ResolvedProfile, changes: readonly string[]) => Promise<Outcome>,
): Promise<Outcome> {
  const { profile, message } = splitOverrides(context.flags.overrides);
  const forProfile = {
    ...context,
    flags: { ...context.flags, overrides: profile },
  };
  return withProfile(forProfile, flags, (resolved) => use(resolved, message));
}

/** What the flags say of the sandbox's data. */
export function sandboxChoices({ paymentsShape, payments }: SandboxFlags): SandboxChoices {
  return {
    ...(paymentsShape === undefined ? {} : { paymentsShape }),
    ...(payments === undefined ? {} : { payments }),
  };
}

function assertDeviationsHaveSandbox(flags: SandboxFlags): void {
  const { sandbox, fault, variant, paymentsShape, payments } = flags;
  const deviations = [fault, variant, paymentsShape, payments];
  if (sandbox === true || deviations.every((flag) => flag === undefined)) return;
  throw new UserError(
    "usage",
    "--fault, --variant, --payments-shape and --payments change the sandbox, and --sandbox is not given",
    "Add --sandbox, or leave them out.",
  );
}
