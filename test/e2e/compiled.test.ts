/** The compiled code that a start leaves for the next one: worth having, never in the way. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, cp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { emptyFolder, ROOT, startProcess } from "./run-program.js";

/** Newer Nodes keep it themselves, and check it themselves. */
const isOurs = process.versions.node.startsWith("20.");

let installed = "";

beforeEach(async () => {
  installed = await emptyFolder();
  for (const part of ["bin", "dist", "package.json"])
    await cp(join(ROOT, part), join(installed, part), {
      recursive: true,
      filter: (path) => !path.startsWith(join(ROOT, "dist/compiled")),
    });
});

const compiled = () => join(installed, "dist/compiled");

/** A command that signs, whose URL is the same each time. */
async function sign(env: Readonly<Record<string, string>> = {}) {
  const words = "sign-entry --usn 1 --timestamp 1767571200 --profile p.json";
  await writeFile(
    join(installed, "p.json"),
    JSON.stringify({
      partner: "acme",
      entry: { url: "https://gw.example.com/{partner}", key: { env: "KEY" } },
    }),
  );
  return startProcess(
    process.execPath,
    [join(installed, "bin/playcamp-gw.js"), ...words.split(" ")],
    installed,
    { KEY: "a-key-of-this-test", ...env },
  ).ended;
}

async function kept(): Promise<{ path: string; bytes: Buffer }> {
  const [name = "", ...others] = await readdir(compiled());
  expect(others).toEqual([]);
  const path = join(compiled(), name);
  return { path, bytes: await readFile(path) };
}

it("is kept by the first start, and the second one says the same", async () => {
  const first = await sign();
  expect(first).toMatchObject({ code: 0, err: "" });
  expect(await readdir(compiled())).not.toEqual([]);
  expect(await sign()).toEqual(first);
});

it("is not kept where Node's own switch forbids it", async () => {
  const run = await sign({ NODE_DISABLE_COMPILE_CACHE: "1" });
  expect(run).toMatchObject({ code: 0, err: "" });
  expect(existsSync(compiled())).toBe(false);
});

describe.runIf(isOurs)("kept by this program itself", () => {
  it("is taken as it is", async () => {
    await sign();
    const before = await kept();
    await sign();
    expect((await kept()).bytes.equals(before.bytes)).toBe(true);
  });

  it.each([
    ["a flipped bit", (bytes: Buffer) => flip(bytes, bytes.length >> 1)],
    ["a flipped bit of its other half", (bytes: Buffer) => flip(bytes, 0)],
    ["half of it", (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ["nothing", () => Buffer.alloc(0)],
  ])("is made anew where a disk left %s", async (_, spoil) => {
    const first = await sign();
    const { path, bytes } = await kept();
    await writeFile(path, spoil(Buffer.from(bytes)));
    expect(await sign()).toEqual(first);
    const { bytes: again } = await kept();
    expect(again.length).toBeGreaterThan(bytes.length / 2);
    expect(await sign()).toEqual(first);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "is done without where it cannot be written",
    async () => {
      await chmod(join(installed, "dist"), 0o500);
      try {
        expect(await sign()).toMatchObject({ code: 0, err: "" });
      } finally {
        await chmod(join(installed, "dist"), 0o700);
      }
    },
  );

  it("is neither used nor made under flags that V8 was given", async () => {
    const env = { NODE_OPTIONS: "--max-semi-space-size=32" };
    expect(await sign(env)).toMatchObject({ code: 0, err: "" });
    expect(existsSync(compiled())).toBe(false);
    await sign();
    const { bytes } = await kept();
    expect(await sign(env)).toMatchObject({ code: 0, err: "" });
    expect((await kept()).bytes.equals(bytes)).toBe(true);
  });

  it("is done without where something else has its place", async () => {
    await writeFile(compiled(), "a file");
    expect(await sign()).toMatchObject({ code: 0, err: "" });
    expect(await readFile(compiled(), "utf8")).toBe("a file");
  });
});

describe.skipIf(process.platform === "win32")("a folder that others can write", () => {
  /** As a shell whose umask gives everything to everybody starts it. */
  const signUnmasked = async () => {
    await sign({ NODE_DISABLE_COMPILE_CACHE: "1" });
    const words = "sign-entry --usn 1 --timestamp 1767571200 --profile p.json";
    const program = join(installed, "bin/playcamp-gw.js");
    return startProcess(
      "sh",
      ["-c", `umask 000; exec "$0" "$1" ${words}`, process.execPath, program],
      installed,
      { KEY: "a-key-of-this-test" },
    ).ended;
  };

  it("is not made under umask 000, nor a file in it", async () => {
    const first = await signUnmasked();
    expect(first).toMatchObject({ code: 0, err: "" });
    const made = await readdir(compiled(), { recursive: true });
    expect(made).not.toEqual([]);
    for (const name of ["", ...(isOurs ? made : [])])
      expect((await stat(join(compiled(), name))).mode & 0o022).toBe(0);
    expect(await signUnmasked()).toEqual(first);
  });

  it.each([0o777, 0o775, 0o1777])("and has the mode %o is not read", async (mode) => {
    const first = await sign();
    await spoilAll(compiled());
    await chmod(compiled(), mode);
    const before = await bytesIn(compiled());
    expect(await sign()).toEqual(first);
    // Whatever stands there is neither taken nor renewed.
    expect(await bytesIn(compiled())).toEqual(before);
  });

  it.skipIf(process.getuid?.() !== 0)("or that is another user's is not read", async () => {
    const first = await sign();
    await spoilAll(compiled());
    await chown(compiled(), 12_345, 12_345);
    const before = await bytesIn(compiled());
    expect(await sign()).toEqual(first);
    expect(await bytesIn(compiled())).toEqual(before);
  });

  it.runIf(isOurs && process.getuid?.() === 0)("nor a file that is", async () => {
    const first = await sign();
    const { path, bytes } = await kept();
    const other = Buffer.from("another user's code, with a right digest");
    await writeFile(path, Buffer.concat([createHash("sha256").update(other).digest(), other]));
    await chown(path, 12_345, 12_345);
    expect(await sign()).toEqual(first);
    // It was made anew, by this user.
    expect((await kept()).bytes.length).toBeGreaterThan(bytes.length / 2);
    expect((await stat(path)).uid).toBe(0);
  });
});

async function spoilAll(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    if ((await stat(path)).isFile()) await writeFile(path, "not what V8 made");
  }
}

async function bytesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return (await stat(path)).isFile()
        ? `${name} ${(await readFile(path)).toString("hex")}`
        : name;
    }),
  );
}

function flip(bytes: Buffer, at: number): Buffer {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
  return bytes;
}
