/**
 * The profile of a sandbox run: a given profile's recipes, with every URL on
 * this machine and every secret a published one. Both sides work from it.
 */
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { Profile } from "../../profile/schema.js";
import { createSecretReader } from "../../profile/secrets.js";
import type { SandboxAgreement } from "../../sandbox/roles/index.js";
import { SANDBOX_SECRETS, SANDBOX_SECTIONS } from "./index.js";
import type { SandboxChoices } from "./section.js";

const DEFAULT_PARTNER = "sandbox";

/** @param base null where the user has no profile */
export function sandboxProfile(
  base: Profile | null,
  url: string,
  choices: SandboxChoices = {},
): Profile {
  const sections = SANDBOX_SECTIONS.map(({ profile }) =>
    profile(base, url, choices),
  );
  return Object.assign(
    { partner: base?.partner ?? DEFAULT_PARTNER },
    ...sections,
  ) as Profile;
}

/** @param base the user's own profile, for its recipes, or null */
export function resolveSandboxProfile(
  base: ResolvedProfile | null,
  url: string,
  files: ResolvedProfile["files"],
  choices: SandboxChoices = {},
): ResolvedProfile {
  const resolvePath = (path: string) => path;
  return {
    profile: sandboxProfile(base?.profile ?? null, url, choices),
    environment: null,
    environments: [],
    alternatives: new Map(),
    liveHosts: new Set(),
    origin: "the sandbox",
    files,
    resolvePath,
    timeoutMs: base?.timeoutMs ?? null,
    secrets: createSecretReader({
      env: SANDBOX_SECRETS,
      dotEnv: {},
      files,
      resolvePath,
      store: null,
    }),
  };
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
