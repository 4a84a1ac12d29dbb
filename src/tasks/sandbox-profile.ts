/**
 * The profile of a sandbox run: a given profile's recipes, with every URL on
 * this machine and every secret a published one. Both sides work from it.
 */
import { entrySettings } from "../profile/entry-settings.js";
import type { ResolvedProfile } from "../profile/resolve.js";
import type { Profile } from "../profile/schema.js";
import { createSecretReader } from "../profile/secrets.js";
import { webhookSettings } from "../profile/webhook-settings.js";
import type { SandboxAgreement } from "../sandbox/roles/index.js";

/** Known to everyone, so they protect nothing: they only make both sides agree. */
export const SANDBOX_SECRETS = {
  SANDBOX_ENTRY_KEY: "sandbox-entry-key-known-to-everyone",
  SANDBOX_WEBHOOK_SECRET: "sandbox-webhook-secret-known-to-everyone",
} as const;

const DEFAULT_PARTNER = "sandbox";

/** @param base null where the user has no profile */
export function sandboxProfile(base: Profile | null, url: string): Profile {
  const webhook = base?.webhook ?? DEFAULT_WEBHOOK;
  return {
    partner: base?.partner ?? DEFAULT_PARTNER,
    entry: {
      ...(base?.entry?.params === undefined
        ? {}
        : { params: base.entry.params }),
      ...(base?.entry?.signature === undefined
        ? {}
        : { signature: base.entry.signature }),
      url: `${url}/gateway/api/{partner}/sponsor`,
      key: { env: "SANDBOX_ENTRY_KEY" },
    },
    webhook: {
      ...withoutConnection(webhook),
      url: `${url}/game/webhooks/playcamp`,
      secret: { env: "SANDBOX_WEBHOOK_SECRET" },
    },
  };
}

/** Headers and TLS material belong to the real target. */
function withoutConnection<Section extends object>(section: Section): Section {
  const {
    headers: _,
    tls: __,
    ...rest
  } = section as Section & { headers?: unknown; tls?: unknown };
  return rest as unknown as Section;
}

/** A receiver that accepts both signature forms, so that the checks of both run. */
const DEFAULT_WEBHOOK = { signature: "both", timeout: "2s" } as const;

/** @param base the user's own profile, for its recipes, or null */
export function resolveSandboxProfile(
  base: ResolvedProfile | null,
  url: string,
  files: ResolvedProfile["files"],
): ResolvedProfile {
  return {
    profile: sandboxProfile(base?.profile ?? null, url),
    environment: null,
    environments: [],
    liveHosts: new Set(),
    origin: "the sandbox",
    files,
    resolvePath: (path) => path,
    timeoutMs: base?.timeoutMs ?? null,
    secrets: createSecretReader({
      env: SANDBOX_SECRETS,
      dotEnv: {},
      files,
      resolvePath: (path) => path,
      store: null,
    }),
  };
}

/** The same agreement, as the counterparts see it. */
export async function sandboxAgreement(
  resolved: ResolvedProfile,
): Promise<SandboxAgreement> {
  const entry = await entrySettings(resolved, "the sandbox");
  const webhook = await webhookSettings(resolved, "the sandbox");
  return {
    entry: { recipe: entry.recipe, keys: entry.keys.map(({ value }) => value) },
    webhook: {
      secrets: webhook.secrets.map(({ value }) => value),
      form: webhook.form,
      toleranceSec: webhook.toleranceSec,
      timeoutMs: webhook.connection.timeoutMs,
      format: webhook.format,
      mapping: webhook.mapping,
    },
  };
}
