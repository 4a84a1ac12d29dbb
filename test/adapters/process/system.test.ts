import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock, systemFiles, systemRandom } from "../../../src/adapters/process/system.js";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "playcamp-gw-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

describe("files", () => {
  it("are replaced whole, in folders that need not exist, and leave nothing behind", async () => {
    const path = join(await folder(), "a/b/report.json");
    await systemFiles.writeWhole(path, "one");
    await systemFiles.writeWhole(path, "two");
    expect(await readFile(path, "utf8")).toBe("two");
    expect(await readdir(join(path, ".."))).toEqual(["report.json"]);
  });

  it.skipIf(process.platform === "win32")("keep their mode, whatever the umask", async () => {
    const path = join(await folder(), "script");
    await writeFile(path, "one");
    await chmod(path, 0o775);
    await systemFiles.writeWhole(path, "two");
    expect((await stat(path)).mode & 0o777).toBe(0o775);
    await systemFiles.writePrivate(path, "three");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("stay as they were when writing fails", async () => {
    const root = await folder();
    await writeFile(join(root, "file"), "kept");
    await expect(systemFiles.writeWhole(join(root, "file/below"), "x")).rejects.toThrow();
    await systemFiles.writeWhole(join(root, "dir/x"), "");
    await expect(systemFiles.writeWhole(join(root, "dir"), "x")).rejects.toThrow();
    expect(await readFile(join(root, "file"), "utf8")).toBe("kept");
    expect((await readdir(root)).sort()).toEqual(["dir", "file"]);
  });

  it.each([0, 1, 64 * 1024, 64 * 1024 + 1, 1_000_000])(
    "of %d bytes are read whole",
    async (bytes) => {
      const path = join(await folder(), "file");
      const content = Buffer.alloc(bytes, "playcamp");
      await writeFile(path, content);
      const read = await systemFiles.readBytes(path);
      expect(content.equals(read ?? Buffer.from("none"))).toBe(true);
    },
  );

  it.skipIf(process.platform === "win32")("that are pipes keep nobody else waiting", async () => {
    const path = join(await folder(), "pipe");
    execFileSync("mkfifo", [path]);
    const reading = systemFiles.readBytes(path);
    await writeFile(path, "written later");
    expect(Buffer.from((await reading) ?? []).toString()).toBe("written later");
  });

  it("that are missing are null, and other trouble is thrown", async () => {
    const root = await folder();
    expect(await systemFiles.readBytes(join(root, "none"))).toBeNull();
    expect(await systemFiles.readBytes(join(root, "none/deeper"))).toBeNull();
    await expect(systemFiles.readBytes(root)).rejects.toThrow();
    expect(await systemFiles.exists(root)).toBe(true);
    expect(await systemFiles.exists(join(root, "none"))).toBe(false);
  });
});

describe("the clock", () => {
  it("wakes early when it is interrupted, without throwing", async () => {
    const stop = new AbortController();
    const startedAt = systemClock.monotonicMs();
    const sleep = systemClock.sleep(60_000, stop.signal);
    stop.abort();
    await sleep;
    await systemClock.sleep(60_000, AbortSignal.abort());
    expect(systemClock.monotonicMs() - startedAt).toBeLessThan(5_000);
  });

  it("tells the time", () => {
    expect(Math.abs(systemClock.nowMs() - Date.now())).toBeLessThan(1_000);
  });
});

it("randomness differs", () => {
  const [one, two] = [systemRandom.bytes(16), systemRandom.bytes(16)];
  expect(one).toHaveLength(16);
  expect(Buffer.from(one)).not.toEqual(Buffer.from(two));
});
