/**
 * Every command that sends against targets at their worst: it ends in time, with an exit code
 * that says so, and memory stays flat. A round in `npm test`, ten minutes of them in `npm run soak`.
 */
import type { Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { hostile } from "../hostile-server.js";
import { soakPart } from "../soak.js";
import { EVERY_ROLE_ENV, profileOfEveryRole } from "./every-role.js";
import { pour } from "./raw-target.js";
import { HERE, memoryFiles, runRecorded } from "./recording-world.js";

const PART = soakPart(process.env["SOAK"]);
const TIMEOUT_MS = 600;
const OK = "HTTP/1.1 200 OK\r\n";
const JSON_HEAD = `${OK}Content-Type: application/json\r\n`;

/** Writes without end, as fast as it is taken. */
function stream(socket: Socket, head: string, piece: string | Buffer): void {
  socket.write(head);
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once("drain", more);
  };
  more();
}

function drip(socket: Socket, head: string, piece = "x"): void {
  socket.write(head);
  const timer = setInterval(() => socket.write(piece), 20);
  socket.on("close", () => clearInterval(timer));
}

function whole(socket: Socket, head: string, body: string | Buffer): void {
  socket.write(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`);
  socket.end(body);
}

const ZEROS = Buffer.alloc(64 * 1024 * 1024);
const BOMBS = { gzip: gzipSync(ZEROS), br: brotliCompressSync(ZEROS) };
const DEEP = "[".repeat(500_000);
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

const HOSTILITIES: Readonly<Record<string, (socket: Socket) => void>> = {
  "says nothing": () => undefined,
  "resets the connection": (s) => s.resetAndDestroy(),
  "resets within the body": (s) =>
    s.write(`${OK}Content-Length: 999\r\n\r\nab`, () => s.resetAndDestroy()),
  "sends headers without end": (s) => stream(s, OK, `X-A: ${"a".repeat(1_000)}\r\n`),
  "sends one header without end": (s) => stream(s, `${OK}X-A: `, "a".repeat(65_536)),
  "drips its headers": (s) => drip(s, `${OK}X-A: `),
  "drips its body": (s) => drip(s, `${OK}Content-Length: 100000\r\n\r\n`),
  "drips chunks": (s) => drip(s, `${OK}Transfer-Encoding: chunked\r\n\r\n`, chunk("x")),
  "sends chunks without end": (s) =>
    stream(s, `${OK}Transfer-Encoding: chunked\r\n\r\n`, chunk("x".repeat(65_536))),
  "sends a body until nobody listens": (s) => stream(s, `${OK}\r\n`, Buffer.alloc(65_536, "x")),
  "sends 21 MB": (s) => {
    s.write(`${OK}Content-Length: ${21 * 1024 * 1024}\r\n\r\n`);
    pour(s, 21 * 1024 * 1024);
  },
  "sends a gzip bomb": (s) => whole(s, `${JSON_HEAD}Content-Encoding: gzip\r\n`, BOMBS.gzip),
  "sends a Brotli bomb": (s) => whole(s, `${JSON_HEAD}Content-Encoding: br\r\n`, BOMBS.br),
  "sends half a gzip": (s) =>
    whole(s, `${JSON_HEAD}Content-Encoding: gzip\r\n`, BOMBS.gzip.subarray(0, 500)),
  "redirects to itself": (s) => whole(s, "HTTP/1.1 302 Found\r\nLocation: /again\r\n", ""),
  "promises more than it sends": (s) => s.end(`${OK}Content-Length: 100\r\n\r\nshort`),
  "sends two lengths": (s) => s.end(`${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`),
  "promises the longest length": (s) => s.write(`${OK}Content-Length: 9007199254740993\r\n\r\nab`),
  "says Continue without end": (s) => stream(s, "", "HTTP/1.1 100 Continue\r\n\r\n".repeat(100)),
  "sends early hints without end": (s) =>
    stream(s, "", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(100)),
  "switches protocols": (s) => s.write("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"),
  "answers 000": (s) => s.write("HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n"),
  "speaks no HTTP": (s) => stream(s, "", "SSH-2.0-OpenSSH_9.6\r\n"),
  "sends JSON too deep": (s) => whole(s, JSON_HEAD, DEEP),
  "sends objects too deep": (s) => whole(s, JSON_HEAD, '{"a":'.repeat(200_000)),
  "sends a number without end": (s) => whole(s, JSON_HEAD, `{"data":${"9".repeat(900_000)}}`),
  "sends escapes": (s) => whole(s, JSON_HEAD, `{"error":"${"\\u003d%25".repeat(90_000)}"}`),
  "sends what moves a cursor": (s) =>
    whole(s, "HTTP/1.1 500 X\r\n", "\u001b]52;c;AAAA\u0007\u001b[2J\r::error::x\n".repeat(9_000)),
  "sends names of secrets": (s) => whole(s, JSON_HEAD, '"password":"x",'.repeat(15_000)),
  "sends bytes that are no text": (s) => whole(s, JSON_HEAD, Buffer.alloc(300_000, 0xc3)),
};

/** Whole replies, of which some commands take the status alone. */
const ANSWERS = /bomb|gzip|redirects|too deep|number|escapes|names of secrets|no text/;

interface Call {
  readonly line: string;
  /** That it waits for one after another, at most. */
  readonly requests: number;
  /** A reply's status is all that it asks for. */
  readonly asksStatus?: true;
  /** The longest that it waits between requests. */
  readonly waitsMs?: number;
}

const RANGE = "--from 2026-01-01T00:00:00Z --to 2026-01-01T01:00:00Z";
const CALLS: readonly Call[] = [
  { line: "fire-webhook sponsor.created --verbose", requests: 1, asksStatus: true },
  { line: "fire-webhook sponsor.created --tamper wrong-secret --json", requests: 1 },
  { line: "sign-entry --usn 1 --check --json", requests: 1, asksStatus: true },
  { line: "fire-callback auth --verbose", requests: 1 },
  { line: "fire-callback balance --json", requests: 2 },
  { line: "launch-game aviadrone --json", requests: 1 },
  { line: "send-postback --level 3 --verbose", requests: 1 },
  { line: "check-postback --level 3 --json", requests: 4 },
  { line: "webhooks list --json", requests: 1 },
  { line: "webhooks create sponsor.created --url https://x.example/h --print-secret", requests: 1 },
  { line: "campaigns show c --json", requests: 2 },
  { line: "coupons redeem C --user u", requests: 1 },
  { line: "payments list --user u", requests: 1 },
  { line: "webview open --user u --json", requests: 1 },
  { line: "golive check", requests: 4 },
  // Eight attempts, and more than a minute of waits between them: for the whole soak.
  ...(PART < 1 ? [] : [{ line: `poll-payments ${RANGE}`, requests: 8, waitsMs: 81_000 }]),
];
/** Beside the time-outs: whatever else runs on the machine leaves less of it, for ten minutes all the more. */
const SPARE_MS = PART > 0 ? 60_000 : 8_000;

/** @returns what is wrong with how it ended; null where nothing is */
async function trouble(call: Call, name: string): Promise<string | null> {
  const ends: (() => Promise<void>)[] = [];
  const { url } = await hostile(HOSTILITIES[name] ?? (() => undefined), (end) => ends.push(end));
  const files = memoryFiles({
    [`${HERE}/playcamp-gw.json`]: JSON.stringify(profileOfEveryRole(url)),
  });
  const started = performance.now();
  const argv = [...call.line.split(" "), "--no-journal", "--timeout", `${TIMEOUT_MS}ms`];
  const run = await runRecorded(argv, { files, env: EVERY_ROLE_ENV });
  const tookMs = performance.now() - started;
  await Promise.all(ends.map((end) => end()));
  const spoken = run.out + run.err;
  // A machine that is busy elsewhere may not even connect in time.
  const answers = ANSWERS.test(name) && !spoken.includes("no connection within");
  const codes = call.asksStatus === true && answers ? [0, 1] : [1, 3];
  const problems = [
    ...(tookMs > call.requests * TIMEOUT_MS + (call.waitsMs ?? 0) + SPARE_MS
      ? [`took ${Math.round(tookMs)} ms`]
      : []),
    ...(codes.includes(run.code) ? [] : [`exit ${run.code}: ${spoken.slice(0, 300)}`]),
    ...(/[\u001b\u0007]|^::error/m.test(spoken) ? ["speaks to the terminal"] : []),
    ...(spoken.trim() === "" ? ["says nothing"] : []),
  ];
  return problems.length === 0 ? null : `${call.line}, target ${name}: ${problems.join("; ")}`;
}

/** Some at the same time: most of it is waiting. */
async function troublesOf(pairs: readonly (readonly [Call, string])[]): Promise<string[]> {
  const rest = [...pairs];
  const found: string[] = [];
  const work = async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift())
      found.push(...[(await trouble(...next)) ?? []].flat());
  };
  await Promise.all([work(), work(), work()]);
  return found;
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heapMb(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

function rssMb(): number {
  return Math.round(process.memoryUsage().rss / 1024 / 1024);
}

const NAMES = Object.keys(HOSTILITIES);
const ROUND = NAMES.length;

/** Every pair once in as many calls as there are pairs. */
function pairAt(at: number): readonly [Call, string] {
  const call = CALLS[(at + Math.floor(at / NAMES.length)) % CALLS.length];
  const name = NAMES[at % NAMES.length];
  if (call === undefined || name === undefined) throw new Error("there are none");
  return [call, name];
}

/** Each target once, each command at least once. */
const ONCE = NAMES.map((_, at) => pairAt(at));
const FULL_MS = 600_000;
const MOST_GROWTH_MB = 40;

it("every command ends in time, says so, and keeps nothing", async () => {
  // What is loaded with the first call of a kind is no part of it.
  for (const call of CALLS) await trouble(call, "speaks no HTTP");
  expect(await troublesOf(ONCE)).toEqual([]);
  const before = heapMb();
  process.stdout.write(`at first ${Math.round(before)} MB of heap, ${rssMb()} MB resident\n`);
  const until = performance.now() + PART * FULL_MS;
  for (let at = 0; performance.now() < until; at += ROUND)
    expect(await troublesOf(Array.from({ length: ROUND }, (_, nth) => pairAt(at + nth)))).toEqual(
      [],
    );
  const after = heapMb();
  process.stdout.write(`at last ${Math.round(after)} MB of heap, ${rssMb()} MB resident\n`);
  if (PART > 0) expect(after - before).toBeLessThan(MOST_GROWTH_MB);
});
