/** The secret store keeps what it was given, tells when it cannot be read, and never loses or exposes anything. */
import {
  chmod,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { createSecretStore } from "../../src/adapters/secret-store.js";

const KEY = "ab".repeat(32);

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "playcamp-gw-store-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

async function filled(key: string | null = null) {
  const at = join(await folder(), "config");
  const store = createSecretStore({ folder: at, key });
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
    const store = createSecretStore({ folder: at, key: null });
    expect(await store.get("one")).toBeNull();
    await expect(readdir(at)).rejects.toThrow("ENOENT");
  });

  it("gives back what was stored, in another process too", async () => {
    const { at, store } = await filled();
    await store.set("one", "changed");
    const again = createSecretStore({ folder: at, key: null });
    expect(await again.get("one")).toBe("changed");
    expect(await again.get("two")).toBe("zweites €");
    expect(await again.get("three")).toBeNull();
    expect(await again.get("__proto__")).toBeNull();
  });

  it("holds any name and any value", async () => {
    const store = createSecretStore({ folder: await folder(), key: KEY });
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
    for (const clear of ["first", "one", "zweites"])
      expect(text).not.toContain(`"${clear}"`);
  });

  it("makes no key file where the environment gives the key", async () => {
    const { at } = await filled(KEY);
    expect(await readdir(at)).toEqual(["secrets.json"]);
    const base64 = Buffer.from(KEY, "hex").toString("base64");
    const again = createSecretStore({ folder: at, key: base64 });
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
    const store = createSecretStore({ folder: at, key });
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
    expect(await failures(at, "cd".repeat(32))).toEqual(
      both("store_unreadable"),
    );
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
      const store = createSecretStore({ folder: at, key });
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

  it("is an error whichever byte of it is flipped", async () => {
    const { at, file } = await filled(KEY);
    const whole = await readFile(file);
    const store = createSecretStore({ folder: at, key: KEY });
    for (let place = 0; place < whole.length; place += 1) {
      const flipped = Buffer.from(whole);
      flipped[place] = (flipped[place] ?? 0) ^ 0x01;
      await writeFile(file, flipped);
      const outcome = await store.get("one").then(
        (value) => value,
        (error: unknown) => (error as { code: string }).code,
      );
      // White space between the parts may change; the secret may not.
      expect(["store_unreadable", "first"], `byte ${place}`).toContain(outcome);
      const isContent = /[A-Za-z0-9+/@"{}:]/.test(
        String.fromCharCode(whole[place] ?? 0),
      );
      if (isContent) expect(outcome, `byte ${place}`).toBe("store_unreadable");
    }
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
    const store = createSecretStore({ folder: join(at, "config"), key: KEY });
    await expect(store.set("one", "x")).rejects.toMatchObject({
      code: "store_unavailable",
    });
  });
});

describe("writers at the same time", () => {
  it("lose nothing, and leave one key and no lock behind", async () => {
    const at = join(await folder(), "config");
    const names = Array.from({ length: 20 }, (_, nth) => `secret ${nth}`);
    await Promise.all(
      names.map((name) =>
        createSecretStore({ folder: at, key: null }).set(name, `${name}!`),
      ),
    );
    const store = createSecretStore({ folder: at, key: null });
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
        createSecretStore({ folder: at, key: null }).set(name, name),
      ),
    );
    const store = createSecretStore({ folder: at, key: null });
    for (const name of names) expect(await store.get(name)).toBe(name);
    expect((await readdir(at)).sort()).toEqual(["secrets.json", "store.key"]);
  });

  it("are not kept out for ever by a takeover that was cut off", async () => {
    const { at, store } = await filled();
    const claim = join(at, "secrets.lock.takeover");
    await writeFile(join(at, "secrets.lock"), "4194304999");
    await writeFile(claim, "4194304999");
    const longAgo = new Date(0);
    await utimes(claim, longAgo, longAgo);
    await store.set("one", "at last");
    expect(await store.get("one")).toBe("at last");
  });

  it("leave a reader the old state or the new one, never less", async () => {
    const { at, store } = await filled();
    const reader = createSecretStore({ folder: at, key: null });
    const writing = (async () => {
      for (let nth = 0; nth < 20; nth += 1) await store.set("one", `${nth}`);
    })();
    for (let look = 0; look < 200; look += 1)
      expect(await reader.get("two")).toBe("zweites €");
    await writing;
    expect(await reader.get("one")).toBe("19");
  });
});
