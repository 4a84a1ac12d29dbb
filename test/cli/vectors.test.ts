/** `vectors` as a partner uses it: with programs in two languages, right and wrong ones. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createWorld, errorOf, spoken } from "./world.js";

function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/vectors/${name}`, import.meta.url));
}

function quoted(...words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(" ");
}

const NODE = quoted(process.execPath, fixture("implementation.mjs"));

function findPython(): string | null {
  for (const name of ["python3", "python"]) {
    try {
      execFileSync(name, ["-c", "import sys; assert sys.version_info >= (3, 8)"]);
      return name;
    } catch {
      continue;
    }
  }
  return null;
}

const PYTHON = findPython();

const KEYS = {
  ENTRY_KEY: "planted-entry-key-4711",
  HOOK_KEY: "planted-webhook-key-4712",
  WALLET_KEY: "planted-wallet-key-4713",
  POLL_KEY: "planted-poll-key-4714",
};

const PROFILE = {
  partner: "acme rpg",
  entry: {
    url: "https://gw.example.com/api/{partner}/sponsor",
    params: { usn: "u", token: "t" },
    signature: {
      algorithm: "hmac-sha512",
      message: "{campaign}:{usn}:{timestamp}:{server}",
      encoding: "base64url",
      timestamp: "ms",
      token: "{timestamp}.{signature}",
      ttl: "2m",
    },
    key: { env: "ENTRY_KEY" },
  },
  webhook: {
    url: "https://game.example.com/hooks",
    signature: "both",
    format: "gateway",
    tolerance: "60s",
    secret: { env: "HOOK_KEY" },
  },
  wallet: {
    url: "https://wallet.example.com",
    publicKey: "acme-public-key",
    secret: { env: "WALLET_KEY" },
    fields: { user_id: "player" },
    player: {
      userToken: "planted-user-token",
      sessionToken: "planted-session-token",
      currency: "EUR",
    },
  },
  payments: {
    source: {
      url: "https://game.example.com/payments",
      range: { format: "yyyy-MM-dd HH:mm:ss", zone: "UTC+8" },
      auth: {
        kind: "fingerprint",
        algorithm: "hmac-sha256",
        message: "{partner}/{from}/{to}/{timestamp}",
        encoding: "HEX",
        ttl: "5m",
      },
      key: { env: "POLL_KEY" },
    },
    map: Object.fromEntries(
      [
        "transactionId",
        "userId",
        "productId",
        "amount",
        "currency",
        "platform",
        "distributionType",
        "purchasedAt",
      ].map((name) => [name, name]),
    ),
  },
};

describe("the document", () => {
  it("is the same every time, and needs no secret", async () => {
    const world = await createWorld({ profile: PROFILE });
    const first = await world.run(["vectors"]);
    const second = await world.run(["vectors", "--json"]);
    expect(first.code).toBe(0);
    expect(first.err).toBe("");
    expect(second.out).toBe(first.out);
    const { format, recipes, cases } = JSON.parse(first.out);
    expect(format).toBe("playcamp-gw/vectors@1");
    expect(Object.keys(recipes)).toEqual(["entry", "webhook", "wallet", "payments"]);
    expect(recipes.entry.signature.algorithm).toBe("hmac-sha512");
    expect(recipes.webhook.toleranceSec).toBe(60);
    expect(JSON.stringify(cases)).toContain("player");
  });

  it("never holds a key of the profile, however it is spelt", async () => {
    const world = await createWorld({ profile: PROFILE, env: KEYS });
    const all = spoken(await world.run(["vectors", "--verbose"]));
    const planted = [
      ...Object.values(KEYS),
      "planted-user-token",
      "planted-session-token",
      "acme-public-key",
    ];
    for (const value of planted) {
      expect(all).not.toContain(value);
      expect(all).not.toContain(Buffer.from(value).toString("hex"));
    }
  });

  it("holds what was asked for", async () => {
    const world = await createWorld({ profile: PROFILE });
    const { out } = await world.run(["vectors", "wallet", "--task", "verify"]);
    const { cases } = JSON.parse(out) as {
      cases: { suite: string; task: string }[];
    };
    expect(new Set(cases.map(({ suite, task }) => `${suite} ${task}`))).toEqual(
      new Set(["wallet verify"]),
    );
  });

  it.each<[string[], string]>([
    [["vectors", "walet"], "unknown_suite"],
    [["vectors", "wallet"], "section_missing"],
    [["vectors", "payments"], "vectors_none"],
    [["vectors", "--check", "results.json"], "flag_invalid"],
    [["vectors", "--check", "@nowhere.json"], "file_not_found"],
    [["vectors", "--check", "@empty.json"], "results_invalid"],
    [["vectors", "--check", "@empty.json", "--exec", "x"], "usage"],
    [["vectors", "--exec", "cat x | node y"], "command_invalid"],
    [["vectors", "--exec", "./no-such-program"], "exec_failed"],
  ])("%j is exit 2, %s", async (argv, code) => {
    const { payments, entry } = PROFILE;
    const source = { ...payments.source, auth: { kind: "bearer" } };
    const world = await createWorld({
      profile: { partner: "a", entry, payments: { ...payments, source } },
      files: { "empty.json": "{}" },
    });
    const run = await world.run([...argv, "--json"]);
    expect(run.code).toBe(2);
    expect(run.out).toBe("");
    expect(errorOf(run).code).toBe(code);
  });
});

describe("a program", () => {
  it("in JavaScript is right", async () => {
    const world = await createWorld();
    const run = await world.run(["vectors", "--sandbox", "--exec", NODE]);
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(run.out).toMatch(/^(\d+) vectors: \1 right, 0 wrong/);
  });

  it.skipIf(PYTHON === null)("in Python is right, by recipes far from the usual", async () => {
    const world = await createWorld({ profile: PROFILE });
    const command = `${PYTHON ?? ""} ${quoted(fixture("implementation.py"))}`;
    const run = await world.run(["vectors", "--exec", command]);
    expect(run.out).toMatch(/^(\d+) vectors: \1 right, 0 wrong/);
    expect(run.code).toBe(0);
  });

  it.each([
    ["upper-case", "entry.sign.plain", "signature_encoding"],
    ["upper-case", "payments.sign.range", "signature_encoding"],
    ["upper-case", "wallet.sign.bet", "hex"],
    ["milliseconds", "entry.sign.plain", "timestamp_signed_in_other_unit"],
    ["decoded-key", "wallet.sign.bet", "secret-base64-decoded"],
    ["decoded-key", "webhook.sign.simple.batch", "secret-base64-decoded"],
    ["written-again", "wallet.sign.raw-bytes", "body-reserialised"],
    ["written-again", "webhook.verify.simple.written-again", "wrongly_accepted"],
    ["says-text", "entry.sign.plain", "signed_text"],
    ["no-clock", "entry.verify.expired", "wrongly_accepted"],
  ])("that makes the mistake %s is told so at %s", async (mistake, id, cause) => {
    const world = await createWorld();
    const run = await world.run(["vectors", "--sandbox", "--json", "--exec", `${NODE} ${mistake}`]);
    expect(run.code).toBe(1);
    const { format, cases } = JSON.parse(run.out) as {
      format: string;
      cases: { id: string; status: string; explanation: { cause: string } }[];
    };
    expect(format).toBe("playcamp-gw/vector-verdict@1");
    const judged = cases.find((each) => each.id === id);
    expect(judged?.status).toBe("fail");
    expect(judged?.explanation.cause).toBe(cause);
  });

  const script = (text: string) => quoted(process.execPath, "-e", text);

  it.each<[string, string, number, RegExp]>([
    ["hangs", "setInterval(() => {}, 1000)", 3, /not ended after 1500 ms/],
    ["dies", "process.stderr.write('no key\\n'); process.exit(4)", 3, /exit code 4[\s\S]*no key/],
    ["floods", "setInterval(() => console.log('x'.repeat(1e6)), 0)", 3, /more than 4 MiB/],
    [
      "floods with short lines",
      "const more = () => process.stdout.write('x\\n'.repeat(3e4), more); more()",
      3,
      /more than 4 MiB/,
    ],
    ["only talks", "console.log('hello')", 3, /1 line is no result.*hello/],
  ])("that %s is reported", async (_, text, code, message) => {
    const world = await createWorld();
    const run = await world.run([
      "vectors",
      "entry",
      "--sandbox",
      "--timeout",
      "1500ms",
      "--exec",
      script(text),
    ]);
    expect(run.err).toMatch(message);
    expect(run.code).toBe(code);
    expect(run.out).toContain("0 right, 0 wrong");
  });
});

describe("a program that tells what it was given", () => {
  const MARKER = "MARKER+vectors/4711=";
  const PRINTS_ENVIRONMENT = `
    console.error(JSON.stringify(process.env));
    console.error("Authorization: Bearer abcdef0123456789abcdef, password=hunter2-4711");
    console.log(JSON.stringify(process.env));
    process.exit(4);`;

  it("was given no secret, and none that it says is repeated", async () => {
    vi.stubEnv("ENTRY_KEY", MARKER);
    vi.stubEnv("SOME_TOKEN", MARKER);
    onTestFinished(() => void vi.unstubAllEnvs());
    const world = await createWorld({
      profile: PROFILE,
      env: { ENTRY_KEY: MARKER, SOME_TOKEN: MARKER },
      files: { "tells.mjs": PRINTS_ENVIRONMENT },
    });
    const line = quoted(process.execPath, "./tells.mjs");
    const run = await world.run(["vectors", "entry", "--exec", line, "--verbose"]);
    expect(run.code).toBe(3);
    expect(run.err).toContain("exit code 4");
    for (const secret of ["MARKER", "abcdef0123456789abcdef", "hunter2", "SOME_TOKEN"])
      expect(run.out + run.err).not.toContain(secret);
  });
});

describe("results in a file", () => {
  it("are judged, and the one that is wrong is shown", async () => {
    const world = await createWorld();
    const { out } = await world.run(["vectors", "entry", "--sandbox"]);
    const { cases } = JSON.parse(out) as {
      cases: { id: string; expected: object }[];
    };
    const results = cases.map(({ id, expected }) => ({ id, ...expected }));
    const argv = ["vectors", "entry", "--sandbox", "--check", "-"];
    const good = await world.run(argv, { input: JSON.stringify({ results }) });
    expect(good.code).toBe(0);
    const token = "100001|1767225600|00";
    const wrong = [...results.slice(2), { id: "entry.sign.plain", token }];
    const bad = await world.run(argv, { input: JSON.stringify(wrong) });
    expect(bad.code).toBe(1);
    expect(bad.out).toContain(`found:    "${token}"`);
    expect(bad.out).toContain("entry.sign.campaign: no result");
    expect(bad.out).toMatch(/1 wrong, 1 without a result$/m);
  });
});
