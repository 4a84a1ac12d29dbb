/** Milestones at once: a race whose requests never overlapped proves nothing, and what was lost in it stays lost. */
import { expect, it, onTestFinished } from "vitest";
import { createHttpClient } from "../../../src/adapters/http/http-client.js";
import { listenOnNode } from "../../../src/adapters/http/node-server.js";
import { systemClock, systemFiles, systemRandom } from "../../../src/adapters/process/system.js";
import { runConformance } from "../../../src/tasks/conformance/run-conformance.js";
import { openSandbox } from "../../../src/tasks/sandbox/open-sandbox.js";

const CHECK = "postback.parallel.all-credited";

async function judge(deviations: readonly string[], overlapped: boolean | null) {
  const client = createHttpClient({ extraCa: [], proxy: {} });
  const { http } = client;
  const { profile, close } = await openSandbox(
    { base: null, host: "127.0.0.1", port: 0, deviations },
    { http, listen: listenOnNode, clock: systemClock, random: systemRandom, files: systemFiles },
  );
  onTestFinished(async () => {
    await close();
    await client.close();
  });
  const { report } = await runConformance(
    {
      ...{ suites: ["postback"], only: [CHECK], skip: [], level: null, shard: null },
      ...{ strict: true, seed: 1, runId: "test", concurrency: 1, bail: false },
      ...{ requestsPerSecond: null, allowLive: false, sandbox: true },
      ...{ requirementSet: null, baseline: null },
    },
    profile,
    {
      http,
      race: async (round, signal) => {
        const raced = await client.race(round, signal);
        return overlapped === null ? raced : { ...raced, overlapped };
      },
      ...{ clock: systemClock, random: systemRandom, version: "0.0.0" },
      signal: new AbortController().signal,
    },
  );
  return report.checks.find(({ id }) => id === CHECK);
}

it("passes where enough rounds overlapped", async () => {
  expect((await judge([], true))?.status).toBe("pass");
});

it("is blocked where none did, and says how many", async () => {
  const result = await judge([], false);
  expect(result?.status).toBe("blocked");
  expect(result?.message).toContain("0 of 6 rounds");
});

it("tells of lost coins, overlapped or not", async () => {
  expect((await judge(["postback.loses-parallel-credits"], false))?.status).toBe("fail");
});
