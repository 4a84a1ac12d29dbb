/** A full sandbox run of all suites, against as many requests fired one after another. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createHttpClient } from "../../src/adapters/http-client.js";
import {
  systemClock,
  systemFiles,
  systemRandom,
} from "../../src/adapters/system.js";
import { listenOnNode } from "../../src/adapters/node-server.js";
import { signWebhook } from "../../src/index.js";
import { webhookSettings } from "../../src/profile/webhook-settings.js";
import { openSandbox } from "../../src/tasks/sandbox/open-sandbox.js";
import { timeoutsOf } from "../../src/transport/send.js";
import type { Bench, Sample } from "./bench.js";

const BIN = fileURLToPath(new URL("../../bin/playcamp-gw.js", import.meta.url));
const ROUNDS = 6;
const TIMEOUT_MS = 10_000;

export const conformanceBenches: readonly Bench[] = [
  {
    name: "conformance",
    figure: "conformance --sandbox, all suites, whole process",
    baseline: "as many requests to the sandbox, one after another",
    unit: "ms",
    target: { atMost: 1 },
    measure: async () => {
      const samples: Sample[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        const { wallMs, requests } = runAllSuites();
        const sample = {
          figure: wallMs,
          baseline: await oneAfterAnother(requests),
        };
        // The first warms up.
        if (round > 0) samples.push(sample);
      }
      return samples;
    },
  },
];

function runAllSuites(): { wallMs: number; requests: number } {
  const journal = mkdtempSync(join(tmpdir(), "playcamp-gw-bench-"));
  try {
    const before = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [BIN, "conformance", "--sandbox", "--journal", journal],
      { encoding: "utf8" },
    );
    const wallMs = performance.now() - before;
    if (status !== 0) throw new Error(`the run failed: ${stderr}`);
    return { wallMs, requests: entriesIn(journal) };
  } finally {
    rmSync(journal, { recursive: true, force: true });
  }
}

/** The journal keeps one line for each request. */
function entriesIn(journal: string): number {
  const files = readdirSync(journal).filter((name) =>
    name.endsWith(".journal"),
  );
  const lines = files.map(
    (name) => readFileSync(join(journal, name), "utf8").split("\n").length - 1,
  );
  return lines.reduce((sum, count) => sum + count, 0);
}

/** As the checks send: signed anew, each on a connection of its own. All are accepted. */
async function oneAfterAnother(requests: number): Promise<number> {
  const sandbox = await openSandbox(
    { base: null, host: "127.0.0.1", port: 0, bends: [] },
    {
      listen: listenOnNode,
      clock: systemClock,
      random: systemRandom,
      files: systemFiles,
    },
  );
  const client = createHttpClient({ extraCa: [], proxy: {} });
  try {
    const { url, secrets } = await webhookSettings(sandbox.profile, "this");
    const [{ value: secret }] = secrets;
    const before = performance.now();
    for (let at = 0; at < requests; at += 1) {
      const body = Buffer.from(JSON.stringify({ events: [refund(at)] }));
      const { reply } = await client.http({
        method: "POST",
        url,
        headers: [
          ["content-type", "application/json"],
          ["x-webhook-signature", signWebhook(body, secret)],
        ],
        body,
        timeouts: timeoutsOf(TIMEOUT_MS),
        freshConnection: true,
      });
      if (reply?.status !== 200)
        throw new Error(`the sandbox did not accept it: ${reply?.status}`);
    }
    return performance.now() - before;
  } finally {
    await client.close();
    await sandbox.close();
  }
}

function refund(nth: number) {
  return {
    event: "payment.refunded",
    timestamp: new Date().toISOString(),
    callbackId: `cb_${nth}`,
    data: { transactionId: `tx_${nth}`, userId: `user_${nth}` },
  };
}
