/** Locks across real pid namespaces, as containers that share a folder have them. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { withFileLock } from "../../../src/adapters/files/file-lock.js";
import { processPlace, startOf } from "../../../src/adapters/process/liveness.js";

const UNSHARE = ["--pid", "--fork", "--kill-child", "--mount-proc"];

function canUnshare(): boolean {
  try {
    execFileSync("unshare", [...UNSHARE, "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The claim as a process writes it that is number 1 of a container of its own, and stays. */
async function claimOfContainer(): Promise<{ readonly claim: string; readonly end: () => void }> {
  const script = `
    const { readFileSync, readlinkSync } = require("node:fs");
    const stat = readFileSync("/proc/self/stat", "utf8");
    const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const place = boot + " " + readlinkSync("/proc/self/ns/pid");
    console.log([process.pid, require("node:os").hostname(), place, start].join("\\n"));
    setInterval(() => undefined, 1000);`;
  const child = spawn("unshare", [...UNSHARE, process.execPath, "-e", script]);
  const end = () => void child.kill("SIGKILL");
  onTestFinished(end);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { claim: line.toString().trim().replaceAll("\\n", "\n"), end };
}

async function heldBy(claim: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "playcamp-gw-elsewhere-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "it.lock.0123456789abcdef"), claim);
  return join(folder, "it.lock");
}

const enter = (path: string) => withFileLock(path, () => Promise.resolve("in"), 60);

describe.skipIf(process.platform !== "linux" || !canUnshare())("another container", () => {
  it("keeps its lock though its number 1 is somebody else here", async () => {
    const { claim } = await claimOfContainer();
    expect(claim).toMatch(/^1\n/);
    expect(claim).not.toContain(processPlace());
    await expect(enter(await heldBy(claim))).rejects.toMatchObject({ code: "store_locked" });
  });

  it("that was number 1 here and was killed leaves nothing to whoever is 1 now", async () => {
    // The number and the namespace are the same again after a restart; the start is not.
    const path = await heldBy(["1", "container", processPlace(), `${startOf(1)}0`].join("\n"));
    expect(await enter(path)).toBe("in");
  });
});
