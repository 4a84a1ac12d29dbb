/**
 * How many deliveries a second `listen` takes, verifies, shows and journals, with
 * none of them lost, against a server of node:http that reads and answers them.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Pool } from "undici";
import { createJournalStore } from "../../src/adapters/files/journal-store.js";
import { systemRandom } from "../../src/adapters/process/system.js";
import { EVERYTHING } from "../../src/journal/filter.js";
import { createJournal } from "../../src/journal/journal.js";
import { signWebhook } from "../../src/protocols/webhook/signature.js";
import type { Bench, Sample } from "./bench.js";
import { BIN } from "./program.js";

const SECRET = "a-webhook-secret-of-the-benchmark";
const DELIVERIES = 3_000;
const ROUNDS = 7;
/** Promised on any machine. */
const FEWEST_A_SECOND = 1_000;

const PROFILE = {
  partner: "acme",
  webhook: { url: "http://127.0.0.1:1/", secret: { env: "WEBHOOK_SECRET" } },
};

/** Reads and answers, and does nothing else. */
const SINK = `
import { createServer } from "node:http";
const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    Buffer.concat(chunks);
    const body = '{"received":true}';
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length });
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ event: "ready", url: "http://127.0.0.1:" + server.address().port }));
});
process.on("SIGTERM", () => process.exit(0));
`;

/** How many connections deliveries come over, and how many more are open and say nothing. */
interface Senders {
  readonly busy: number;
  readonly idle: number;
}

export const listenBenches: readonly Bench[] = [
  {
    name: "listen",
    figure: "deliveries that listen takes, verifies and journals, none lost",
    baseline: "the same to a node:http server that only answers",
    unit: "deliveries/s",
    target: { atLeast: 0.4 },
    measure: () => measure({ busy: 32, idle: 0 }),
  },
  {
    name: "listen-crowded",
    figure: "the same over 200 connections, with 1,000 idle ones beside them",
    baseline: "the same to a node:http server that only answers",
    unit: "deliveries/s",
    target: { atLeast: 0.4 },
    measure: () => measure({ busy: 200, idle: 1_000 }),
  },
];

async function measure(senders: Senders): Promise<readonly Sample[]> {
  const folder = mkdtempSync(join(tmpdir(), "playcamp-gw-bench-"));
  try {
    return await measureIn(folder, senders);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIn(folder: string, { busy, idle }: Senders): Promise<readonly Sample[]> {
  writeFileSync(join(folder, "playcamp-gw.json"), JSON.stringify(PROFILE));
  const journal = join(folder, "journal");
  const words = ["listen", "--json", "--journal", journal];
  const listener = await startServer([BIN, ...words], folder);
  const sink = await startServer(["--input-type=module", "-e", SINK], folder);
  const silent = [await openIdle(sink.url, idle), await openIdle(listener.url, idle)];
  // Connected once: to connect takes both of them the same.
  const toSink = new Pool(sink.url, { connections: busy });
  const toListener = new Pool(listener.url, { connections: busy });
  const samples: Sample[] = [];
  let sent = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const load = createLoad(sent, DELIVERIES);
    const baseline = await perSecond(toSink, load, busy);
    const figure = await perSecond(toListener, load, busy);
    sent += DELIVERIES;
    // The first warms up.
    if (round > 0) samples.push({ figure, baseline });
  }
  await Promise.all([toSink.close(), toListener.close()]);
  for (const each of silent) each.close();
  const lines = await listener.stop();
  await sink.stop();
  await assertNoneLost(sent, lines, journal);
  assertFastEnough(samples);
  return samples;
}

interface Server {
  readonly url: string;
  /** @returns everything it printed after its first line */
  stop(): Promise<readonly string[]>;
}

async function startServer(argv: readonly string[], cwd: string): Promise<Server> {
  const child: ChildProcess = spawn(process.execPath, argv, {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, WEBHOOK_SECRET: SECRET },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.stdout === null) throw new Error("no stdout");
  const reader = createInterface(child.stdout);
  const lines: string[] = [];
  const closed = once(reader, "close");
  const ready = new Promise<string>((resolve) => reader.once("line", resolve));
  const first = await Promise.race([ready, closed.then(() => null)]);
  if (first === null) throw new Error(`${argv.join(" ")} did not start`);
  reader.on("line", (line) => lines.push(line));
  const { url } = JSON.parse(first) as { url: string };
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await closed;
      return lines;
    },
  };
}

/** Connections over which nothing comes. */
async function openIdle(url: string, count: number) {
  const { hostname, port } = new URL(url);
  const sockets = Array.from({ length: count }, () => connect(Number(port), hostname));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  return {
    /** @throws {Error} when one was closed meanwhile */
    close: () => {
      const left = sockets.filter(
        ({ destroyed, readyState }) => !destroyed && readyState === "open",
      );
      for (const socket of sockets) socket.destroy();
      if (left.length < count)
        throw new Error(`${count - left.length} idle connections were closed`);
    },
  };
}

interface Delivery {
  readonly body: Buffer;
  readonly signature: string;
}

/** Each of its own, signed beforehand. */
function createLoad(from: number, count: number): readonly Delivery[] {
  return Array.from({ length: count }, (_, at) => {
    const body = Buffer.from(
      JSON.stringify({
        events: [
          {
            event: "sponsor.created",
            timestamp: "2026-01-05T10:00:00.000Z",
            callbackId: `entry-${from + at}`,
            data: { userId: "100001", campaignId: "c", creatorKey: "AB12C" },
          },
        ],
      }),
    );
    return { body, signature: signWebhook(body, SECRET) };
  });
}

async function perSecond(
  pool: Pool,
  load: readonly Delivery[],
  connections: number,
): Promise<number> {
  let next = 0;
  const sendInTurn = async () => {
    for (let each = load[next++]; each !== undefined; each = load[next++]) {
      const { statusCode, body } = await pool.request({
        path: "/webhooks/playcamp",
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "X-Webhook-Signature": each.signature,
        },
        body: each.body,
      });
      await body.dump();
      if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
    }
  };
  const before = performance.now();
  await Promise.all(Array.from({ length: connections }, sendInTurn));
  const seconds = (performance.now() - before) / 1000;
  return load.length / seconds;
}

/** Every delivery that was answered stands once on stdout, found valid, and once in the journal. */
async function assertNoneLost(
  sent: number,
  lines: readonly string[],
  folder: string,
): Promise<void> {
  const shown = lines.map(
    (line) => JSON.parse(line) as { valid: boolean; callbackIds: readonly string[] },
  );
  const valid = shown.filter((each) => each.valid);
  const entries = new Set(valid.flatMap(({ callbackIds }) => callbackIds));
  const journal = createJournal(createJournalStore({ folder, random: systemRandom }));
  const kept = await journal.list(EVERYTHING);
  const counts = [shown.length, valid.length, entries.size, kept.length];
  if (counts.some((count) => count !== sent))
    throw new Error(`${sent} sent; ${counts.join(", ")} shown, valid, told apart, journalled`);
}

function assertFastEnough(samples: readonly Sample[]): void {
  const figures = samples.map(({ figure }) => figure).sort((a, b) => a - b);
  const median = figures[Math.floor(figures.length / 2)] ?? 0;
  if (median < FEWEST_A_SECOND)
    throw new Error(
      `${Math.round(median)} deliveries/s; ${FEWEST_A_SECOND} are promised (rounds: ${figures.map(Math.round).join(", ")})`,
    );
}
