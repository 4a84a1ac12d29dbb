/** Threads of one load: what ends one of them ends all. */
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import type { RunThread } from "../../../src/core/threads.js";
import { NO_SAMPLES } from "../../../src/protocols/webhook/event-samples.js";
import { parsePlan } from "../../../src/tasks/load/parse-plan.js";
import { isWebhookPlan } from "../../../src/tasks/load/plan.js";
import { runInWorkers } from "../../../src/tasks/load/run-workers.js";
import type { WorkerOrder } from "../../../src/tasks/load/worker-order.js";

const URL = "http://127.0.0.1:9/hooks";

function orderOf(): WorkerOrder {
  const webhook = { mix: [{ events: ["payment.created"] }] };
  const file = { version: 1, webhook, stages: [{ rate: 5, count: 90 }] };
  const { plan } = parsePlan(JSON.stringify(file), "load.json");
  if (!isWebhookPlan(plan)) throw new Error("it sends deliveries");
  return {
    ...{ plan, shard: null, runId: "a", url: URL, tool: { name: "playcamp-gw", version: "1" } },
    settings: {
      ...{ url: URL, format: "playcamp", relayFormat: "gateway", form: "simple" },
      ...{ toleranceSec: 300, mapping: {}, retry: { delaysMs: [] }, probe: null },
      secrets: [{ value: "hook-secret-4711", path: "webhook.secret", source: "A", envName: "A" }],
      samples: NO_SAMPLES,
      connection: { headers: [], timeoutMs: 5_000, tls: null },
    },
    profile: { partner: "acme" },
    ...{ knownSecrets: [], liveHosts: new Set<string>(), extraCa: [] },
  };
}

const WORKERS = 3;

it("are stopped and awaited when one of them breaks, and what broke first is told", async () => {
  let begun = 0;
  let ended = 0;
  const runThread: RunThread = async ({ signal }) => {
    begun += 1;
    if (begun === WORKERS) throw new Error("a thread broke");
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await setImmediate();
    ended += 1;
    throw new Error("broke on its way out");
  };
  const { signal } = new AbortController();
  await expect(runInWorkers(orderOf(), WORKERS, () => {}, { runThread, signal })).rejects.toThrow(
    "a thread broke",
  );
  expect(ended).toBe(WORKERS - 1);
});

it("are stopped when the load is", async () => {
  const stop = new AbortController();
  let stopped = 0;
  const runThread: RunThread = async ({ signal }) => {
    await setImmediate();
    stop.abort();
    if (signal.aborted) stopped += 1;
    return null;
  };
  const run = runInWorkers(orderOf(), WORKERS, () => {}, { runThread, signal: stop.signal });
  await expect(run).rejects.toMatchObject({ code: "workers_unavailable" });
  expect(stopped).toBe(WORKERS);
});
