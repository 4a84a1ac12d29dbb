/** One sync of a sandbox's payments into another sandbox, and its yardstick: every side in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { BIN } from "./program.js";

export const FROM = "2026-01-05T00:00:00Z";
export const TO = "2026-01-06T00:00:00Z";
export const PAGE_SIZE = 1_000;

const YARDSTICK = fileURLToPath(new URL("payments-yardstick.ts", import.meta.url));

/** The sandbox takes over these recipes; its own URLs and secrets come in their place. */
const PROFILE = {
  partner: "acme",
  payments: {
    source: {
      url: "https://game.example.com/payments",
      range: { sample: { from: FROM, to: TO } },
      paging: {
        kind: "page",
        page: "page",
        size: "size",
        limit: PAGE_SIZE,
        total: "data.total",
      },
      records: "data.list",
    },
    map: {
      transactionId: "order.id",
      userId: "user",
      productId: "product",
      productName: "name",
      amount: { path: "price", unit: "minor" },
      currency: "currency",
      platform: { path: "os", lookup: { ios: "iOS", android: "Android" } },
      distributionType: {
        path: "store",
        lookup: { appstore: "MOBILE_STORE", web: "PC_SELF_STORE" },
      },
      purchasedAt: "paidAt",
    },
  },
};

export interface SyncRun {
  readonly payments: number;
  readonly syncSeconds: number;
  readonly syncCpuSeconds: number;
  /** Megabytes of 10^6 bytes. */
  readonly syncPeakMb: number;
  readonly yardstickSeconds: number;
  readonly yardstickCpuSeconds: number;
}

/** The yardstick first, then the sync, over the same source. */
export async function runSync(payments: number): Promise<SyncRun> {
  const folder = await mkdtemp(join(tmpdir(), "playcamp-gw-bench-"));
  await writeFile(join(folder, "playcamp-gw.json"), JSON.stringify(PROFILE));
  const source = await startSandbox(folder, payments);
  const playcamp = await startSandbox(folder, 1);
  try {
    const profile = join(folder, "pair.json");
    const { payments: section } = source.profile;
    const { sdkApi } = playcamp.profile;
    const pair = { partner: "acme", payments: section, sdkApi };
    await writeFile(profile, JSON.stringify(pair));
    const yardstick = await measured(
      ["--import", "tsx", YARDSTICK, source.url, String(payments)],
      folder,
    );
    const range = ["--from", FROM, "--to", TO];
    const state = ["--state", join(folder, "state")];
    const sync = await measured(
      [BIN, "sync-payments", ...range, ...state, "--profile", profile, "--json"],
      folder,
    );
    const { pushed } = JSON.parse(sync.out) as { pushed: number };
    if (pushed !== payments) throw new Error(`${pushed} were pushed`);
    return {
      payments,
      syncSeconds: sync.seconds,
      syncCpuSeconds: sync.cpuSeconds,
      syncPeakMb: sync.peakMb,
      yardstickSeconds: Number(yardstick.out),
      yardstickCpuSeconds: yardstick.cpuSeconds,
    };
  } finally {
    source.child.kill();
    playcamp.child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

const API_KEY = { SANDBOX_SDK_API_KEY: "ak_server_sandbox:of-the-bench" };

interface Sandbox {
  readonly child: ChildProcess;
  readonly url: string;
  readonly profile: { readonly payments: object; readonly sdkApi: object };
}

async function startSandbox(folder: string, payments: number): Promise<Sandbox> {
  const profile = join(folder, "playcamp-gw.json");
  const child = spawn(
    process.execPath,
    [BIN, "sandbox", "--payments", String(payments), "--profile", profile],
    { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, ...API_KEY } },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = JSON.parse(line) as Omit<Sandbox, "child">;
    return { child, url: ready.url, profile: ready.profile };
  }
  throw new Error("the sandbox did not start");
}

interface Cost {
  /** Since the process began. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** Runs a child that leaves its cost behind when it exits. */
async function measured(
  argv: readonly string[],
  folder: string,
): Promise<Cost & { readonly out: string }> {
  const report = join(folder, "cost.json");
  // Required, not imported: to import it, Node would load more into each thread than the program does.
  const preload = join(folder, "cost.cjs");
  await writeFile(preload, leaveCostIn(report));
  const child = spawn(process.execPath, ["--require", preload, ...argv], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      ...API_KEY,
    },
  });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${String(code)}: ${out}`);
  return { ...(JSON.parse(await readFile(report, "utf8")) as Cost), out };
}

/** `maxRSS` is in units of 1024 bytes. */
function leaveCostIn(report: string): string {
  return `const { writeFileSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");
if (isMainThread) process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(${JSON.stringify(report)}, JSON.stringify({
    peakMb: (maxRSS * 1024) / 1e6,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    seconds: performance.now() / 1000,
  }));
});
`;
}
