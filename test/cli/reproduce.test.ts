/** What failed is sent again in one command: by its id, from every file it is exported to, from PlayCamp's own logs. */
import { describe, expect, it, vi } from "vitest";
import type { ConformanceReport } from "../../src/core/report.js";
import { systemClock } from "../../src/adapters/process/system.js";
import { SANDBOX_SECRETS } from "../../src/tasks/sandbox/index.js";
import { replied } from "../fake-http.js";
import { hostile } from "../hostile-server.js";
import { type SandboxAtHand, sandboxFor } from "../sandbox/sandbox-for.js";
import { sdkClient } from "../sandbox/sdk-client.js";
import { intercepted } from "./intercepted-world.js";
import { createWorld, spoken, type World, type WorldOptions } from "./world.js";

const PREFIX = "playcamp-gw replay ";

/** The printed line's words; nothing in it needs quotes here. */
function printedWords(text: string): readonly string[] {
  const line = /playcamp-gw (replay .*)/.exec(text)?.[1];
  if (line === undefined) throw new Error(`no replay line in:\n${text}`);
  return line.split(" ");
}

const webhookUrl = ({ profile }: SandboxAtHand) => profile.profile.webhook?.url ?? "";
const apiUrl = ({ profile }: SandboxAtHand) => profile.profile.sdkApi?.url ?? "";

/** A working folder whose profile names this sandbox. */
function folderOf(sandbox: SandboxAtHand, files: WorldOptions["files"] = {}): Promise<World> {
  return createWorld({
    profile: {
      partner: "acme",
      webhook: {
        url: webhookUrl(sandbox),
        secret: { env: "SANDBOX_WEBHOOK_SECRET" },
      },
      sdkApi: {
        url: apiUrl(sandbox),
        apiKey: { env: "SANDBOX_SDK_API_KEY" },
      },
    },
    files,
    env: SANDBOX_SECRETS,
  });
}

async function faultyAndMended() {
  const faulty = await sandboxFor({}, ["webhook.refuses-everything"]);
  const mended = await sandboxFor();
  const world = await folderOf(faulty);
  return { faulty, mended, world, toMended: ["--to", webhookUrl(mended)] };
}

/** What the sandbox's game was sent and the journal kept last, byte for byte. */
async function lastBody(world: World): Promise<unknown> {
  const { out } = await world.run(["deliveries", "show", "last", "--json"]);
  const { request } = JSON.parse(out) as { request: { body: unknown } };
  return request.body;
}

describe("a delivery that a faulty receiver refused", () => {
  it("is sent again by the printed line, from HAR, and from the bundle in another folder", async () => {
    const { mended, world, toMended } = await faultyAndMended();
    const fired = await world.run(["fire-webhook", "payment.created"]);
    expect(fired.code).toBe(1);
    const words = printedWords(fired.err);
    const body = await lastBody(world);
    expect((await world.run(words)).code).toBe(1);

    const byId = await world.run([...words, ...toMended]);
    expect(byId.out).toMatch(/answer +401 +200/);
    expect(byId.code).toBe(0);
    expect(await lastBody(world)).toEqual(body);

    const id = words[1] ?? "";
    for (const format of ["har", "bundle", "http", "curl"]) {
      const exported = await world.run([...["deliveries", "export", id, "--format", format]]);
      const elsewhere = await folderOf(mended, { "it.txt": exported.out });
      const again = await elsewhere.run(["replay", "@it.txt", ...toMended]);
      expect(again, format).toMatchObject({ code: 0 });
      expect(await lastBody(elsewhere), format).toEqual(body);
    }
  });

  it("is rebuilt from PlayCamp's logs, which do not hold its bytes", async () => {
    const { faulty, mended, world } = await faultyAndMended();
    const call = sdkClient(faulty);
    await call("POST", "webhooks", {
      eventType: "payment.created",
      url: webhookUrl(faulty),
      retryCount: 0,
    });
    const none = await world.run(["replay", "--from-logs", "1", "--failed"]);
    expect(none).toMatchObject({ code: 3, out: "" });
    expect(none.err).toContain("hold no failed delivery");
    await call("POST", "payments", PAYMENT);
    await vi.waitFor(async () => {
      const { items } = await call("GET", "webhooks/1/logs");
      expect(items[0]?.status).toBe("FAILED");
    });
    const words = ["replay", "--from-logs", "1", "--failed"];
    const faultyStill = await world.run(words);
    expect(faultyStill.code).toBe(1);
    const again = await world.run([...words, ...["--set", `webhook.url=${webhookUrl(mended)}`]]);
    expect(again.err).toContain("the original bytes are not known");
    expect(again.out).toMatch(/^log log-1 +POST /);
    expect(again.out).toMatch(/answer +401 +200/);
    expect(again.code).toBe(0);
    const kept = await world.run(["deliveries", "show", "last"]);
    expect(kept.out).toContain(PAYMENT.transactionId);
    expect(kept.out).toContain("replay of log log-1");
  });

  it("and the log of a delivery that was accepted is left out with --failed", async () => {
    const mended = await sandboxFor();
    const world = await folderOf(mended);
    const call = sdkClient(mended);
    const { url } = await hostile((socket) => socket.end("HTTP/1.1 204 No Content\r\n\r\n"));
    await call("POST", "webhooks", { eventType: "payment.created", url });
    await call("POST", "payments", PAYMENT);
    await vi.waitFor(async () => {
      const { items } = await call("GET", "webhooks/1/logs");
      expect(items[0]?.status).toBe("SUCCESS");
    });
    const logs = ["replay", "--from-logs", "1"];
    expect((await world.run([...logs, "--failed"])).code).toBe(3);
    const all = await world.run([...logs, "--json"]);
    expect(JSON.parse(all.out)).toMatchObject({
      total: 1,
      success: 1,
      replayed: [{ id: null, rebuiltFrom: "log log-1", then: { status: 204 } }],
    });
  });

  it.each([
    [["replay"], "nothing is named"],
    [["replay", "last", "--from-logs", "1"], "an id or file does as well"],
    [["replay", "last", "--failed"], "--from-logs is not given"],
    [["replay", "last", "--fault", "webhook.slow"], "--sandbox is not given"],
  ])("%j is refused", async (words, says) => {
    const result = await (await createWorld()).run(words);
    expect(result).toMatchObject({ code: 2, out: "" });
    expect(result.err).toContain(says);
  });

  it("is a refusal of the API where it has no such webhook", async () => {
    const world = await folderOf(await sandboxFor());
    const result = await world.run(["replay", "--from-logs", "9"]);
    expect(result).toMatchObject({ code: 1, out: "" });
    expect(result.err).toContain("refused: 404");
  });
});

const PAYMENT = {
  userId: "u-1",
  transactionId: "tx-from-the-logs",
  productId: "p-1",
  amount: 12.5,
  currency: "USD",
  platform: "iOS",
  distributionType: "MOBILE_STORE",
  purchasedAt: "2026-01-05T00:00:00.000Z",
};

describe("a check that is not met", () => {
  const CHECK = ["conformance", "webhook", "--only", "webhook.event.*"];

  it("holds the line in every report, and it runs as printed", async () => {
    const { world, toMended } = await faultyAndMended();
    const run = await world.run([
      ...CHECK,
      ...["--reporter", "json=r.json", "--reporter", "html=r.html"],
      ...["--reporter", "junit=r.xml", "--reporter", "markdown=r.md"],
    ]);
    expect(run.code).toBe(1);
    const { checks } = JSON.parse(await world.read("r.json")) as ConformanceReport;
    const check = checks.find(({ status }) => status === "fail");
    const line = check?.replay ?? "";
    for (const { deliveryId } of check?.evidence ?? []) expect(line).toContain(deliveryId);
    for (const file of ["r.html", "r.xml", "r.md"])
      expect(await world.read(file), file).toContain(line);
    expect(run.out).toContain(line);
    expect((await world.run(printedWords(line))).code).toBe(1);
    const mended = await world.run([...printedWords(line), ...toMended]);
    expect(mended.code).toBe(0);
  });

  it("holds none where no journal is kept, and none where it passed", async () => {
    const { world, mended } = await faultyAndMended();
    const off = await world.run([...CHECK, "--no-journal", "--json"]);
    expect(off.code).toBe(1);
    expect(off.out).not.toContain("deliveryId");
    expect(spoken(off)).not.toContain(PREFIX);
    const well = await (await folderOf(mended)).run([...CHECK, "--json"]);
    expect(well.code).toBe(0);
    expect(spoken(well)).not.toContain(PREFIX);
  });

  it("on a sandbox leads to a sandbox of the same fault, or to a whole one", async () => {
    const world = await createWorld();
    const fault = ["--fault", "webhook.refuses-everything"];
    const run = await world.run([...CHECK, "--sandbox", ...fault]);
    expect(run.code).toBe(1);
    const words = printedWords(run.out.replaceAll(/ \\\n +/g, " "));
    expect(words.slice(-3)).toEqual(["--sandbox", ...fault]);
    expect((await world.run(words)).code).toBe(1);
    expect((await world.run(words.slice(0, -2))).code).toBe(0);
  });
});

describe("every command that fires", () => {
  async function refusingWorld() {
    const { url } = await hostile((socket) =>
      socket.end("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno"),
    );
    return createWorld({
      env: { ...SANDBOX_SECRETS, TOKEN: "player-token-0815" },
      files: { "payments.ndjson": `${JSON.stringify(PAYMENT)}\n` },
      profile: profileAt(url),
    });
  }

  function profileAt(url: string) {
    const secret = (name: string) => ({ env: `SANDBOX_${name}` });
    const token = { env: "TOKEN" };
    return {
      partner: "acme",
      entry: { url: `${url}/entry`, key: secret("ENTRY_KEY") },
      webhook: { url: `${url}/hook`, secret: secret("WEBHOOK_SECRET") },
      wallet: {
        url: `${url}/wallet`,
        publicKey: "pk",
        secret: secret("WALLET_SECRET"),
        player: { userToken: token, sessionToken: token, currency: "USD" },
      },
      provider: { url: `${url}/provider`, publicKey: "pk" },
      postback: {
        url: `${url}/api/postback`,
        secret: secret("POSTBACK_SECRET"),
        pid: "p",
        gid: "g",
        uids: ["2b0f1e9c-5d0a-4c7e-9d55-0d6f3c1b2a10"],
      },
      environments: { staging: {} },
    };
  }

  it.each([
    ["sign-entry", ["--usn", "7", "--check"]],
    ["fire-webhook", ["sponsor.created", "--set", "body.isTest:=true"]],
    ["fire-webhook", ["sponsor.created", "--tamper", "wrong-secret"]],
    ["fire-callback", ["balance", "--user", "7"]],
    ["fire-callback", ["auth"]],
    ["play-round", []],
    ["launch-game", ["aviadrone"]],
    ["send-postback", ["--level", "10"]],
  ])("prints a line that runs: %s %j", async (name, more) => {
    const world = await refusingWorld();
    const flags = ["--env", "staging", "--journal", "kept", "--timeout", "3s"];
    const run = await world.run([name, ...more, ...flags]);
    const words = printedWords(run.err);
    expect(words.slice(-6)).toEqual([
      ...["--env", "staging", "--journal", "kept", "--timeout", "3000ms"],
    ]);
    const again = await world.run([...words, "--json"]);
    expect(again.code).toBe(1);
    expect(JSON.parse(again.out)).toMatchObject({ unreachable: 0 });
    expect(again.out).toContain('"status": 500');
  });

  it("prints none with --no-journal or --quiet", async () => {
    const world = await refusingWorld();
    for (const flag of ["--no-journal", "--quiet"]) {
      const run = await world.run(["fire-webhook", "sponsor.created", flag]);
      expect(run.code).toBe(1);
      expect(spoken(run)).not.toContain(PREFIX);
    }
  });

  it("shows no token that stands in --set", async () => {
    const world = await refusingWorld();
    const run = await world.run([
      ...["fire-callback", "auth"],
      ...["--set", "wallet.player.userToken=literal-token-4711"],
    ]);
    expect(run.err).toContain(PREFIX);
    expect(spoken(run)).not.toContain("literal-token-4711");
  });
});

describe("a sync batch that is lost", () => {
  it("prints the line, which delivers it to an API that takes it", async () => {
    const { url } = await hostile((socket) =>
      socket.end("HTTP/1.1 422 No\r\nContent-Length: 2\r\n\r\n{}"),
    );
    const world = await createWorld({
      env: SANDBOX_SECRETS,
      files: { "payments.ndjson": `${JSON.stringify(PAYMENT)}\n` },
      profile: {
        partner: "acme",
        sdkApi: { url, apiKey: { env: "SANDBOX_SDK_API_KEY" } },
      },
    });
    const lost = await world.run(["push-payments", "@payments.ndjson"]);
    expect(lost.code).toBe(1);
    const mended = await sandboxFor();
    const again = await world.run([
      ...printedWords(lost.err),
      ...["--to", `${apiUrl(mended)}/v1/server/payments/bulk`],
    ]);
    expect(again.code).toBe(0);
    const stored = await sdkClient(mended)("GET", `payments/${PAYMENT.transactionId}`);
    expect(stored.status).toBe(200);
  });

  it("names what ended a run that stopped", async () => {
    const { url } = await hostile((socket) =>
      socket.end("HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\n{}"),
    );
    const world = await createWorld({
      env: SANDBOX_SECRETS,
      files: { "payments.ndjson": `${JSON.stringify(PAYMENT)}\n` },
      profile: {
        partner: "acme",
        sdkApi: { url, apiKey: { env: "SANDBOX_SDK_API_KEY" } },
      },
    });
    const stopped = await world.run([...["push-payments", "@payments.ndjson", "--json"]]);
    expect(stopped.code).toBe(1);
    const [, id] = printedWords(stopped.err);
    expect(JSON.parse(stopped.out)).toMatchObject({ stop: { deliveryId: id } });
  });

  it("is kept among thousands that are not, for what its reply says of a payment", async () => {
    const count = 12;
    const ids = Array.from({ length: count }, (_, at) => `tx-${at + 1}`);
    const lines = ids.map((transactionId) => JSON.stringify({ ...PAYMENT, transactionId }));
    const { payments } = (await sandboxFor()).profile.profile;
    const world = await createWorld({
      env: SANDBOX_SECRETS,
      files: { "payments.ndjson": `${lines.join("\n")}\n` },
      profile: {
        partner: "acme",
        payments: { ...payments, push: { batchSize: 1 } },
        sdkApi: {
          url: "http://127.0.0.1:1",
          apiKey: { env: "SANDBOX_SDK_API_KEY" },
        },
      },
    });
    const { openHttp } = intercepted(({ json }) => {
      // A first payment is read back: this API does not tell.
      if (json?.["payments"] === undefined) return replied(404);
      const pushed = json["payments"] as readonly {
        transactionId: string;
      }[];
      const results = pushed.map(({ transactionId }) => ({
        transactionId,
        status: transactionId === "tx-11" ? "FAILED" : "SUCCESS",
      }));
      return replied(200, JSON.stringify({ results }));
    });
    const clock = { ...systemClock, sleep: () => Promise.resolve() };
    const lost = await world.run(["push-payments", "@payments.ndjson"], {
      openHttp,
      clock,
    });
    expect(lost.code).toBe(1);
    const words = printedWords(lost.err);
    const { out } = await world.run(["deliveries", "show", words[1] ?? ""]);
    expect(out).toContain('"transactionId": "tx-11"');
    const listed = await world.run(["deliveries", "list", "--ndjson"]);
    expect(listed.out.trimEnd().split("\n").length).toBeLessThan(count);
  });
});
