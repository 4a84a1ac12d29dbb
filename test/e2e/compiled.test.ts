/** The compiled code that a start leaves for the next one: worth having, never in the way. */
import { existsSync } from "node:fs";
import { chmod, cp, readdir, readFile, writeFile } from "node:fs/promises";
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
    ["a flipped bit of its digest", (bytes: Buffer) => flip(bytes, 0)],
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

function flip(bytes: Buffer, at: number): Buffer {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
  return bytes;
}
