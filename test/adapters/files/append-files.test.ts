import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeText } from "../../../src/core/text-out.js";
import { diskAppendFiles } from "../../../src/adapters/files/append-files.js";
import { stateFolder } from "../../../src/adapters/files/state-folder.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "playcamp-gw-append-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const chunk of chunks) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces).toString("utf8");
}

describe("diskAppendFiles", () => {
  it("appends in the order of the calls, at the offsets that it told", async () => {
    const file = await diskAppendFiles.open(join(folder, "deep/er/log"));
    const texts = ["first\n", "보석\n", "third\n"];
    const [first = "", ...others] = texts;
    const appended = [file.append([first], writeText), file.append(others, writeText)];
    await Promise.all(appended.map(({ durable }) => durable));
    const places = appended.flatMap(({ offsets }) => offsets);
    for (const [at, text] of texts.entries()) {
      const bytes = await file.read(places[at] ?? -1, Buffer.byteLength(text));
      expect(Buffer.from(bytes).toString()).toBe(text);
    }
    await file.close();
    expect(await readFile(join(folder, "deep/er/log"), "utf8")).toBe(texts.join(""));
  });

  it("reads what is still on its way to the disk", async () => {
    const file = await diskAppendFiles.open(join(folder, "log"));
    const long = `${"x".repeat(200_000)}\n`;
    file.append([long], writeText);
    expect(await textOf(file.chunks())).toBe(long);
    expect(file.size()).toBe(long.length);
    await file.close();
  });

  it("goes on at the end of what is there, and drops what it is told to drop", async () => {
    await writeFile(join(folder, "log"), "kept\ntorn");
    const file = await diskAppendFiles.open(join(folder, "log"));
    expect(file.size()).toBe(9);
    await file.truncate(5);
    await file.append(["new\n"], writeText).durable;
    await file.close();
    expect(await readFile(join(folder, "log"), "utf8")).toBe("kept\nnew\n");
  });

  it("is one process's at a time, and takes over from one that is gone", async () => {
    const path = join(folder, "log");
    const first = await diskAppendFiles.open(path);
    await expect(diskAppendFiles.open(path)).rejects.toMatchObject({
      code: "file_in_use",
    });
    await first.close();
    expect(await readdir(folder)).toEqual(["log"]);
    // No process has this id: it is above every system's highest.
    await writeFile(`${path}.lock`, "99999999");
    const second = await diskAppendFiles.open(path);
    await second.close();
  });

  it("replaces a file whole, or leaves it as it was", async () => {
    const path = join(folder, "out");
    await writeFile(path, "before");
    async function* broken() {
      yield "half";
      throw new Error("no more");
    }
    await expect(diskAppendFiles.replace(path, broken())).rejects.toThrow("no more");
    expect(await readFile(path, "utf8")).toBe("before");
    async function* whole() {
      yield "one\n";
      yield "two\n";
    }
    await diskAppendFiles.replace(path, whole());
    expect(await readFile(path, "utf8")).toBe("one\ntwo\n");
    expect(await readdir(folder)).toEqual(["out"]);
  });

  it("says which file cannot be written", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(diskAppendFiles.open(join(folder, "file/log"))).rejects.toMatchObject({
      code: "state_unwritable",
    });
  });
});

describe.skipIf(process.platform === "win32")("a full disk", () => {
  it("is told as what it is, whenever it fills", async () => {
    const path = join(folder, "full");
    await symlink("/dev/full", path);
    const file = await diskAppendFiles.open(path);
    await expect(file.append(["x"], writeText).durable).rejects.toMatchObject({
      code: "state_unwritable",
      message: expect.stringContaining("ENOSPC") as string,
    });
    await file.close().catch(() => undefined);
  });
});

describe("stateFolder", () => {
  it.each([
    ["linux", {}, "/home/dev/.local/state/playcamp-gw"],
    ["linux", { XDG_STATE_HOME: "/state" }, "/state/playcamp-gw"],
    ["linux", { HOME: "/other" }, "/other/.local/state/playcamp-gw"],
    ["darwin", {}, "/home/dev/Library/Application Support/playcamp-gw"],
  ] as const)("%s %j", (platform, env, expected) => {
    expect(stateFolder(env, platform, "/home/dev")).toBe(expected);
  });
});
