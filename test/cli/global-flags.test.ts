/** Flags that every command takes, from the command line and from the environment. */
import { describe, expect, it } from "vitest";
import { GLOBAL_OPTIONS, readGlobalFlags } from "../../src/cli/global-flags.js";
import { fakeTerminal } from "./recording-world.js";
import { createWorld, errorOf, spoken } from "./world.js";

const ENTRY = {
  url: "https://gw.example/api/{partner}/sponsor",
  key: { env: "ACME_KEY" },
};
const PROFILE = {
  partner: "acme",
  entry: ENTRY,
  environments: { staging: { partner: "acme-staging" } },
};
const SIGN = ["sign-entry", "--usn", "1"];
const KEY = { ACME_KEY: "key-4711" };
const ESCAPE = "\u001b[";

const TERMINAL = {
  outIsTerminal: true,
  errIsTerminal: true,
  inIsTerminal: true,
  columns: 80,
};
const flagsOf = (
  parsed: Record<string, unknown>,
  env: Record<string, string>,
  terminal: Partial<typeof TERMINAL> = {},
) =>
  readGlobalFlags(parsed, {
    env,
    terminal: fakeTerminal({ ...TERMINAL, ...terminal }),
  });

describe("environment variables", () => {
  it("exist for every flag but --allow-live", () => {
    expect(
      GLOBAL_OPTIONS.filter(({ variable }) => variable === null).map(({ key }) => key),
    ).toEqual(["allowLive"]);
    for (const { variable, flags } of GLOBAL_OPTIONS) {
      if (variable === null) continue;
      const name = /--([\w-]+)/.exec(flags)?.[1] ?? "";
      expect(variable).toBe(`PLAYCAMP_GW_${name.toUpperCase().replaceAll("-", "_")}`);
    }
  });

  it.each(
    GLOBAL_OPTIONS.filter(({ kind, variable }) => kind === "boolean" && variable !== null).map(
      ({ variable }) => variable!,
    ),
  )("%s takes 1, true, 0 and false, and nothing else", async (variable) => {
    for (const value of ["1", "true", "0", "false", ""])
      expect(() => flagsOf({}, { [variable]: value })).not.toThrow();
    for (const value of ["yes", "TRUE", "on", " 1"])
      expect(() => flagsOf({}, { [variable]: value })).toThrow(variable);
    const world = await createWorld({
      profile: PROFILE,
      env: { ...KEY, [variable]: "maybe" },
    });
    expect((await world.run(SIGN)).code).toBe(2);
  });

  it("count where the command line says nothing", async () => {
    const world = await createWorld({
      profile: PROFILE,
      env: KEY,
      files: { "other.json": JSON.stringify({ ...PROFILE, partner: "other" }) },
    });
    const partnerOf = async (argv: readonly string[], env: Record<string, string>) =>
      /\/api\/([^/]+)\//.exec((await world.run([...SIGN, ...argv], { env })).out)?.[1];
    expect(await partnerOf([], {})).toBe("acme");
    expect(await partnerOf([], { PLAYCAMP_GW_ENV: "staging" })).toBe("acme-staging");
    expect(await partnerOf([], { PLAYCAMP_GW_PROFILE: "other.json" })).toBe("other");
    expect(
      await partnerOf([], {
        PLAYCAMP_GW_SET: "partner=set\nentry.params.usn=u",
      }),
    ).toBe("set");
    expect(
      await partnerOf(["--set", "partner=line"], {
        PLAYCAMP_GW_SET: "partner=set",
      }),
    ).toBe("line");
    expect(
      await partnerOf(["--profile", "playcamp-gw.json"], {
        PLAYCAMP_GW_PROFILE: "other.json",
      }),
    ).toBe("acme");
  });

  it("PLAYCAMP_GW_JSON makes errors JSON as well", async () => {
    const world = await createWorld({ env: { PLAYCAMP_GW_JSON: "1" } });
    const run = await world.run(SIGN);
    expect([run.code, run.out]).toEqual([2, ""]);
    expect(errorOf(run).code).toBe("profile_not_found");
  });

  it("cannot allow live hosts", () => {
    expect(flagsOf({}, { PLAYCAMP_GW_ALLOW_LIVE: "1" }).allowLive).toBe(false);
    expect(flagsOf({ allowLive: true }, {}).allowLive).toBe(true);
  });
});

describe("colour", () => {
  it.each<
    [string, Record<string, unknown>, Record<string, string>, Partial<typeof TERMINAL>, boolean]
  >([
    ["a terminal", {}, {}, {}, true],
    ["no terminal", {}, {}, { outIsTerminal: false }, false],
    ["a dumb terminal", {}, { TERM: "dumb" }, {}, false],
    ["NO_COLOR", {}, { NO_COLOR: "1" }, {}, false],
    ["an empty NO_COLOR", {}, { NO_COLOR: "" }, {}, true],
    ["FORCE_COLOR without a terminal", {}, { FORCE_COLOR: "1" }, { outIsTerminal: false }, true],
    ["FORCE_COLOR=0", {}, { FORCE_COLOR: "0" }, {}, false],
    ["NO_COLOR against FORCE_COLOR", {}, { NO_COLOR: "1", FORCE_COLOR: "1" }, {}, false],
    ["--no-color", { color: false }, { FORCE_COLOR: "1" }, {}, false],
    ["PLAYCAMP_GW_NO_COLOR", {}, { PLAYCAMP_GW_NO_COLOR: "1" }, {}, false],
    ["PLAYCAMP_GW_NO_COLOR=0", {}, { PLAYCAMP_GW_NO_COLOR: "0" }, {}, true],
  ])("by %s", (_, parsed, env, terminal, color) => {
    expect(flagsOf(parsed, env, terminal).color).toBe(color);
  });

  it("colours the table on a terminal, and nothing else", async () => {
    const only = ["conformance", "entry", "--sandbox", "--only", "entry.valid.redirects"];
    const world = await createWorld({ terminal: TERMINAL });
    expect((await world.run(only)).out).toContain(ESCAPE);
    expect((await world.run([...only, "--no-color"])).out).not.toContain(ESCAPE);
    expect((await world.run([...only, "--reporter", "markdown"])).out).not.toContain(ESCAPE);
    expect((await world.run([...only, "--json"])).out).not.toContain(ESCAPE);
    await world.run([...only, "--reporter", "table=table.txt"]);
    expect(await world.read("table.txt")).not.toContain(ESCAPE);
  });
});

describe("asking", () => {
  it.each<
    [string, Record<string, unknown>, Record<string, string>, Partial<typeof TERMINAL>, boolean]
  >([
    ["a terminal", {}, {}, {}, true],
    ["no terminal", {}, {}, { inIsTerminal: false }, false],
    ["--no-input", { input: false }, {}, {}, false],
    ["CI", {}, { CI: "true" }, {}, false],
    ["CI=0", {}, { CI: "0" }, {}, true],
  ])("is decided by %s", (_, parsed, env, terminal, input) => {
    expect(flagsOf(parsed, env, terminal).input).toBe(input);
  });
});

describe("--timeout", () => {
  it.each([
    ["500ms", 500],
    ["5s", 5_000],
  ])("takes %s", (text, ms) => {
    expect(flagsOf({ timeout: text }, {}).timeoutMs).toBe(ms);
  });

  it.each(["5", "0s", "soon", "-1s"])("refuses %s", async (text) => {
    const world = await createWorld({ profile: PROFILE, env: KEY });
    const run = await world.run([...SIGN, "--json", `--timeout=${text}`]);
    expect(run.code).toBe(2);
    expect(errorOf(run).message).toContain("--timeout");
  });
});

describe("--quiet and --verbose", () => {
  const check = ["sign-entry", "--usn", "1", "--sandbox", "--check"];

  it("leave the result alone", async () => {
    const world = await createWorld();
    const [plain, quiet, verbose] = [
      await world.run(check),
      await world.run([...check, "--quiet"]),
      await world.run([...check, "--verbose"]),
    ];
    for (const run of [plain, quiet, verbose]) {
      expect(run.code).toBe(0);
      expect(run.out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/gateway\/\S+\n$/);
    }
    expect(plain.err).toContain("302: accepted");
    expect(quiet.err).toBe("");
    expect(verbose.err.length).toBeGreaterThan(plain.err.length);
  });

  it("never silence an error", async () => {
    const world = await createWorld();
    expect((await world.run([...SIGN, "--quiet"])).err).toContain("error: ");
  });
});

describe("the profile", () => {
  it("is the nearest one upward", async () => {
    const world = await createWorld({
      profile: PROFILE,
      env: KEY,
      files: { "a/b/c.txt": "" },
    });
    expect((await world.run(SIGN, { cwd: `${world.folder}/a/b` })).out).toContain("/api/acme/");
  });

  it("reads a .env beside it, which a real variable outranks", async () => {
    const world = await createWorld({
      profile: PROFILE,
      files: { ".env": "ACME_KEY=beside\n" },
    });
    const signature = async (env = {}) =>
      (await world.run([...SIGN, "--timestamp", "1700000000"], { env })).out;
    const beside = await signature();
    expect(await signature({ ACME_KEY: "beside" })).toBe(beside);
    expect(await signature({ ACME_KEY: "other" })).not.toBe(beside);
  });

  it("takes no folder called .env for one", async () => {
    const world = await createWorld({
      profile: PROFILE,
      env: KEY,
      files: { ".env/pyvenv.cfg": "" },
    });
    expect((await world.run(SIGN)).code).toBe(0);
  });

  it.each([
    [["--profile", "none.json"], {}, "profile_not_found"],
    [["--env", "stagin"], {}, "environment_unknown"],
    [["--set", "entry.ulr=x"], {}, "set_unknown_path"],
    [["--set", "entry.key=hush-4711"], {}, "set_secret_literal"],
    [["--set", "hush-4711"], {}, "set_invalid"],
    [[], { ACME_KEY: undefined }, "secret_missing"],
    [[], { ACME_KEY: "" }, "secret_empty"],
    [["--cacert", "none.pem", "--check"], {}, "tls_file_invalid"],
    [["--set", "entry.tls.ca=none.pem", "--check"], {}, "tls_file_invalid"],
    [["--set", "entry.tls.ca=.", "--check"], {}, "tls_file_invalid"],
  ])("%j %j: %s", async (argv, env, code) => {
    const world = await createWorld({
      profile: PROFILE,
      env: { ...KEY, ...env },
    });
    const run = await world.run([...SIGN, "--json", ...argv]);
    expect([run.code, run.out]).toEqual([2, ""]);
    expect(errorOf(run).code).toBe(code);
    if (code !== "set_invalid") expect(spoken(run)).not.toContain("hush-4711");
  });
});
