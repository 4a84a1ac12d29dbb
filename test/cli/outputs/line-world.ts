/** Where lines run: a profile that leads to a sandbox which stays, and the files that lines name. */
import { onTestFinished } from "vitest";
import { createHttpClient } from "../../../src/adapters/http/http-client.js";
import { listenOnNode } from "../../../src/adapters/http/node-server.js";
import { systemClock, systemFiles, systemRandom } from "../../../src/adapters/process/system.js";
import { SANDBOX_SECRETS } from "../../../src/tasks/sandbox/index.js";
import { openSandbox } from "../../../src/tasks/sandbox/open-sandbox.js";
import type { RecordedRun } from "../recording-world.js";
import { createWorld } from "../world.js";

const PAYMENT = {
  ...{ userId: "u", transactionId: "t1", productId: "p", amount: 9.5, currency: "USD" },
  ...{ platform: "iOS", distributionType: "MOBILE_STORE", purchasedAt: "2026-01-05T00:00:00.000Z" },
};
const ACME = {
  partner: "acme",
  webhook: { url: "http://127.0.0.1:1/hooks", secret: { env: "K" } },
};

interface LineWorld {
  /** @param signal where the line serves until it is stopped */
  readonly run: (line: string, signal?: AbortSignal) => Promise<RecordedRun>;
}

const PLAN = {
  version: 1,
  webhook: { mix: [{ events: ["payment.created"] }] },
  stages: [{ rate: 100, count: 8 }],
};
const ROUNDS = { version: 1, wallet: { mix: [{ bets: 1 }] }, stages: PLAN.stages };

/** `SANDBOX` in a line is that sandbox's own URL. */
export async function openLineWorld(): Promise<LineWorld> {
  const client = createHttpClient({ extraCa: [], proxy: {} });
  const sandbox = await openSandbox(
    { base: null, host: "127.0.0.1", port: 0, deviations: [] },
    {
      ...{ listen: listenOnNode, clock: systemClock, random: systemRandom, files: systemFiles },
      http: client.http,
    },
  );
  onTestFinished(async () => {
    await sandbox.close();
    await client.close();
  });
  const world = await createWorld({
    profile: sandbox.profile.profile,
    env: { ...SANDBOX_SECRETS, K: "key-4711-and-more" },
    files: {
      "acme.json": JSON.stringify(ACME),
      "bad.json": '{"partner":1,"x":2}',
      "body.json": '{"events":[]}',
      "load.json": JSON.stringify(PLAN),
      "rounds.json": JSON.stringify(ROUNDS),
      "payments.ndjson": `${JSON.stringify(PAYMENT)}\n`,
    },
  });
  const run: LineWorld["run"] = (line, signal) =>
    world.run([...line.replaceAll("SANDBOX", sandbox.server.url).split(" "), "--json"], {
      input: "key-4711",
      ...(signal === undefined ? {} : { signal }),
    });
  await run("fire-webhook sponsor.created");
  await run("deliveries export last --format bundle --out delivery.json");
  return { run };
}
