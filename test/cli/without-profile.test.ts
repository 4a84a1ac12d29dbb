/** What one call needs, said on the line: no profile file is there. */
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Prompter } from "../../src/core/ports.js";
import type { ConformanceReport } from "../../src/core/report.js";
import { openTarget } from "./open-target.js";
import { createWorld } from "./world.js";

const SECRET = "whsec-of-nobody-4711";
const ENV = { HOOK_SECRET: SECRET, ENTRY_KEY: "shared-key-0815" };
const ENTRY = ["--url", "https://gw.example/api/{partner}/sponsor", "--partner", "acme"];
const KEY = ["--key-env", "ENTRY_KEY"];

/** Takes correctly signed deliveries; anything else is 401. */
function receiver(): Promise<string> {
  return openTarget(({ headers }, body) => {
    const right = createHmac("sha256", SECRET).update(body).digest("hex");
    return headers["x-webhook-signature"] === right ? 200 : 401;
  });
}

const world = () => createWorld({ env: ENV, files: { "secret.txt": `${SECRET}\n` } });

describe("without a profile", () => {
  it.each([
    ["--secret-env", "HOOK_SECRET"],
    ["--secret-file", "secret.txt"],
  ])("fire-webhook signs with %s %s", async (...secret) => {
    const here = await world();
    const fired = await here.run([
      "fire-webhook",
      "sponsor.created",
      "--to",
      await receiver(),
      ...secret,
    ]);
    expect([fired.code, fired.err]).toEqual([0, ""]);
  });

  it("an entry is signed by a recipe, and judged by it", async () => {
    const here = await world();
    const recipe = ["--recipe", "hmac-sha256 base64 {usn}{timestamp}"];
    const signed = await here.run(["sign-entry", "--usn", "7", ...ENTRY, ...KEY, ...recipe]);
    expect(signed.out).toMatch(/^https:\/\/gw\.example\/api\/acme\/sponsor\?usn=7&/);
    const judge = (...how: string[]) =>
      here.run(["verify-entry", signed.out.trim(), ...KEY, ...how]);
    expect((await judge(...recipe)).code).toBe(0);
    expect((await judge()).code).toBe(1);
  });

  it("verify-webhook and listen need the secret alone", async () => {
    const here = await world();
    const signature = createHmac("sha256", SECRET).update("{}").digest("hex");
    const verified = await here.run(
      ["verify-webhook", "--body", "-", "--signature", signature, "--secret-env", "HOOK_SECRET"],
      { input: "{}" },
    );
    expect([verified.code, verified.err]).toEqual([0, ""]);
    const stop = new AbortController();
    stop.abort();
    const heard = await here.run(["listen", "--secret-env", "HOOK_SECRET"], {
      signal: stop.signal,
    });
    expect(heard.err).not.toContain("error");
  });

  it("a suite is judged, and its lines lead back without a profile", async () => {
    const here = await world();
    const line = ["--to", await receiver(), "--secret-env", "HOOK_SECRET"];
    const judged = await here.run([
      "conformance",
      "webhook",
      ...line,
      "--json",
      "--only",
      "webhook.body.*",
    ]);
    const { checks } = JSON.parse(judged.out) as ConformanceReport;
    const unmet = checks.find(({ status }) => status === "warn" || status === "fail");
    expect(unmet?.reproduce).toContain(line.join(" "));
    const again = await here.run([...(unmet?.reproduce ?? "").split(" ").slice(1), "--json"]);
    expect((JSON.parse(again.out) as ConformanceReport).checks[0]?.status).toBe(unmet?.status);
  });

  it("--save writes a profile that is valid and says the same", async () => {
    const here = await world();
    const line = ["--to", await receiver(), "--secret-env", "HOOK_SECRET"];
    await here.run(["fire-webhook", "sponsor.created", ...line, "--save", "playcamp-gw.json"]);
    expect(await here.read("playcamp-gw.json")).not.toContain(SECRET);
    expect((await here.run(["profile", "validate"])).code).toBe(0);
    expect((await here.run(["fire-webhook", "sponsor.created"])).code).toBe(0);
    const twice = await here.run(["fire-webhook", "x", ...line, "--save", "playcamp-gw.json"]);
    expect([twice.code, twice.err]).toEqual([2, expect.stringContaining("exists already")]);
  });

  it.each(["http://u:MARKER4711@127.0.0.1:1/", "http://127.0.0.1:1/?token=MARKER4711"])(
    "--save writes no credentials: %s",
    async (address) => {
      const here = await world();
      const line = ["--to", address, "--secret-env", "HOOK_SECRET", "--save", "p.json"];
      const run = await here.run(["fire-webhook", "sponsor.created", ...line]);
      expect([run.code, run.out]).toEqual([2, ""]);
      expect(run.err).not.toContain("MARKER");
      await expect(here.read("p.json")).rejects.toThrow("no file");
    },
  );

  it.each([
    [["fire-webhook", "sponsor.created"], "--to URL --secret-env NAME"],
    [["fire-webhook", "sponsor.created", "--to", "http://127.0.0.1:1"], "--secret-env NAME"],
    [["fire-webhook", "sponsor.created", "--secret-env", "S"], "webhook.url: is missing"],
    [["sign-entry", "--usn", "1", ...ENTRY, ...KEY, "--recipe", "sha256"], "--recipe"],
    [["sign-entry", "--usn", "1", ...KEY, "--key-file", "k"], "named twice"],
    [["conformance", "--to", "http://127.0.0.1:1", "--secret-env", "S"], "exactly one suite"],
    [["sign-entry", "--usn", "1", "--save", "p.json"], "--save has nothing to write"],
  ])("%j says what is missing", async (argv, words) => {
    const here = await world();
    const refused = await here.run(argv);
    expect([refused.code, refused.out]).toEqual([2, ""]);
    expect(refused.err).toContain(words);
  });
});

describe("a secret that is nowhere", () => {
  const AT_TERMINAL = { inIsTerminal: true, errIsTerminal: true };

  /** Somebody who types the same to every question. */
  function typing(secret: string) {
    const asked: string[] = [];
    const nobody = () => Promise.reject(new Error("not asked for"));
    const prompter: Prompter = {
      text: nobody,
      confirm: nobody,
      choose: nobody,
      chooseSome: nobody,
      secret: ({ message }) => {
        asked.push(message);
        return Promise.resolve(secret);
      },
    };
    return { asked, openPrompter: () => Promise.resolve(prompter) };
  }

  it("is asked for once at a terminal, shown nowhere, and kept nowhere", async () => {
    const here = await world();
    const { asked, openPrompter } = typing(SECRET);
    const line = ["conformance", "webhook", "--to", await receiver()];
    const judged = await here.run([...line, "--only", "webhook.signature.*"], {
      openPrompter,
      seen: AT_TERMINAL,
    });
    expect(asked).toEqual(["webhook.secret is not set. Type it, for this call only"]);
    expect(judged.out).toContain("pass");
    expect(judged.out + judged.err).not.toContain(SECRET);
  });

  it.each([
    ["in a pipe", {}, {}],
    ["in CI", AT_TERMINAL, { CI: "true" }],
    ["with --no-input", AT_TERMINAL, { PLAYCAMP_GW_NO_INPUT: "1" }],
  ])("is an error %s that says the ways", async (_, seen, env) => {
    const here = await world();
    const { asked, openPrompter } = typing(SECRET);
    const line = ["fire-webhook", "sponsor.created", "--to", "http://127.0.0.1:1/"];
    const refused = await here.run(line, { openPrompter, seen, env });
    expect([refused.code, asked]).toEqual([2, []]);
    expect(refused.err).toMatch(/--secret-env NAME.*--secret-file/);
  });

  it("is not asked for where only the journal would know it", async () => {
    const profile = {
      partner: "acme",
      webhook: { url: await receiver(), secret: { env: "HOOK_SECRET" } },
      entry: { url: "https://gw.example/x", key: { env: "NOT_SET" } },
    };
    const here = await createWorld({ profile, env: ENV });
    const { asked, openPrompter } = typing(SECRET);
    const fired = await here.run(["fire-webhook", "sponsor.created"], {
      openPrompter,
      seen: AT_TERMINAL,
    });
    expect([fired.code, asked]).toEqual([0, []]);
  });
});

describe("a wallet without a profile", () => {
  const TOKENS = { W: "wallet-secret-4711", U: "user-token-4711", S: "session-token-4711" };
  const PLAYER = [
    ...["--secret-env", "W", "--public-key", "pk-1"],
    ...["--user-token-env", "U", "--session-token-env", "S", "--currency", "EUR"],
  ];

  it.each([
    ["fire-callback", "auth"],
    ["play-round", "--bets", "1"],
    ["conformance", "wallet"],
  ])("%s %s is told its player on the line", async (...words) => {
    const bodies: string[] = [];
    const target = await openTarget(({ headers }, body) => {
      bodies.push(`${headers["x-public-key"]?.toString() ?? ""} ${body.toString()}`);
      return 401;
    });
    const here = await createWorld({ env: TOKENS });
    const run = await here.run([...words, "--to", `${target}/gp`, ...PLAYER]);
    expect(run.code, run.err).toBe(1);
    expect(bodies[0]).toContain("user-token-4711");
    expect(bodies[0]).toContain("pk-1");
  });

  it.each([
    [
      ["webhook", "--currency", "EUR"],
      "only the suite wallet takes --currency, and it is not among those that run",
    ],
    [
      ["webhook", "entry", "--public-key", "pk", "--currency", "EUR"],
      "only the suite wallet takes --public-key, --currency",
    ],
    [["wallet", "webhook", "--currency", "EUR"], "need exactly one suite"],
    [["--user-token-env", "U"], "--user-token-env and its like describe one target"],
    [
      ["webhook", "--recipe", "sha256 {usn}|{key}"],
      "only the suites entry and flow take --recipe, and none of them is among those that run",
    ],
  ])("conformance %j is refused: nobody would hear it", async (words, says) => {
    const here = await createWorld({ env: TOKENS });
    const { code, out, err } = await here.run(["conformance", ...words]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(says);
  });

  it("and a recipe is heard by the suite of the whole way too", async () => {
    const here = await createWorld({ env: TOKENS });
    const { err } = await here.run(["conformance", "flow", "--recipe", "sha256 {usn}|{key}"]);
    expect(err).not.toMatch(/takes? --recipe/);
  });

  it("says which words are missing", async () => {
    const here = await createWorld({ env: TOKENS });
    const line = ["fire-callback", "auth", "--to", "http://127.0.0.1:1/", "--secret-env", "W"];
    expect((await here.run(line)).err).toContain("wallet.publicKey: is missing");
    const player = await here.run([...line, "--public-key", "pk-1"]);
    expect(player.err).toContain("--user-token-env");
  });
});

it("what the line says outranks the profile", async () => {
  const profile = {
    partner: "acme",
    webhook: { url: "http://127.0.0.1:1/", secret: { env: "ENTRY_KEY" } },
  };
  const here = await createWorld({ profile, env: ENV });
  const line = ["--to", await receiver(), "--secret-env", "HOOK_SECRET"];
  expect((await here.run(["fire-webhook", "sponsor.created", ...line])).code).toBe(0);
  expect((await here.run(["fire-webhook", "sponsor.created", ...line.slice(0, 2)])).code).toBe(1);
});
