/** Guards what a command reads from being written over by its own result. */
import { dirname, join, resolve } from "node:path";
import { UserError } from "../../core/errors.js";
import { locateProfile } from "../../tasks/locate-profile.js";
import type { Session } from "./session.js";

/**
 * @param file what the flag says, if anything
 * @param read files that the command is given
 * @param flag that names it
 * @throws {UserError} `usage` where a result would take the place of one, of the profile or of its `.env`
 */
export async function assertOutIsNotRead(
  file: string | null | undefined,
  read: readonly string[],
  { cwd, flags, sources }: Pick<Session, "cwd" | "flags" | "sources">,
  flag = "--out",
): Promise<void> {
  if (file === null || file === undefined) return;
  const profile = await profilePath(flags.profile, sources);
  const taken = [
    ...read.map((each) => ["the file that is read", each] as const),
    ...(profile === null ? [] : [["the profile", profile] as const]),
    ["the profile's .env", join(profile === null ? cwd : dirname(profile), ".env")] as const,
  ].find(([, each]) => resolve(cwd, each) === resolve(cwd, file));
  if (taken === undefined) return;
  throw new UserError(
    "usage",
    `${flag} ${file} would take the place of ${taken[0]}`,
    "Name another file.",
  );
}

/** Whoever may have written it; null where there is none. */
async function profilePath(
  choice: string | null,
  { look: _, ...places }: Session["sources"],
): Promise<string | null> {
  try {
    return (await locateProfile(choice, places)).path;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
