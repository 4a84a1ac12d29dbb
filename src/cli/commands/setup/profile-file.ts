/** The profile that a `profile` command is about: its argument, or what --profile says. */
import { UserError } from "../../../core/errors.js";
import { type LocatedProfile, locateProfile } from "../../../tasks/locate-profile.js";
import { type ProfileSources, readProfileText } from "../../../tasks/open-profile.js";
import type { Session } from "../../session/session.js";

export interface ProfileFile extends LocatedProfile {
  readonly text: string;
  readonly sources: ProfileSources;
}

/** @throws {UserError} `usage`, `profile_not_found`, `profile_unreadable` */
export async function readProfileFile(
  { flags, sources }: Session,
  argument: string | undefined,
): Promise<ProfileFile> {
  const given = flags.givenBy("profile") === "--profile" ? flags.profile : null;
  if (argument !== undefined && given !== null && argument !== given) {
    throw new UserError(
      "usage",
      `two profiles are given: ${argument} and --profile ${given}`,
      "Leave one out.",
    );
  }
  const located = await locateProfile(argument ?? flags.profile, sources);
  const text = await readProfileText(located.path, sources);
  return { ...located, text, sources };
}
