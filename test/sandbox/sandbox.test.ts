import { describe, expect, it, onTestFinished } from "vitest";
import { createHttpClient } from "../../src/adapters/http/http-client.js";
import { listenOnNode } from "../../src/adapters/http/node-server.js";
import { systemClock, systemFiles, systemRandom } from "../../src/adapters/process/system.js";
import { UserError } from "../../src/core/errors.js";
import { headerValue, type HttpReply } from "../../src/core/http.js";
import { buildDelivery } from "../../src/protocols/webhook/delivery.js";
import { sampleEvent } from "../../src/protocols/webhook/events.js";
import { SANDBOX_ROLES } from "../../src/sandbox/roles/index.js";
import { SANDBOX_FAULTS, SANDBOX_VARIANTS } from "../../src/sandbox/sandbox.js";
import { SANDBOX_SECRETS } from "../../src/tasks/sandbox/index.js";
import { openSandbox } from "../../src/tasks/sandbox/open-sandbox.js";

describe("a browser that a stranger's page sends here", () => {
  it.each([
    [[["Host", "evil.example"]], 421],
    [[["Host", "127.0.0.1.evil.example:80"]], 421],
    [[["Origin", "https://evil.example"]], 421],
    [[["Origin", "null"]], 421],
    [[["Host", "sandbox:8080"]], 404],
    [
      [
        ["Host", "localhost"],
        ["Origin", "http://localhost:3000"],
      ],
      404,
    ],
    [[["Host", "host.docker.internal:1"]], 404],
  ] as const)("%j is answered %i", async (headers, status) => {
    const { ask } = await open();
    expect((await ask("POST", "/nothing-here", headers)).status).toBe(status);
  });
});

async function open(...deviations: readonly string[]) {
  const ports = {
    listen: listenOnNode,
    clock: systemClock,
    random: systemRandom,
    files: systemFiles,
  };
  const sandbox = await openSandbox({ base: null, host: "127.0.0.1", port: 0, deviations }, ports);
  const client = createHttpClient({ extraCa: [], proxy: {} });
  onTestFinished(async () => {
    await client.close();
    await sandbox.close();
  });
  const ask = async (
    method: string,
    path: string,
    headers: readonly (readonly [string, string])[] = [],
    body: Uint8Array | null = null,
  ): Promise<HttpReply> => {
    const outcome = await client.http({
      method,
      url: sandbox.server.url + path,
      headers,
      body,
      timeouts: { connectMs: 2_000, responseMs: 5_000, totalMs: 5_000 },
      freshConnection: true,
    });
    if (outcome.reply === null) throw new Error(outcome.failure.message);
    return outcome.reply;
  };
  return { ...sandbox, ask };
}

const WEBHOOKS = "/game/webhooks/playcamp";
const delivered = () =>
  buildDelivery({
    events: [
      sampleEvent("sponsor.created", {
        timestampMs: Date.now(),
        ids: (label) => label,
      }),
    ],
    format: "playcamp",
    signature: "simple",
    secret: SANDBOX_SECRETS["SANDBOX_WEBHOOK_SECRET"] ?? "",
    timestampSec: 0,
  });

describe("the sandbox", () => {
  it("tells at its root what is there: roles, URLs, credentials, faults", async () => {
    const { ask, server } = await open("webhook.answers-202");
    const reply = await ask("GET", "/?x=1");
    expect(headerValue(reply.headers, "content-type")).toContain("application/json");
    const overview = JSON.parse(Buffer.from(reply.body).toString()) as {
      deviations: string[];
      credentials: Record<string, string>;
      roles: {
        id: string;
        urls: Record<string, string>;
        faults: Record<string, string>;
        variants: Record<string, string>;
      }[];
    };
    expect(overview.deviations).toEqual(["webhook.answers-202"]);
    expect(overview.credentials).toEqual(SANDBOX_SECRETS);
    expect(overview.roles.map(({ id }) => id)).toEqual(SANDBOX_ROLES.map(({ id }) => id));
    expect(overview.roles.flatMap(({ faults }) => Object.keys(faults))).toEqual(
      SANDBOX_FAULTS.map(({ id }) => id),
    );
    expect(overview.roles.flatMap(({ variants }) => Object.keys(variants))).toEqual(
      SANDBOX_VARIANTS.map(({ id }) => id),
    );
    for (const url of overview.roles.flatMap(({ urls }) => Object.keys(urls)))
      expect(url.startsWith(`${server.url}/`)).toBe(true);
  });

  it.each(["/nothing", "/gateway-x/api", "/gatewayx", "/games/webhooks"])(
    "has nothing at %s",
    async (path) => {
      const { ask } = await open();
      expect((await ask("GET", path)).status).toBe(404);
    },
  );

  it("answers a right delivery 200, a forged one 401 and a GET 405", async () => {
    const { ask } = await open();
    const { headers, body } = delivered();
    expect((await ask("POST", WEBHOOKS, headers, body)).status).toBe(200);
    expect((await ask("POST", WEBHOOKS, headers, Buffer.from("{}"))).status).toBe(401);
    expect((await ask("GET", WEBHOOKS)).status).toBe(405);
  });

  it("keeps nothing from one instance to the next, and shares nothing between two", async () => {
    const one = await open("webhook.refuses-redelivery");
    const two = await open("webhook.refuses-redelivery");
    const { headers, body } = delivered();
    const post = async (sandbox: typeof one) =>
      (await sandbox.ask("POST", WEBHOOKS, headers, body)).status;
    expect([await post(one), await post(one), await post(two)]).toEqual([200, 409, 200]);
  });

  it("takes several faults at once, of one role and of others", async () => {
    const { ask } = await open(
      "webhook.answers-get",
      "webhook.refuses-with-400",
      "entry.refuses-with-403",
    );
    expect((await ask("GET", WEBHOOKS)).status).toBe(200);
    expect((await ask("POST", WEBHOOKS, [], Buffer.from("{}"))).status).toBe(400);
    expect((await ask("GET", "/gateway/api/sandbox/sponsor?usn=1")).status).toBe(403);
  });

  it.each([
    ["webhook.accepts-bad-signatur", /Did you mean "webhook\.accepts-bad-signature"\?/],
    ["zzz", /GET \//],
  ])("knows no fault %s", async (id, hint) => {
    const error = await open(id).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      code: "unknown_fault",
      hint: expect.stringMatching(hint) as string,
    });
  });

  it("is reached by a profile that names its address and its secrets", async () => {
    const { profile, server } = await open();
    expect(profile.profile.webhook?.url).toBe(server.url + WEBHOOKS);
    const [secret] = await profile.secrets.read(
      "webhook.secret",
      profile.profile.webhook?.secret ?? [],
    );
    expect(secret.value).toBe(SANDBOX_SECRETS["SANDBOX_WEBHOOK_SECRET"]);
    expect(profile.liveHosts.size).toBe(0);
  });
});

describe("faults and variants", () => {
  const all = [...SANDBOX_FAULTS, ...SANDBOX_VARIANTS];

  it.each(all.map(({ id, title, role }) => [id, title, role] as const))(
    "%s is named and described",
    (id, title, role) => {
      expect(id).toMatch(/^[a-z-]+\.[a-z0-9._-]+$/);
      expect(title.length).toBeGreaterThan(10);
      expect(SANDBOX_ROLES.map((each) => each.id)).toContain(role);
    },
  );

  it("have ids of their own", () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });
});
