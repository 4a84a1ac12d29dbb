/** A profile that somebody else has put in the way must not get at this user's other secrets. */
import { chmod, chown, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createWorld, errorOf, type WorldOptions } from "./world.js";

const profileWith = (key: unknown): WorldOptions => ({
  profile: { partner: "acme", entry: { url: "http://127.0.0.1:1/{partner}", key } },
});
const SIGN = ["sign-entry", "--usn", "1", "--json"];

describe.skipIf(process.platform === "win32")("a profile found upward", () => {
  it.each([
    ["its file can be written by anybody", "playcamp-gw.json", 0o666],
    ["its folder can be written by anybody", ".", 0o777],
  ])("is refused where %s, and taken where it is named", async (_, path, mode) => {
    const world = await createWorld({ ...profileWith({ env: "KEY" }), env: { KEY: "key-4711" } });
    await chmod(join(world.folder, path), mode);
    const found = await world.run(SIGN);
    expect([found.code, errorOf(found).code]).toEqual([2, "profile_untrusted"]);
    expect((await world.run([...SIGN, "--profile", "./playcamp-gw.json"])).code).toBe(0);
    expect((await world.run([...SIGN, "--trust-profile"])).code).toBe(0);
  });

  it.skipIf(process.getuid?.() !== 0)("is refused where it is another user's", async () => {
    const world = await createWorld({ ...profileWith({ env: "KEY" }), env: { KEY: "key-4711" } });
    await chown(join(world.folder, "playcamp-gw.json"), 12_345, 12_345);
    expect(errorOf(await world.run(SIGN)).code).toBe("profile_untrusted");
  });

  it("is taken where it is this user's own", async () => {
    const world = await createWorld({ ...profileWith({ env: "KEY" }), env: { KEY: "key-4711" } });
    expect((await world.run(SIGN)).code).toBe(0);
  });
});

describe("a profile may not name", () => {
  it.each([
    "AWS_SECRET_ACCESS_KEY",
    "GITHUB_TOKEN",
    "NPM_TOKEN",
    "CI_JOB_TOKEN",
    "PLAYCAMP_GW_STORE_KEY",
    "aws_session_token",
  ])("%s", async (name) => {
    const world = await createWorld({ ...profileWith({ env: name }), env: { [name]: "key-4711" } });
    const run = await world.run(SIGN);
    expect([run.code, errorOf(run).code]).toEqual([2, "secret_forbidden"]);
    expect(run.err).not.toContain("4711");
    expect((await world.run([...SIGN, "--trust-profile"])).code).toBe(0);
  });

  it.each([".config/playcamp-gw/store.key", "./link.key"])(
    "the key of the store, as %s",
    async (file) => {
      const world = await createWorld(profileWith({ file }));
      const folder = join(world.folder, ".config/playcamp-gw");
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "store.key"), "key-4711");
      await symlink(join(folder, "store.key"), join(world.folder, "link.key"));
      expect(errorOf(await world.run(SIGN)).code).toBe("secret_forbidden");
    },
  );

  it("and what is its own it may", async () => {
    const world = await createWorld({
      ...profileWith({ file: "own.key" }),
      files: { "own.key": "key-4711" },
    });
    expect((await world.run(SIGN)).code).toBe(0);
  });
});
