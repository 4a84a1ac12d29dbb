/** The Artillery export: Artillery's own engine runs it, and what arrives is what this tool would send. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { parse } from "yaml";
import core from "@artilleryio/int-core";
import { verifyWebhook } from "../../../../src/protocols/webhook/signature.js";
import { createWorld, type World } from "../../../cli/world.js";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const SECRET = "hook-secret-열쇠";

const PLAN = {
  version: 1,
  seed: 9,
  webhook: {
    mix: [
      { weight: 2, events: ["payment.created"], set: { "events[0].data.note": "결제" } },
      { events: ["coupon.redeemed", "sponsor.changed"] },
    ],
    accounts: { first: 7_000, count: 50 },
  },
  stages: [
    { name: "hold", rate: 60, count: 30 },
    { name: "ramp", from: 5, to: 15, duration: "1s" },
  ],
};

interface Received {
  readonly url: string;
  readonly body: string;
  readonly signature: string;
}

async function receiver(status = 200) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const signature = String(request.headers["x-webhook-signature"]);
      const { url = "" } = request;
      received.push({ url, body: Buffer.concat(pieces).toString(), signature });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hooks`, received };
}

async function exported(url: string, signature: string): Promise<World> {
  const world = await createWorld({
    profile: { partner: "acme", webhook: { url, secret: { env: "HOOK_SECRET" }, signature } },
    files: { "load.json": JSON.stringify(PLAN) },
  });
  // The processor asks for this package as it is installed.
  await mkdir(join(world.folder, "node_modules"));
  await symlink(ROOT, join(world.folder, "node_modules", "playcamp-gw"), "junction");
  const run = await world.run(["plan", "export", "load.json", "--artillery", "--json"]);
  expect(run.code, run.err).toBe(0);
  expect(JSON.parse(run.out)).toEqual({ files: ["load.artillery.yml", "load.processor.cjs"] });
  return world;
}

/** As the command does: the script read, its processor loaded, its engine run. */
async function runArtillery(world: World): Promise<unknown> {
  const scriptPath = join(world.folder, "load.artillery.yml");
  const script = parse(await world.read("load.artillery.yml")) as object;
  const loaded = await core.runner.runnerFuncs.loadProcessor(script, { scriptPath });
  const running = await core.runner.runner(loaded, null, {});
  const done = new Promise((resolve, reject) => {
    running.on("done", resolve);
    running.on("error", reject);
  });
  running.run();
  const report = await done;
  await running.stop();
  return report;
}

function withEnv(env: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

describe("an exported Artillery script", () => {
  it.each(["simple", "timestamped"])("sends the plan's deliveries, signed %s", async (form) => {
    const { url, received } = await receiver();
    withEnv({ HOOK_SECRET: SECRET, RUN_ID: "a", LOCAL_WORKER_ID: "1" });
    const world = await exported(url, form);
    await runArtillery(world);
    expect(received).toHaveLength(40);
    for (const { body, signature, url: path } of received) {
      expect(path).toBe("/hooks");
      expect(signature.startsWith("t=")).toBe(form === "timestamped");
      const verdict = verifyWebhook({
        payload: body,
        signature,
        secret: SECRET,
        nowMs: Date.now(),
      });
      expect(verdict.valid).toBe(true);
    }
    const first = received.filter(({ body }) => /_1_\d+"/.test(body));
    expect(first).toHaveLength(30);
    // Two of three, in every row of three.
    expect(first.filter(({ body }) => body.includes("결제"))).toHaveLength(20);
    // As this tool sends it: the same run id, the same identifiers but for the worker's part.
    const own = await receiver();
    const run = await world.run(
      [
        ...["plan", "run", "load.json", "--run-id", "a/1".replace("/", "-")],
        ...["--set", `webhook.url=${own.url}`],
      ],
      { env: { HOOK_SECRET: SECRET } },
    );
    expect(run.code, run.err).toBe(0);
    const shapes = (list: readonly Received[]) => list.map(({ body }) => shapeOf(body)).sort();
    expect(shapes(received)).toEqual(shapes(own.received));
  });

  it("counts what is not accepted as failed", async () => {
    const { url, received } = await receiver(500);
    withEnv({ HOOK_SECRET: SECRET });
    const report = await runArtillery(await exported(url, "simple"));
    expect(received).toHaveLength(40);
    expect(JSON.stringify(report)).toContain("not accepted: 500");
  });

  it("holds no secret, and loads for no host that was not allowed", async () => {
    const world = await exported("https://staging.example/hooks", "simple");
    withEnv({ HOOK_SECRET: SECRET });
    const script = parse(await world.read("load.artillery.yml")) as object;
    const scriptPath = join(world.folder, "load.artillery.yml");
    await expect(core.runner.runnerFuncs.loadProcessor(script, { scriptPath })).rejects.toThrow(
      /ALLOW_REMOTE_LOAD=1/,
    );
    for (const file of ["load.artillery.yml", "load.processor.cjs"])
      expect(await world.read(file)).not.toContain(SECRET);
  });
});

/** Without what is another in each run: times, the run's tag, and what is drawn from identifiers. */
function shapeOf(body: string): string {
  return body
    .replaceAll(/"timestamp":"[^"]+"/g, "")
    .replaceAll(/_[0-9a-f]{10}_/g, "_")
    .replaceAll(/"\w*reatorKey":"[^"]+"|"usageId":\d+/g, "");
}
