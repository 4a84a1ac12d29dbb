import { execFileSync } from "node:child_process";
import { lstat, mkdtemp, open, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeWhole } from "../../../src/adapters/files/write-file.js";
import { systemFiles } from "../../../src/adapters/process/system.js";

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "playcamp-gw-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("reading", () => {
  it.each([
    [99, "is read"],
    [100, "is read"],
    [101, "is refused"],
    [200_000, "is refused"],
  ])("of %i bytes with a limit of 100 %s", async (bytes) => {
    const path = join(await emptyFolder(), "file");
    await writeFile(path, "x".repeat(bytes));
    const reading = systemFiles.readBytes(path, 100);
    if (bytes <= 100) expect((await reading)?.length).toBe(bytes);
    else await expect(reading).rejects.toThrow("it holds more than 1 KiB");
  });

  it("finds no file", async () => {
    expect(await systemFiles.readBytes(join(await emptyFolder(), "none"), 100)).toBeNull();
  });

  it("refuses a folder", async () => {
    await expect(systemFiles.readBytes(await emptyFolder(), 100)).rejects.toThrow("EISDIR");
  });

  it.skipIf(process.platform === "win32")(
    "ends at its limit where a device never does",
    async () => {
      await expect(systemFiles.readBytes("/dev/zero", 65_536)).rejects.toThrow("more than 64 KiB");
    },
  );

  it.skipIf(process.platform === "win32")(
    "does not wait for a pipe that nobody writes to",
    async () => {
      const path = join(await emptyFolder(), "pipe");
      execFileSync("mkfifo", [path]);
      expect(await systemFiles.readBytes(path, 100)).toEqual(Buffer.alloc(0));
    },
  );

  it.skipIf(process.platform === "win32")(
    "takes what a pipe brings, and no more than its limit",
    async () => {
      const path = join(await emptyFolder(), "pipe");
      execFileSync("mkfifo", [path]);
      const both = await open(path, "r+");
      onTestFinished(() => both.close());
      await both.write("y".repeat(300));
      await expect(systemFiles.readBytes(path, 100)).rejects.toThrow("it holds more than");
    },
  );
});

describe.skipIf(process.platform === "win32")("writing", () => {
  it("goes through a device instead of replacing it", async () => {
    const folder = await emptyFolder();
    const link = join(folder, "null");
    await symlink("/dev/null", link);
    await writeWhole(link, "text");
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect((await lstat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  it("replaces what a link points to, and keeps the link", async () => {
    const folder = await emptyFolder();
    await writeFile(join(folder, "file"), "before");
    await symlink("file", join(folder, "link"));
    await writeWhole(join(folder, "link"), "after");
    expect((await lstat(join(folder, "link"))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, "file"), "utf8")).toBe("after");
  });
});
