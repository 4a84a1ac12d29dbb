/** The lock keeps others out as long as its holder may still be at work, and no longer. */
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { withFileLock } from "../../../src/adapters/files/file-lock.js";

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

describe("a lock", () => {
  it.each<[string, string, number]>([
    ["a process that is gone", `${NOBODY}\n${hostname()}`, 0],
    ["a process that is gone, as earlier versions wrote it", NOBODY, 0],
    ["another machine, long ago", `${process.pid}\nelsewhere`, 120_000],
    ["nobody can tell whom, long ago", "", 10_000],
  ])("of %s is taken over", async (_, holder, ageMs) => {
    const path = await heldBy(holder, ageMs);
    expect(await enter(path)).toBe("in");
    expect(await readdir(join(path, ".."))).toEqual([]);
  });

  it.each<[string, string, number]>([
    ["a process at work", `${process.pid}\n${hostname()}`, 120_000],
    ["another machine, just now", `${NOBODY}\nelsewhere`, 0],
    ["somebody who is only writing it", "", 0],
  ])("of %s is respected", async (_, holder, ageMs) => {
    const path = await heldBy(holder, ageMs);
    await expect(enter(path)).rejects.toMatchObject({
      code: "store_locked",
      message: expect.stringContaining(path) as string,
    });
    expect(await readdir(join(path, ".."))).toEqual(["it.lock"]);
  });

  it("is let go when the work fails", async () => {
    const path = await lockPath();
    const failing = withFileLock(path, () => Promise.reject(new Error("no luck")));
    await expect(failing).rejects.toThrow("no luck");
    expect(await enter(path)).toBe("in");
  });
});
