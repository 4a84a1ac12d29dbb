/** Starts the sandbox with an agreement made from the user's profile, if there is one. */
import type { Clock, Files, Random } from "../core/ports.js";
import type { Listen, RunningServer } from "../core/server.js";
import type { ResolvedProfile } from "../profile/resolve.js";
import { startSandbox } from "../sandbox/sandbox.js";
import {
  resolveSandboxProfile,
  SANDBOX_SECRETS,
  sandboxAgreement,
} from "./sandbox-profile.js";

export interface SandboxWorldPorts {
  readonly listen: Listen;
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
}

export interface OpenSandbox {
  readonly server: RunningServer;
  /** How the sandbox is reached and signed for. */
  readonly profile: ResolvedProfile;
  /** Defects of the sandbox itself, so that none is blamed on a check. */
  readonly defects: readonly unknown[];
}

export interface SandboxRequest {
  /** The user's profile, for its recipes, or null. */
  readonly base: ResolvedProfile | null;
  readonly host: string;
  readonly port: number;
  readonly bends: readonly string[];
}

export async function openSandbox(
  { base, host, port, bends }: SandboxRequest,
  ports: SandboxWorldPorts,
): Promise<OpenSandbox> {
  const defects: unknown[] = [];
  let profile: ResolvedProfile | null = null;
  const server = await startSandbox({
    ...ports,
    host,
    port,
    bends,
    credentials: SANDBOX_SECRETS,
    onDefect: (error) => defects.push(error),
    agree: async (url) => {
      profile = resolveSandboxProfile(base, url, ports.files);
      return sandboxAgreement(profile);
    },
  });
  if (profile === null)
    throw new Error("the sandbox started without an agreement");
  return { server, profile, defects };
}
