/** Finds, reads and resolves the profile that a command works with. */
import { UserError } from "../core/errors.js";
import type { Files, SecretStore } from "../core/ports.js";
import { loadProfile } from "../profile/load.js";
import { parseOverride } from "../profile/overrides.js";
import type { ResolvedProfile } from "../profile/resolve.js";
import { createSecretReader, parseDotEnv } from "../profile/secrets.js";
import { dirname, isAbsolute, join, resolve } from "node:path";

/** What the global flags say about the profile. */
export interface ProfileChoice {
  /** A file or a name; null looks for the nearest one. */
  readonly profile: string | null;
  readonly environment: string | null;
  readonly overrides: readonly string[];
  readonly timeoutMs: number | null;
}

export interface ProfileSources {
  readonly files: Files;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** For references to stored secrets. */
  readonly secretStore?: Pick<SecretStore, "get">;
}

const PROFILE_FILE_NAME = "playcamp-gw.json";

/** @throws {UserError} `profile_not_found`, and what `loadProfile` throws */
export async function openProfile(
  choice: ProfileChoice,
  sources: ProfileSources,
): Promise<ResolvedProfile> {
  const path = await locateProfile(choice.profile, sources);
  if (path === null) throw noProfile(sources.cwd);
  const bytes = await sources.files.readBytes(path);
  if (bytes === null) {
    throw new UserError(
      "profile_not_found",
      `there is no profile ${choice.profile ?? path}`,
      "Check the path given with --profile or PLAYCAMP_GW_PROFILE.",
    );
  }
  return resolveProfileText(
    Buffer.from(bytes).toString("utf8"),
    path,
    choice,
    sources,
  );
}

/** @returns null when neither a flag nor a folder upward has one */
async function locateProfile(
  choice: string | null,
  { files, cwd }: ProfileSources,
): Promise<string | null> {
  if (choice !== null) return resolve(cwd, choice);
  for (let folder = cwd; ; folder = dirname(folder)) {
    const candidate = join(folder, PROFILE_FILE_NAME);
    if (await files.exists(candidate)) return candidate;
    if (dirname(folder) === folder) return null;
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
  const resolvePath = (path: string) =>
    isAbsolute(path) ? path : join(folder, path);
  const dotEnv = await sources.files.readBytes(join(folder, ".env"));
  return {
    ...loaded,
    origin,
    files: sources.files,
    resolvePath,
    timeoutMs: choice.timeoutMs,
    secrets: createSecretReader({
      env: sources.env,
      dotEnv:
        dotEnv === null
          ? {}
          : parseDotEnv(Buffer.from(dotEnv).toString("utf8")),
      files: sources.files,
      resolvePath,
      store:
        sources.secretStore === undefined
          ? null
          : (name) => sources.secretStore?.get(name) ?? Promise.resolve(null),
    }),
  };
}

function noProfile(cwd: string): UserError {
  return new UserError(
    "profile_not_found",
    `no ${PROFILE_FILE_NAME} in ${cwd} or any folder above it`,
    "Name one with --profile, or write one; to try the tool without, use --sandbox.",
  );
}
