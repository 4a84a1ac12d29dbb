/**
 * The profile of a sandbox run: a given profile's recipes, with every URL on
 * this machine and every secret a published one, unless its own. Both sides work from it.
 */
import { loadProfile } from "../../profile/load.js";
import { parseOverride } from "../../profile/overrides.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { Profile } from "../../profile/schema.js";
import { createSecretReader } from "../../profile/secrets.js";
import type { SandboxAgreement } from "../../sandbox/roles/index.js";
import { SANDBOX_SECRETS, SANDBOX_SECTIONS } from "./index.js";
import type { SandboxChoices } from "./section.js";

const DEFAULT_PARTNER = "sandbox";

/** @param base null where the user has no profile */
function sandboxProfile(base: Profile | null, url: string, choices: SandboxChoices = {}): Profile {
  const sections = SANDBOX_SECTIONS.map(({ profile }) => profile(base, url, choices));
  return Object.assign(
    { partner: base?.partner ?? DEFAULT_PARTNER },
    base?.privacy === undefined ? {} : { privacy: base.privacy },
    ...sections,
  ) as Profile;
}

const ORIGIN = "the sandbox";

/** What the command line says of the profile, for those who have none. */
export interface SandboxFlagValues {
  readonly overrides: readonly string[];
  readonly timeoutMs: number | null;
}

/**
 * @param base the user's own profile, for its recipes, or null
 * @throws {UserError} `set_*` when an override does not fit the sandbox's own profile
 */
export function resolveSandboxProfile(
  base: ResolvedProfile | null,
  url: string,
  files: ResolvedProfile["files"],
  choices: SandboxChoices = {},
  flags: SandboxFlagValues = { overrides: [], timeoutMs: null },
  secrets: Readonly<Record<string, string>> = SANDBOX_SECRETS,
): ResolvedProfile {
  const resolvePath = (path: string) => path;
  const profile = sandboxProfile(base?.profile ?? null, url, choices);
  return {
    profile: base === null ? withOverrides(profile, flags.overrides) : profile,
    environment: null,
    environments: [],
    alternatives: new Map(),
    // With --to or --set, a request may still go elsewhere.
    liveHosts: base?.liveHosts ?? new Set(),
    origin: ORIGIN,
    files,
    resolvePath,
    timeoutMs: flags.timeoutMs,
    secrets: createSecretReader({
      env: secrets,
      dotEnv: {},
      files,
      resolvePath,
      store: null,
    }),
  };
}

/** The user's profile has its overrides already; the sandbox's own gets them here. */
function withOverrides(profile: Profile, overrides: readonly string[]): Profile {
  if (overrides.length === 0) return profile;
  return loadProfile(JSON.stringify(profile), {
    origin: ORIGIN,
    environment: null,
    overrides: overrides.map(parseOverride),
  }).profile;
}

/** The same agreement, as the counterparts see it. */
export async function sandboxAgreement(
  resolved: ResolvedProfile,
  choices: SandboxChoices = {},
): Promise<SandboxAgreement> {
  const parts = await Promise.all(
    SANDBOX_SECTIONS.map(({ agreement }) => agreement(resolved, choices)),
  );
  return Object.assign({}, ...parts) as SandboxAgreement;
}
