/** A receiver of another make, in another language: it takes whatever is fired, and is found conformant. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ConformanceReport } from "../../src/core/report.js";
import { WEBHOOK_EVENTS, type WebhookEventName } from "../../src/protocols/webhook/events.js";
import { emptyFolder, startProcess, startProgram } from "./run-program.js";

const RECEIVER = fileURLToPath(new URL("playcamp_receiver.py", import.meta.url));
const SECRET = "a-webhook-secret-between-two-makes";

/** Assignment expressions came with 3.8. */
const hasPython =
  spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 8))"]).status === 0;

const SPONSORSHIPS: readonly WebhookEventName[] = [
  "sponsor.created",
  "sponsor.changed",
  "sponsor.ended",
];

interface Agreement {
  readonly format: "playcamp" | "gateway";
  readonly signature: "simple" | "timestamped" | "both";
}

async function setUp(agreement: Agreement) {
  const folder = await emptyFolder();
  const env = { WEBHOOK_SECRET: SECRET };
  const receiver = startProcess("python3", [RECEIVER], folder, env);
  const lines = createInterface(receiver.child.stdout!);
  const [line] = (await once(lines, "line")) as [string];
  const { url } = JSON.parse(line) as { url: string };
  const facts = ["event", "callbackId", "userId", "transactionId"];
  const query = facts.map((name) => `${name}={${name}}`).join("&");
  const webhook = {
    url: `${url}/webhooks/playcamp`,
    secret: { env: "WEBHOOK_SECRET" },
    probe: { url: `${url}/applied?${query}`, path: "applied", log: "events" },
    ...agreement,
  };
  await writeFile(join(folder, "playcamp-gw.json"), JSON.stringify({ partner: "acme", webhook }));
  const run = (line: string) => startProgram(line.split(" "), folder, env).ended;
  const applied = async () => {
    const reply = await fetch(`${url}/applied`);
    return ((await reply.json()) as { events: readonly string[] }).events;
  };
  return { run, applied };
}

describe.skipIf(!hasPython)(
  hasPython
    ? "a receiver in Python"
    : "a receiver in Python: python3 is not on this machine, so nothing here is tested",
  () => {
    it.each<[Agreement, readonly WebhookEventName[], readonly string[]]>([
      [{ format: "playcamp", signature: "simple" }, WEBHOOK_EVENTS, WEBHOOK_EVENTS],
      [{ format: "playcamp", signature: "timestamped" }, WEBHOOK_EVENTS, WEBHOOK_EVENTS],
      ...(["simple", "timestamped"] as const).map(
        (signature): [Agreement, readonly WebhookEventName[], string[]] => [
          { format: "gateway", signature },
          SPONSORSHIPS,
          ["sponsor.created", "sponsor.ended", "sponsor.created", "sponsor.ended"],
        ],
      ),
    ])("accepts every event of %j", async (agreement, events, names) => {
      const { run, applied } = await setUp(agreement);
      const fired = await run(`fire-webhook ${events.join(" ")}`);
      expect([fired.code, fired.err]).toEqual([0, expect.not.stringContaining("error") as string]);
      expect(await applied()).toEqual(names);
      const refused = await run("fire-webhook sponsor.created --tamper wrong-secret");
      expect(refused.code).toBe(0);
      // The broken one had no effect, and the right one after it shows that the refusal was for that.
      expect(await applied()).toEqual([...names, "sponsor.created"]);
    });

    it.each<Agreement>([
      { format: "playcamp", signature: "both" },
      { format: "gateway", signature: "both" },
    ])("is conformant under %j", async (agreement) => {
      const { run } = await setUp(agreement);
      const { code, out } = await run("conformance webhook --strict --json");
      const { summary, checks } = JSON.parse(out) as ConformanceReport;
      const others = checks
        .filter(({ status }) => status !== "pass")
        .map(({ id, status, message }) => `${id}: ${status}: ${message}`);
      expect(others.filter((each) => !each.includes(": na: "))).toEqual([]);
      expect([code, summary.verdict]).toEqual([0, "conformant"]);
      expect(checks.find(({ id }) => id === "webhook.redelivery.applied-once")?.status).toBe(
        "pass",
      );
    });
  },
);
