/** The lock keeps others out as long as its holder may still be at work, and no longer. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { withFileLock } from "../../../src/adapters/files/file-lock.js";
import { processPlace, startOf } from "../../../src/adapters/process/liveness.js";

/** No process of this machine has such a number. */
const NOBODY = "4194304999";
const PATIENCE_MS = 60;

async function lockPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "playcamp-gw-lock-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "it.lock");
}

async function heldBy(holder: string, ageMs: number): Promise<string> {
  const path = await lockPath();
  await writeFile(path, holder);
  const then = new Date(Date.now() - ageMs);
  await utimes(path, then, then);
  return path;
}

const enter = (path: string) => withFileLock(path, () => Promise.resolve("in"), PATIENCE_MS);

/** As this version writes it. */
const claim = (pid: number | string, place: string, start: string) =>
  [pid, hostname(), place, start].join("\n");
const here = processPlace();
const ours = startOf(process.pid);

describe("a lock", () => {
  it.each<[string, string, number]>([
    ["a process that is gone", `${NOBODY}\n${hostname()}`, 0],
    ["a process that is gone, as earlier versions wrote it", NOBODY, 0],
    ["another machine, long ago", `${process.pid}\nelsewhere`, 120_000],
    ["nobody can tell whom, long ago", "", 10_000],
    ["another container, long ago", claim(process.pid, "boot pid:[1]", ours), 60_000],
  ])("of %s is taken over", async (_, holder, ageMs) => {
    const path = await heldBy(holder, ageMs);
    expect(await enter(path)).toBe("in");
    expect(await readdir(join(path, ".."))).toEqual([]);
  });

  it.each<[string, string, number]>([
    ["a process at work", `${process.pid}\n${hostname()}`, 120_000],
    ["another machine, just now", `${NOBODY}\nelsewhere`, 0],
    ["somebody who is only writing it", "", 0],
    ["this very process", claim(process.pid, here, ours), 120_000],
    ["another container, whose processes cannot be seen", claim(NOBODY, "boot pid:[1]", "7"), 0],
  ])("of %s is respected", async (_, holder, ageMs) => {
    const path = await heldBy(holder, ageMs);
    await expect(enter(path)).rejects.toMatchObject({
      code: "store_locked",
      message: expect.stringContaining(path) as string,
    });
    expect(await readdir(join(path, ".."))).toEqual(["it.lock"]);
  });

  it.skipIf(ours === "")("of an earlier process of this number is taken over", async () => {
    expect(await enter(await heldBy(claim(process.pid, here, "1"), 0))).toBe("in");
  });

  it("is of one at a time, whoever comes, and whatever a dead one left", async () => {
    const path = await heldBy(claim(NOBODY, here, "1"), 0);
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await setImmediate();
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 12 }, () => withFileLock(path, work)));
    expect(most).toBe(1);
    expect(await readdir(join(path, ".."))).toEqual([]);
  });

  it.skipIf(ours === "")("of a zombie is taken over", async () => {
    // The shell does not ask how its child has ended, for it has become another program by then.
    const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 30"]);
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    while (!/\) Z /.test(await readFile(`/proc/${pid}/stat`, "utf8"))) await setImmediate();
    expect(await enter(await heldBy(claim(pid, here, startOf(pid)), 0))).toBe("in");
  });

  it("is let go when the work fails", async () => {
    const path = await lockPath();
    const failing = withFileLock(path, () => Promise.reject(new Error("no luck")));
    await expect(failing).rejects.toThrow("no luck");
    expect(await enter(path)).toBe("in");
  });
});
