/**
 * Takes a range in several processes at once, kills one of them, lets each go on
 * until nothing is open, joins their reports, and counts what PlayCamp holds.
 *
 *     npx tsx test/bench/sync-shards.ts [payments] [shards] [milliseconds that the source takes for a page]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CountingPlaycamp, startCountingPlaycamp } from "./counting-playcamp.js";
import { countingProfile, SOLD_FROM, SOLD_TO, startCountingSource } from "./counting-source.js";
import { BIN } from "./program.js";

export interface ShardsOrder {
  /** That the source's day has. */
  readonly payments: number;
  readonly from: string;
  readonly to: string;
  /** 0 for one run without shards. */
  readonly shards: number;
  readonly pageSize: number;
  readonly batchSize: number;
  /** Whether refunds are among the records. */
  readonly hasRefunds: boolean;
  /** The shard that is killed once, in the middle of its work; null for none. */
  readonly killed: number | null;
  /** That the source takes for a page; default 0. */
  readonly latencyMs?: number;
}

export interface ShardsResult {
  /** Of what was joined, or of the one run. */
  readonly exitCode: number | null;
  readonly report: Joined;
  /** How each process ended, in the order of their ends; null for the one that was killed. */
  readonly ends: readonly (number | null)[];
  readonly playcamp: Pick<CountingPlaycamp, "book" | "refunded" | "sums" | "contradictions">;
  /** Of the shards, the joining left out. */
  readonly seconds: number;
  readonly largestReportBytes: number;
}

interface Joined {
  readonly finished: boolean;
  readonly fetched: number;
  readonly converted: number;
  readonly pushed: number;
  readonly skipped: number;
  readonly refunds: number;
  readonly refunded: number;
  readonly repeats: number;
  readonly seenTwice: number;
  readonly doubts: readonly string[];
  readonly sums: readonly { readonly currency: string; readonly amount: string }[];
}

interface Program {
  readonly ended: Promise<{ readonly code: number | null; readonly out: string }>;
  readonly child: ChildProcess;
}

export async function syncInShards(order: ShardsOrder): Promise<ShardsResult> {
  const { payments, shards, pageSize, batchSize, hasRefunds, latencyMs } = order;
  const folder = await mkdtemp(join(tmpdir(), "playcamp-gw-shards-"));
  const source = await startCountingSource(payments, pageSize, hasRefunds, latencyMs);
  const playcamp = await startCountingPlaycamp();
  const profile = join(folder, "playcamp-gw.json");
  const start = (...words: readonly string[]): Program => {
    const child = spawn(process.execPath, [BIN, ...words], {
      env: { ...process.env, ACME_KEY: "ak_server_1:secret" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    return {
      child,
      ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, out }))),
    };
  };
  const files = Array.from({ length: shards }, (_, at) => join(folder, `part-${at + 1}.json`));
  const ends: (number | null)[] = [];
  const sync = (...words: readonly string[]) =>
    start(
      ...["sync-payments", "--from", order.from, "--to", order.to, "--profile", profile],
      ...["--state", join(folder, "state"), ...words],
    );
  const runShard = async (at: number, isResumed: boolean): Promise<number | null> => {
    const words = ["--shard", `${at + 1}/${shards}`, "--report", files[at] ?? ""];
    const { child, ended } = sync(...words, ...(isResumed ? ["--resume"] : []));
    if (!isResumed && order.killed === at + 1) killInItsWork(child, playcamp);
    const { code } = await ended;
    ends.push(code);
    return code === null ? runShard(at, true) : code;
  };
  try {
    const settings = countingProfile(source.url, playcamp.server.url, batchSize, hasRefunds);
    await writeFile(profile, JSON.stringify(settings));
    const began = performance.now();
    if (shards === 0) {
      const { code, out } = await sync("--json").ended;
      return result({ code, out }, 0);
    }
    const codes = await Promise.all(files.map((_, at) => runShard(at, false)));
    // What was left open for payments of another shard.
    await Promise.all(codes.flatMap((code, at) => (code === 3 ? [runShard(at, true)] : [])));
    const seconds = (performance.now() - began) / 1_000;
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    const joined = await start("merge-reports", ...files, "--json").ended;
    return { ...result(joined, Math.max(...sizes)), seconds };

    function result(
      { code, out }: { readonly code: number | null; readonly out: string },
      largestReportBytes: number,
    ): ShardsResult {
      const seconds_ = (performance.now() - began) / 1_000;
      const report = JSON.parse(out) as Joined;
      return { exitCode: code, report, ends, playcamp, seconds: seconds_, largestReportBytes };
    }
  } finally {
    await Promise.all([source.close(), playcamp.server.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** A shard of which so many requests are all that arrived has not come to its end. */
const FEWER_THAN_A_SHARDS = 24;

/** As soon as some of its pushes may have arrived. */
function killInItsWork(child: ChildProcess, { requests }: CountingPlaycamp): void {
  const before = requests();
  const timer = setInterval(() => {
    if (requests() > before + FEWER_THAN_A_SHARDS) child.kill("SIGKILL");
  }, 2);
  child.on("close", () => clearInterval(timer));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [payments = 1_000_000, shards = 4, latencyMs = 0] = process.argv.slice(2).map(Number);
  const { playcamp, ...told } = await syncInShards({
    ...{ payments, shards, from: SOLD_FROM, to: SOLD_TO, killed: null },
    ...{ pageSize: 1_000, batchSize: 1_000, hasRefunds: false, latencyMs },
  });
  const { user, system } = process.cpuUsage();
  const held = { payments: playcamp.book.size, sums: playcamp.sums() };
  const serversCpuSeconds = (user + system) / 1e6;
  process.stdout.write(`${JSON.stringify({ ...told, held, serversCpuSeconds }, null, 2)}\n`);
}
