/** The sandbox's game server: `webhook` of the profile. */
import { webhookSettings } from "../../profile/webhook-settings.js";
import { PROBE_FACTS } from "../../protocols/webhook/probe.js";
import { type SandboxSection, withoutConnection } from "./section.js";

/** A receiver that accepts both signature forms, so that the checks of both run. */
const DEFAULT_WEBHOOK = { signature: "both", timeout: "2s" } as const;

/** As many retries as agreed, at a pace that suits a run on one machine. */
const LONGEST_RETRY_MS = 400;

export const webhookSandbox: SandboxSection = {
  secrets: {
    SANDBOX_WEBHOOK_SECRET: "sandbox-webhook-secret-known-to-everyone",
  },
  profile: (base, url) => ({
    webhook: {
      ...withoutConnection(base?.webhook ?? DEFAULT_WEBHOOK),
      url: `${url}/game/webhooks/playcamp`,
      secret: { env: "SANDBOX_WEBHOOK_SECRET" },
      probe: {
        url: `${url}/game/webhooks/applied?${PROBE_FACTS.map((name) => `${name}={${name}}`).join("&")}`,
        path: "applied",
        log: "events",
      },
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
        relay: {
          url: settings.url,
          format: settings.relayFormat,
          delaysMs: settings.retry.delaysMs.map((ms) => Math.min(ms, LONGEST_RETRY_MS)),
        },
      },
    };
  },
};
