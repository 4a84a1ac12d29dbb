/** Files that are none: devices, pipes, links and folders in the place of what a command reads and writes. */
import { execFileSync } from "node:child_process";
import { chmod, chown, lstat, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createWorld, errorOf, spoken } from "./world.js";

const ENTRY = { url: "http://127.0.0.1:1/{partner}" };
const SIGN = ["sign-entry", "--usn", "1", "--json"];
const withKeyIn = (file: string) => ({
  profile: { partner: "acme", entry: { ...ENTRY, key: { file } } },
});

describe.skipIf(process.platform === "win32")("a secret", () => {
  it.each(["/dev/zero", "/dev/urandom"])("from %s is refused at its limit", async (device) => {
    const world = await createWorld(withKeyIn(device));
    const run = await world.run(SIGN);
    expect([run.code, errorOf(run).code]).toEqual([2, "secret_unreadable"]);
    expect(errorOf(run).message).toContain("64 KiB");
  });

  it("from a pipe that nobody writes to is not waited for", async () => {
    const world = await createWorld(withKeyIn("pipe"));
    execFileSync("mkfifo", [join(world.folder, "pipe")]);
    const run = await world.run(SIGN);
    expect(run.code).toBe(2);
    expect(run.err).toContain("entry.key");
  });

  it.each(["--secret-file", "--key-file"])("of %s from a device is refused", async (flag) => {
    const world = await createWorld();
    const run = await world.run([
      ...(flag === "--key-file"
        ? ["sign-entry", "--usn", "1", "--url", "http://h/{partner}", "--partner", "p"]
        : ["fire-webhook", "sponsor.created", "--to", "http://127.0.0.1:1/"]),
      ...[flag, "/dev/zero", "--json"],
    ]);
    expect([run.code, errorOf(run).code]).toEqual([2, "secret_unreadable"]);
  });
});

describe.skipIf(process.platform === "win32")("what never ends is refused", () => {
  it.each([
    ["a profile", [...SIGN, "--profile", "/dev/zero"]],
    [
      "a CA",
      [
        "fire-webhook",
        "sponsor.created",
        "--to",
        "http://127.0.0.1:1/",
        "--secret-env",
        "KEY",
        "--cacert",
        "/dev/zero",
        "--json",
      ],
    ],
  ])("as %s", async (_, argv) => {
    const world = await createWorld({ env: { KEY: "key-4711" } });
    const run = await world.run(argv);
    expect(run.code, spoken(run)).toBe(2);
    expect(run.err).toMatch(/more than \d+ MiB/);
  });
});

describe.skipIf(process.platform === "win32")("a report", () => {
  it("to a device goes through it", async () => {
    const world = await createWorld({
      profile: { partner: "acme", entry: { ...ENTRY, key: { env: "KEY" } } },
      env: { KEY: "key-4711" },
    });
    await symlink("/dev/null", join(world.folder, "nowhere.json"));
    const run = await world.run([
      ...["conformance", "entry", "--only", "entry.signature.*", "--quiet"],
      ...["--reporter", "json=/dev/null", "--reporter", "junit=nowhere.json"],
    ]);
    expect(run.code, spoken(run)).toBe(3);
    expect((await lstat("/dev/null")).isCharacterDevice()).toBe(true);
    expect((await lstat(join(world.folder, "nowhere.json"))).isSymbolicLink()).toBe(true);
  });
});

/** No two users share a folder, whoever made one first. */
describe.skipIf(process.getuid?.() !== 0)("a folder that another user has made first", () => {
  it("in the temporary folder is nobody's trouble", async () => {
    const shared = await mkdtemp(join(tmpdir(), "playcamp-gw-shared-"));
    onTestFinished(() => rm(shared, { recursive: true, force: true }));
    for (const name of ["playcamp-gw", "playcamp-gw-0", "playcamp-gw-state"]) {
      await mkdir(join(shared, name));
      await chown(join(shared, name), 12_345, 12_345);
      await chmod(join(shared, name), 0o700);
    }
    const world = await createWorld();
    const range = "--from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z";
    const line = `sync-payments ${range} --dry-run --sandbox --payments 20`;
    const { folders } = await import("../../src/adapters/process/process-world.js").then(
      ({ machinePorts }) => machinePorts({ HOME: world.folder }),
    );
    const run = await world.run(line.split(" "), {
      folders: { ...descriptorsOf(folders), temporary: shared },
    });
    expect(run.code, spoken(run)).toBe(0);
    for (const name of ["playcamp-gw", "playcamp-gw-0", "playcamp-gw-state"])
      expect((await lstat(join(shared, name))).uid).toBe(12_345);
  });
});

function descriptorsOf({
  config,
  state,
  journal,
}: {
  config: string | null;
  state: string;
  journal: string | null;
}) {
  return { config, state, journal };
}
