/** Finds, reads and resolves the profile that a command works with. */
import { errorMessage, UserError } from "../core/errors.js";
import type { Files, SecretStore } from "../core/ports.js";
import { loadProfile } from "../profile/load.js";
import { parseOverride } from "../profile/overrides.js";
import type { ResolvedProfile } from "../profile/resolve.js";
import { createSecretReader } from "../profile/secrets.js";
import { dirname, isAbsolute, join } from "node:path";
import { locateProfile, type ProfilePlaces } from "./locate-profile.js";
import { readDotEnv } from "./read-dot-env.js";

/** What the global flags say about the profile. */
export interface ProfileChoice {
  /** A file or a name; null looks for the nearest one. */
  readonly profile: string | null;
  readonly environment: string | null;
  readonly overrides: readonly string[];
  readonly timeoutMs: number | null;
}

export interface ProfileSources extends ProfilePlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For references to stored secrets. */
  readonly secretStore?: Pick<SecretStore, "get">;
}

/** @throws {UserError} `profile_not_found`, and what `loadProfile` throws */
export async function openProfile(
  choice: ProfileChoice,
  sources: ProfileSources,
): Promise<ResolvedProfile> {
  const { path } = await locateProfile(choice.profile, sources);
  return resolveProfileText(await readProfileText(path, sources), path, choice, sources);
}

/** @throws {UserError} `profile_not_found`, `profile_unreadable` */
export async function readProfileText(
  path: string,
  { files }: Pick<ProfileSources, "files">,
): Promise<string> {
  const bytes = await readBytes(path, files);
  if (bytes !== null) return Buffer.from(bytes).toString("utf8");
  throw new UserError(
    "profile_not_found",
    `there is no profile ${path}`,
    "Check the path given with --profile or PLAYCAMP_GW_PROFILE.",
  );
}

async function readBytes(path: string, files: Files): Promise<Uint8Array | null> {
  try {
    return await files.readBytes(path);
  } catch (error) {
    throw new UserError(
      "profile_unreadable",
      `${path} cannot be read: ${errorMessage(error)}`,
      "Check that it is a file, and its permissions.",
      { cause: error },
    );
  }
}

/** @param origin the file's path; its folder is where relative paths begin */
export async function resolveProfileText(
  text: string,
  origin: string,
  choice: ProfileChoice,
  sources: ProfileSources,
): Promise<ResolvedProfile> {
  const loaded = loadProfile(text, {
    origin,
    environment: choice.environment,
    overrides: choice.overrides.map(parseOverride),
  });
  const folder = dirname(origin);
  const resolvePath = (path: string) => (isAbsolute(path) ? path : join(folder, path));
  const { values: dotEnv, oddities: dotEnvOddities } = await readDotEnv(folder, sources.files);
  return {
    ...loaded,
    origin,
    files: sources.files,
    resolvePath,
    timeoutMs: choice.timeoutMs,
    secrets: createSecretReader({
      env: sources.env,
      dotEnv,
      dotEnvOddities,
      files: sources.files,
      resolvePath,
      store:
        sources.secretStore === undefined
          ? null
          : (name) => sources.secretStore?.get(name) ?? Promise.resolve(null),
    }),
  };
}
