/** The program as a process: signals, pipes and exit codes. */
import { once } from "node:events";
import { open, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ConformanceReport } from "../../src/core/report.js";
import { hostile } from "../hostile-server.js";
import { emptyFolder, ROOT, startProgram } from "./run-program.js";

describe("signals", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("%s ends the sandbox with 0", async (signal) => {
    const { child, ended } = startProgram(["sandbox"], await emptyFolder());
    await once(child.stdout!, "data");
    child.kill(signal);
    const { code, out, err } = await ended;
    expect([code, err.includes("Error")]).toEqual([0, false]);
    const lines = out.trim().split("\n");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ event: "ready" });
  });

  it("SIGINT ends a conformance run with 130, its report written", async () => {
    const folder = await emptyFolder();
    const server = createServer((_, response) => {
      child.kill("SIGINT");
      response.writeHead(302, { Location: "/w" }).end();
    }).listen(0, "127.0.0.1");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const profile = {
      partner: "acme",
      entry: { url: `http://127.0.0.1:${port}/{partner}`, key: { env: "K" } },
    };
    await writeFile(join(folder, "playcamp-gw.json"), JSON.stringify(profile));
    const { child, ended } = startProgram(
      ["conformance", "--concurrency", "1", "--reporter", "json=report.json"],
      folder,
      { K: "key-4711" },
    );
    expect((await ended).code).toBe(130);
    const report = JSON.parse(
      await readFile(join(folder, "report.json"), "utf8"),
    ) as ConformanceReport;
    expect(report.interrupted).toBe(true);
    expect(report.summary.verdict).toBe("incomplete");
    expect(report.summary.blocked).toBeGreaterThan(0);
  });
});

describe("a reader that has seen enough", () => {
  it.each([
    [["--help"]],
    [["sandbox", "--list-faults"]],
    [["conformance", "entry", "--sandbox", "--json"]],
  ])("is no trouble to %j", async (argv) => {
    const { child, ended } = startProgram(argv, await emptyFolder());
    child.stdout?.destroy();
    const { code, signal, err } = await ended;
    expect([code, signal, err]).toEqual([0, null, ""]);
  });

  it("does not make a failed run a good one", async () => {
    const { child, ended } = startProgram(
      "conformance entry --sandbox --json --fault entry.skips-signature".split(" "),
      await emptyFolder(),
    );
    child.stdout?.destroy();
    expect((await ended).code).toBe(1);
  });
});

const ENTRY = ["conformance", "entry", "--sandbox", "--only", "entry.signature.*"];
const BROKEN = ["--fault", "entry.skips-signature"];

describe("a run that cannot finish its say is never green", () => {
  it.skipIf(process.platform === "win32").each([
    ["a green run on a full disk", ENTRY, 3],
    ["its JSON on a full disk", [...ENTRY, "--json"], 3],
    ["a failed run on a full disk", [...ENTRY, ...BROKEN], 1],
    ["another result on a full disk", ["profile", "schema"], 3],
    ["what there is on a full disk", ["--help"], 3],
  ] as const)("%s", async (_, argv, code) => {
    const full = await open("/dev/full", "w");
    const { ended } = startProgram(argv, await emptyFolder(), {}, "ignore", full.fd);
    const { code: given, err } = await ended;
    await full.close();
    expect(given).toBe(code);
    expect(err).toContain("could not be written: ENOSPC");
    // Neither a stack nor the program's own text.
    expect(err).not.toMatch(/\n\s+at |function|node:/);
  });

  it.each([
    ["a green run", ENTRY, 0],
    ["a failed run", [...ENTRY, ...BROKEN], 1],
    ["an incomplete run", ["conformance", "entry", "--set", "entry.url=http://127.0.0.1:9/x"], 3],
    ["a wrong call", ["conformance", "entri"], 2],
  ] as const)("%s whose stderr nobody reads", async (_, argv, code) => {
    const folder = await emptyFolder();
    const entry = { url: "http://127.0.0.1:9/x", key: { env: "K" } };
    await writeFile(join(folder, "playcamp-gw.json"), JSON.stringify({ partner: "acme", entry }));
    const { child, ended } = startProgram([...argv, "--verbose"], folder, { K: "key-4711" });
    child.stderr?.destroy();
    expect((await ended).code).toBe(code);
  });

  it.each([
    ["a failed run stays failed", BROKEN, 1],
    ["a green one is incomplete", [], 3],
  ] as const)("without its report %s", async (_, more, code) => {
    const folder = await emptyFolder();
    await writeFile(join(folder, "file"), "");
    const reporters = ["--reporter", "json=file/x.json", "--reporter", "junit=whole.xml"];
    const run = await startProgram([...ENTRY, ...more, ...reporters], folder).ended;
    expect([run.code, run.err]).toEqual([code, expect.stringContaining("file/x.json could not")]);
    // The others are written all the same.
    expect(await readFile(join(folder, "whole.xml"), "utf8")).toContain("</testsuites>");
  });
});

it.each([
  [["--version"], 0, /^\d+\.\d+\.\d+\n$/, /^$/],
  [["sign-entri"], 2, /^$/, /Did you mean "sign-entry"/],
  [["conformance", "entry", "--sandbox", "--quiet"], 0, /CONFORMANT/, /^$/],
  [
    ["conformance", "entry", "--sandbox", "--quiet", "--fault", "entry.skips-signature"],
    1,
    /NONCONFORMANT/,
    /^$/,
  ],
])("%j exits %d", async (argv, code, out, err) => {
  const ended = await startProgram(argv, await emptyFolder()).ended;
  expect([ended.code, ended.signal]).toEqual([code, null]);
  expect(ended.out).toMatch(out);
  expect(ended.err).toMatch(err);
});

it.each(["000", "101"])("is not held up by a reply of the status %s", async (status) => {
  const { url } = await hostile((socket) => {
    socket.write(`HTTP/1.1 ${status} X\r\nContent-Length: 2\r\n\r\nok`);
  });
  const folder = await emptyFolder();
  const started = performance.now();
  const line = `fire-webhook sponsor.created --to ${url} --secret-env S --timeout 500ms`;
  const run = await startProgram(line.split(" "), folder, { S: "secret-4711" }).ended;
  expect([run.code, run.out]).toEqual([1, expect.stringContaining("its status line")]);
  expect(performance.now() - started).toBeLessThan(2_500);
});

it.skipIf(process.platform === "win32")(
  "is executable, so that npx runs it in a clone",
  async () => {
    const { mode } = await stat(join(ROOT, "bin/playcamp-gw.js"));
    expect(mode & 0o111).toBe(0o111);
  },
);
