/** `init` without a conversation: flags, files, exit codes. */
import { describe, expect, it } from "vitest";
import { PRESET_IDS } from "../../../src/tasks/init/presets/index.js";
import { RECEIVER_IDS } from "../../../src/tasks/init/receivers/index.js";
import { loadProfile } from "../../../src/profile/load.js";
import { DEFAULT_ENTRY_RECIPE } from "../../../src/protocols/entry/recipe.js";
import { signEntry } from "../../../src/protocols/entry/sign.js";
import { signWebhook } from "../../../src/protocols/webhook/signature.js";
import { HERE, memoryFiles, runRecorded } from "../recording-world.js";
import { createWorld, errorOf, spoken } from "../world.js";

const KEY = "s3cret-shared-key";
const NOW_MS = 1_767_225_600_000;

const RECIPE = {
  url: "https://gw.example.net/api/{partner}/enter",
  partner: "acme-rpg",
  params: { usn: "uid", campaign: "camp", token: "sig" },
  signature: {
    algorithm: "hmac-sha512",
    message: "{timestamp}.{usn}",
    encoding: "base64url",
    timestamp: "ms",
    token: "{usn}~{timestamp}~{signature}",
    ttlMs: 300_000,
  },
} as const;

const yes = (...more: string[]) => ["init", "--yes", "--skip-check", ...more];

describe("init --yes", () => {
  it.each(PRESET_IDS)("writes the preset %s, which its own sandbox accepts", async (preset) => {
    const world = await createWorld();
    const run = await world.run(
      `init --yes --json --partner acme-rpg --preset ${preset}`.split(" "),
    );
    expect(run.code, spoken(run)).toBe(0);
    const { check, written } = JSON.parse(run.out);
    expect(written).toEqual(["playcamp-gw.json", ".env.example"]);
    if (preset !== "sdk-api") {
      expect(check.verdict).toBe("conformant");
      expect(
        check.checks.filter(({ status }: { status: string }) => status === "pass"),
      ).not.toEqual([]);
    }
    loadProfile(await world.read("playcamp-gw.json"), {
      origin: preset,
      environment: null,
      overrides: [],
    });
  });

  it.each(RECEIVER_IDS)("writes a receiver for %s, at the profile's place", async (framework) => {
    const world = await createWorld();
    const run = await world.run(
      yes(
        ...["--partner", "acme", "--receiver", framework, "--json"],
        ...["--set", "webhook.url=http://127.0.0.1:4711/in/play.camp"],
      ),
    );
    expect(run.code, spoken(run)).toBe(0);
    const { written, next } = JSON.parse(run.out);
    expect(written).toHaveLength(3);
    const text = await world.read(written[2]);
    expect(text).toContain("ACME_WEBHOOK_SECRET");
    expect(`${written[2]}\n${text}`).toContain("/in/play.camp");
    expect(text).not.toMatch(/__(?:SECRET|PATH|PORT)__|playcamp-gw/);
    expect(next.join("\n")).toContain("ACME_WEBHOOK_SECRET=a-secret-to-try-with playcamp-gw");
    expect(next.join("\n")).not.toContain("__");
  });

  it.each([
    ["--set webhook.url=http://127.0.0.1/in'to", "cannot stand in a source file"],
    ["--set webhook.url=http://127.0.0.1/", "cannot stand in a source file"],
    [
      "--set webhook.format=gateway --set webhook.gateway.envelope=data.list",
      "webhook.gateway.envelope",
    ],
  ])("writes no receiver with %s", async (sets, problem) => {
    const world = await createWorld();
    const run = await world.run(
      yes(..."--json --partner acme --receiver php".split(" "), ...sets.split(" ")),
    );
    expect(errorOf(run)).toMatchObject({ code: "receiver_invalid" });
    expect(spoken(run)).toContain(problem);
  });

  it("names each secret's variable in .env.example, and no value", async () => {
    const world = await createWorld({
      env: { ACME_RPG_SHARED_KEY: KEY, ACME_RPG_WEBHOOK_SECRET: "whsec-4711" },
    });
    const run = await world.run(
      yes(..."--partner acme-rpg --preset entry --preset webhook".split(" ")),
    );
    const example = await world.read(".env.example");
    expect(example).toMatch(/^ACME_RPG_SHARED_KEY=$/m);
    expect(example).toMatch(/^ACME_RPG_WEBHOOK_SECRET=$/m);
    const all = `${example}${await world.read("playcamp-gw.json")}${spoken(run)}`;
    expect(all).not.toContain(KEY);
    expect(all).not.toContain("whsec-4711");
  });

  it("adds to the .env.example that is there, once and only by --force", async () => {
    const before = "# ours\nOTHER=1\nACME_SHARED_KEY=\n";
    const world = await createWorld({ files: { ".env.example": before } });
    const argv = yes("--partner", "acme", "--preset", "entry");
    expect((await world.run(argv)).code).toBe(0);
    expect(await world.read(".env.example")).toBe(before);
    const more = [...argv, "--preset", "webhook", "--out", "b.json"];
    expect((await world.run(more)).code).toBe(2);
    expect((await world.run([...more, "--force"])).code).toBe(0);
    const after = await world.read(".env.example");
    expect(after.startsWith(before)).toBe(true);
    expect(after).toMatch(/^ACME_WEBHOOK_SECRET=$/m);
  });

  it("replaces nothing unless it is told to, and writes nothing then", async () => {
    const world = await createWorld({ files: { "playcamp-gw.json": "mine" } });
    const argv = [...yes("--partner", "a", "--preset", "entry"), "--json"];
    const refused = await world.run(argv);
    expect(refused.code).toBe(2);
    expect(errorOf(refused)).toMatchObject({ code: "file_exists" });
    expect(await world.read("playcamp-gw.json")).toBe("mine");
    await expect(world.read(".env.example")).rejects.toThrow();
    expect((await world.run([...argv, "--force"])).code).toBe(0);
    expect(await world.read("playcamp-gw.json")).toContain('"partner": "a"');
  });

  it("takes any value by --set, and refuses a secret's", async () => {
    const world = await createWorld();
    const argv = yes(..."--partner acme --preset entry --set".split(" "));
    const url = "entry.url=https://gw.example.org/in";
    expect((await world.run([...argv, url])).code).toBe(0);
    expect(await world.read("playcamp-gw.json")).toContain("https://gw.example.org/in");
    const literal = await world.run([...argv, `entry.key=${KEY}`, "--force"]);
    expect(literal.code).toBe(2);
    expect(spoken(literal)).not.toContain(KEY);
  });

  it("says which of its values stand for the partner's own", async () => {
    const world = await createWorld();
    const argv = yes(..."--json --partner acme --preset wallet".split(" "));
    const run = await world.run([...argv, "--set", "wallet.publicKey=pk-1"]);
    const paths = JSON.parse(run.out).guesses.map(({ path }: { path: string }) => path);
    expect(paths).toContain("wallet.url");
    expect(paths).not.toContain("wallet.publicKey");
  });

  it("says what was written when a disk is full half-way, and what was not", async () => {
    const example = `${HERE}/.env.example`;
    const files = memoryFiles({}, [example]);
    const run = await runRecorded(yes("--json", "--partner", "acme", "--preset", "entry"), {
      files,
    });
    expect(run.code).toBe(2);
    const { code, message, hint } = errorOf(run);
    expect(code).toBe("file_unwritable");
    expect(message).toContain(example);
    expect(hint).toContain("playcamp-gw.json");
    expect(files.text(`${HERE}/playcamp-gw.json`)).toContain("acme");
  });

  it.each([
    [["--partner", "a b"], "flag_invalid"],
    [["--partner", "a", "--preset", "entri"], "flag_invalid"],
  ])("refuses %j", async (argv, code) => {
    const world = await createWorld();
    const run = await world.run(yes("--json", "--preset", "entry", ...argv));
    expect(run.code).toBe(2);
    expect(errorOf(run).code).toBe(code);
  });

  it("names variables after any partner", async () => {
    const world = await createWorld();
    const argv = ["--preset", "entry", "--partner", "9.lives"];
    expect((await world.run(yes(...argv))).code).toBe(0);
    expect(await world.read(".env.example")).toMatch(/^PARTNER_9_LIVES_SHARED_KEY=$/m);
  });

  it("refuses two presets of one section", async () => {
    const world = await createWorld();
    const run = await world.run(
      yes(..."--json --partner a --preset webhook --preset gateway-webhook".split(" ")),
    );
    expect(run.code).toBe(2);
    expect(errorOf(run).code).toBe("preset_conflict");
  });

  it.each(["github", "gitlab", "jenkins"])(
    "writes a pipeline for %s with the profile's variables",
    async (kind) => {
      const world = await createWorld();
      const run = await world.run([
        ...yes("--json", "--partner", "acme", "--preset", "entry"),
        "--ci",
        kind,
      ]);
      expect(run.code, spoken(run)).toBe(0);
      const { neededPackage, written } = JSON.parse(run.out);
      const text = await world.read(written[2]);
      expect(text).toContain("ACME_SHARED_KEY");
      expect(text).toContain("playcamp-gw.json");
      expect(neededPackage).toMatch(/^\.\/playcamp-gw-\d+\.\d+\.\d+\.tgz$/);
      expect(text).toContain(`--package=${neededPackage} playcamp-gw`);
    },
  );

  it("writes a pipeline that installs another package, and asks for no tarball", async () => {
    const world = await createWorld({ files: { "tools/gw.tgz": "" } });
    for (const spec of ["playcamp-gw@9.9.9", "./tools/gw.tgz"]) {
      const run = await world.run([
        ...yes("--json", "--partner", "acme", "--preset", "entry", "--force"),
        ...["--ci", "gitlab", "--ci-package", spec],
      ]);
      expect(run.code, spoken(run)).toBe(0);
      expect(JSON.parse(run.out).neededPackage).toBeNull();
      expect(await world.read(".gitlab-ci.yml")).toContain(`--package=${spec} playcamp-gw`);
    }
  });
});

describe("init without a terminal", () => {
  it.each([
    [[], ["--yes", "--partner", "--preset"]],
    [["--yes"], ["--partner", "--preset"]],
    [
      ["--yes", "--partner", "a"],
      ["--preset", "--from-entry", "--from-webhook", "--from-payments"],
    ],
    [["--partner", "a", "--preset", "entry"], ["--yes"]],
  ])("says for %j which flags to give", async (argv, flags) => {
    const world = await createWorld();
    const run = await world.run(["init", "--json", ...argv]);
    expect(run.code).toBe(2);
    const { code, hint } = errorOf(run);
    expect(code).toBe("input_needed");
    for (const flag of flags) expect(hint).toContain(flag);
  });

  it("asks nothing with --no-input, nor where questions would not be seen", async () => {
    const world = await createWorld({
      terminal: { inIsTerminal: true, errIsTerminal: true },
    });
    expect((await world.run(["init", "--no-input"])).code).toBe(2);
    const blind = await createWorld({ terminal: { inIsTerminal: true } });
    expect((await blind.run(["init"])).code).toBe(2);
  });
});

describe("init --from-entry", () => {
  const known = { env: { ACME_RPG_SHARED_KEY: KEY } };
  const urlFor = (usn: string) => signEntry(RECIPE, { usn }, KEY, NOW_MS).url;

  it("finds the recipe, and the partner in the address", async () => {
    const world = await createWorld(known);
    const run = await world.run(yes("--from-entry", urlFor("100001")));
    expect(run.code, spoken(run)).toBe(0);
    const { partner, entry } = JSON.parse(await world.read("playcamp-gw.json"));
    expect(partner).toBe("acme-rpg");
    const { ttlMs: _, ...signature } = RECIPE.signature;
    expect(entry).toMatchObject({
      url: RECIPE.url,
      params: { usn: "uid", token: "sig" },
      signature,
      key: { env: "ACME_RPG_SHARED_KEY" },
    });
    const check = await world.run(["verify-entry", urlFor("x1"), "--at", "2026-01-01T00:01:00Z"]);
    expect(check.code, spoken(check)).toBe(0);
  });

  it("takes the key from where --set says it is", async () => {
    const world = await createWorld({ env: { MY_KEY: KEY } });
    const run = await world.run([
      ...yes("--from-entry", urlFor("100001")),
      "--set",
      "entry.key.env=MY_KEY",
    ]);
    expect(run.code, spoken(run)).toBe(0);
    expect(await world.read("playcamp-gw.json")).toContain('"MY_KEY"');
  });

  it("narrows what one example leaves open by another", async () => {
    // usn and campaign are the same here, so one example cannot tell which of them is signed.
    const recipe = {
      ...RECIPE,
      ...DEFAULT_ENTRY_RECIPE,
      signature: {
        ...DEFAULT_ENTRY_RECIPE.signature,
        message: "{campaign}|{timestamp}|{key}",
      },
    };
    const make = (usn: string, campaign: string) =>
      signEntry(recipe, { usn, campaign }, KEY, NOW_MS).url;
    const world = await createWorld(known);
    const one = await world.run(yes("--json", "--from-entry", make("same", "same")));
    const open = JSON.parse(one.out).guesses.map(({ path }: { path: string }) => path);
    expect(open).toContain("entry.signature");
    const two = await world.run([
      ...yes("--json", "--force", "--from-entry", make("same", "same")),
      "--from-entry",
      make("u2", "CAMP2"),
    ]);
    expect(two.code, spoken(two)).toBe(0);
    const { entry } = JSON.parse(await world.read("playcamp-gw.json"));
    expect(entry.signature.message).toBe("{campaign}|{timestamp}|{key}");
  });

  it.each([
    ["the key is missing", {}, "secret_missing"],
    ["the key is another", { ACME_RPG_SHARED_KEY: "other" }, "entry_not_inferred"],
  ])("writes nothing when %s", async (_, env, code) => {
    const world = await createWorld({ env });
    const run = await world.run(yes("--json", "--from-entry", urlFor("100001")));
    expect(run.code).toBe(2);
    expect(errorOf(run).code).toBe(code);
    await expect(world.read("playcamp-gw.json")).rejects.toThrow();
  });
});

describe("init --from-webhook", () => {
  const SECRET = "whsec_4711";
  const body = JSON.stringify({
    list: [{ type: "sponsor.created", player_id: "77", sent_at: 1_741_588_200_000 }],
  });
  const signature = signWebhook(Buffer.from(body), SECRET);
  const raw = `POST /hooks/in HTTP/1.1\nHost: game.example.com\nContent-Type: application/json\nX-Webhook-Signature: ${signature}\n\n${body}\n`;
  const curl = `curl -X POST https://game.example.com/hooks/in -H 'X-Webhook-Signature: ${signature}' --data-raw '${body}'`;
  const har = JSON.stringify({
    log: {
      entries: [
        {
          request: {
            method: "POST",
            url: "https://game.example.com/hooks/in",
            headers: [{ name: "X-Webhook-Signature", value: signature }],
            postData: { text: body },
          },
        },
      ],
    },
  });

  it.each([
    ["raw HTTP", raw],
    ["a curl command", curl],
    ["a HAR", har],
  ])("reads format and signature off %s", async (_, capture) => {
    const world = await createWorld({
      env: { ACME_WEBHOOK_SECRET: SECRET },
      files: { capture },
    });
    const run = await world.run(yes("--partner", "acme", "--from-webhook", "@capture"));
    expect(run.code, spoken(run)).toBe(0);
    const { webhook } = JSON.parse(await world.read("playcamp-gw.json"));
    expect(webhook).toMatchObject({
      url: "https://game.example.com/hooks/in",
      format: "gateway",
      signature: "simple",
      gateway: {
        envelope: "list",
        fields: {
          type: { path: "event" },
          player_id: { path: "usn", as: "string" },
          sent_at: { path: "timestamp", as: "ms" },
          usn: null,
        },
      },
    });
  });

  it("names the cause where the signature does not fit", async () => {
    const world = await createWorld({
      env: { ACME_WEBHOOK_SECRET: SECRET },
      files: { capture: raw.replace("player_id", "player_ID") },
    });
    const argv = yes("--json", "--partner", "acme", "--from-webhook", "@capture");
    const run = await world.run(argv);
    expect(run.code).toBe(2);
    expect(errorOf(run).code).toBe("webhook_not_inferred");
  });
});

describe("init --from-payments", () => {
  const REPLY = JSON.stringify({
    code: 0,
    data: {
      list: [
        {
          orderNo: "o-1",
          uid: 7,
          goodsId: "gem",
          price: "4.99",
          currency: "USD",
          payTime: "2026-01-05T01:02:03Z",
        },
      ],
    },
  });

  it("proposes source and mapping, and says what it guessed", async () => {
    const world = await createWorld({ files: { "reply.json": REPLY } });
    const run = await world.run([
      ...yes("--json", "--partner", "acme", "--from-payments", "@reply.json"),
      "--set",
      "payments.map.platform.const=Web",
    ]);
    expect(run.code, spoken(run)).toBe(0);
    const { payments } = JSON.parse(await world.read("playcamp-gw.json"));
    expect(payments).toMatchObject({
      source: { records: "data.list", success: { path: "code", equals: 0 } },
      map: {
        transactionId: "orderNo",
        amount: "price",
        platform: { const: "Web" },
      },
    });
    const paths = JSON.parse(run.out).guesses.map(({ path }: { path: string }) => path);
    expect(paths).toContain("payments.map.distributionType");
    expect(paths).not.toContain("payments.map.platform");
  });

  it("names the fields that nothing in the records could be", async () => {
    const world = await createWorld();
    const argv = yes("--json", "--partner", "acme", "--from-payments", "-");
    const run = await world.run(argv, {
      input: '{"price":"1","currency":"USD"}',
    });
    expect(run.code).toBe(2);
    expect(errorOf(run).message).toContain("userId");
  });

  it("refuses what holds no payment", async () => {
    const world = await createWorld();
    const argv = yes("--json", "--partner", "acme", "--from-payments", "-");
    const run = await world.run(argv, { input: "[]" });
    expect(errorOf(run).code).toBe("payments_not_recognised");
  });
});
