/** Which profile a command works with: the one that was named, the nearest file upward, or the one chosen for good. */
import { dirname, join, resolve } from "node:path";
import { UserError } from "../core/errors.js";
import type { LookAtFile } from "../core/probes.js";
import type { Files, UserSettings } from "../core/ports.js";
import { suggestionHint } from "../core/suggest.js";

export interface ProfilePlaces {
  readonly files: Files;
  readonly cwd: string;
  /** Where this user's profiles are; null or left out where there is no such place. */
  readonly configFolder?: string | null;
  /** Asked only when nothing else says which profile; null or left out where there are none. */
  readonly settings?: UserSettings | null;
  /** Tells whose a profile is that was found and not named; left out where every one is trusted. */
  readonly look?: LookAtFile;
}

export interface LocatedProfile {
  readonly path: string;
  /** Null for a file. */
  readonly name: string | null;
  /** `named` by a flag, `nearest` upward, or `chosen` by `profile use`. */
  readonly via: "named" | "nearest" | "chosen";
}

export const PROFILE_FILE_NAME = "playcamp-gw.json";

const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

/**
 * @param choice a file or a name; null where no flag says
 * @throws {UserError} `profile_not_found`, `profile_untrusted`, `settings_invalid`
 */
export async function locateProfile(
  choice: string | null,
  places: ProfilePlaces,
): Promise<LocatedProfile> {
  if (choice !== null) return { ...(await findProfile(choice, places)), via: "named" };
  const nearest = await nearestProfile(places);
  if (nearest !== null) await assertOwn(nearest, places);
  if (nearest !== null) return { path: nearest, name: null, via: "nearest" };
  const chosen = await chosenProfile(places);
  if (chosen === null) throw noProfile(places.cwd);
  try {
    return { ...(await findProfile(chosen, places)), via: "chosen" };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      error.code,
      `the profile chosen with profile use is gone: ${chosen}`,
      "Choose another with playcamp-gw profile use, or none with profile use --none.",
      { cause: error },
    );
  }
}

/** Whoever can write a profile says where this user's secrets go. */
async function assertOwn(path: string, { look }: ProfilePlaces): Promise<void> {
  if (look === undefined) return;
  for (const each of [path, dirname(path)]) {
    const facts = await look(each);
    if (facts === null || !(facts.ownedByOthers || facts.writableByStrangers)) continue;
    throw new UserError(
      "profile_untrusted",
      `${each} ${facts.ownedByOthers ? "belongs to another user" : "can be written by other users"}, and the profile there was found, not named`,
      `${facts.ownedByOthers ? "If" : `chmod go-w '${each}' keeps others out; if`} you trust it, name it: --profile ${path}, or pass --trust-profile.`,
    );
  }
}

/** @returns null when no folder upward has one */
export async function nearestProfile({ files, cwd }: ProfilePlaces): Promise<string | null> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const candidate = join(folder, PROFILE_FILE_NAME);
    if (await files.exists(candidate)) return candidate;
    if (dirname(folder) === folder) return null;
  }
}

/**
 * A text with a separator or ending in .json is a file; any other is a name
 * first, and a file where no profile has that name.
 *
 * @throws {UserError} `profile_not_found`
 */
export async function findProfile(
  text: string,
  places: ProfilePlaces,
): Promise<Pick<LocatedProfile, "path" | "name">> {
  const path = resolve(places.cwd, text);
  if (isProfileName(text)) {
    const named = namedProfilePath(text, places);
    if (named !== null && (await places.files.exists(named))) return { path: named, name: text };
  }
  if (await places.files.exists(path)) return { path, name: null };
  throw new UserError(
    "profile_not_found",
    `there is no profile ${text}`,
    isProfileName(text)
      ? `${await knownNames(text, places)}playcamp-gw profile list shows the names; a file is given by its path.`
      : "Check the path given with --profile or PLAYCAMP_GW_PROFILE.",
  );
}

async function knownNames(text: string, places: ProfilePlaces): Promise<string> {
  const names = await profileNames(places);
  return names.length === 0 ? "" : `${suggestionHint(text, names)} `;
}

export function isProfileName(text: string): boolean {
  return NAME.test(text) && !text.endsWith(".json") && !text.endsWith(".");
}

/** Each has a folder to itself, for its `.env` and its files. */
export function namedProfilePath(
  name: string,
  { configFolder = null }: ProfilePlaces,
): string | null {
  return configFolder === null ? null : join(configFolder, "profiles", name, PROFILE_FILE_NAME);
}

/** @returns sorted */
export async function profileNames(places: ProfilePlaces): Promise<readonly string[]> {
  const { configFolder = null, files } = places;
  if (configFolder === null) return [];
  const found = await files.list(join(configFolder, "profiles"));
  const names: string[] = [];
  for (const name of found.filter(isProfileName)) {
    const path = namedProfilePath(name, places);
    if (path !== null && (await files.exists(path))) names.push(name);
  }
  return names.sort();
}

/**
 * @returns a name or an absolute path; null when none was chosen
 * @throws {UserError} `settings_invalid`
 */
export async function chosenProfile({ settings = null }: ProfilePlaces): Promise<string | null> {
  return (await settings?.chosenProfile()) ?? null;
}

/**
 * @param choice a name or an absolute path; null to choose none
 * @throws {UserError} `settings_invalid`, `settings_unwritable`
 */
export async function chooseProfile(
  choice: string | null,
  { settings = null }: ProfilePlaces,
): Promise<void> {
  if (settings === null) {
    throw new UserError(
      "settings_unwritable",
      "the environment names no home folder, so nothing can be remembered",
      "Set HOME (or XDG_CONFIG_HOME), or name the profile with --profile or PLAYCAMP_GW_PROFILE.",
    );
  }
  await settings.chooseProfile(choice);
}

function noProfile(cwd: string): UserError {
  return new UserError(
    "profile_not_found",
    `no ${PROFILE_FILE_NAME} in ${cwd} or any folder above it, and none chosen with profile use`,
    "Write one with playcamp-gw init, or say address and secret on the line, as --to URL --secret-env NAME; to try the tool without either, use --sandbox.",
  );
}
