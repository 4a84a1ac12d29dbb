/** Each receiver that `init` writes, as it writes it: started and judged, or compiled where it cannot be. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../free-port.js";
import { loadReceiver, RECEIVER_IDS } from "../../src/tasks/init/receivers/index.js";
import { type Receiver, renderReceiver } from "../../src/tasks/init/receivers/receiver.js";
import { ROUTE_SERVER } from "./route-server.js";

const BIN = fileURLToPath(new URL("../../bin/playcamp-gw.js", import.meta.url));
const SECRET_VARIABLE = "RECEIVER_TEST_SECRET";
const ENV = {
  ...process.env,
  [SECRET_VARIABLE]: "a-secret-of-the-receivers-test",
};
const PATH = "/webhooks/playcamp";
/** Installed once for all that run on Node.js. */
const NPM_PACKAGES =
  "express@5 fastify@5 hono@4 @hono/node-server@1 @nestjs/common@11 @nestjs/core@11 @nestjs/platform-express@11 reflect-metadata@0.2 rxjs@7 tsx@4 typescript@5 @types/node@22";
const SPRING_JARS = ["spring3-web", "spring3-core", "jackson-databind", "jackson-core"];

const receivers = await Promise.all(
  RECEIVER_IDS.map(async (id) => [id, await loadReceiver(id)] as const),
);
const withProof = (...proofs: readonly Receiver["proof"][]) =>
  receivers.filter(([, { proof }]) => proofs.includes(proof));

const folder = mkdtempSync(join(tmpdir(), "playcamp-gw-receivers-"));
let child: ChildProcess | null = null;
let printed = "";

beforeAll(() => {
  writeFileSync(join(folder, "package.json"), '{"private":true}');
  // As the framework's own project generator writes it.
  writeFileSync(
    join(folder, "tsconfig.json"),
    '{"compilerOptions":{"experimentalDecorators":true,"emitDecoratorMetadata":true}}',
  );
  run("npm", ["install", "--no-audit", "--no-fund", ...NPM_PACKAGES.split(" ")], folder);
});

afterEach(() => {
  // The whole group: `go run` and `npx` start programs of their own.
  if (child?.pid !== undefined) endGroup(child.pid);
  child = null;
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("a receiver that is started", () => {
  it.each(withProof("judged", "judged without the framework"))(
    "for %s conforms in every form, and applies nothing twice",
    async (id, receiver) => {
      const port = await freePort();
      const home = writeTo(id, receiver, port);
      start(startLine(receiver, home, port), home);
      await answering(port);
      for (const profile of [
        { format: "playcamp", signature: "simple" },
        { format: "playcamp", signature: "timestamped" },
        { format: "gateway", signature: "simple" },
      ])
        expect(await judge(home, port, profile), JSON.stringify(profile)).toEqual([]);
      const applied = printed.split("\n").flatMap((line) => /applied (.*)/.exec(line)?.[1] ?? []);
      // A batch of 500 is among what the suite sends, and much of all comes more than once.
      expect(applied.length).toBeGreaterThan(1_000);
      expect(applied.length).toBe(new Set(applied).size);
    },
  );
});

describe("a receiver that is not started", () => {
  it("for spring compiles", async () => {
    const home = writeTo("spring", await loadReceiver("spring"), 3000);
    const jars = SPRING_JARS.map((name) => `/usr/share/java/${name}.jar`).join(":");
    run("javac", ["-cp", jars, "-d", home, "PlayCampWebhookController.java"], home);
  });

  it("for laravel is PHP", async () => {
    const receiver = await loadReceiver("laravel");
    run("php", ["-l", receiver.file], writeTo("laravel", receiver, 3000));
  });

  it("is one of those above", () => {
    expect(withProof("compiled", "linted").map(([id]) => id)).toEqual(["laravel", "spring"]);
  });
});

it.each(receivers.filter(([, { file }]) => file.endsWith(".ts")))(
  "for %s passes the compiler's strict checks",
  (id, receiver) => {
    const home = writeTo(id, receiver, 3000);
    const options =
      "--noEmit --strict --skipLibCheck --target es2022 --module nodenext --experimentalDecorators";
    const file = receiver.file.replaceAll("__PATH__", PATH);
    run("npx", ["tsc", ...options.split(" "), "--types", "node", file], home);
  },
);

/** @returns its folder, below the one that holds the packages */
function writeTo(id: string, receiver: Receiver, port: number): string {
  const home = join(folder, id);
  const place = { secretVariable: SECRET_VARIABLE, path: PATH, port };
  const file = join(home, receiver.file.replaceAll("__PATH__", PATH));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, renderReceiver(receiver, place));
  return home;
}

function startLine(receiver: Receiver, home: string, port: number): string {
  // Debian's own Python has Debian's packages.
  if (receiver.start !== null)
    return receiver.start
      .replaceAll("__PORT__", String(port))
      .replace(/^python3 /, "/usr/bin/python3 ");
  const server = ROUTE_SERVER.replaceAll("__FILE__", receiver.file)
    .replaceAll("__PATH__", PATH)
    .replaceAll("__PORT__", String(port));
  writeFileSync(join(home, "server.ts"), server);
  return "npx tsx server.ts";
}

function start(line: string, home: string): void {
  printed = "";
  child = spawn(line, {
    cwd: home,
    shell: true,
    detached: true,
    // PHP's keeps its keys there, and Go what it compiles.
    env: { ...ENV, TMPDIR: home, GOCACHE: join(folder, "go-cache") },
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (piece: string) => (printed += piece));
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Resolves when something answers there; a compiler may have to work first. */
async function answering(port: number): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline && child?.exitCode === null) {
    const reply = await fetch(`http://127.0.0.1:${port}${PATH}`).catch(() => null);
    if (reply !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it does not answer: ${printed.slice(-1_000)}`);
}

/** @returns the checks that were not met, recommended ones included */
async function judge(
  home: string,
  port: number,
  webhook: Record<string, string>,
): Promise<readonly string[]> {
  const profile = {
    version: 1,
    partner: "acme",
    webhook: {
      ...{ url: `http://127.0.0.1:${port}${PATH}`, secret: { env: SECRET_VARIABLE }, ...webhook },
    },
  };
  writeFileSync(join(home, "playcamp-gw.json"), JSON.stringify(profile));
  const words = ["conformance", "webhook", "--strict", "--json", "--no-journal"];
  const tool = spawn(process.execPath, [BIN, ...words], { cwd: home, env: ENV });
  const [out, err] = await Promise.all([text(tool.stdout), text(tool.stderr)]);
  if (out === "") throw new Error(err);
  const { checks } = JSON.parse(out) as {
    checks: readonly { id: string; status: string; message: string }[];
  };
  const passed = checks.filter(({ status }) => status === "pass");
  return [
    ...checks
      .filter(({ status }) => !["pass", "na"].includes(status))
      .map(({ id, status, message }) => `${status} ${id}: ${message}`.slice(0, 300)),
    ...(passed.length > 40 ? [] : [`only ${passed.length} checks passed`]),
  ];
}

function run(program: string, words: readonly string[], cwd: string): void {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd, encoding: "utf8" });
  if (status !== 0)
    throw new Error(`${program} ${words.join(" ")}: ${error?.message ?? ""}\n${stdout}${stderr}`);
}
