/** A sandbox of its own with a way to talk to it; both gone when the test ends. */
import { onTestFinished } from "vitest";
import { createHttpClient } from "../../src/adapters/http/http-client.js";
import { listenOnNode } from "../../src/adapters/http/node-server.js";
import { systemFiles, systemRandom } from "../../src/adapters/process/system.js";
import type { Http } from "../../src/core/http.js";
import type { ResolvedProfile } from "../../src/profile/resolve.js";
import { openSandbox } from "../../src/tasks/sandbox/open-sandbox.js";
import type { SandboxChoices } from "../../src/tasks/sandbox/section.js";
import { createFakeClock } from "../fake-clock.js";

export interface SandboxAtHand {
  readonly profile: ResolvedProfile;
  readonly http: Http;
  readonly clock: ReturnType<typeof createFakeClock>;
}

export async function sandboxFor(
  choices: SandboxChoices = {},
  deviations: readonly string[] = [],
  base: ResolvedProfile | null = null,
): Promise<SandboxAtHand> {
  const clock = createFakeClock();
  const client = createHttpClient({ extraCa: [], proxy: {} });
  const sandbox = await openSandbox(
    { base, host: "127.0.0.1", port: 0, deviations, choices },
    {
      http: client.http,
      listen: listenOnNode,
      clock,
      random: systemRandom,
      files: systemFiles,
    },
  );
  onTestFinished(async () => {
    await sandbox.close();
    await client.close();
  });
  return { profile: sandbox.profile, http: client.http, clock };
}

export const TIMEOUTS = { connectMs: 2_000, responseMs: 5_000, totalMs: 5_000 };
