/** `replay` and `deliveries`, end to end: a loopback server, a journal in a temporary folder. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listenOnNode } from "../../src/adapters/http/node-server.js";
import { createJournalStore } from "../../src/adapters/files/journal-store.js";
import { systemRandom } from "../../src/adapters/process/system.js";
import type { CliWorld } from "../../src/cli/command.js";
import { headerValue } from "../../src/core/http.js";
import {
  jsonReply,
  type RunningServer,
  type ServedReply,
  type ServedRequest,
} from "../../src/core/server.js";
import { SECRET_ENCODINGS, encodeSecret } from "../../src/core/redaction.js";
import { createIdSource } from "../../src/journal/id.js";
import { createJournal } from "../../src/journal/journal.js";
import { DEFAULT_ENTRY_RECIPE } from "../../src/protocols/entry/recipe.js";
import { signEntry } from "../../src/protocols/entry/sign.js";
import { verifyEntry } from "../../src/protocols/entry/verify.js";
import { fingerprintRecipe, verifyFingerprint } from "../../src/protocols/payments/fingerprint.js";
import { verifyCallback } from "../../src/protocols/wallet/signature.js";
import {
  signTimestampedWebhook,
  signWebhook,
  verifyWebhook,
} from "../../src/protocols/webhook/signature.js";
import { captured, type SampleMessage } from "../journal/sample-entry.js";
import { fakeTerminal, HERE, memoryFiles, runRecorded } from "./recording-world.js";

const SECRET = "webhook+secret/with odd=parts";
const WALLET_SECRET = "wallet-secret-0123456789";
const ENTRY_KEY = "entry-key-0123456789";
const ENV = {
  WEBHOOK_SECRET: SECRET,
  WALLET_SECRET,
  ENTRY_KEY,
  USER_TOKEN: "user-token-0123456789",
  SESSION_TOKEN: "session-token-0123456789",
};
const NOW_MS = Date.UTC(2026, 5, 1, 12);

const PAYMENT_MAP = {
  ...{ transactionId: "id", userId: "user", productId: "product" },
  ...{ amount: "amount", currency: "currency", platform: "os" },
  ...{ distributionType: "store", purchasedAt: "at" },
};

let server: RunningServer;
let seen: ServedRequest[] = [];
let answer: (request: ServedRequest) => ServedReply;
let folder = "";

beforeAll(async () => {
  server = await listenOnNode(
    {
      host: "127.0.0.1",
      port: 0,
      maxBodyBytes: 1e6,
      onDefect: () => undefined,
    },
    async (request) => {
      seen.push(request);
      return answer(request);
    },
  );
});
afterAll(() => server.close());
beforeEach(() => {
  seen = [];
  answer = () => jsonReply(200, { ok: true });
  folder = mkdtempSync(join(tmpdir(), "journal-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function profile(extra: object = {}): string {
  const { url } = server;
  return JSON.stringify({
    partner: "acme",
    entry: { url: `${url}/entry`, key: { env: "ENTRY_KEY" } },
    webhook: {
      url: `${url}/hook`,
      signature: "both",
      secret: { env: "WEBHOOK_SECRET" },
    },
    wallet: {
      url: `${url}/wallet`,
      publicKey: "pk",
      secret: { env: "WALLET_SECRET" },
      player: {
        userToken: { env: "USER_TOKEN" },
        sessionToken: { env: "SESSION_TOKEN" },
        currency: "USD",
      },
    },
    ...extra,
  });
}

function run(
  words: readonly string[],
  files: Readonly<Record<string, string>> = {},
  world: Partial<CliWorld> = {},
) {
  const written = memoryFiles({
    [`${HERE}/playcamp-gw.json`]: profile(),
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`${HERE}/${name}`, text])),
  });
  return runRecorded([...words, "--journal", folder], {
    files: written,
    env: ENV,
    ...world,
  });
}

const ids = createIdSource(new Uint8Array([1, 2, 3]));

/** Puts an exchange of the past into the journal. */
function remember(
  message: SampleMessage,
  facts: Parameters<typeof captured>[2] = {},
  personal: readonly string[] = [],
): string {
  const id = ids(NOW_MS);
  const secrets = [
    { label: "webhook.secret", value: SECRET },
    { label: "entry.key", value: ENTRY_KEY },
  ];
  createJournal(createJournalStore({ folder, random: systemRandom })).append(
    captured(message, { secrets, personal }, { id, ...facts }),
  );
  return id;
}

const delivery = () => {
  const body = `{"events":[{"event":"sponsor.created","data":{"transactionId":"t-1"}}],  "echo":"${SECRET}"}`;
  return {
    url: `${server.url}/hook?a=%2f`,
    headers: [
      ["Content-Type", "application/json"],
      ["X-Webhook-Signature", signTimestampedWebhook(Buffer.from(body), SECRET, 1)],
      ["Authorization", `Bearer ${SECRET}`],
    ] as const,
    body,
  };
};

/** `replay --edit`, in an editor that leaves this text. */
async function editedAs(text: string) {
  const files = memoryFiles({ [`${HERE}/playcamp-gw.json`]: profile() });
  const own: string[] = [];
  let edited = "";
  let said = "";
  const { code } = await run(
    ["replay", remember(delivery()), "--edit"],
    {},
    {
      files: {
        ...files,
        writePrivate: (path, content) => {
          own.push(path);
          return files.writePrivate(path, content);
        },
      },
      terminal: fakeTerminal({
        inIsTerminal: true,
        errIsTerminal: true,
        err: (line) => (said += line),
      }),
      editFile: async (path) => {
        edited = path;
        await files.writeWhole(path, text);
        return { kind: "exited", code: 0 };
      },
    },
  );
  return { code, said, edited, own };
}

describe("replay", () => {
  it("has a body edited in a file that is this user's alone", async () => {
    const { code, said, edited, own } = await editedAs("{}\n");
    expect(code).toBe(0);
    expect(own).toContain(edited);
    expect(Buffer.from(seen[0]?.body ?? "").toString()).toBe("{}");
    expect(said).not.toContain("no JSON");
  });

  it("says that an edited body is no JSON any more, and sends it as it is", async () => {
    const { said } = await editedAs('"a":1}\n');
    expect(said).toContain("warning: the edited body is no JSON any more");
    expect(Buffer.from(seen[0]?.body ?? "").toString()).toBe('"a":1}');
  });

  it("sends the very bytes again, secrets filled in", async () => {
    const message = delivery();
    const result = await run(["replay", remember(message)]);
    expect(result).toMatchObject({ code: 0 });
    expect(result.out).toContain("then");
    expect(seen).toHaveLength(1);
    const [request] = seen;
    expect(request).toMatchObject({ method: "POST", target: "/hook?a=%2f" });
    expect(Buffer.from(request?.body ?? []).toString()).toBe(message.body);
    expect(request?.headers).toEqual(expect.arrayContaining([...message.headers]));
  });

  it("signs a webhook, a callback and an entry anew", async () => {
    const nowMs = Date.now();
    const recipe = {
      url: `${server.url}/entry`,
      partner: "acme",
      ...DEFAULT_ENTRY_RECIPE,
    };
    const order = {
      usn: "u 1",
      campaign: "c",
      params: [["x", "ü y"]] as const,
    };
    const entry = signEntry(recipe, order, ENTRY_KEY, 1_000);
    answer = ({ target }) =>
      target.startsWith("/entry")
        ? { ...jsonReply(302, {}), headers: [["Location", "/x"]] }
        : jsonReply(200, {});
    remember(delivery());
    remember({
      url: `${server.url}/wallet/auth`,
      headers: [
        ["X-Public-Key", "pk"],
        ["X-Signature", "old"],
      ],
      body: '{"a":1}',
    });
    remember({ method: "GET", url: entry.url });
    const listed = await run(["deliveries", "list", "--json"]);
    const all = (JSON.parse(listed.out) as { id: string }[]).map(({ id }) => id);
    const result = await run(["replay", ...all, "--resign"]);
    expect(result).toMatchObject({ code: 0 });
    const [webhook, callback, entered] = seen;
    expect(
      verifyWebhook({
        payload: webhook?.body ?? "",
        signature: headerValue(webhook?.headers ?? [], "X-Webhook-Signature") ?? "",
        secret: SECRET,
        nowMs,
        form: "both",
      }).valid,
    ).toBe(true);
    expect(
      verifyCallback({
        body: callback?.body ?? new Uint8Array(),
        signature: headerValue(callback?.headers ?? [], "X-Signature"),
        secrets: [WALLET_SECRET],
      }).valid,
    ).toBe(true);
    expect(verifyEntry(recipe, entered?.target ?? "", [ENTRY_KEY], nowMs)).toMatchObject({
      accepted: true,
      usn: "u 1",
      campaign: "c",
    });
    expect(entered?.target).toContain("&x=%C3%BC%20y");
  });

  it.each([
    ["the query", "GET", "?start=1&end=2", null],
    ["a form", "POST", "", "start=1&end=2"],
    ["JSON", "POST", "", '{"start":1,"end":"2"}'],
  ] as const)("signs a poll with its range in %s anew", async (...each) => {
    const [place, method, query, body] = each;
    const source = {
      url: `${server.url}/poll`,
      method,
      range: { from: "start", to: "end", format: "s" },
      auth: { kind: "fingerprint", header: "X-Print" },
      key: { env: "ENTRY_KEY" },
      records: "list",
    };
    const type = `application/${place === "JSON" ? "json" : "x-www-form-urlencoded"}`;
    const id = remember({
      url: `${server.url}/poll${query}`,
      method,
      body,
      headers: [
        ["X-Print", "old"],
        ["X-Timestamp", "1"],
        ["Content-Type", type],
      ],
    });
    const files = {
      "playcamp-gw.json": profile({ payments: { source, map: PAYMENT_MAP } }),
    };
    const result = await run(["replay", id, "--resign", "--json"], files);
    expect(result).toMatchObject({ code: 0 });
    expect(result.out).toContain('"kind": "payments"');
    const presented = {
      fingerprint: headerValue(seen[0]?.headers ?? [], "X-Print"),
      timestamp: headerValue(seen[0]?.headers ?? [], "X-Timestamp"),
    };
    expect(
      verifyFingerprint(
        fingerprintRecipe({ kind: "fingerprint", header: "X-Print" }),
        presented,
        { from: "1", to: "2", key: ENTRY_KEY, partner: "acme" },
        Date.now(),
      ),
    ).toEqual({ accepted: true });
  });

  it.each([
    ["/wallet/auth", "carries no X-Signature header"],
    ["/poll?from=1&to=2", "carries no X-Fingerprint header"],
    ["/plain-poll?from=1", "payments.source.auth is no fingerprint"],
  ])("signs nothing that went out unsigned: %s", async (path, says) => {
    const auth = path.startsWith("/poll") ? { auth: { kind: "fingerprint" } } : {};
    const url = `${server.url}${path.replace(/\?.*/, "")}`;
    const key = { env: "ENTRY_KEY" };
    const source = { url: path.includes("poll") ? url : `${server.url}/poll`, key, ...auth };
    const files = { "playcamp-gw.json": profile({ payments: { source, map: PAYMENT_MAP } }) };
    const sent = path.includes("poll") ? { method: "GET" } : { method: "POST", body: "{}" };
    const id = remember({ url: `${server.url}${path}`, ...sent });
    const result = await run(["replay", id, "--resign"], files);
    expect(result).toMatchObject({ code: 2, out: "" });
    expect(result.err).toContain(says);
    expect(seen).toEqual([]);
  });

  it.each([
    ["a refusal", 1, () => jsonReply(401, { no: 1 })],
    ["a redirect of what is no entry", 1, () => jsonReply(302, {})],
    ["a success", 0, () => jsonReply(201, {})],
  ] as const)("ends by the answer of now: %s", async (_, code, reply) => {
    answer = reply;
    expect((await run(["replay", remember(delivery())])).code).toBe(code);
  });

  it("is incomplete where nothing answers", async () => {
    const closed = await listenOnNode(
      {
        host: "127.0.0.1",
        port: 0,
        maxBodyBytes: 1,
        onDefect: () => undefined,
      },
      async () => jsonReply(200, {}),
    );
    await closed.close();
    const id = remember({ ...delivery(), url: `${closed.url}/hook` });
    expect((await run(["replay", id])).code).toBe(3);
  });

  it("shows then and now with what differs", async () => {
    answer = () => jsonReply(200, { balance: 7, same: true });
    const id = remember({
      ...delivery(),
      reply: { status: 500, body: '{"balance":5,"same":true}' },
    });
    const { out } = await run(["replay", id]);
    expect(out).toMatch(/answer +500 +200/);
    expect(out).toContain('-   "balance": 5,');
    expect(out).toContain('+   "balance": 7,');
    expect(out).not.toContain('-   "same"');
  });

  it("sends to another address, keeping the query", async () => {
    const id = remember({ ...delivery(), url: "http://gone.example/hook?a=1" });
    const to = `${server.url}/other`;
    expect((await run(["replay", id, "--to", to])).code).toBe(0);
    expect(seen[0]?.target).toBe("/other?a=1");
  });

  it("sends to another server, keeping paths and queries", async () => {
    const id = remember({ ...delivery(), url: "http://gone.example:99/a%2Fb/hook?a=1" });
    expect((await run(["replay", id, "--base-url", `${server.url}/v2/`])).code).toBe(0);
    expect(seen[0]?.target).toBe("/v2/a%2Fb/hook?a=1");
    const both = await run(["replay", id, "--base-url", server.url, "--to", server.url]);
    expect([both.code, seen.length]).toEqual([2, 1]);
  });

  it("lays --set over a file's request, and signs the changed body", async () => {
    const file = `POST ${server.url}/hook\nX-Webhook-Signature: t=1,v1=${"0".repeat(64)}\n\n{"a":1,"b":2}`;
    const words = [
      "replay",
      "@x.http",
      "--set",
      "body.a=7",
      "--set",
      "header.X-Trace=1",
      "--resign",
    ];
    const { code, err } = await run(words, { "x.http": file });
    expect(code).toBe(0);
    const [request] = seen;
    expect(Buffer.from(request?.body ?? []).toString()).toBe('{"a":7,"b":2}');
    expect(headerValue(request?.headers ?? [], "X-Trace")).toBe("1");
    const signature = headerValue(request?.headers ?? [], "X-Webhook-Signature") ?? "";
    const payload = request?.body ?? new Uint8Array();
    expect(verifyWebhook({ payload, signature, secret: SECRET, nowMs: Date.now() }).valid).toBe(
      true,
    );
    expect(err).not.toContain("warning");
  });

  it.each([
    [
      "a signature of long ago",
      `t=1767607200,v1=${"0".repeat(64)}`,
      [],
      /was made .* ago, and receivers take 5 min/,
    ],
    [
      "a signature that does not fit",
      "0".repeat(64),
      [],
      /does not fit its body under webhook\.secret/,
    ],
    ["a body that was changed", "right", ["--set", "body.a=2"], /does not fit its body/],
    ["one that fits", "right", [], null],
  ])("says before sending what will be refused: %s", async (_, signature, more, said) => {
    const right = signature === "right" ? signWebhook(Buffer.from('{"a":1}'), SECRET) : signature;
    const file = `POST ${server.url}/hook\nX-Webhook-Signature: ${right}\n\n{"a":1}`;
    const { err } = await run(["replay", "@x.http", ...more], { "x.http": file });
    expect(seen).toHaveLength(1);
    if (said === null) expect(err).not.toContain("warning");
    else expect(err).toMatch(said);
  });

  it("says before sending that an entry has expired", async () => {
    const recipe = { ...DEFAULT_ENTRY_RECIPE, url: `${server.url}/entry`, partner: "acme" };
    const { url } = signEntry(recipe, { usn: "7", campaign: "" }, ENTRY_KEY, 1_000);
    const { err } = await run(["replay", "@x.http"], { "x.http": `GET ${url}` });
    expect(err).toMatch(/warning: a gateway refuses this entry: .*--resign/);
    expect(seen).toHaveLength(1);
  });

  it("carries no secret to a host that the profile does not name, unless told to", async () => {
    const file = `POST http://stranger.example/x\nX-A: {{wallet.secret}}\n`;
    const result = await run(["replay", "@x.http"], { "x.http": file });
    expect(result.code).toBe(2);
    expect(result.err).toContain("stranger.example");
    const to = ["--to", `${server.url}/x`];
    await run(["replay", "@x.http", ...to], { "x.http": file });
    expect(headerValue(seen[0]?.headers ?? [], "X-A")).toBe(WALLET_SECRET);
  });

  it("sends often, and all at once", async () => {
    const id = remember(delivery());
    const words = ["replay", id, "--times", "2", "--parallel", "3", "--json"];
    const { out } = await run(words);
    expect(seen).toHaveLength(6);
    expect(JSON.parse(out)).toMatchObject({ total: 6, success: 6 });
  });

  it("keeps the pauses at the speed asked for", async () => {
    const sleeps: number[] = [];
    const clock = {
      nowMs: () => NOW_MS,
      monotonicMs: () => 0,
      sleep: async (ms: number) => void sleeps.push(ms),
    };
    const har = JSON.stringify({
      log: {
        entries: [0, 4_000, 5_000].map((ms) => ({
          startedDateTime: new Date(ms).toISOString(),
          request: { method: "GET", url: `${server.url}/${ms}` },
        })),
      },
    });
    const words = ["replay", "@a.har", "--speed", "10"];
    expect((await run(words, { "a.har": har }, { clock })).code).toBe(0);
    expect(sleeps).toEqual([400, 100]);
    expect(seen.map(({ target }) => target)).toEqual(["/0", "/4000", "/5000"]);
  });

  it("asks for personal data that it does not have", async () => {
    const message = { url: `${server.url}/hook`, body: '{"user":"anna-1"}' };
    const id = remember(message, {}, ["body.user"]);
    const missing = await run(["replay", id]);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain("--fill body.user=VALUE");
    await run(["replay", id, "--fill", "body.user=anna-1"]);
    expect(Buffer.from(seen[0]?.body ?? []).toString()).toBe(message.body);
  });

  it("guards live hosts, by the profile and by what the journal knows", async () => {
    const live = {
      environments: {
        live: { live: true, webhook: { url: "https://live.example/h" } },
      },
    };
    const files = { "playcamp-gw.json": profile(live) };
    const id = remember({ ...delivery(), headers: [], body: "x" });
    const guarded = await run(["replay", id, "--to", "https://live.example/h"], files);
    expect(guarded).toMatchObject({ code: 2 });
    expect(guarded.err).toContain("--allow-live");
    const known = remember({ url: "https://once-live.example/h", body: "x" }, { live: true });
    expect((await run(["replay", known])).err).toContain("--allow-live");
  });

  it("warns where a secret is another one than then", async () => {
    const keys = { "webhook.secret": "00000000" };
    const { err } = await run(["replay", remember(delivery(), { keys })]);
    expect(err).toContain("webhook.secret is not the secret of then");
  });

  it.each([
    [["replay", "zzzz"], "no delivery zzzz"],
    [["replay", "@none.har"], "no such file"],
    [["replay", "last", "--resign"], "does not know this request"],
    [["replay", "last", "--fill", "webhook.secret=x"], "never given"],
    [["replay", "last", "--fill", "webhook.secret.env=NOT"], "not set"],
    [["replay", "last", "--speed", "0"], "--speed 0"],
    [["replay", "last", "--no-journal"], "--no-journal is given"],
  ] as const)("%j is refused", async (words, says) => {
    remember({ url: `${server.url}/plain`, body: "x" });
    const argv = words.some((word) => word === "--no-journal");
    const result = argv ? await runRecorded(words, { env: ENV }) : await run(words);
    expect(result).toMatchObject({ code: 2, out: "" });
    expect(result.err).toContain(says);
    expect(seen).toEqual([]);
  });
});

describe("what was replayed stands in the journal", () => {
  it("without any secret of the profile, in any encoding", async () => {
    const secrets = Object.values(ENV);
    const all = secrets.flatMap((secret) => SECRET_ENCODINGS.map((as) => encodeSecret(secret, as)));
    answer = ({ body }) => ({
      ...jsonReply(500, {}),
      headers: [["X-Echo", encodeURIComponent(SECRET)]],
      body: Buffer.concat([Buffer.from([0xff]), body]),
    });
    const file = [
      `POST ${server.url}/hook?k=${encodeURIComponent(ENTRY_KEY)}`,
      ...secrets.map((secret, at) => `X-${at}: ${secret}`),
      `Authorization: Basic ${Buffer.from(`me:${SECRET}`).toString("base64")}`,
      "Cookie: session=who-knows",
      "",
      all.join("\n"),
    ].join("\n");
    await run(["replay", "@all.http"], { "all.http": file });
    expect(seen).toHaveLength(1);
    const kept = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), "latin1"))
      .join("");
    expect(kept).toContain("X-Echo");
    for (const encoding of [...all, "who-knows"])
      expect(kept).not.toContain(Buffer.from(encoding).toString("latin1"));
    await run(["replay", "last", "--fill", "header.cookie=session=who-knows"]);
    expect(seen[1]?.body).toEqual(seen[0]?.body);
    expect(seen[1]?.headers).toEqual(seen[0]?.headers);
    expect(seen[1]?.target).toBe(seen[0]?.target);
  });

  it("with the command, the step and the race it was in", async () => {
    const id = remember(delivery());
    await run(["replay", id, "--parallel", "2"]);
    const { out } = await run(["deliveries", "show", "last", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      command: "replay",
      step: `replay of ${id}`,
      note: expect.stringContaining("of 2 released within") as unknown,
      partner: "acme",
      tool: "1.2.3",
      events: ["sponsor.created"],
      transactions: ["t-1"],
    });
  });

  it("not with --no-journal, nor where no home is known", async () => {
    const file = { [`${HERE}/x.http`]: `GET ${server.url}/x\n` };
    const files = memoryFiles(file);
    await runRecorded(["replay", "@x.http", "--no-journal"], {
      files,
      env: { HOME: folder },
    });
    await runRecorded(["replay", "@x.http"], { files, env: {} });
    await runRecorded(["replay", "@x.http"], {
      files,
      env: { HOME: folder, PLAYCAMP_GW_NO_JOURNAL: "1" },
    });
    expect(seen).toHaveLength(3);
    expect(readdirSync(folder)).toEqual([]);
    await runRecorded(["replay", "@x.http"], { files, env: { HOME: folder } });
    expect(readdirSync(folder)).not.toEqual([]);
  });

  it("and a journal that cannot be written stops no command", async () => {
    const result = await runRecorded(["replay", "@x.http", "--journal", "/dev/null/journal"], {
      files: memoryFiles({ [`${HERE}/x.http`]: `GET ${server.url}/x\n` }),
    });
    expect(result.code).toBe(0);
    expect(result.err).toContain("warning: no journal is kept");
  });
});

describe("deliveries list", () => {
  beforeEach(() => {
    remember({ ...delivery(), reply: { status: 401, body: "" } });
    remember(
      { method: "GET", url: "http://h.example/e?transactionId=t-2" },
      { command: "sign-entry" },
    );
  });

  it.each([
    [[], 2],
    [["--status", "401"], 1],
    [["--status", "4xx"], 1],
    [["--status", "accepted"], 1],
    [["--event", "sponsor"], 1],
    [["--event", "sponsor.created"], 1],
    [["--transaction", "t-2"], 1],
    [["--target", "H.EXAMPLE"], 1],
    [["--command", "sign-entry"], 1],
    [["--limit", "1"], 1],
    [["--since", "2025-01-01"], 2],
  ] as const)("%j", async (words, count) => {
    const { out } = await run(["deliveries", "list", ...words, "--ndjson"]);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(count);
    expect(JSON.parse(lines[0] ?? "")).toHaveProperty("verdict");
  });

  it("as a table, cut to the newest", async () => {
    const { out, err } = await run(["deliveries", "list", "--limit", "1"]);
    expect(out).toMatch(/^id +time +command +answer +took +event +request\n/);
    expect(out).toContain("sign-entry");
    expect(err).toContain("older ones are not shown");
  });

  it.each([
    ["--since", "1m"],
    ["--event", "spons"],
    ["--status", "500"],
  ])("%s %s selects nothing", async (...words) => {
    const result = await run(["deliveries", "list", ...words]);
    expect(result.code).toBe(2);
    expect(result.err).toContain("no delivery in the journal fits");
  });
});

describe("deliveries show and export", () => {
  it("shows a delivery pretty and raw, and what differs from another", async () => {
    const first = remember(delivery());
    const second = remember({
      ...delivery(),
      reply: { status: 500, body: "oops\u001b[2J" },
    });
    const pretty = await run(["deliveries", "show", first]);
    expect(pretty.out).toContain('      "event": "sponsor.created",');
    expect(pretty.out).toContain("Bearer [secret:webhook.secret]");
    const raw = await run(["deliveries", "show", second, "--raw"]);
    expect(raw.out).toContain("POST /hook?a=%2f HTTP/1.1\n");
    expect(raw.out).toContain("oops\\u001b[2J");
    const diff = await run(["deliveries", "show", first, "--diff", second]);
    expect(diff.out).toContain("- 200");
    expect(diff.out).toContain("+ 500");
    expect(diff.out).not.toContain("request:");
  });

  it.each(["har", "curl", "http", "bundle"])(
    "as %s, which replays the same request",
    async (format) => {
      const message = delivery();
      const id = remember(message);
      const { out } = await run(["deliveries", "export", id, "--format", format]);
      expect(out).not.toContain(SECRET);
      const env = {
        ...ENV,
        WEBHOOK_SECRET_AS_BASE64: Buffer.from(SECRET).toString("base64"),
      };
      const result = await run(["replay", "@it"], { it: out }, { env });
      expect(result).toMatchObject({ code: 0 });
      expect(Buffer.from(seen[0]?.body ?? []).toString()).toBe(message.body);
      expect(seen[0]?.target).toBe("/hook?a=%2f");
      expect(seen[0]?.headers).toEqual(expect.arrayContaining([...message.headers]));
    },
  );

  it("as a bundle with the profile less its secrets and check values of the keys", async () => {
    const id = remember(delivery(), { keys: { "webhook.secret": "0a1b2c3d" } });
    const files = {
      "playcamp-gw.json": profile({
        sdkApi: {
          url: "https://x.example",
          apiKey: { env: "WALLET_SECRET" },
          headers: { Authorization: "Bearer literal" },
        },
      }),
    };
    const words = ["deliveries", "export", id, "--format", "bundle"];
    const { out } = await run(words, files);
    expect(out).not.toContain("literal");
    expect(JSON.parse(out)).toMatchObject({
      format: "playcamp-gw/bundle@1",
      tool: { version: "1.2.3" },
      profile: { webhook: { secret: { env: "WEBHOOK_SECRET" } } },
      entries: [{ id, keys: { "webhook.secret": "0a1b2c3d" } }],
    });
  });

  it("writes a file where one is named", async () => {
    const files = memoryFiles({ [`${HERE}/playcamp-gw.json`]: profile() });
    const words = ["deliveries", "export", remember(delivery())];
    const result = await run([...words, "--format", "http", "--out", "a/b.http"], {}, { files });
    expect(result).toMatchObject({ code: 0, out: "" });
    expect(files.text(`${HERE}/a/b.http`)).toContain("POST http://127.0.0.1");
  });

  it("knows an id by its beginning, and says when that fits several", async () => {
    const id = remember(delivery());
    expect((await run(["deliveries", "show", id.slice(0, 9)])).code).toBe(0);
    remember(delivery());
    const result = await run(["deliveries", "show", id.slice(-4)]);
    expect(result.code).toBe(2);
    expect(result.err).toContain("2 deliveries fit");
  });
});
