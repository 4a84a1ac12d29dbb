/**
 * What a sync costs: peak memory and throughput, sandbox to sandbox, each side
 * and the sync in a process of its own.
 *
 *     npx tsx test/bench/payments.ts [payments…]      (default: 100000 1000000)
 *
 * The yardstick fetches the same pages, parses them with the same parser and
 * writes them out again, and does nothing else.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createHttpClient } from "../../src/adapters/http-client.js";
import {
  isJsonArray,
  parseJson,
  renderJson,
} from "../../src/protocols/payments/lossless-json.js";
import { valueAt } from "../../src/protocols/payments/path.js";

const FROM = "2026-01-05T00:00:00Z";
const TO = "2026-01-06T00:00:00Z";
const PAGE = 1_000;
const BIN =
  process.env["PLAYCAMP_GW_BIN"] ??
  fileURLToPath(new URL("../../bin/playcamp-gw.js", import.meta.url));

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
        limit: PAGE,
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
    push: { concurrency: 2 },
  },
};

interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

interface Sandbox {
  readonly child: ChildProcess;
  readonly url: string;
  readonly profile: {
    readonly payments: { readonly source: object; readonly map: object };
    readonly sdkApi: object;
  };
}

async function startSandbox(
  folder: string,
  payments: number,
): Promise<Sandbox> {
  const profile = join(folder, "playcamp-gw.json");
  const child = spawn(
    process.execPath,
    [BIN, "sandbox", "--payments", String(payments), "--profile", profile],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = JSON.parse(line) as Omit<Sandbox, "child">;
    return { child, url: ready.url, profile: ready.profile };
  }
  throw new Error("the sandbox did not start");
}

/** Runs a child that leaves its cost behind when it exits. */
async function measured(
  argv: readonly string[],
  folder: string,
): Promise<Cost & { readonly out: string }> {
  const report = join(folder, "cost.json");
  const preload = join(folder, "cost.mjs");
  await writeFile(
    preload,
    `import { writeFileSync } from "node:fs";
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(${JSON.stringify(report)}, JSON.stringify({ peakMb: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, seconds: performance.now() / 1000 }));
});
`,
  );
  const child = spawn(process.execPath, ["--import", preload, ...argv], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      SANDBOX_SDK_API_KEY: "ak_server_sandbox:sdk-secret-known-to-everyone",
    },
  });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0)
    throw new Error(`${argv.join(" ")} ended with ${String(code)}: ${out}`);
  return { ...(JSON.parse(await readFile(report, "utf8")) as Cost), out };
}

async function compare(payments: number): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), "playcamp-gw-bench-"));
  await writeFile(join(folder, "playcamp-gw.json"), JSON.stringify(PROFILE));
  const source = await startSandbox(folder, payments);
  const playcamp = await startSandbox(folder, 1);
  try {
    const profile = join(folder, "pair.json");
    await writeFile(
      profile,
      JSON.stringify({
        partner: "acme",
        payments: source.profile.payments,
        sdkApi: playcamp.profile.sdkApi,
      }),
    );
    const yardstick = await measured(
      [
        "--import",
        "tsx",
        fileURLToPath(import.meta.url),
        "--yardstick",
        source.url,
        String(payments),
      ],
      folder,
    );
    const range = ["--from", FROM, "--to", TO];
    const state = [
      "--state",
      join(folder, "state"),
      "--out",
      join(folder, "out.ndjson"),
    ];
    const sync = await measured(
      [
        BIN,
        "sync-payments",
        ...range,
        ...state,
        "--profile",
        profile,
        "--json",
      ],
      folder,
    );
    const { pushed } = JSON.parse(sync.out) as { pushed: number };
    const fetchSeconds = Number(yardstick.out);
    return {
      payments,
      pushed,
      syncSeconds: round(sync.seconds),
      syncCpuSeconds: round(sync.cpuSeconds),
      syncPeakMb: Math.round(sync.peakMb),
      perSecond: Math.round(payments / sync.seconds),
      yardstickSeconds: round(fetchSeconds),
      yardstickCpuSeconds: round(yardstick.cpuSeconds),
      yardstickPeakMb: Math.round(yardstick.peakMb),
      throughputRatio: round(fetchSeconds / sync.seconds),
    };
  } finally {
    source.child.kill();
    playcamp.child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Fetch, parse, write out again: seconds on stdout. */
async function runYardstick(url: string, payments: number): Promise<void> {
  const { http, close } = createHttpClient({ extraCa: [], proxy: {} });
  const started = performance.now();
  let bytes = 0;
  for (let page = 1, seen = 0; seen < payments; page += 1) {
    const outcome = await http({
      method: "GET",
      url: `${url}/game/payments/query?from=${encodeURIComponent(FROM)}&to=${encodeURIComponent(TO)}&page=${page}&size=${PAGE}`,
      headers: [],
      body: null,
      timeouts: { connectMs: 5_000, responseMs: 30_000, totalMs: 30_000 },
      maxReplyBytes: 1 << 26,
    });
    const document = parseJson(
      Buffer.from(outcome.reply?.body ?? []).toString("utf8"),
    );
    if (!document.ok) throw new Error(document.problem);
    bytes += renderJson(document.value).length;
    const records = valueAt(document.value, "data.list");
    if (!isJsonArray(records) || records.length === 0)
      throw new Error(`page ${page} is empty`);
    seen += records.length;
  }
  await close();
  if (bytes === 0) throw new Error("nothing was fetched");
  process.stdout.write(String((performance.now() - started) / 1000));
}

const [first, ...rest] = process.argv.slice(2);
if (first === "--yardstick") await runYardstick(rest[0] ?? "", Number(rest[1]));
else {
  const sizes = [first, ...rest]
    .filter((each) => each !== undefined)
    .map(Number);
  for (const payments of sizes.length === 0 ? [100_000, 1_000_000] : sizes)
    process.stdout.write(
      `${JSON.stringify(await compare(payments), null, 2)}\n`,
    );
}
