/**
 * What firing costs: the command as it ships, in its own process, against
 * autocannon and wrk, which send one fixed body to the same sink over as many
 * connections, and against itself without a journal.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { sampleEvent } from "../../src/protocols/webhook/events.js";
import type { Bench, Sample } from "./bench.js";
import { BIN } from "./program.js";

const DELIVERIES = 50_000;
const CONNECTIONS = 64;
const PAIRS = 5;
const WARM_UP_DELIVERIES = 5_000;
const SECRET = "bench-webhook-secret-0123456789";
const SINK = fileURLToPath(new URL("sink.ts", import.meta.url));
const require = createRequire(import.meta.url);
const AUTOCANNON = require.resolve("autocannon");

const FIRING = `fire-webhook --repeat ${DELIVERIES} --concurrency ${CONNECTIONS}`;

/** Preloaded into a measured program: leaves behind how long it has used a processor, in microseconds. */
const CPU_AT_EXIT = `process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  require("node:fs").writeFileSync(process.env.BENCH_CPU_FILE, String(user + system));
});
`;

/** Fires at the sink. */
type Fire = (stand: Stand, deliveries: number) => Promise<Fired>;

interface Fired {
  /** Answered a second. */
  readonly perSecond: number;
  /** Of the processor, for each answered one, its start among them; null where nobody says. */
  readonly cpuMicroseconds: number | null;
}

const perSecond = {
  unit: "requests/s",
  read: (fired: Fired) => fired.perSecond,
};
const processorTime = {
  unit: "µs of processor time a request",
  read: ({ cpuMicroseconds }: Fired) => {
    if (cpuMicroseconds === null) throw new Error("the program did not say what it used");
    return cpuMicroseconds;
  },
};

interface Stand {
  readonly url: string;
  readonly folder: string;
}

export const firingBenches: readonly Bench[] = [
  against("fire-autocannon", {
    figure: `${FIRING}, each body unique and signed`,
    baseline: `autocannon, a fixed body, ${CONNECTIONS} connections`,
    measured: perSecond,
    target: { atLeast: 0.7 },
    fire: ourselves([]),
    baselineFire: autocannon,
  }),
  against("fire-cpu", {
    figure: `${FIRING} --no-journal, each body unique and signed`,
    baseline: "autocannon, a fixed body",
    measured: processorTime,
    target: { atMost: 1.4 },
    fire: ourselves(["--no-journal"]),
    baselineFire: autocannon,
  }),
  // Not everybody has it; where it is missing, the table says so by leaving it out.
  ...(hasWrk()
    ? [
        against("fire-wrk", {
          figure: `${FIRING}, each body unique and signed`,
          baseline: `wrk, one thread, a fixed body, ${CONNECTIONS} connections`,
          measured: perSecond,
          target: { atLeast: 0.5 },
          fire: ourselves([]),
          baselineFire: wrk,
        }),
      ]
    : []),
  against("fire-journal", {
    figure: `${FIRING}, journal on`,
    baseline: "the same with --no-journal",
    measured: perSecond,
    target: { atLeast: 0.9 },
    fire: ourselves([]),
    baselineFire: ourselves(["--no-journal"]),
  }),
];

interface Contest {
  readonly figure: string;
  readonly baseline: string;
  readonly measured: typeof perSecond;
  readonly target: Bench["target"];
  readonly fire: Fire;
  readonly baselineFire: Fire;
}

function against(name: string, contest: Contest): Bench {
  const { figure, baseline, measured, target, fire, baselineFire } = contest;
  return {
    name,
    figure,
    baseline,
    unit: measured.unit,
    target,
    measure: async () => {
      const sink = spawn(process.execPath, ["--import", "tsx", SINK], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      const folder = await mkdtemp(join(tmpdir(), "playcamp-gw-bench-"));
      try {
        const url = `http://127.0.0.1:${await firstLine(sink)}/hooks`;
        await writeFile(join(folder, "playcamp-gw.json"), profileOf(url));
        const stand = { url, folder };
        await baselineFire(stand, WARM_UP_DELIVERIES);
        await fire(stand, WARM_UP_DELIVERIES);
        return await pairs(stand, contest);
      } finally {
        sink.stdin.end();
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Each beside its own baseline, and in turn first: what the machine does besides hits both. */
async function pairs(
  stand: Stand,
  { measured: { read }, fire, baselineFire }: Contest,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (let nth = 0; nth < PAIRS; nth += 1) {
    if (nth % 2 === 0) {
      const baseline = read(await baselineFire(stand, DELIVERIES));
      samples.push({ figure: read(await fire(stand, DELIVERIES)), baseline });
    } else {
      const figure = read(await fire(stand, DELIVERIES));
      const baseline = read(await baselineFire(stand, DELIVERIES));
      samples.push({ figure, baseline });
    }
  }
  return samples;
}

function profileOf(url: string): string {
  return JSON.stringify({
    partner: "acme",
    webhook: { url, secret: { env: "BENCH_SECRET" } },
  });
}

function ourselves(flags: readonly string[]): Fire {
  return async (stand, deliveries) => {
    const { folder } = stand;
    const words = [
      ...["fire-webhook", "sponsor.created", "--json"],
      ...["--repeat", String(deliveries), "--concurrency", String(CONNECTIONS)],
      ...["--profile", join(folder, "playcamp-gw.json")],
      ...flags,
    ];
    const env = {
      BENCH_SECRET: SECRET,
      XDG_STATE_HOME: join(folder, "state"),
    };
    const { text, cpuMicroseconds } = await nodeOutput(stand, [BIN, ...words], env);
    const { perSecond, accepted } = JSON.parse(text) as {
      perSecond: number;
      accepted: number;
    };
    if (accepted !== deliveries) throw new Error(`${accepted} of ${deliveries} accepted`);
    return { perSecond, cpuMicroseconds: cpuMicroseconds / deliveries };
  };
}

/** What one of our deliveries looks like, but always the same. */
const FIXED_BODY = JSON.stringify({
  events: [
    sampleEvent("sponsor.created", {
      timestampMs: Date.UTC(2026, 0, 5),
      ids: (label) => `${label}_0123456789ab`,
    }),
  ],
});
const FIXED_HEADERS = {
  "Content-Type": "application/json",
  "X-Webhook-Batch": "true",
  "X-Webhook-Count": "1",
  "X-Webhook-Signature": "0".repeat(64),
};

/**
 * The others are given a time, and not a number: wrk knows no number, and
 * autocannon looks up only once a second whether it has been reached.
 */
function secondsFor(deliveries: number): number {
  return Math.max(1, Math.round(deliveries / 25_000));
}

async function autocannon(stand: Stand, deliveries: number): Promise<Fired> {
  const headers = Object.entries(FIXED_HEADERS).flatMap(([name, value]) => [
    "-H",
    `${name}=${value}`,
  ]);
  const words = [
    ...[AUTOCANNON, "--json", "--no-progress", "-m", "POST"],
    ...["-c", String(CONNECTIONS), "-d", String(secondsFor(deliveries))],
    ...["-b", FIXED_BODY, ...headers, stand.url],
  ];
  const { text, cpuMicroseconds } = await nodeOutput(stand, words);
  const { requests, duration } = JSON.parse(text) as {
    requests: { total: number };
    duration: number;
  };
  return {
    perSecond: requests.total / duration,
    cpuMicroseconds: cpuMicroseconds / requests.total,
  };
}

async function wrk({ url, folder }: Stand, deliveries: number): Promise<Fired> {
  const script = join(folder, "post.lua");
  const lines = [
    `wrk.method = "POST"`,
    `wrk.body = ${JSON.stringify(FIXED_BODY)}`,
    ...Object.entries(FIXED_HEADERS).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`),
  ];
  await writeFile(script, lines.join("\n"));
  const words = [
    ...["-t1", `-c${CONNECTIONS}`, `-d${secondsFor(deliveries)}s`],
    ...["-s", script, url],
  ];
  const text = await output("wrk", words);
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(text)?.[1];
  if (rate === undefined) throw new Error(`wrk said: ${text}`);
  return { perSecond: Number(rate), cpuMicroseconds: null };
}

function hasWrk(): boolean {
  const { error } = spawnSync("wrk", ["--version"], { stdio: "ignore" });
  return error === undefined;
}

async function nodeOutput(
  { folder }: Stand,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly text: string; readonly cpuMicroseconds: number }> {
  const cpuFile = join(folder, "cpu");
  const preload = join(folder, "cpu-at-exit.cjs");
  await writeFile(preload, CPU_AT_EXIT);
  const text = await output(process.execPath, ["--require", preload, ...words], {
    ...env,
    BENCH_CPU_FILE: cpuFile,
  });
  return { text, cpuMicroseconds: Number(await readFile(cpuFile, "utf8")) };
}

function output(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn(program, words, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(text);
      else reject(new Error(`${program}: exit ${String(code)}: ${said}`));
    });
  });
}

function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("no stdout");
  const lines = createInterface({ input: stdout });
  return new Promise((resolve) => lines.once("line", resolve));
}
