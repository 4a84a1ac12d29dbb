/** The sandbox's game server: `webhook` of the profile. */
import { webhookSettings } from "../../profile/webhook-settings.js";
import { type SandboxSection, withoutConnection } from "./section.js";

/** A receiver that accepts both signature forms, so that the checks of both run. */
const DEFAULT_WEBHOOK = { signature: "both", timeout: "2s" } as const;

export const webhookSandbox: SandboxSection = {
  secrets: {
    SANDBOX_WEBHOOK_SECRET: "sandbox-webhook-secret-known-to-everyone",
  },
  profile: (base, url) => ({
    webhook: {
      ...withoutConnection(base?.webhook ?? DEFAULT_WEBHOOK),
      url: `${url}/game/webhooks/playcamp`,
      secret: { env: "SANDBOX_WEBHOOK_SECRET" },
    },
  }),
  agreement: async (resolved) => {
    const settings = await webhookSettings(resolved, "the sandbox");
    return {
      webhook: {
        secrets: settings.secrets.map(({ value }) => value),
        form: settings.form,
        toleranceSec: settings.toleranceSec,
        timeoutMs: settings.connection.timeoutMs,
        format: settings.format,
        mapping: settings.mapping,
      },
    };
  },
};
