/** Folders above folders, and places where none can be made. */
import { existsSync, mkdirSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { makeFolder } from "../../../src/adapters/files/make-folder.js";

async function place(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "make-folder-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

it("makes those above as well, with their mode, and is content with what is there", async () => {
  const path = join(await place(), "one", "two", "three");
  makeFolder(path, 0o700);
  makeFolder(path, 0o700);
  const { mode } = await stat(join(path, ".."));
  expect((await stat(path)).isDirectory()).toBe(true);
  if (process.platform !== "win32") expect(mode & 0o777).toBe(0o700);
});

it("makes none below a file, nor in its place", async () => {
  const file = join(await place(), "file");
  await writeFile(file, "");
  expect(() => makeFolder(file)).toThrow("EEXIST");
  expect(() => makeFolder(join(file, "below", "it"))).toThrow(/ENOTDIR|ENOENT/);
});

// A file system that says ENOENT of a folder in a folder that is there.
it.runIf(process.platform === "linux")("ends where the system makes none", () => {
  expect(() => makeFolder("/proc/no-folder/below")).toThrow("ENOENT");
});

it("goes on where another process makes the folder above between two looks", async () => {
  const above = join(await place(), "above");
  const path = join(above, "own");
  makeFolder(path, 0o700, (each, mode) => {
    try {
      return mkdirSync(each, mode);
    } finally {
      if (!existsSync(above)) mkdirSync(above);
    }
  });
  expect((await stat(path)).isDirectory()).toBe(true);
});
