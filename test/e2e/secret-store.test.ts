/** Many processes write the secret store at the same time, the first of them ever, and nothing is lost. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { localDisk } from "../../src/adapters/files/write-file.js";
import { createSecretStore } from "../../src/adapters/secrets/secret-store.js";
import { emptyFolder, startProgram } from "./run-program.js";

const WRITERS = 16;

it("16 processes store a secret each", async () => {
  const home = await emptyFolder();
  const config = join(home, "config");
  const names = Array.from({ length: WRITERS }, (_, nth) => `secret-${nth}`);
  const runs = await Promise.all(
    names.map((name) => {
      const { child, ended } = startProgram(
        ["profile", "set-secret", name],
        home,
        { XDG_CONFIG_HOME: config },
        "pipe",
      );
      child.stdin?.end(`value of ${name}`);
      return ended;
    }),
  );
  expect(runs.map(({ code, err }) => (code === 0 ? 0 : err))).toEqual(names.map(() => 0));
  const folder = join(config, "playcamp-gw");
  const store = createSecretStore({ folder, key: null, disk: localDisk });
  expect(await store.names()).toEqual([...names].sort());
  for (const name of names) expect(await store.get(name)).toBe(`value of ${name}`);
  expect((await readdir(folder)).sort()).toEqual(["secrets.json", "store.key"]);
}, 120_000);
