/** The user's profile where one is optional: none is no error unless it was asked for. */
import { UserError } from "../../core/errors.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { openProfile } from "../../tasks/open-profile.js";
import type { CommandContext } from "../command.js";
import { profileSources } from "./profile-sources.js";

export async function profileAtHand(context: CommandContext): Promise<ResolvedProfile | null> {
  try {
    return await openProfile(context.flags, profileSources(context));
  } catch (error) {
    const none = error instanceof UserError && error.code === "profile_not_found";
    if (none && context.flags.profile === null) return null;
    throw error;
  }
}
