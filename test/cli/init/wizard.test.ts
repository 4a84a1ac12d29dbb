/** The conversation of `init`, answered from scripts. What a terminal does to it is tested end to end. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { signEntry } from "../../../src/protocols/entry/sign.js";
import { signTimestampedWebhook } from "../../../src/protocols/webhook/signature.js";
import { createWorld, spoken, type World } from "../world.js";
import {
  BREAK_OFF,
  type Script,
  scriptedPrompter,
  type ScriptedPrompter,
} from "./scripted-prompter.js";

const KEY = "s3cret-shared-key";
const NOW_MS = 1_767_225_600_000;

const RECIPE = {
  url: "https://gw.example.net/api/{partner}/enter",
  partner: "acme-rpg",
  params: { usn: "uid", campaign: "c", token: "sig" },
  signature: {
    algorithm: "sha512",
    message: "{key}{usn}{timestamp}",
    encoding: "HEX",
    timestamp: "s",
    token: "{usn}.{timestamp}.{signature}",
    ttlMs: 300_000,
  },
} as const;

interface Talk {
  readonly world: World;
  readonly prompter: ScriptedPrompter;
  readonly code: number;
  readonly said: string;
  /** The profile that was written. */
  readonly profile: () => Promise<Record<string, never>>;
}

const AT_TERMINAL = {
  terminal: { inIsTerminal: true, errIsTerminal: true },
};

async function talk(
  script: Script,
  options: Parameters<typeof createWorld>[0] = {},
  argv: readonly string[] = ["init", "--skip-check"],
): Promise<Talk> {
  const world = await createWorld({ ...AT_TERMINAL, ...options });
  const prompter = scriptedPrompter(script);
  const run = await world.run(argv, {
    openPrompter: () => Promise.resolve(prompter),
  });
  return {
    world,
    prompter,
    code: run.code,
    said: spoken(run),
    profile: async () => JSON.parse(await world.read("playcamp-gw.json")),
  };
}

const WHO = [/Partner id/, "acme-rpg"] as const;
const area = (...names: readonly string[]) => [/What do you integrate/, names] as const;

describe("the conversation", () => {
  it("leads from the two usual areas to a checked profile with as few questions as there are choices", async () => {
    const { code, said, prompter, profile, world } = await talk([WHO], {}, ["init"]);
    expect(code, said).toBe(0);
    expect(await profile()).toMatchObject({
      partner: "acme-rpg",
      entry: { key: { env: "ACME_RPG_SHARED_KEY" } },
      webhook: { secret: { env: "ACME_RPG_WEBHOOK_SECRET" } },
    });
    expect(await world.read(".env.example")).toContain("ACME_RPG_SHARED_KEY=");
    expect(said).toMatch(/pass {2}a right entry/);
    expect(said).toContain("playcamp-gw sign-entry --usn 100001 --check");
    expect(prompter.asked.length).toBeLessThan(14);
  });

  it("shows the sample that a recipe signs with every key that is typed", async () => {
    const { code, prompter, said, profile } = await talk([
      WHO,
      area("Entry"),
      [/How is an entry URL signed/, "of our own"],
      [/Value of entry.key/, KEY],
      [/Algorithm/, "hmac-sha256"],
      [/Text that is signed/, "{usn}:{timestamp}"],
      [/Token/, "{timestamp}.{signature}"],
      [/written as/, "base64url"],
    ]);
    expect(code, said).toBe(0);
    const tokens = prompter.previews.filter((shown) => /signed text +100001:\d+\n/.test(shown));
    expect(tokens).not.toEqual([]);
    expect(said).toContain("signed with your key");
    expect([...prompter.previews, said].join("")).not.toContain(KEY);
    expect(await profile()).toMatchObject({
      entry: {
        signature: {
          algorithm: "hmac-sha256",
          message: "{usn}:{timestamp}",
          encoding: "base64url",
          token: "{timestamp}.{signature}",
        },
      },
    });
  });

  it("signs with the published test key where the real one is not at hand, and says so", async () => {
    const { said } = await talk([WHO, area("Entry"), [/How is an entry URL signed/, "default"]]);
    expect(said).toContain("published test key");
  });

  it("reads a recipe off an example, asking again where one cannot be explained", async () => {
    const { url } = signEntry(RECIPE, { usn: "4711" }, KEY, NOW_MS);
    const { code, said, profile } = await talk([
      WHO,
      area("Entry"),
      [/Where shall your secrets/, "encrypted"],
      [/How is an entry URL signed/, "example"],
      [/Value of entry.key/, KEY],
      [/entry URL that is accepted/, url.slice(0, -1)],
      [/entry URL that is accepted/, url],
    ]);
    expect(code, said).toBe(0);
    expect(said).toContain("no known recipe gives this URL's signature");
    expect(said).toContain("found: sha512");
    expect(await profile()).toMatchObject({
      entry: {
        signature: { message: "{key}{usn}{timestamp}", encoding: "HEX" },
        key: { store: "acme-rpg.entry.key" },
      },
    });
  });

  it("asks whether a parameter that nothing explains is the campaign", async () => {
    const recipe = {
      ...RECIPE,
      params: { usn: "uid", campaign: "x", token: "sig" },
    };
    const order = { usn: "4711", campaign: "C9" };
    const { url } = signEntry(recipe, order, KEY, NOW_MS);
    const { code, said, profile } = await talk([
      WHO,
      area("Entry"),
      [/How is an entry URL signed/, "example"],
      [/Value of entry.key/, KEY],
      [/entry URL that is accepted/, url],
      [/Is x=C9 the campaign/, true],
    ]);
    expect(code, said).toBe(0);
    expect(await profile()).toMatchObject({
      entry: { url: RECIPE.url, params: { campaign: "x" } },
    });
  });

  it("stores a typed secret encrypted, where sign-entry finds it, and shows it nowhere", async () => {
    const { world, said } = await talk([
      WHO,
      area("Entry"),
      [/Where shall your secrets/, "encrypted"],
      [/How is an entry URL signed/, "default"],
      [/Value of entry.key/, KEY],
    ]);
    expect(said).toContain("stored encrypted: acme-rpg.entry.key");
    expect(said).not.toContain(KEY);
    for (const file of ["playcamp-gw.json", ".env.example", ".config/playcamp-gw/secrets.json"])
      expect(await world.read(file)).not.toContain(KEY);
    const signed = await world.run(["sign-entry", "--usn", "1"]);
    expect(signed.code, spoken(signed)).toBe(0);
  });

  it("reads a captured webhook", async () => {
    const body = `{"events":[]}`.replace(
      "[]",
      '[{"event":"sponsor.ended","timestamp":"2026-01-05T00:00:00.000Z","data":{"userId":"7"}}]',
    );
    const value = signTimestampedWebhook(Buffer.from(body), KEY, 1_767_225_600);
    const capture = `POST /in HTTP/1.1\nHost: game.example.com\nx-webhook-signature: ${value}\n\n${body}`;
    const { code, said, profile } = await talk(
      [
        WHO,
        area("Webhooks"),
        [/What do you know/, "captured"],
        [/Value of webhook.secret/, KEY],
        [/File with the captured/, "nowhere.http"],
        [/File with the captured/, "capture.http"],
      ],
      { files: { "capture.http": capture } },
    );
    expect(code, said).toBe(0);
    expect(said).toContain("there is no file nowhere.http");
    expect(await profile()).toMatchObject({
      webhook: {
        url: "https://game.example.com/in",
        format: "playcamp",
        signature: "timestamped",
      },
    });
  });

  it("settles what a payment sample leaves open, and shows how it is converted", async () => {
    const record = {
      no: "1",
      order_id: "o-1",
      user: "7",
      sku: "gem",
      price: 499,
      currency: "USD",
      os: "2",
      time: "2026-01-05 10:00:00",
    };
    const { code, said, prompter, profile } = await talk([
      WHO,
      area("Payments"),
      [/What does your payment query/, "reply that I have"],
      [/File with a reply/, JSON.stringify([record])],
      [/Time zone/, "Nowhere/Land"],
      [/Time zone/, "Asia/Seoul"],
      [/first amount/, "4.99 USD"],
      [/platform "2"/, "Android"],
      [/distributionType of every/, "PC_STORE"],
      [/How does your server know/, "Bearer"],
    ]);
    expect(code, said).toBe(0);
    expect(await profile()).toMatchObject({
      payments: {
        source: { auth: { kind: "bearer" } },
        map: {
          transactionId: "order_id",
          amount: { path: "price", unit: "minor" },
          purchasedAt: { path: "time", zone: "Asia/Seoul" },
          platform: { path: "os", lookup: { "2": "Android" } },
          distributionType: { const: "PC_STORE" },
        },
      },
    });
    expect(said).toMatch(/purchasedAt .*2026-01-05T01:00:00.000Z/);
    expect(prompter.previews.join("\n")).toContain("2026-01-05T01:00:00.000Z");
    expect(said).not.toContain("Guessed");
  });

  it.each(["A", "E", "G"])("takes payment shape %s", async (shape) => {
    const { code, said } = await talk([
      WHO,
      area("Payments"),
      [/What does your payment query/, `shape ${shape}`],
    ]);
    expect(code, said).toBe(0);
  });

  it("asks for wallet and postback, whose ids an install referrer brings", async () => {
    const uid = "7b0c2f0e-4c1d-4c58-9d0a-0c9a3a5d1f11";
    const { code, said, profile } = await talk([
      WHO,
      area("Wallet", "Reward postback"),
      [/Your public key/, "pk-9"],
      [/store URL or referrer/, `pid=p1&uid=${uid}&gid=g1`],
      [/secret travels/, "X-Reward"],
    ]);
    expect(code, said).toBe(0);
    expect(await profile()).toMatchObject({
      wallet: { publicKey: "pk-9" },
      postback: { pid: "p1", gid: "g1", uids: [uid], auth: "header" },
    });
    expect(said).toContain("X-Signature");
  });

  it("asks only for what flags leave open", async () => {
    const { code, prompter, said } = await talk([], {}, [
      "init",
      "--skip-check",
      "--partner",
      "acme",
      "--preset",
      "webhook",
    ]);
    expect(code, said).toBe(0);
    expect(prompter.asked).toEqual(["Your webhook receiver's URL"]);
  });
});

describe("files that are there", () => {
  const mine = { files: { "playcamp-gw.json": "mine" } };
  const preset = "init --skip-check --partner acme --preset webhook".split(" ");

  it("are replaced when the answer is yes", async () => {
    const { code, profile } = await talk([[/Replace it/, true]], mine, preset);
    expect(code).toBe(0);
    expect(await profile()).toHaveProperty("webhook");
  });

  it("stay when it is no, and another name is asked for", async () => {
    const { code, world } = await talk([], mine, preset);
    expect(code).toBe(0);
    expect(await world.read("playcamp-gw.json")).toBe("mine");
    expect(await world.read("playcamp-gw.new.json")).toContain("webhook");
  });
});

describe("whoever breaks off", () => {
  const QUESTIONS = [
    /Partner id/,
    /What do you integrate/,
    /Where shall your secrets/,
    /Value of entry.key/,
    /Time to live/,
    /Which signatures/,
  ];

  it.each(QUESTIONS)("at %s leaves nothing behind", async (question) => {
    const { code, said, world } = await talk([
      [question, BREAK_OFF],
      WHO,
      [/Where shall your secrets/, "encrypted"],
      [/Value of entry.key/, KEY],
    ]);
    expect(code).toBe(130);
    expect(said).toContain("Nothing was written");
    for (const file of ["playcamp-gw.json", ".env.example", ".config/playcamp-gw/secrets.json"])
      await expect(world.read(file)).rejects.toThrow();
  });
});

describe("the answers that are kept", () => {
  it.skipIf(process.platform === "win32")("are this user's alone", async () => {
    const { code, world } = await talk([WHO, [/What do you integrate/, BREAK_OFF]]);
    expect(code).toBe(130);
    const folder = join(world.folder, ".state/playcamp-gw/init");
    const [name = ""] = await readdir(folder);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });
});

describe("flags that no answer can mend", () => {
  it("end before the first question", async () => {
    const argv = ["init", "--receiver", "spring", "--with", "payments"];
    const { code, said, prompter } = await talk([], {}, argv);
    expect(code, said).toBe(2);
    expect(said).toContain("--with payments: there is none for");
    expect(prompter.asked).toEqual([]);
    const alone = await talk([], {}, ["init", "--with", "payments"]);
    expect([alone.code, alone.prompter.asked]).toEqual([2, []]);
  });
});

describe("a .env that is not UTF-8", () => {
  it.each([
    ["UTF-16", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("NAME=가나\n", "utf16le")])],
    ["UTF-16 without a mark", Buffer.from("NAME=value\n", "utf16le")],
    ["EUC-KR", Buffer.from("NAME=\xb0\xa1\xb3\xaa\n", "latin1")],
  ])("of %s stays as it is, and the variable is named", async (_, before) => {
    const { code, said, world } = await talk(
      [
        WHO,
        area("Entry"),
        [/How is an entry URL signed/, "default"],
        [/Value of entry.key/, KEY],
        [/Shall what you type be kept/, "in .env"],
      ],
      { files: { ".env": before } },
    );
    expect(code, said).toBe(0);
    expect(await readFile(join(world.folder, ".env"))).toEqual(before);
    expect(said).toContain("the .env is not UTF-8 and stays as it is, without ACME_RPG_SHARED_KEY");
    expect(said).not.toContain(KEY);
  });

  it("of UTF-8 keeps its byte order mark and gets the variable", async () => {
    const { said, world } = await talk(
      [
        WHO,
        area("Entry"),
        [/How is an entry URL signed/, "default"],
        [/Value of entry.key/, KEY],
        [/Shall what you type be kept/, "in .env"],
      ],
      { files: { ".env": "\uFEFFNAME=가나\n" } },
    );
    expect(await world.read(".env"), said).toBe(`\uFEFFNAME=가나\nACME_RPG_SHARED_KEY=${KEY}\n`);
  });
});
