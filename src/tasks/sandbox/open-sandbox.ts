/** Starts the sandbox with an agreement made from the user's profile, if there is one. */
import type { Http } from "../../core/http.js";
import type { Clock, Files, Random } from "../../core/ports.js";
import type { Listen, RunningServer } from "../../core/server.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { ToldCall } from "../../sandbox/role.js";
import { startSandbox } from "../../sandbox/sandbox.js";
import { guardLiveHosts } from "../../transport/live-guard.js";
import { SANDBOX_SECRETS } from "./index.js";
import type { SandboxChoices } from "./section.js";
import {
  resolveSandboxProfile,
  type SandboxFlagValues,
  sandboxAgreement,
} from "./sandbox-profile.js";

export interface SandboxPorts {
  readonly listen: Listen;
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  /** For deliveries of the sandbox's own; left out, it only answers. */
  readonly http?: Http;
}

export interface OpenSandbox {
  readonly server: RunningServer;
  /** How the sandbox is reached and signed for. */
  readonly profile: ResolvedProfile;
  /** Stops serving; rethrows a defect of the sandbox itself, so that none is blamed on a target. */
  readonly close: () => Promise<void>;
}

export interface SandboxRequest {
  /** The user's profile, for its recipes, or null. */
  readonly base: ResolvedProfile | null;
  readonly host: string;
  readonly port: number;
  readonly deviations: readonly string[];
  readonly choices?: SandboxChoices;
  readonly flags?: SandboxFlagValues;
  /** Its own key of the SDK API, in place of the published one: it sends wherever a webhook leads. */
  readonly apiKey?: string;
  /** Told of each call of the watched SDK API. */
  readonly onCall?: (call: ToldCall) => void;
}

const UNTOLD = "shown where the sandbox was started";

export async function openSandbox(
  { base, host, port, deviations, choices = {}, flags, apiKey, onCall }: SandboxRequest,
  { listen, clock, random, files, http }: SandboxPorts,
): Promise<OpenSandbox> {
  const own = apiKey === undefined ? {} : { SANDBOX_SDK_API_KEY: apiKey };
  const secrets = { ...SANDBOX_SECRETS, ...own };
  const defects: unknown[] = [];
  const opened: ResolvedProfile[] = [];
  const server = await startSandbox({
    listen,
    clock,
    random,
    host,
    port,
    deviations,
    // Whoever may only ask is not told the key that another has.
    credentials: { ...secrets, ...(apiKey === undefined ? {} : { SANDBOX_SDK_API_KEY: UNTOLD }) },
    ...(http === undefined
      ? {}
      : // A sandbox has no business with anybody's production.
        { http: guardLiveHosts(http, base?.liveHosts ?? new Set()) }),
    onDefect: (error) => defects.push(error),
    ...(onCall === undefined ? {} : { onCall }),
    agree: async (url) => {
      const profile = resolveSandboxProfile(base, url, files, choices, flags, secrets);
      opened.push(profile);
      return sandboxAgreement(profile, choices);
    },
  });
  const [profile] = opened;
  if (profile === undefined) throw new Error("the sandbox started without an agreement");
  return {
    server,
    profile,
    close: async () => {
      await server.close();
      if (defects.length > 0) throw new AggregateError(defects, "the sandbox failed");
    },
  };
}
