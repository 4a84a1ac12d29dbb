/** `profile set-secret` and `profile export`: what comes in is kept as it came, and nothing of it goes out. */
import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Interrupted } from "../../src/core/errors.js";
import type { Prompter } from "../../src/core/ports.js";
import { localDisk } from "../../src/adapters/files/write-file.js";
import { createSecretStore } from "../../src/adapters/secrets/secret-store.js";
import { inspectProfile } from "../../src/profile/inspect.js";
import { fakeTerminal } from "./recording-world.js";
import { createWorld, errorOf, spoken, type World } from "./world.js";

const SECRET = "MARKER-key-4711";
const SET = ["profile", "set-secret", "acme"] as const;

const configOf = ({ folder }: World) => join(folder, ".config", "playcamp-gw");

function stored(world: World, name = "acme"): Promise<string | null> {
  return createSecretStore({ folder: configOf(world), key: null, disk: localDisk }).get(name);
}

/** A terminal at which somebody types; other questions are a defect. */
function typing(answer: () => Promise<string>) {
  const asked: string[] = [];
  const prompter = {
    secret: ({ message }: { message: string }) => {
      asked.push(message);
      return answer();
    },
  } as unknown as Prompter;
  return { asked, openPrompter: () => Promise.resolve(prompter) };
}

describe("profile set-secret", () => {
  it.each<[string, string, string, RegExp | null]>([
    ["as it came", SECRET, SECRET, null],
    [
      "less echo's line break, and says so",
      `${SECRET}\n`,
      SECRET,
      /line break at the end was left out/,
    ],
    ["less Windows' line break", `${SECRET}\r\n`, SECRET, /line break at the end/],
    ["with the second line break", `${SECRET}\n\n`, `${SECRET}\n`, /holds a line break/],
    ["with its quotes", `"${SECRET}"`, `"${SECRET}"`, /begins and ends with quotes/],
    ["with its spaces", ` ${SECRET} `, ` ${SECRET} `, /white space/],
    ["with its byte order mark", `\uFEFF${SECRET}`, `\uFEFF${SECRET}`, /byte order mark/],
    ["with its control characters", `${SECRET}\0`, `${SECRET}\0`, /control character/],
    ["in any script", "ключ-🔑", "ключ-🔑", null],
  ])("keeps a secret %s", async (_, input, kept, warning) => {
    const world = await createWorld();
    const run = await world.run(SET, { input });
    expect([run.code, run.out]).toEqual([0, '{"store":"acme"}\n']);
    expect(await stored(world)).toBe(kept);
    if (warning === null) expect(run.err).not.toContain("warning");
    else expect(run.err).toMatch(warning);
    expect(spoken(run)).not.toContain("MARKER");
  });

  it("keeps the line break too where it is told to", async () => {
    const world = await createWorld();
    await world.run([...SET, "--keep-newline"], { input: `${SECRET}\n` });
    expect(await stored(world)).toBe(`${SECRET}\n`);
  });

  it("asks at a terminal, without showing", async () => {
    const world = await createWorld({ terminal: { inIsTerminal: true } });
    const { asked, openPrompter } = typing(() => Promise.resolve(SECRET));
    const run = await world.run(SET, { openPrompter });
    expect([run.code, asked]).toEqual([0, ["Secret to store as acme"]]);
    expect(await stored(world)).toBe(SECRET);
    expect(spoken(run)).not.toContain("MARKER");
  });

  it("stores nothing when the question is broken off", async () => {
    const world = await createWorld({ terminal: { inIsTerminal: true } });
    const run = await world.run(
      SET,
      typing(() => Promise.reject(new Interrupted())),
    );
    expect(run.code).toBe(130);
    expect(await stored(world)).toBeNull();
  });

  it("says what it replaced, with --json too", async () => {
    const world = await createWorld();
    await world.run(SET, { input: "first" });
    const run = await world.run([...SET, "--json"], { input: `${SECRET}\n` });
    expect(JSON.parse(run.out)).toEqual({
      store: "acme",
      replaced: true,
      warnings: [expect.stringContaining("line break")],
    });
    expect(await stored(world)).toBe(SECRET);
  });

  it("warns when a variable takes its place", async () => {
    const world = await createWorld({ env: { PLAYCAMP_GW_SECRET_ACME: "x" } });
    const run = await world.run(SET, { input: SECRET });
    expect(run.err).toContain("PLAYCAMP_GW_SECRET_ACME is set");
  });

  it("takes a secret out again", async () => {
    const world = await createWorld();
    await world.run(SET, { input: SECRET });
    expect((await world.run([...SET, "--delete"])).code).toBe(0);
    expect(await stored(world)).toBeNull();
    const again = await world.run([...SET, "--delete", "--json"]);
    expect([again.code, errorOf(again).code]).toEqual([2, "secret_missing"]);
  });

  it("never takes it as an argument, and does not repeat it", async () => {
    const world = await createWorld();
    const run = await world.run([...SET, SECRET], { input: "x" });
    expect(run.code).toBe(2);
    expect(spoken(run)).not.toContain("MARKER");
    expect(await stored(world)).toBeNull();
  });

  it.each<[string, string | undefined, object, string]>([
    ["nothing", "", {}, "secret_empty"],
    ["a line break alone", "\n", {}, "secret_empty"],
    [
      "a terminal at which nobody may be asked",
      "x",
      { terminal: { inIsTerminal: true }, env: { CI: "true" } },
      "input_needed",
    ],
    [
      "a store key that is none",
      "x",
      { env: { PLAYCAMP_GW_STORE_KEY: "short" } },
      "store_key_invalid",
    ],
  ])("refuses %s", async (_, input, options, code) => {
    const world = await createWorld(options);
    const run = await world.run([...SET, "--json"], { input: input ?? "" });
    expect([run.code, errorOf(run).code]).toEqual([2, code]);
  });

  it("refuses bytes that are no text", async () => {
    const world = await createWorld();
    const run = await world.run([...SET, "--json"], {
      terminal: fakeTerminal({ input: Buffer.from([0xff, 0xfe, 0x41]) }),
    });
    expect(run.code).toBe(2);
    expect(await stored(world)).toBeNull();
  });

  it.each(["", " acme", "a\nb", "x".repeat(129)])("refuses the name %j", async (name) => {
    const world = await createWorld();
    const run = await world.run(["profile", "set-secret", "--json", name], {
      input: SECRET,
    });
    expect([run.code, errorOf(run).code]).toEqual([2, "secret_name_invalid"]);
  });
});

describe("a damaged store, on every command that needs it", () => {
  const PROFILE = {
    partner: "acme",
    entry: { url: "https://gw.example/{partner}", key: { store: "acme" } },
  };
  const DAMAGES: readonly (readonly [string, (config: string) => Promise<void>, RegExp])[] = [
    [
      "a flipped byte",
      async (config) => {
        const bytes = await readFile(join(config, "secrets.json"));
        bytes[bytes.length - 12] = (bytes[bytes.length - 12] ?? 0) ^ 1;
        await writeFile(join(config, "secrets.json"), bytes);
      },
      /secrets\.json/,
    ],
    [
      "an empty file",
      (config) => writeFile(join(config, "secrets.json"), ""),
      /secrets\.json .*cut short/,
    ],
    [
      "another key",
      (config) => writeFile(join(config, "store.key"), "ab".repeat(32)),
      /sealed with another key/,
    ],
    [
      "an open key file",
      (config) => chmod(join(config, "store.key"), 0o644),
      /open to others .*mode 644/,
    ],
    [
      "an open store",
      (config) => chmod(join(config, "secrets.json"), 0o666),
      /open to others .*mode 666/,
    ],
  ];

  it.each(DAMAGES)(
    "%s ends with 2, says where and what to do, and changes nothing",
    async (_, damage, message) => {
      const world = await createWorld({ profile: PROFILE });
      await world.run(SET, { input: SECRET });
      await damage(configOf(world));
      const before = await readFile(join(configOf(world), "secrets.json"));
      for (const argv of [
        ["sign-entry", "--usn", "1"],
        ["profile", "show"],
        ["profile", "list", "--secrets"],
        ["profile", "set-secret", "new"],
        [...SET, "--delete"],
      ]) {
        const run = await world.run(argv, { input: "another" });
        expect(run.code, argv.join(" ")).toBe(2);
        expect(run.err).toMatch(message);
        expect(run.err).toMatch(/^hint: \S/m);
      }
      const { PLAYCAMP_GW_SECRET_ACME } = { PLAYCAMP_GW_SECRET_ACME: "in-ci" };
      const inCi = await world.run(["sign-entry", "--usn", "1"], {
        env: { PLAYCAMP_GW_SECRET_ACME },
      });
      expect(inCi.code).toBe(0);
      expect(await readFile(join(configOf(world), "secrets.json"))).toEqual(before);
      expect((await readdir(configOf(world))).sort()).toEqual(["secrets.json", "store.key"]);
    },
  );
});

describe("profile export", () => {
  const MARKED = {
    $schema: "./s.json",
    partner: "acme",
    entry: {
      url: "https://user:MARKER-1@gw.example/{partner}?api_key=MARKER-2&usn={usn}",
      key: [{ env: "KEY" }, { store: "acme" }],
      params: { token: "custom_data" },
      headers: { Authorization: "Bearer MARKER-3", "X-Tenant": "acme" },
    },
    webhook: {
      url: "https://game.example/hooks",
      secret: { file: "hook.key" },
      headers: { "X-Note": "copied: MARKER-from-env" },
      gateway: { constants: { api_token: "MARKER-4", source: "acme" } },
    },
    wallet: {
      url: "https://operator.example",
      publicKey: "pk_acme",
      secret: { store: "acme" },
      player: {
        userToken: "MARKER-5",
        sessionToken: { env: "SESSION" },
        currency: "USD",
      },
      players: [{ userToken: "MARKER-6", sessionToken: "MARKER-7", currency: "USD" }],
    },
    environments: {
      staging: {
        webhook: { headers: { "X-Hook": `see ${SECRET}` } },
        wallet: { player: { userToken: "MARKER-8" } },
        sdkApi: {
          url: "https://api.example/MARKER-from-file/",
          apiKey: { env: "STAGING_ONLY" },
        },
      },
    },
  };
  const options = {
    profile: MARKED,
    env: { KEY: "MARKER-from-env", STAGING_ONLY: "MARKER-of-staging" },
    files: {
      "hook.key": "MARKER-from-file\n",
      ".env": "SESSION=MARKER-from-dot-env\n",
    },
  };

  it("holds no secret, however it is asked for", async () => {
    const world = await createWorld(options);
    await world.run(SET, { input: SECRET });
    for (const argv of [[], ["--json"], ["--verbose"], ["--out", "out.json"]]) {
      const run = await world.run(["profile", "export", ...argv]);
      expect(run.code).toBe(0);
      expect(spoken(run)).not.toContain("MARKER");
    }
    const text = await world.read("out.json");
    expect(text).not.toContain("MARKER");
    const exported = JSON.parse(text) as typeof MARKED;
    expect(inspectProfile(exported).problems).toEqual([]);
    expect(exported).toMatchObject({
      entry: {
        url: "https://gw.example/{partner}?usn={usn}",
        key: MARKED.entry.key,
        params: { token: "custom_data" },
        headers: { "X-Tenant": "acme" },
      },
      webhook: { gateway: { constants: { source: "acme" } } },
      wallet: {
        publicKey: "pk_acme",
        player: {
          userToken: { env: "ACME_PLAYER_USER_TOKEN" },
          sessionToken: { env: "SESSION" },
        },
        players: [{ sessionToken: { env: "ACME_PLAYERS_0_SESSION_TOKEN" } }],
      },
      environments: {
        staging: {
          wallet: {
            player: { userToken: { env: "ACME_STAGING_PLAYER_USER_TOKEN" } },
          },
        },
      },
    });
    expect(exported.entry.headers).toEqual({ "X-Tenant": "acme" });
  });

  it("tells what was changed, and what whoever receives it needs", async () => {
    const world = await createWorld(options);
    const { err } = await world.run(["profile", "export"]);
    expect(err).toMatch(/^entry\.headers\.Authorization: left out/m);
    expect(err).toMatch(/^wallet\.player\.userToken: replaced by \{"env"/m);
    expect(err).toMatch(/^ {2}webhook\.secret as \{"file":"hook\.key"\}$/m);
  });

  it("gives a sound profile back as it is, to be imported again", async () => {
    const profile = {
      partner: "acme",
      webhook: { url: "https://game.example/hooks", secret: { env: "K" } },
      environments: { live: { live: true, webhook: { timeout: "2s" } } },
    };
    const world = await createWorld({ profile });
    const { out } = await world.run(["profile", "export"]);
    expect(JSON.parse(out)).toEqual(profile);
    const empty = await createWorld();
    expect((await empty.run(["profile", "import", "-"], { input: out })).code).toBe(0);
    expect(await empty.read("playcamp-gw.json")).toBe(out);
  });

  it("replaces no file unless it is told to", async () => {
    const world = await createWorld({
      ...options,
      files: { ...options.files, "a.json": "mine" },
    });
    const run = await world.run(["profile", "export", "--out", "a.json", "--json"]);
    expect([run.code, errorOf(run).code]).toEqual([2, "file_exists"]);
    expect(await world.read("a.json")).toBe("mine");
    await world.run(["profile", "export", "--out", "a.json", "--force"]);
    expect(await world.read("a.json")).toContain('"partner": "acme"');
  });
});
