/** The k6 export: run on a shim of k6's modules, it sends what this tool itself would send. */
import { describe, expect, it } from "vitest";
import type { WebhookSettings } from "../../../../src/profile/webhook-settings.js";
import { DEFAULT_GATEWAY_MAPPING } from "../../../../src/protocols/webhook/gateway-mapping.js";
import {
  signTimestampedWebhook,
  signWebhook,
} from "../../../../src/protocols/webhook/signature.js";
import { WEBHOOK_EVENTS } from "../../../../src/protocols/webhook/events.js";
import { parsePlan } from "../../../../src/tasks/load/parse-plan.js";
import { isWebhookPlan } from "../../../../src/tasks/load/plan.js";
import { planDeliveries } from "../../../../src/tasks/load/plan-deliveries.js";
import { createWorld, errorOf } from "../../../cli/world.js";
import { openK6Script } from "./k6-shim.js";

const SECRET = "hook-secret-열쇠";
const URL = "http://127.0.0.1:3000/hooks";

const PLAN = {
  version: 1,
  seed: 2 ** 40 + 3,
  webhook: {
    mix: [
      {
        weight: 2,
        events: ["payment.created"],
        set: { "events[0].data.note": '결제 \u2028 "ok"' },
      },
      { events: [...WEBHOOK_EVENTS] },
      { events: ["coupon.redeemed", "coupon.redeemed"] },
    ],
    accounts: { first: 7_000, count: 50 },
  },
  stages: [
    { from: 0.5, to: 20, duration: "10s" },
    { rate: 10, count: 45 },
    { concurrency: 3, duration: "5s" },
    { concurrency: 4, count: 30 },
  ],
};

interface Place {
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
}

function worldWith(webhook: object, plan: object = PLAN, { env = {}, files = {} }: Place = {}) {
  return createWorld({
    env,
    profile: {
      partner: "acme",
      webhook: { url: URL, secret: { env: "HOOK_SECRET" }, ...webhook },
      environments: { live: { live: true, webhook: { url: "https://*.acme.example/hooks" } } },
    },
    files: { "load.json": JSON.stringify(plan), ...files },
  });
}

async function exported(
  webhook: object = {},
  env: Record<string, string> = {},
  plan: object = PLAN,
  place: Place = {},
) {
  const world = await worldWith(webhook, plan, place);
  const run = await world.run(["plan", "export", "load.json", "--k6", "--json"]);
  expect(run.code, run.err).toBe(0);
  const text = await world.read("load.k6.js");
  const all = { HOOK_SECRET: SECRET, RUN_ID: "a", ...env };
  return { text, run, open: () => openK6Script(world.folder, "load.k6.js", all) };
}

function deliveriesOf(settings: Partial<WebhookSettings>, plan: object = PLAN) {
  const { plan: parsed } = parsePlan(JSON.stringify(plan), "load.json");
  if (!isWebhookPlan(parsed)) throw new Error("a plan of deliveries");
  return planDeliveries(parsed, "a", {
    form: "simple",
    format: "playcamp",
    mapping: DEFAULT_GATEWAY_MAPPING,
    secrets: [{ value: SECRET, path: "", source: "", envName: null }],
    ...settings,
  } as WebhookSettings);
}

describe("an exported k6 script", () => {
  it.each(["simple", "timestamped"] as const)(
    "sends the very same deliveries, with the same %s signatures",
    async (form) => {
      const { open } = await exported({ signature: form });
      const script = await open();
      const deliveryAt = deliveriesOf({ form });
      for (const stageAt of [0, 1, 3])
        for (const nth of [0, 1, 2, 3, 4, 29]) {
          const sent = script.iterate(`stage_${stageAt + 1}`, nth);
          if (sent === null) throw new Error("nothing was sent");
          const { events } = JSON.parse(sent.body) as { events: [{ timestamp: string }] };
          const nowMs = Date.parse(events[0].timestamp);
          const own = deliveryAt(stageAt, nth, nowMs);
          const nowSec = Math.floor(nowMs / 1000);
          expect(sent.body).toBe(Buffer.from(own.body).toString("utf8"));
          expect(Object.entries(sent.headers)).toEqual(own.headersAt(nowMs));
          expect(sent.headers["X-Webhook-Signature"]).toBe(
            form === "simple"
              ? signWebhook(own.body, SECRET)
              : signTimestampedWebhook(own.body, SECRET, nowSec),
          );
          expect([sent.url, sent.redirects]).toEqual([URL, 0]);
        }
    },
  );

  it("sends the gateway's format, with numbers where that has them", async () => {
    const plan = { ...PLAN, webhook: { ...PLAN.webhook, mix: [{ events: ["sponsor.created"] }] } };
    const { open } = await exported({ format: "gateway" }, {}, plan);
    const sent = (await open()).iterate("stage_1", 5);
    const own = deliveriesOf({ format: "gateway" }, plan)(0, 5, 1_700_000_000_000);
    const shape = (text: string) =>
      text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|\b1[7-9]\d{8,11}\b/g, "T");
    expect(sent?.body).toContain('"usn":7');
    expect(shape(sent?.body ?? "")).toBe(shape(Buffer.from(own.body).toString()));
  });

  it("has a scenario for each stage, and sends no more than planned", async () => {
    const script = await (await exported()).open();
    expect(script.options.scenarios).toEqual({
      stage_1: expect.objectContaining({
        executor: "ramping-arrival-rate",
        startTime: "0ms",
        startRate: 500,
        timeUnit: "1000s",
        stages: [{ target: 20_000, duration: "10000ms" }],
      }) as unknown,
      stage_2: expect.objectContaining({
        executor: "constant-arrival-rate",
        startTime: "10000ms",
        ...{ rate: 10, timeUnit: "1s", duration: "4500ms" },
      }) as unknown,
      stage_3: expect.objectContaining({
        ...{ executor: "constant-vus", startTime: "14500ms", vus: 3, duration: "5000ms" },
      }) as unknown,
      stage_4: expect.objectContaining({
        ...{ executor: "shared-iterations", startTime: "19500ms", vus: 4, iterations: 30 },
      }) as unknown,
    });
    expect(script.iterate("stage_2", 44)).not.toBeNull();
    expect(script.iterate("stage_2", 45)).toBeNull();
    expect(script.iterate("stage_3", 10_000)).not.toBeNull();
  });

  it("holds no secret, and no address or header that may be one", async () => {
    const { text, run, open } = await exported(
      {
        url: "http://user:pw-4711@127.0.0.1:3000/hooks?key=k-4711",
        headers: { Authorization: "Bearer t-4711", "X-Team": "blue", "X-Key": { env: "TEAM_KEY" } },
      },
      { TARGET_URL: URL, HEADER_AUTHORIZATION: "Bearer now", TEAM_KEY: "k" },
    );
    expect(text).not.toContain("4711");
    expect(text).not.toContain("열쇠");
    expect(run.err).toContain("HOOK_SECRET, HEADER_AUTHORIZATION, TEAM_KEY, TARGET_URL");
    expect((await open()).iterate("stage_1", 0)?.headers).toMatchObject({
      ...{ Authorization: "Bearer now", "X-Team": "blue", "X-Key": "k" },
    });
  });

  it.each([
    ["playcamp", "team"],
    ["sha256", "team"],
    ["scenario", "http"],
  ])("is whole where a secret is %s, and another %s: its own words", async (secret, tenant) => {
    const headers = { "X-Tenant": { env: "TENANT" } };
    const place = { env: { HOOK_SECRET: secret, TENANT: tenant } };
    const { text, open } = await exported({ headers }, { TENANT: tenant }, PLAN, place);
    expect(text).toContain("written by playcamp-gw plan export");
    expect((await open()).iterate("stage_1", 0)?.url).toBe(URL);
  });

  it.each([
    [{ HOOK_SECRET: "" }, /HOOK_SECRET/],
    [{ TARGET_URL: "https://staging.example/hooks" }, /ALLOW_REMOTE_LOAD=1/],
    [{ TARGET_URL: "https://game.acme.example/h", ALLOW_REMOTE_LOAD: "1" }, /ALLOW_LIVE=1/],
    [{ TARGET_URL: "https://GAME.acme.example./h", ALLOW_REMOTE_LOAD: "1" }, /ALLOW_LIVE=1/],
    [{ TARGET_URL: "https://a@game.acme.example/h", ALLOW_REMOTE_LOAD: "1" }, /ALLOW_LIVE=1/],
    [{ TARGET_URL: "https://[::ffff:1.2.3.4]/h", ALLOW_REMOTE_LOAD: "1" }, /ALLOW_LIVE=1/],
    [{ TARGET_URL: "https://3232235777/h", ALLOW_REMOTE_LOAD: "1" }, /ALLOW_LIVE=1/],
    [{ TARGET_URL: "https://127.0.0.1.evil.example/h" }, /ALLOW_REMOTE_LOAD=1/],
    [{ TARGET_URL: "https://evil.example\\@127.0.0.1/h" }, /plain host/],
    [{ TARGET_URL: "ftp://127.0.0.1/h" }, /plain host/],
  ])("does not begin with %j", async (env, message) => {
    await expect((await exported({}, env)).open()).rejects.toThrow(message);
  });

  it.each([
    [{ TARGET_URL: "https://staging.example/h", ALLOW_REMOTE_LOAD: "1" }],
    [{ TARGET_URL: "https://game.acme.example/h", ALLOW_REMOTE_LOAD: "1", ALLOW_LIVE: "1" }],
    [{ TARGET_URL: "http://10.0.0.7:8080/h", ALLOW_REMOTE_LOAD: "1" }],
    [{ TARGET_URL: "http://[::1]:3000" }],
  ])("begins with %j", async (env) => {
    const script = await (await exported({}, env)).open();
    expect(script.iterate("stage_1", 0)?.url).toBe(env.TARGET_URL);
  });
});

describe("no export is written", () => {
  const wallet = { mix: [{ bets: 1 }] };
  it.each([
    ["of rounds", { ...PLAN, webhook: undefined, wallet, stages: [PLAN.stages[1]] }, "--k6"],
    ["of a part", { ...PLAN, shard: { index: 1, count: 2 } }, "--k6"],
    [
      "for k6, of a stage after one of unknown length",
      { ...PLAN, stages: [PLAN.stages[3], PLAN.stages[1]] },
      "--k6",
    ],
    ["for Artillery, of so many at a time", PLAN, "--artillery"],
    [
      "where a body is no text with gaps",
      {
        ...PLAN,
        webhook: {
          mix: [{ events: ["payment.created"], set: { "events[0].data.a": "904817263540917" } }],
        },
      },
      "--k6",
    ],
  ])("%s", async (_, plan, format) => {
    const run = await (
      await worldWith({}, plan)
    ).run(["plan", "export", "load.json", format, "--json"]);
    expect([run.code, run.out, errorOf(run).code]).toEqual([2, "", "export_impossible"]);
  });

  const inVariable = { env: { HOOK_SECRET: SECRET } };
  const beside = { files: { ".env": `HOOK_SECRET=${SECRET}\n` } };
  it.each([
    ["--k6", "in a variable", inVariable],
    ["--artillery", "in a variable", inVariable],
    ["--k6", "in .env", beside],
  ])("%s that holds a secret which the plan repeats: %s", async (format, _, place) => {
    const set = { "events[0].data.note": `it is ${SECRET}` };
    const webhook = { mix: [{ events: ["payment.created"], set }] };
    const plan = { ...PLAN, webhook, stages: [PLAN.stages[1]] };
    const world = await worldWith({}, plan, place);
    const run = await world.run(["plan", "export", "load.json", format, "--json"]);
    expect([run.code, errorOf(run).code]).toEqual([2, "export_impossible"]);
    expect(errorOf(run).message).toContain("would hold the value of HOOK_SECRET");
    expect(run.err).not.toContain(SECRET);
  });

  it.each([[[]], [["--k6", "--artillery"]]])("by %j", async (flags) => {
    const run = await (
      await worldWith({})
    ).run(["plan", "export", "load.json", ...flags, "--json"]);
    expect([run.code, errorOf(run).code]).toEqual([2, "usage"]);
  });
});
