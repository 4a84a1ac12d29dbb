/** `webhooks …`: against a sandbox that stays, with a store and a journal of the test's own. */
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { localDisk } from "../../src/adapters/files/write-file.js";
import { createSecretStore } from "../../src/adapters/secrets/secret-store.js";
import { verifyWebhook } from "../../src/protocols/webhook/signature.js";
import { failed } from "../fake-http.js";
import { closedPort, hostile, OK } from "../hostile-server.js";
import { sandboxFor } from "../sandbox/sandbox-for.js";
import { sdkClient } from "../sandbox/sdk-client.js";
import { createWorld, errorOf, spoken, type WorldOptions } from "./world.js";

const KEY = "ak_server_sandbox:sdk-secret-known-to-everyone";

async function worldAt(url: string, more: WorldOptions = {}) {
  return createWorld({
    profile: { partner: "acme", sdkApi: { url, apiKey: { env: "SDK_KEY" } } },
    env: { SDK_KEY: KEY, ...more.env },
    ...(more.profile === undefined ? {} : { profile: more.profile }),
    ...(more.files === undefined ? {} : { files: more.files }),
  });
}

async function setUp(more: WorldOptions = {}) {
  const sandbox = await sandboxFor();
  const { url = "" } = sandbox.profile.profile.sdkApi ?? {};
  const world = await worldAt(url, more);
  const webhooks = (line: string) => world.run(["webhooks", ...line.split(" ")]);
  return { sandbox, url, world, webhooks, call: sdkClient(sandbox) };
}

/** Every byte of the files below a folder. */
async function everythingIn(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const texts = names.map((name) => readFile(join(folder, name), "latin1").catch(() => ""));
  return (await Promise.all(texts)).join("\n");
}

const storeOf = (folder: string) =>
  createSecretStore({
    folder: join(folder, ".config", "playcamp-gw"),
    key: null,
    disk: localDisk,
  });

describe("webhooks create", () => {
  it("puts the secret into the store, from which a profile signs with it", async () => {
    const { url: receiver, received } = await hostile((socket) => socket.end(OK));
    const { world, webhooks } = await setUp();
    const run = await webhooks(`create sponsor.created --url ${receiver}/hook`);
    expect([run.code, run.out]).toEqual([0, '{"store":"acme.webhook.1"}\n']);
    const secret = (await storeOf(world.folder).get("acme.webhook.1")) ?? "";
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(spoken(run)).not.toContain(secret);
    expect(await everythingIn(world.folder)).not.toContain(secret);

    const fired = await world.run([
      "fire-webhook",
      "sponsor.created",
      "--set",
      `webhook:={"url":"${receiver}","secret":{"store":"acme.webhook.1"}}`,
    ]);
    expect(fired.code).toBe(0);
    const [head = "", body = ""] = (received[0] ?? "").split("\r\n\r\n");
    const signature = /^x-webhook-signature: (.*)$/im.exec(head)?.[1] ?? "";
    expect(verifyWebhook({ payload: body, signature, secret, nowMs: 0 }).valid).toBe(true);
  });

  it("prints it with --print-secret alone, and keeps it out of journal and store", async () => {
    const { world, webhooks } = await setUp();
    const line = "create sponsor.ended --url http://127.0.0.1:1/ --print-secret";
    const run = await webhooks(`${line} --verbose`);
    const secret = run.out.trim();
    expect([run.code, secret]).toEqual([0, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(run.err).toContain("[secret:webhooks.secret]");
    expect(run.err).not.toContain(secret);
    expect(await everythingIn(world.folder)).not.toContain(secret);
    expect(await everythingIn(world.folder)).toContain("webhooks");
    const json = JSON.parse((await webhooks(`${line} --json`)).out) as object;
    expect(json).toMatchObject({
      id: "2",
      eventType: "sponsor.ended",
      secret: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it("delivers to the profile's own receiver when no other is named", async () => {
    const { webhooks, call } = await setUp();
    const run = await webhooks(
      'create payment.created --retry-count 0 --timeout-ms 30000 --store-as mine --set webhook:={"url":"http://127.0.0.1:1/own","secret":{"env":"X"}}',
    );
    expect([run.code, run.out]).toEqual([0, '{"store":"mine"}\n']);
    const { items } = await call("GET", "webhooks");
    expect(items[0]).toMatchObject({
      url: "http://127.0.0.1:1/own",
      retryCount: 0,
      timeoutMs: 30000,
    });
  });

  it.each([
    ["sponsor.creatd --url http://x/", "unknown_event", /sponsor\.created/],
    ["sponsor.created --url ftp://x/", "flag_invalid", /--url/],
    ["sponsor.created --retry-count 11", "flag_invalid", /0 to 10/],
    ["sponsor.created --retry-count -1", "flag_invalid", /0 to 10/],
    ["sponsor.created --timeout-ms 999", "flag_invalid", /1000 to 30000/],
    ["sponsor.created --timeout-ms 30001", "flag_invalid", /1000 to 30000/],
    ["sponsor.created", "usage", /--url/],
    [
      "sponsor.created --url http://x/ --print-secret --store-as y",
      "usage",
      /either printed or stored/,
    ],
  ])("%s is refused before anything is sent", async (line, code, hint) => {
    const { webhooks, call } = await setUp();
    const run = await webhooks(`create ${line} --json`);
    expect(run.code).toBe(2);
    expect(errorOf(run)).toMatchObject({
      code,
      hint: expect.stringMatching(hint) as string,
    });
    expect((await call("GET", "webhooks")).items).toEqual([]);
  });

  it("never replaces a stored secret", async () => {
    const { world, webhooks, call } = await setUp();
    await storeOf(world.folder).set("mine", "precious");
    await storeOf(world.folder).set("acme.webhook.1", "older");
    const line = "create sponsor.ended --url http://127.0.0.1:1/";
    const named = await webhooks(`${line} --store-as mine --json`);
    expect([named.code, errorOf(named).code]).toEqual([2, "secret_exists"]);
    expect((await call("GET", "webhooks")).items).toEqual([]);
    expect((await webhooks(line)).out).toBe('{"store":"acme.webhook.1-2"}\n');
    const store = storeOf(world.folder);
    expect(await store.get("mine")).toBe("precious");
    expect(await store.get("acme.webhook.1")).toBe("older");
  });

  it("creates nothing while the store cannot be read", async () => {
    const { world, webhooks, call } = await setUp({
      files: { ".config/playcamp-gw/secrets.json": "{}" },
    });
    const run = await webhooks("create sponsor.ended --url http://127.0.0.1:1/ --json");
    expect([run.code, errorOf(run).code]).toEqual([2, "store_unreadable"]);
    expect((await call("GET", "webhooks")).items).toEqual([]);
    expect(await world.read(".config/playcamp-gw/secrets.json")).toBe("{}");
  });

  it("takes the webhook back when its secret cannot be stored", async () => {
    const { world, webhooks, call } = await setUp();
    const inTheWay = join(world.folder, ".config", "playcamp-gw", "store.key");
    await mkdir(inTheWay, { recursive: true });
    const run = await webhooks("create sponsor.ended --url http://127.0.0.1:1/ --json");
    expect(run.code).toBe(2);
    expect(errorOf(run)).toMatchObject({
      code: "store_unavailable",
      message: expect.stringContaining("webhook 1") as string,
    });
    expect(errorOf(run).message).toContain("was deleted again");
    expect((await call("GET", "webhooks")).items).toEqual([]);
  });

  it("on a sandbox of its own stores nothing that ends with it", async () => {
    const { world, webhooks } = await setUp();
    const run = await webhooks("create sponsor.created --sandbox");
    expect([run.code, run.out]).toEqual([0, ""]);
    expect(run.err).toContain("--print-secret");
    expect(await storeOf(world.folder).get("sandbox.webhook.1")).toBeNull();
  });
});

describe("webhooks list, update, delete", () => {
  it("show, change, pause and remove", async () => {
    const { webhooks, call } = await setUp();
    await webhooks("create sponsor.created --url http://127.0.0.1:1/a --print-secret");
    await webhooks("create sponsor.ended --url http://127.0.0.1:1/b --print-secret");
    const listed = await webhooks("list");
    expect(listed.out.split("\n")).toEqual([
      expect.stringMatching(/^id +event +state +retries +time-out +url$/),
      expect.stringMatching(
        /^1 +sponsor\.created +active +3 +5000 ms +http:\/\/127\.0\.0\.1:1\/a$/,
      ),
      expect.stringMatching(/^2 +sponsor\.ended +active/),
      "",
    ]);
    const updated = await webhooks(
      "update 1 --pause --retry-count 10 --timeout-ms 1000 --url http://127.0.0.1:1/c",
    );
    expect([updated.code, updated.out]).toEqual([0, "webhook 1 is updated\n"]);
    const deleted = await webhooks("delete 2 --json");
    expect(JSON.parse(deleted.out)).toEqual({ id: "2", deleted: true });
    const json = JSON.parse((await webhooks("list --json")).out) as object;
    expect(json).toMatchObject({
      webhooks: [
        {
          id: "1",
          isActive: false,
          retryCount: 10,
          timeoutMs: 1000,
          url: "http://127.0.0.1:1/c",
        },
      ],
      pagination: { total: 1 },
    });
    await webhooks("update 1 --resume");
    expect((await call("GET", "webhooks")).items[0]?.isActive).toBe(true);
    const second = await webhooks("list --page 2 --limit 1");
    expect([second.code, second.out]).toEqual([0, ""]);
    expect(second.err).toContain("page 2 of 1");
  });

  it.each(["update 1", "update 1 --pause --resume"])("%s is refused", async (line) => {
    const { webhooks } = await setUp();
    expect((await webhooks(line)).code).toBe(2);
  });
});

describe("webhooks logs and test", () => {
  it("show attempts, answers and payloads", async () => {
    let nth = 0;
    const { url } = await hostile((socket) => {
      nth += 1;
      socket.end(
        nth === 1
          ? "HTTP/1.1 503 X\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy"
          : "HTTP/1.1 200 X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
      );
    });
    const { webhooks, call } = await setUp();
    await webhooks(`create payment.bulk_created --url ${url} --print-secret`);
    expect((await webhooks("logs 1")).err).toContain("no deliveries");
    const payment = {
      transactionId: "tx-1",
      userId: "u1",
      productId: "p",
      amount: 1,
      currency: "EUR",
      platform: "Web",
      distributionType: "PC_STORE",
      purchasedAt: "2026-01-05T00:00:00.000Z",
    };
    for (const transactionId of ["tx-1", "tx-2"])
      await call("POST", "payments/bulk", {
        payments: [{ ...payment, transactionId }],
      });
    const out = await vi.waitFor(async () => {
      const run = await webhooks("logs 1");
      expect(run.out.match(/SUCCESS/g)).toHaveLength(2);
      return run.out;
    });
    expect(out).toMatch(/payment\.bulk_created +SUCCESS +2 of 4 +- +200 ok/);
    const json = JSON.parse((await webhooks("logs 1 --json")).out) as {
      logs: { payload: { events: { data: object }[] } }[];
    };
    expect(json.logs[1]?.payload.events[0]?.data).toMatchObject({
      transactionIds: ["tx-1"],
    });
    const page = await webhooks("logs 1 --limit 1");
    expect(page.err).toContain("page 1 of 2, 2 deliveries");
  });

  it.each([
    ["200 OK", 0, /^accepted: 200 hi\n$/],
    ["401 No", 1, /^not accepted: 401 hi\n$/],
  ])("a test answered %s exits %i", async (status, code, shown) => {
    const { url } = await hostile((socket) =>
      socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 2\r\n\r\nhi`),
    );
    const { webhooks } = await setUp();
    await webhooks(`create sponsor.created --url ${url} --print-secret`);
    const run = await webhooks("test 1");
    expect([run.code, run.out]).toEqual([code, expect.stringMatching(shown)]);
    const json = JSON.parse((await webhooks("test 1 --json")).out) as object;
    expect(json).toMatchObject({ success: code === 0 });
  });
});

describe("refusals of the API", () => {
  it.each(["update 9 --pause", "delete 9", "logs 9", "test 9"])(
    "%s: code, words and hint, exit 1",
    async (line) => {
      const { webhooks } = await setUp();
      const run = await webhooks(line);
      expect([run.code, run.out]).toEqual([1, ""]);
      expect(run.err).toContain("refused: 404 NOT_FOUND There is no webhook 9");
      expect(run.err).toContain("hint: playcamp-gw webhooks list");
      const json = await webhooks(`${line} --json`);
      expect(errorOf(json)).toMatchObject({ code: "NOT_FOUND", status: 404 });
    },
  );

  it.each([
    ["ak_server_x:wrong", /401 UNAUTHORIZED/, /sdkApi\.apiKey/],
    ["ak_client_sandbox:known-to-everyone", /403 FORBIDDEN/, /ak_server_/],
  ])("of the key %s say what to check, not the key", async (key, refusal, hint) => {
    const { webhooks } = await setUp({ env: { SDK_KEY: key } });
    const run = await webhooks("list");
    expect(run.code).toBe(1);
    expect(run.err).toMatch(refusal);
    expect(run.err).toMatch(hint);
    expect(spoken(run)).not.toContain(key);
  });

  it("name the field that is at fault", async () => {
    const body = JSON.stringify({
      error: "Validation failed",
      code: "VALIDATION_ERROR",
      details: [{ path: "url", message: "must be \u001b[31mhttps", target: "body" }],
    });
    const { url } = await hostile((socket) =>
      socket.end(`HTTP/1.1 400 X\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
    );
    const world = await worldAt(url);
    const run = await world.run(
      "webhooks create sponsor.ended --url http://127.0.0.1/ --print-secret".split(" "),
    );
    expect(run.code).toBe(1);
    expect(run.err).toContain("refused: 400 VALIDATION_ERROR Validation failed");
    expect(run.err).toContain("url: must be ");
    expect(run.err).not.toContain("\u001b");
  });

  it("are told apart from nobody being there, and from replies that say nothing", async () => {
    const gone = await worldAt(`http://127.0.0.1:${await closedPort()}`);
    expect((await gone.run(["webhooks", "list"])).code).toBe(3);
    const { url } = await hostile((socket) => socket.end(OK));
    const odd = await worldAt(url);
    const run = await odd.run(["webhooks", "list"]);
    expect(run.code).toBe(1);
    expect(run.err).toContain('the reply has no "data"');
  });

  it.each(["list", "delete 1", "test 1"])(
    "are not even asked for on a live host, unless allowed: %s",
    async (line) => {
      const sdkApi = { url: "http://live.example", apiKey: { env: "SDK_KEY" } };
      const world = await worldAt("", {
        profile: {
          partner: "acme",
          sdkApi,
          environments: { live: { live: true, sdkApi } },
        },
      });
      const asked: string[] = [];
      const http = async ({ url }: { readonly url: string }) => {
        asked.push(url);
        return failed("refused");
      };
      const openHttp = () =>
        Promise.resolve({
          http,
          load: http,
          race: () => Promise.reject(new Error("raced")),
          close: () => Promise.resolve(),
        });
      const argv = ["webhooks", ...line.split(" ")];
      const run = await world.run([...argv, "--json"], { openHttp });
      expect([run.code, errorOf(run).code]).toEqual([2, "live_target"]);
      expect(asked).toEqual([]);
      const allowed = await world.run([...argv, "--allow-live"], { openHttp });
      expect([allowed.code, asked.length]).toEqual([3, 1]);
    },
  );

  it("need the section that says where the API is", async () => {
    const world = await createWorld({ profile: { partner: "acme" } });
    const run = await world.run(["webhooks", "list", "--json"]);
    expect([run.code, errorOf(run).code]).toEqual([2, "section_missing"]);
  });
});
