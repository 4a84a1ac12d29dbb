/** The secret store keeps what it was given, tells when it cannot be read, and never loses or exposes anything. */
import {
  chmod,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Disk, localDisk } from "../../../src/adapters/files/write-file.js";
import { createSecretStore } from "../../../src/adapters/secrets/secret-store.js";

const KEY = "ab".repeat(32);

/** `[["one","first"]]` under KEY, as the first version wrote it. */
const EARLIER = {
  data: "ewAkMSByR3RmSTD7Cu4M//g=",
  tag: "WTrPuyJ6gHMoi1/ghlGNCA==",
};

function isSameKey(a: Buffer, b: Buffer): boolean {
  const digits = (bytes: Buffer) => bytes.toString("utf8").trim().toLowerCase();
  return digits(a) === digits(b);
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "playcamp-gw-store-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

async function filled(key: string | null = null) {
  const at = join(await folder(), "config");
  const store = createSecretStore({ folder: at, key, disk: localDisk });
  await store.set("one", "first");
  await store.set("two", "zweites €");
  return { at, store, file: join(at, "secrets.json") };
}

function describeError(error: unknown): string {
  const { name, code } = error as { name: string; code: string };
  return `${name} ${code}`;
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe("the secret store", () => {
  it("is empty before anything is stored, and touches nothing then", async () => {
    const at = join(await folder(), "config");
    const store = createSecretStore({ folder: at, key: null, disk: localDisk });
    expect(await store.get("one")).toBeNull();
    await expect(readdir(at)).rejects.toThrow("ENOENT");
  });

  it("gives back what was stored, in another process too", async () => {
    const { at, store } = await filled();
    await store.set("one", "changed");
    const again = createSecretStore({ folder: at, key: null, disk: localDisk });
    expect(await again.get("one")).toBe("changed");
    expect(await again.get("two")).toBe("zweites €");
    expect(await again.get("three")).toBeNull();
    expect(await again.get("__proto__")).toBeNull();
  });

  it("holds any name and any value", async () => {
    const store = createSecretStore({ folder: await folder(), key: KEY, disk: localDisk });
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary" }),
        async (name, value) => {
          await store.set(name, value);
          expect(await store.get(name)).toBe(value);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("is readable by its owner alone, key and all, and holds no secret in the clear", async () => {
    const { at, file } = await filled();
    expect((await readdir(at)).sort()).toEqual(["secrets.json", "store.key"]);
    expect(await modeOf(at)).toBe(0o700);
    expect(await modeOf(file)).toBe(0o600);
    expect(await modeOf(join(at, "store.key"))).toBe(0o600);
    const text = await readFile(file, "latin1");
    for (const clear of ["first", "one", "zweites"]) expect(text).not.toContain(`"${clear}"`);
  });

  it("makes no key file where the environment gives the key", async () => {
    const { at } = await filled(KEY);
    expect(await readdir(at)).toEqual(["secrets.json"]);
    const base64 = Buffer.from(KEY, "hex").toString("base64");
    const again = createSecretStore({ folder: at, key: base64, disk: localDisk });
    expect(await again.get("one")).toBe("first");
  });

  it("draws a new nonce for every write", async () => {
    const { store, file } = await filled();
    const nonces = new Set<string>();
    for (let write = 0; write < 20; write += 1) {
      await store.set("one", "first");
      const { nonce } = JSON.parse(await readFile(file, "utf8")) as {
        nonce: string;
      };
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(20);
  });
});

describe("a store that cannot be read", () => {
  /** What `get` and `set` end with; both must leave the file as it was. */
  async function failures(at: string, key: string | null) {
    const store = createSecretStore({ folder: at, key, disk: localDisk });
    const before = await readFile(join(at, "secrets.json"));
    const codes = await Promise.all(
      [store.get("one"), store.set("three", "x")].map((each) =>
        each.then(
          () => "no error",
          (error: unknown) => describeError(error),
        ),
      ),
    );
    expect(await readFile(join(at, "secrets.json"))).toEqual(before);
    return codes;
  }
  const both = (code: string) => [`UserError ${code}`, `UserError ${code}`];

  it("with another key is an error, never empty", async () => {
    const { at } = await filled(KEY);
    expect(await failures(at, "cd".repeat(32))).toEqual(both("store_unreadable"));
  });

  it("because its key file is gone is an error, and gets no new key", async () => {
    const { at } = await filled();
    await rm(join(at, "store.key"));
    expect(await failures(at, null)).toEqual(both("store_key_missing"));
    expect(await readdir(at)).toEqual(["secrets.json"]);
  });

  it.each(["", "secret", "ab".repeat(31), `${"ab".repeat(31)}zz`])(
    "with the key %j is an error that names the variable",
    async (key) => {
      const { at } = await filled(KEY);
      const store = createSecretStore({ folder: at, key, disk: localDisk });
      await expect(store.get("one")).rejects.toMatchObject({
        code: "store_key_invalid",
        message: expect.stringContaining("PLAYCAMP_GW_STORE_KEY") as string,
      });
    },
  );

  it("is refused while others can read its key", async () => {
    const { at } = await filled();
    await chmod(join(at, "store.key"), 0o640);
    expect(await failures(at, null)).toEqual(both("store_key_exposed"));
  });

  it.each([0o644, 0o660, 0o604])(
    "is refused while others can read or write it (%o)",
    async (mode) => {
      const { at, file } = await filled(KEY);
      await chmod(file, mode);
      expect(await failures(at, KEY)).toEqual(both("store_exposed"));
      await chmod(file, 0o600);
      const store = createSecretStore({ folder: at, key: KEY, disk: localDisk });
      expect(await store.get("one")).toBe("first");
    },
  );

  it.each([
    ["secrets.json", "store_unreadable"],
    ["store.key", "store_key_invalid store_unreadable"],
  ])("is an error whichever byte of %s is flipped", async (name, codes) => {
    const { at } = await filled();
    const whole = await readFile(join(at, name));
    const store = createSecretStore({ folder: at, key: null, disk: localDisk });
    for (let place = 0; place < whole.length; place += 1) {
      const bit = 1 << (place % 8);
      const flipped = Buffer.from(whole);
      flipped[place] = (flipped[place] ?? 0) ^ bit;
      // Of the key, the case of its digits and the line's end mean nothing.
      if (name === "store.key" && isSameKey(flipped, whole)) continue;
      await writeFile(join(at, name), flipped);
      const error: unknown = await store.get("one").catch((e: unknown) => e);
      expect(codes, `byte ${place}`).toContain(
        (error as { code?: string } | null)?.code ?? "no error",
      );
    }
  });

  it("is an error wherever it is cut short, and stays as it is", async () => {
    const { at, file } = await filled(KEY);
    const whole = await readFile(file);
    const store = createSecretStore({ folder: at, key: KEY, disk: localDisk });
    for (let length = 0; length < whole.length; length += 7) {
      const cut = whole.subarray(0, length);
      await writeFile(file, cut);
      await expect(store.get("one")).rejects.toMatchObject({
        code: "store_unreadable",
      });
      await expect(store.set("one", "x")).rejects.toMatchObject({
        code: "store_unreadable",
      });
      expect(await readFile(file)).toEqual(cut);
    }
  });

  it.each(["", "ab", "\0".repeat(64)])(
    "with a key file that holds %j is an error, and the key file stays",
    async (text) => {
      const { at } = await filled();
      await writeFile(join(at, "store.key"), text);
      expect(await failures(at, null)).toEqual(both("store_key_invalid"));
      expect(await readFile(join(at, "store.key"), "utf8")).toBe(text);
    },
  );

  it("tells a wrong key from a changed file, and names where the key came from", async () => {
    const { at, file } = await filled(KEY);
    const other = createSecretStore({ folder: at, key: "cd".repeat(32), disk: localDisk });
    await expect(other.get("one")).rejects.toThrow(
      /sealed with another key than the one in PLAYCAMP_GW_STORE_KEY/,
    );
    const text = await readFile(file, "utf8");
    const data = /"data": "(..)/.exec(text)?.[1] ?? "";
    await writeFile(
      file,
      text.replace(`"data": "${data}`, `"data": "${data === "AA" ? "BB" : "AA"}`),
    );
    const same = createSecretStore({ folder: at, key: KEY, disk: localDisk });
    await expect(same.get("one")).rejects.toThrow(/the file was changed since it was written/);
  });

  it("still reads what was sealed before files named their key", async () => {
    const at = await folder();
    const sealed = {
      format: "playcamp-gw/secrets@1",
      nonce: "AAECAwQFBgcICQoL",
      ...EARLIER,
    };
    await writeFile(join(at, "secrets.json"), `${JSON.stringify(sealed, null, 2)}\n`, {
      mode: 0o600,
    });
    const store = createSecretStore({ folder: at, key: KEY, disk: localDisk });
    expect(await store.get("one")).toBe("first");
    await store.set("two", "x");
    expect(await store.names()).toEqual(["one", "two"]);
  });

  it.each(["", "{}", "null", '{"format":"playcamp-gw/secrets@2"}', "\0\0"])(
    "is an error when it holds %j",
    async (text) => {
      const { at, file } = await filled(KEY);
      await writeFile(file, text);
      expect(await failures(at, KEY)).toEqual(both("store_unreadable"));
    },
  );

  it("says what is wrong with a folder that cannot be written", async () => {
    const at = join(await folder(), "file");
    await writeFile(at, "");
    const store = createSecretStore({ folder: join(at, "config"), key: KEY, disk: localDisk });
    await expect(store.set("one", "x")).rejects.toMatchObject({
      code: "store_unavailable",
    });
  });
});

describe("a disk that fails", () => {
  const failing = (code: string) => Object.assign(new Error(`${code}: injected`), { code });

  /** Opens well, then runs out of room while writing or syncing. */
  function fullDisk(step: "writeFile" | "sync", code: string): Disk {
    return {
      ...localDisk,
      open: async (...args) => {
        const handle = await open(...args);
        handle[step] = () => Promise.reject(failing(code));
        return handle;
      },
    };
  }

  const DISKS: readonly (readonly [string, Disk, RegExp])[] = [
    ["is full", fullDisk("writeFile", "ENOSPC"), /disk is full/],
    ["is full when it must last", fullDisk("sync", "ENOSPC"), /disk is full/],
    ["gives no more", fullDisk("sync", "EDQUOT"), /quota is used up/],
    ["breaks", fullDisk("writeFile", "EIO"), /owner and the permissions/],
    ["is read-only", { ...localDisk, open: () => Promise.reject(failing("EROFS")) }, /read-only/],
    [
      "lets nothing be replaced",
      { ...localDisk, rename: () => Promise.reject(failing("EACCES")) },
      /owner and the permissions/,
    ],
  ];

  it.each(DISKS)(
    "because it %s leaves everything as it was, and says so",
    async (_, disk, hint) => {
      const { at, file, store } = await filled();
      const before = await readFile(file);
      const failed = createSecretStore({ folder: at, key: null, disk });
      for (const attempt of [failed.set("one", "new"), failed.delete("one")]) {
        await expect(attempt).rejects.toMatchObject({
          name: "UserError",
          code: "store_unavailable",
          message: expect.stringContaining(file) as string,
          hint: expect.stringMatching(hint) as string,
        });
      }
      expect(await readFile(file)).toEqual(before);
      expect((await readdir(at)).sort()).toEqual(["secrets.json", "store.key"]);
      expect(await store.get("one")).toBe("first");
    },
  );

  it("at the very first secret leaves nothing half done", async () => {
    const at = join(await folder(), "config");
    const disk = fullDisk("writeFile", "ENOSPC");
    const failed = createSecretStore({ folder: at, key: null, disk });
    await expect(failed.set("one", "x")).rejects.toMatchObject({
      code: "store_unavailable",
    });
    expect(await readdir(at)).toEqual([]);
    const store = createSecretStore({ folder: at, key: null, disk: localDisk });
    await store.set("one", "x");
    expect(await store.get("one")).toBe("x");
  });

  it("that is busy for a moment is waited for on Windows", async () => {
    const at = await folder();
    let refusals = 2;
    const disk: Disk = {
      ...localDisk,
      platform: "win32",
      rename: (from, to) => (refusals-- > 0 ? Promise.reject(failing("EPERM")) : rename(from, to)),
    };
    const store = createSecretStore({ folder: at, key: KEY, disk });
    await store.set("one", "x");
    expect(await store.get("one")).toBe("x");
    expect(refusals).toBe(-1);
  });
});

describe("the stored names", () => {
  it("are listed in order, and can be taken out one by one", async () => {
    const { store, at } = await filled();
    await store.set("another", "x");
    expect(await store.names()).toEqual(["another", "one", "two"]);
    expect(await store.delete("one")).toBe(true);
    expect(await store.delete("one")).toBe(false);
    expect(await store.names()).toEqual(["another", "two"]);
    expect(await store.get("two")).toBe("zweites €");
    expect((await readdir(at)).sort()).toEqual(["secrets.json", "store.key"]);
  });

  it("of an empty store are none, and asking makes no file", async () => {
    const at = join(await folder(), "config");
    const store = createSecretStore({ folder: at, key: null, disk: localDisk });
    expect(await store.names()).toEqual([]);
    expect(await store.delete("one")).toBe(false);
    await expect(readdir(at)).rejects.toThrow("ENOENT");
  });
});

describe("writers at the same time", () => {
  it("lose nothing, and leave one key and no lock behind", async () => {
    const at = join(await folder(), "config");
    const names = Array.from({ length: 20 }, (_, nth) => `secret ${nth}`);
    await Promise.all(
      names.map((name) =>
        createSecretStore({ folder: at, key: null, disk: localDisk }).set(name, `${name}!`),
      ),
    );
    const store = createSecretStore({ folder: at, key: null, disk: localDisk });
    for (const name of names) expect(await store.get(name)).toBe(`${name}!`);
    expect((await readdir(at)).sort()).toEqual(["secrets.json", "store.key"]);
  });

  it("take over the lock of a process that is gone, one at a time", async () => {
    const { at } = await filled();
    // No process of this machine has such a number.
    await writeFile(join(at, "secrets.lock"), "4194304999");
    const names = Array.from({ length: 8 }, (_, nth) => `late ${nth}`);
    await Promise.all(
      names.map((name) =>
        createSecretStore({ folder: at, key: null, disk: localDisk }).set(name, name),
      ),
    );
    const store = createSecretStore({ folder: at, key: null, disk: localDisk });
    for (const name of names) expect(await store.get(name)).toBe(name);
    expect((await readdir(at)).sort()).toEqual(["secrets.json", "store.key"]);
  });

  it("leave a reader the old state or the new one, never less", async () => {
    const { at, store } = await filled();
    const reader = createSecretStore({ folder: at, key: null, disk: localDisk });
    const writing = (async () => {
      for (let nth = 0; nth < 20; nth += 1) await store.set("one", `${nth}`);
    })();
    for (let look = 0; look < 200; look += 1) expect(await reader.get("two")).toBe("zweites €");
    await writing;
    expect(await reader.get("one")).toBe("19");
  });
});
