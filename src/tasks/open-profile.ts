/** Finds, reads and resolves the profile that a command works with. */
import { errorMessage, UserError } from "../core/errors.js";
import { READ_LIMITS } from "../core/read-limits.js";
import type { Files, SecretStore } from "../core/ports.js";
import type { KnownSecret } from "../core/redaction.js";
import { literalCredentials } from "../profile/credentials.js";
import { loadProfile } from "../profile/load.js";
import { createProfileGuide } from "../profile/guide.js";
import { applyOverrides, parseOverride } from "../profile/overrides.js";
import type { ResolvedProfile } from "../profile/resolve.js";
import { createSecretReader } from "../profile/secrets.js";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import type { LookAtFile } from "../core/probes.js";
import {
  type AskSecret,
  type ForbiddenSources,
  isOthersVariable,
} from "../profile/secret-places.js";
import { locateProfile, type ProfilePlaces } from "./locate-profile.js";
import { readDotEnv } from "./read-dot-env.js";

/** What the global flags say about the profile. */
export interface ProfileChoice {
  /** A file or a name; null looks for the nearest one. */
  readonly profile: string | null;
  readonly environment: string | null;
  readonly overrides: readonly string[];
  readonly timeoutMs: number | null;
  /** Null where the line says nothing by itself. */
  readonly line: LineProfile | null;
}

/** What a command line says of a profile by flags of its own. */
export interface LineProfile {
  /** Stands for the profile where there is no file. */
  readonly base: object;
  /** Laid over it as by --set, before what --set says. */
  readonly overrides: readonly string[];
  /** The same flags, for a line that leads back to the same target. */
  readonly words: readonly string[];
  /** A file that is to hold it from now on. */
  readonly saveAs: string | null;
}

export interface ProfileSources extends ProfilePlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For references to stored secrets. */
  readonly secretStore?: Pick<SecretStore, "get">;
  /** Left out where nobody is to be asked for a missing secret. */
  readonly askSecret?: AskSecret;
  /** Told of every secret that is read, so that no output shows it. */
  readonly onSecret?: (secret: KnownSecret) => void;
}

/**
 * The profile as a file would say it.
 *
 * @throws {UserError} `set_unknown_path`, `set_type`
 */
export function renderLineProfile({
  base,
  overrides,
}: Pick<LineProfile, "base" | "overrides">): string {
  const profile = applyOverrides(base, overrides.map(parseOverride), createProfileGuide());
  return `${JSON.stringify(profile, null, 2)}\n`;
}

/** @throws {UserError} `profile_not_found`, and what `loadProfile` throws */
export async function openProfile(
  choice: ProfileChoice,
  sources: ProfileSources,
): Promise<ResolvedProfile> {
  const { path, line } = await locateOrLine(choice, sources);
  if (path === null) return resolveLine(line, choice, sources);
  return resolveProfileText(await readProfileText(path, sources), path, choice, sources);
}

/** @throws {UserError} `profile_invalid`, with what else the line has to say */
async function resolveLine(
  line: LineProfile,
  choice: ProfileChoice,
  sources: ProfileSources,
): Promise<ResolvedProfile> {
  const overrides = [...line.overrides, ...choice.overrides];
  const text = renderLineProfile({ base: line.base, overrides });
  try {
    return await resolveProfileText(text, join(sources.cwd, "(command line)"), choice, sources);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "profile_invalid") throw error;
    const message = error.message.replaceAll(join(sources.cwd, "(command line)"), "command line");
    throw new UserError(
      error.code,
      message,
      "Without a profile the line must say it: address by --to or --url, secret by --secret-env, --secret-file, --key-env or --key-file, a wallet's --public-key, anything else by --set path=value. Or write a profile with playcamp-gw init.",
      { cause: error },
    );
  }
}

/** A file, or the command line that stands for one. */
type Found =
  | { readonly path: string; readonly line: null }
  | { readonly path: null; readonly line: LineProfile };

async function locateOrLine(
  { profile, line }: ProfileChoice,
  sources: ProfileSources,
): Promise<Found> {
  try {
    return { path: (await locateProfile(profile, sources)).path, line: null };
  } catch (error) {
    const none = error instanceof UserError && error.code === "profile_not_found";
    if (none && profile === null && line !== null) return { path: null, line };
    throw error;
  }
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
    return await files.readBytes(path, READ_LIMITS.profile);
  } catch (error) {
    throw new UserError(
      "profile_unreadable",
      `${path} cannot be read: ${errorMessage(error)}`,
      "Check that it is a file, and its permissions.",
      { cause: error },
    );
  }
}

/** The store's own key, above all, is no secret to send to anybody. */
function forbiddenBy({ configFolder = null }: ProfileSources, look: LookAtFile): ForbiddenSources {
  return {
    variable: isOthersVariable,
    file: async (path) => {
      if (configFolder === null) return false;
      const [place, own] = [await look(path), await look(configFolder)];
      const inside = relative(own?.realPath ?? configFolder, place?.realPath ?? path);
      const isOwn = !inside.startsWith("..") && !isAbsolute(inside);
      // Profiles that are known by name have their secrets beside them.
      return isOwn && inside.split(sep)[0] !== "profiles";
    },
  };
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
    overrides: [...(choice.line?.overrides ?? []), ...choice.overrides].map(parseOverride),
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
    secrets: createSecretReader(
      {
        env: sources.env,
        dotEnv,
        dotEnvOddities,
        files: sources.files,
        resolvePath,
        store:
          sources.secretStore === undefined
            ? null
            : (name) => sources.secretStore?.get(name) ?? Promise.resolve(null),
        ...(sources.askSecret === undefined ? {} : { ask: sources.askSecret }),
        ...(sources.look === undefined ? {} : { forbids: forbiddenBy(sources, sources.look) }),
      },
      literalCredentials(loaded.profile),
      sources.onSecret,
    ),
  };
}
