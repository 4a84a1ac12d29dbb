/**
 * Kills a sync at random moments and resumes it, again and again, until it has
 * come to its end; then counts what PlayCamp holds.
 *
 *     npx tsx test/bench/kill-resume.ts [payments] [kills] [seed]
 */
import { readFile, writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { startCountingPlaycamp } from "./counting-playcamp.js";
import {
  centsOf,
  countingProfile,
  idOf,
  isRefunded,
  SOLD_FROM,
  SOLD_TO,
  startCountingSource,
} from "./counting-source.js";
import { BIN } from "./program.js";

export interface KillRun {
  readonly payments: number;
  readonly kills: number;
  readonly pageSize: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Whether refunds are among the records. */
  readonly hasRefunds?: boolean;
  /** The executable to run. */
  readonly bin?: string;
}

export interface KillResult {
  /** Kills that hit a running sync. */
  readonly killed: number;
  readonly runs: number;
  readonly exitCode: number | null;
  readonly summary: {
    readonly fetched: number;
    readonly pushed: number;
    readonly skipped: number;
    readonly sums: readonly {
      readonly currency: string;
      readonly amount: string;
    }[];
  };
  /** What is wrong; empty when nothing is. */
  readonly wrong: readonly string[];
}

export async function killAndResume(order: KillRun): Promise<KillResult> {
  const { payments, kills, pageSize, batchSize, seed, bin = BIN, hasRefunds = false } = order;
  const folder = await mkdtemp(join(tmpdir(), "playcamp-gw-kill-"));
  const source = await startCountingSource(payments, pageSize, hasRefunds);
  const playcamp = await startCountingPlaycamp();
  const random = generator(seed);
  try {
    const profile = join(folder, "playcamp-gw.json");
    const out = join(folder, "out.ndjson");
    await writeFile(
      profile,
      JSON.stringify(countingProfile(source.url, playcamp.server.url, batchSize, hasRefunds)),
    );
    const words = ["sync-payments", "--from", SOLD_FROM, "--to", SOLD_TO, "--json", "--resume"];
    const argv = [
      bin,
      ...words,
      "--out",
      out,
      "--state",
      join(folder, "state"),
      "--profile",
      profile,
    ];
    let killed = 0;
    for (let runs = 1; ; runs += 1) {
      const before = playcamp.requests();
      const child = spawn(process.execPath, argv, {
        env: { ...process.env, ACME_KEY: "ak_server_1:secret" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let text = "";
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
      const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
      if (killed < kills) {
        // After so many pushes and a moment more: anywhere between two lines of code.
        const pushes = Math.floor(
          random() * Math.max(1, (1.6 * payments) / batchSize / (kills + 1)),
        );
        const isOver = await Promise.race([
          ended.then(() => true),
          until(() => playcamp.requests() - before >= pushes)
            .then(() => delay(random() * 60))
            .then(() => false),
        ]);
        if (!isOver && child.kill("SIGKILL")) killed += 1;
      }
      const code = await ended;
      if (code === null) continue;
      if (text === "") throw new Error(`exit ${code}: ${said}`);
      const summary = JSON.parse(text) as KillResult["summary"];
      const wrong = await judge(order, playcamp, summary, out);
      return { killed, runs, exitCode: code, summary, wrong };
    }
  } finally {
    await Promise.all([source.close(), playcamp.server.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(2);
}

async function judge(
  { payments, hasRefunds = false }: KillRun,
  playcamp: Awaited<ReturnType<typeof startCountingPlaycamp>>,
  summary: KillResult["summary"],
  out: string,
): Promise<readonly string[]> {
  const cents: Record<"EUR" | "USD", bigint> = { EUR: 0n, USD: 0n };
  const missing: string[] = [];
  const refunds = Array.from({ length: hasRefunds ? payments : 0 }, (_, at) => at)
    .filter(isRefunded)
    .map(idOf);
  for (let at = 0; at < payments; at += 1) {
    cents[at % 3 === 0 ? "EUR" : "USD"] += BigInt(centsOf(at));
    if (!playcamp.book.has(idOf(at))) missing.push(idOf(at));
  }
  const expected = (["EUR", "USD"] as const).map((each) => `${each} ${decimal(cents[each])}`);
  const lines = (await readFile(out, "utf8")).trimEnd().split("\n");
  const ids = new Set(
    lines.map((line) => (JSON.parse(line) as { transactionId: string }).transactionId),
  );
  const told = new Map<string, bigint>();
  for (const { currency, amount } of summary.sums) {
    const [whole = "", part = ""] = amount.split(".");
    told.set(currency, (told.get(currency) ?? 0n) + BigInt(whole + part.padEnd(2, "0")));
  }
  const checks: readonly (readonly [boolean, string])[] = [
    [missing.length === 0, `${missing.length} payments missing, such as ${missing[0] ?? ""}`],
    [playcamp.book.size === payments, `PlayCamp holds ${playcamp.book.size} payments`],
    [
      playcamp.refunded.size === refunds.length && refunds.every((id) => playcamp.refunded.has(id)),
      `${playcamp.refunded.size} refunds, not ${refunds.length}`,
    ],
    [playcamp.contradictions() === 0, "an id was pushed with two amounts"],
    [
      playcamp.sums().join() === expected.join(),
      `sums ${playcamp.sums().join()}, not ${expected.join()}`,
    ],
    [summary.fetched === payments + refunds.length, `${summary.fetched} fetched`],
    [
      summary.pushed + summary.skipped === payments,
      `${summary.pushed} + ${summary.skipped} told as pushed`,
    ],
    [told.get("EUR") === cents.EUR && told.get("USD") === cents.USD, "the told sums are wrong"],
    [
      lines.length === payments && ids.size === payments,
      `--out has ${lines.length} lines, ${ids.size} ids`,
    ],
  ];
  return checks.flatMap(([right, problem]) => (right ? [] : [problem]));
}

function decimal(cents: bigint): string {
  const text = String(cents).padStart(3, "0");
  return `${text.slice(0, -2)}.${text.slice(-2)}`.replace(/\.?0+$/, "");
}

/** mulberry32: the moments of death can be had again by their seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [payments = 100_000, kills = 50, seed = 1] = process.argv.slice(2).map(Number);
  const started = Date.now();
  const result = await killAndResume({
    payments,
    kills,
    seed,
    pageSize: 500,
    batchSize: 500,
  });
  process.stdout.write(
    `${JSON.stringify({ ...result, seconds: (Date.now() - started) / 1000 }, null, 2)}\n`,
  );
  process.exitCode = result.wrong.length === 0 ? 0 : 1;
}
