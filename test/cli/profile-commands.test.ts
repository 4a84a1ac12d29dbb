/** `profile list|use|show|validate|import|schema` as their users see them. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemFiles } from "../../src/adapters/process/system.js";
import { publishedJsonSchema } from "../../src/profile/json-schema.js";
import { shareRepeated } from "../../src/profile/shared-schema.js";
import { createWorld, errorOf, spoken, type World } from "./world.js";

const SECRET = "key-4711-nobody-sees";
const PROFILE = {
  partner: "acme",
  webhook: {
    url: "https://game.example/hooks",
    secret: { store: "acme.hook" },
    timeout: "4s",
  },
  environments: {
    staging: { webhook: { url: "https://staging.example/hooks" } },
  },
};
const other = (partner: string) => ({
  "other.json": JSON.stringify({ partner }),
});

/** The profile and its stored secret. */
async function withSecret(options: Parameters<typeof createWorld>[0] = {}): Promise<World> {
  const world = await createWorld({ profile: PROFILE, ...options });
  await world.run(["profile", "set-secret", "acme.hook"], { input: SECRET });
  return world;
}

async function shown(world: World, ...argv: readonly string[]) {
  const run = await world.run(["profile", "show", "--json", ...argv]);
  const { values, ...about } = JSON.parse(run.out) as {
    path: string;
    chosenBy: string;
    environment: string | null;
    environmentBy: string | null;
    values: readonly {
      path: string;
      value: unknown;
      secret: boolean;
      source: string;
      order: readonly { source: string; value: unknown }[];
      places?: readonly { source: string; state: string }[];
    }[];
  };
  const at = (path: string) => values.find((value) => value.path === path);
  return { ...run, ...about, values, at };
}

describe("profile show", () => {
  it("tells the order in which a value was decided", async () => {
    const world = await withSecret();
    const { at } = await shown(world, "--env", "staging", "--set", "webhook.timeout=3s");
    expect(at("webhook.url")?.order).toEqual([
      { source: "environment staging", value: "https://staging.example/hooks" },
      { source: "the profile", value: "https://game.example/hooks" },
    ]);
    expect(at("webhook.timeout")?.order).toEqual([
      { source: "--set", value: "3s" },
      { source: "the profile", value: "4s" },
      { source: "the default", value: "5s" },
    ]);
    expect(at("webhook.format")).toMatchObject({
      value: "playcamp",
      source: "the default",
    });
  });

  it.each<[string, readonly string[], Record<string, string>, object]>([
    ["the flag", ["--env", "staging"], {}, { environmentBy: "--env" }],
    ["its variable", [], { PLAYCAMP_GW_ENV: "staging" }, { environmentBy: "PLAYCAMP_GW_ENV" }],
    [
      "a file",
      ["--profile", "./playcamp-gw.json"],
      {},
      { chosenBy: "--profile", environmentBy: null },
    ],
    ["nothing", [], {}, { chosenBy: "the nearest file upward" }],
  ])("tells what chose it: %s", async (_, argv, env, expected) => {
    expect(await shown(await withSecret({ env }), ...argv)).toMatchObject(expected);
  });

  it("names the variable that --set or --timeout came from", async () => {
    const world = await withSecret({
      env: {
        PLAYCAMP_GW_SET: "webhook.format=gateway",
        PLAYCAMP_GW_TIMEOUT: "2s",
      },
    });
    const { at } = await shown(world);
    expect(at("webhook.format")?.source).toBe("PLAYCAMP_GW_SET");
    expect(at("webhook.timeout")).toMatchObject({
      value: "2s",
      source: "PLAYCAMP_GW_TIMEOUT",
    });
  });

  it("shows that a variable takes a stored secret's place", async () => {
    const name = "PLAYCAMP_GW_SECRET_ACME_HOOK";
    const world = await withSecret({ env: { [name]: "from-ci-4712" } });
    const { at } = await shown(world);
    expect(at("webhook.secret")?.places).toEqual([
      { source: `environment variable ${name}`, state: "used" },
      { source: `${name} in the .env beside the profile`, state: "missing" },
      { source: "stored secret acme.hook", state: "overridden" },
    ]);
    const table = await world.run(["profile", "show", "--only", "webhook"]);
    expect(table.out).toMatch(
      /webhook\.secret +\*{8} \(12 characters\) +environment variable PLAYCAMP_GW_SECRET_ACME_HOOK \(over stored secret acme\.hook\), as the profile says/,
    );
  });

  it.each(["", "from-ci-4712"])(
    "agrees with what is signed with when the variable holds %j",
    async (value) => {
      const world = await createWorld({
        profile: { ...PROFILE, entry: ENTRY },
        env: { PLAYCAMP_GW_SECRET_ACME_HOOK: value },
      });
      const set = ["profile", "set-secret", "acme.hook"];
      await world.run(set, { input: SECRET });
      const { at } = await shown(world, "--only", "entry.key");
      const [variable] = at("entry.key")?.places ?? [];
      expect(variable?.state).toBe(value === "" ? "missing" : "used");
      const plain = await createWorld({
        profile: { ...PROFILE, entry: { ...ENTRY, key: { env: "KEY" } } },
        env: { KEY: value === "" ? SECRET : value },
      });
      const sign = "sign-entry --usn 1 --timestamp 1700000000".split(" ");
      expect((await world.run(sign)).out).toBe((await plain.run(sign)).out);
    },
  );

  const ENTRY = {
    url: "https://gw.example/{partner}",
    key: { store: "acme.hook" },
  };

  it("shows the order of .env and environment, and what is missing", async () => {
    const world = await createWorld({
      profile: {
        partner: "acme",
        entry: {
          url: "https://gw.example/",
          key: [{ env: "A" }, { env: "B" }],
        },
        webhook: { ...PROFILE.webhook, secret: { file: "hook.key" } },
      },
      env: { A: "real-one" },
      files: { ".env": "A=beside-it\n", "hook.key": "from-file\n" },
    });
    const { at, code } = await shown(world);
    expect(at("entry.key[0]")?.places).toEqual([
      { source: "environment variable A", state: "used" },
      { source: "A in the .env beside the profile", state: "overridden" },
    ]);
    expect(at("entry.key[1]")?.value).toBeNull();
    expect(at("webhook.secret")?.places).toEqual([{ source: "file hook.key", state: "used" }]);
    expect(code).toBe(0);
  });

  it("never shows a secret, wherever it stands", async () => {
    const world = await withSecret({
      profile: {
        ...PROFILE,
        webhook: {
          ...PROFILE.webhook,
          headers: {
            Authorization: "Bearer MARKER-1",
            "X-Api-Key": "MARKER-2",
          },
          url: `https://u:MARKER-3@game.example/${SECRET}`,
        },
        wallet: {
          url: "https://operator.example?token=MARKER-4",
          publicKey: "pk",
          secret: { store: "acme.hook" },
          player: {
            userToken: "MARKER-5",
            sessionToken: "MARKER-6",
            currency: "USD",
          },
        },
      },
    });
    for (const argv of [[], ["--json"], ["--verbose"]]) {
      const run = await world.run([
        "profile",
        "show",
        "--set",
        "webhook.headers.X-Api-Key=MARKER-7",
        ...argv,
      ]);
      expect(run.code).toBe(0);
      expect(spoken(run)).not.toContain("MARKER");
      expect(spoken(run)).not.toContain(SECRET);
      expect(run.out).toContain("[secret:");
    }
  });

  it("ends with 2 when a secret cannot be read, after it has shown the rest", async () => {
    const world = await withSecret();
    const key = join(".config", "playcamp-gw", "store.key");
    await systemFiles.writeWhole(join(world.folder, key), "broken");
    const run = await world.run(["profile", "show"]);
    expect(run.code).toBe(2);
    expect(run.out).toContain("https://game.example/hooks");
    expect(run.err).toMatch(/store\.key/);
  });

  it("shows one part alone, and suggests where there is none", async () => {
    const world = await withSecret();
    const { values } = await shown(world, "--only", "webhook.retry");
    expect(values.map(({ path }) => path)).toEqual(["webhook.retry.delays"]);
    const run = await world.run(["profile", "show", "--only", "webhok", "--json"]);
    expect(run.code).toBe(2);
    expect(errorOf(run).hint).toBe("Did you mean webhook?");
  });
});

describe("profile validate", () => {
  const validate = async (profile: unknown, ...argv: readonly string[]) => {
    const world = await createWorld({ profile });
    return world.run(["profile", "validate", ...argv]);
  };

  it("says what is valid, without a secret at hand", async () => {
    const run = await validate(PROFILE);
    expect([run.code, run.err]).toEqual([0, ""]);
    expect(run.out).toMatch(/is valid: webhook; environments staging\n$/);
  });

  it("tells everything that is wrong at once, in every environment", async () => {
    const broken = {
      ...PROFILE,
      webhook: { ...PROFILE.webhook, format: "gatway" },
      environments: { qa: { webhook: { timeot: "1s" } } },
    };
    const run = await validate(broken, "--json");
    expect(run.code).toBe(2);
    const verdict = JSON.parse(run.out) as { problems: unknown };
    expect(verdict).toMatchObject({
      valid: false,
      problems: [
        {
          path: "webhook.format",
          found: '"gatway"',
          allowed: '"playcamp", "gateway"',
          hint: 'Did you mean "gateway"?',
        },
        {
          path: "environments.qa.webhook.timeot",
          hint: 'Did you mean "timeout"?',
        },
      ],
    });
    expect(errorOf(run).code).toBe("profile_invalid");
  });

  it.each<[string, object, string]>([
    [
      "the payments mapping",
      {
        payments: {
          source: { url: "https://g.example" },
          map: { amuont: "x" },
        },
      },
      "payments.map.amuont",
    ],
    [
      "a recipe that nobody could use",
      {
        entry: {
          url: "https://gw.example",
          key: { env: "K" },
          signature: { token: "{usn}" },
        },
      },
      "entry.signature",
    ],
  ])("looks at %s", async (_, sections, path) => {
    const run = await validate({ partner: "acme", ...sections });
    expect(run.code).toBe(2);
    expect(run.err).toContain(path);
  });

  it("warns, and fails for it only with --strict", async () => {
    const doubtful = { ...PROFILE, environments: { live: {} } };
    const plain = await validate(doubtful);
    expect(plain.code).toBe(0);
    expect(plain.err).toMatch(/^warning: environments\.live: .*"live": true/);
    const strict = await validate(doubtful, "--strict");
    expect([strict.code, strict.out]).toEqual([2, ""]);
  });

  it.each([
    [["--env", "stagin"], "environment_unknown"],
    [["--set", "webhook.timeout=soon"], "profile_invalid"],
    [["nowhere.json"], "profile_not_found"],
  ])("refuses %j", async (argv, code) => {
    const run = await validate(PROFILE, "--json", ...argv);
    expect([run.code, errorOf(run).code]).toEqual([2, code]);
  });
});

describe("profile use", () => {
  it("remembers a file for folders that have no profile, and forgets it", async () => {
    const world = await createWorld({ files: other("elsewhere") });
    const use = await world.run(["profile", "use", "other.json"]);
    expect([use.code, use.out]).toEqual([0, `${join(world.folder, "other.json")}\n`]);
    expect(await shown(world)).toMatchObject({ chosenBy: "profile use" });
    expect((await world.run(["profile", "use", "--none"])).code).toBe(0);
    const none = await world.run(["profile", "show", "--json"]);
    expect(errorOf(none).code).toBe("profile_not_found");
  });

  it("comes after a flag, its variable, and the nearest file", async () => {
    const world = await createWorld({
      profile: PROFILE,
      files: other("elsewhere"),
    });
    const use = await world.run(["profile", "use", "other.json"]);
    expect(use.err).toContain("comes first");
    const partner = async (argv: readonly string[], env = {}) => {
      const run = await world.run(["profile", "show", "--json", ...argv], {
        env,
      });
      return (JSON.parse(run.out) as { values: { value: string }[] }).values[0]?.value;
    };
    const choice = join(world.folder, "other.json");
    expect(await partner([])).toBe("acme");
    expect(await partner([], { PLAYCAMP_GW_PROFILE: choice })).toBe("elsewhere");
    expect(
      await partner(["--profile", "./playcamp-gw.json"], {
        PLAYCAMP_GW_PROFILE: choice,
      }),
    ).toBe("acme");
  });

  it("says so when what it remembers is gone", async () => {
    const world = await createWorld({ files: other("elsewhere") });
    await world.run(["profile", "import", "other.json", "--as", "mine"]);
    await world.run(["profile", "use", "mine"]);
    const env = { XDG_CONFIG_HOME: join(world.folder, ".config") };
    await systemFiles.writeWhole(
      join(env.XDG_CONFIG_HOME, "playcamp-gw/settings.json"),
      '{"format":"playcamp-gw/settings@1","profile":"gone"}',
    );
    const run = await world.run(["profile", "show", "--json"]);
    expect(errorOf(run).message).toContain("chosen with profile use is gone: gone");
    expect((await world.run(["profile", "list"])).err).toContain("gone");
  });

  it.each([
    [["nope"], "profile_not_found"],
    [["broken.json"], "profile_invalid"],
    [[], "usage"],
    [["other.json", "--none"], "usage"],
  ])("refuses %j, and remembers nothing", async (argv, code) => {
    const world = await createWorld({
      files: { ...other("x"), "broken.json": "{}" },
    });
    const run = await world.run(["profile", "use", "--json", ...argv]);
    expect([run.code, errorOf(run).code]).toEqual([2, code]);
    await expect(readdir(join(world.folder, ".config"))).rejects.toThrow("ENOENT");
  });
});

describe("profile list", () => {
  it("marks the one in effect, and tells which cannot be used", async () => {
    const world = await createWorld({
      profile: PROFILE,
      files: other("elsewhere"),
    });
    await world.run(["profile", "import", "other.json", "--as", "mine"]);
    await world.run(["profile", "use", "mine"]);
    const broken = ".config/playcamp-gw/profiles/broken/playcamp-gw.json";
    await systemFiles.writeWhole(join(world.folder, broken), '{"partnr":"x"}');
    const listed = JSON.parse((await world.run(["profile", "list", "--json"])).out) as {
      problem: string | null;
    }[];
    expect(listed).toMatchObject([
      { name: "broken", partner: null, active: false },
      { name: "mine", partner: "elsewhere", active: false, chosen: true },
      {
        name: null,
        partner: "acme",
        environments: ["staging"],
        active: true,
        chosen: false,
      },
    ]);
    expect(listed[0]?.problem).toContain('Did you mean "partner"?');
    const table = await world.run(["profile", "list"]);
    expect(table.out).toMatch(/^\* +- +acme/m);
    expect(table.out).toMatch(/mine +elsewhere .*\(profile use\)/);
  });

  it("says what to do where there is none", async () => {
    const run = await (await createWorld()).run(["profile", "list"]);
    expect([run.code, run.out]).toEqual([0, ""]);
    expect(run.err).toContain("playcamp-gw init");
  });

  it("lists the stored secrets by name alone", async () => {
    const world = await withSecret();
    const run = await world.run(["profile", "list", "--secrets"]);
    expect(run.out).toBe("acme.hook\n");
    expect(spoken(run)).not.toContain(SECRET);
  });
});

describe("profile import", () => {
  const text = `${JSON.stringify(PROFILE)}\n`;

  it("keeps a profile by name, and --profile takes the name", async () => {
    const world = await createWorld({ files: { "acme.json": text } });
    const run = await world.run(["profile", "import", "acme.json", "--as", "acme"]);
    expect(run.code).toBe(0);
    expect(await world.read(run.out.trim().slice(world.folder.length + 1))).toBe(text);
    expect(await shown(world, "--profile", "acme")).toMatchObject({
      chosenBy: "--profile",
    });
    const near = await world.run(["profile", "show", "--profile", "acne", "--json"]);
    expect(errorOf(near).hint).toContain('Did you mean "acme"?');
  });

  it("reads stdin and writes into the folder", async () => {
    const world = await createWorld();
    const run = await world.run(["profile", "import", "-"], { input: text });
    expect([run.code, await world.read("playcamp-gw.json")]).toEqual([0, text]);
  });

  it("replaces nothing unless it is told to", async () => {
    const world = await createWorld({ profile: PROFILE, files: other("new") });
    const before = await world.read("playcamp-gw.json");
    const refused = await world.run(["profile", "import", "other.json", "--json"]);
    expect([refused.code, errorOf(refused).code]).toEqual([2, "file_exists"]);
    expect(await world.read("playcamp-gw.json")).toBe(before);
    const forced = await world.run(["profile", "import", "other.json", "--force"]);
    expect(forced.code).toBe(0);
    expect(await world.read("playcamp-gw.json")).toBe(await world.read("other.json"));
    const again = await world.run(["profile", "import", "other.json"]);
    expect([again.code, again.err.includes("already")]).toEqual([0, true]);
  });

  it("of 8 at once exactly one is written where there was none", async () => {
    const world = await createWorld();
    const runs = await Promise.all(
      Array.from({ length: 8 }, (_, nth) =>
        world.run(["profile", "import", "-"], {
          input: JSON.stringify({ partner: `p${nth}` }),
        }),
      ),
    );
    expect(runs.map(({ code }) => code).sort()).toEqual([0, 2, 2, 2, 2, 2, 2, 2]);
    const winner = runs.findIndex(({ code }) => code === 0);
    expect(await world.read("playcamp-gw.json")).toBe(JSON.stringify({ partner: `p${winner}` }));
    expect(await readdir(world.folder)).toEqual(["playcamp-gw.json"]);
  });

  it.each([
    ["no JSON", "{", "profile_not_json"],
    ["a key too many", '{"partner":"a","x":1}', "profile_invalid"],
    [
      "a secret in it",
      '{"partner":"a","sdkApi":{"url":"https://a.example","apiKey":"MARKER"}}',
      "profile_invalid",
    ],
  ])("writes nothing of one with %s", async (_, input, code) => {
    const world = await createWorld();
    const run = await world.run(["profile", "import", "-", "--json"], {
      input,
    });
    expect([run.code, errorOf(run).code]).toEqual([2, code]);
    expect(spoken(run)).not.toContain("MARKER");
    expect(await readdir(world.folder)).toEqual([]);
  });

  it.each(["../up", "a/b", "", ".hidden", "x.json", "con fig"])(
    "keeps nothing as %j",
    async (name) => {
      const world = await createWorld({ files: { "acme.json": text } });
      const run = await world.run(["profile", "import", "acme.json", `--as=${name}`, "--json"]);
      expect([run.code, errorOf(run).code]).toEqual([2, "flag_invalid"]);
      expect(await readdir(world.folder)).toEqual(["acme.json"]);
    },
  );
});

describe("profile schema", () => {
  it("prints the published schema, or writes it", async () => {
    const world = await createWorld();
    const run = await world.run(["profile", "schema"]);
    expect(JSON.parse(run.out)).toEqual(shareRepeated(publishedJsonSchema()));
    await world.run(["profile", "schema", "--out", "s.json"]);
    expect(await world.read("s.json")).toBe(run.out);
  });
});
