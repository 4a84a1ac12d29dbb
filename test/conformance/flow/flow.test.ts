/** The `flow` suite beyond the matrix: other agreements, a target that is no sandbox, and when it runs at all. */
import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "../../contract/strangers/serve.js";
import { systemClock } from "../../../src/adapters/process/system.js";
import type { ConformanceReport } from "../../../src/core/report.js";
import type { ResolvedProfile } from "../../../src/profile/resolve.js";
import { SANDBOX_SECRETS } from "../../../src/tasks/sandbox/index.js";
import { createWorld, errorOf } from "../../cli/world.js";
import { sandboxFor } from "../../sandbox/sandbox-for.js";
import { browserPages } from "./browser-pages.js";

/** The waits of a run between companies, without the waiting. */
const hasty = {
  clock: {
    ...systemClock,
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 30), signal),
  },
};

/** A sandbox that another process might run. */
async function targetToday(...deviations: readonly string[]) {
  const { profile, clock } = await sandboxFor({}, deviations);
  clock.advance(Date.now() - clock.nowMs());
  return profile;
}

function withoutProbe({ profile }: ResolvedProfile): object {
  return Object.fromEntries(
    Object.entries(profile.webhook ?? {}).filter(([name]) => name !== "probe"),
  );
}

const WEBHOOK = { url: "http://127.0.0.1:1/", secret: { env: "X" } };

async function judge(profile: object | undefined, line: string) {
  const world = await createWorld({ profile, env: SANDBOX_SECRETS });
  const run = await world.run(["conformance", ...line.split(" "), "--json"], hasty);
  expect(run.err).toBe("");
  const { checks } = JSON.parse(run.out) as ConformanceReport;
  const having = (wanted: string) =>
    checks.filter(({ status }) => status === wanted).map(({ id }) => id);
  const others = checks
    .filter(({ status }) => status !== "pass" && status !== "na")
    .map(({ id, status, message }) => `${id}: ${status}: ${message}`);
  return { checks, having, others, code: run.code };
}

describe("the journey holds", () => {
  it.each([
    ["in the gateway's format", { format: "gateway" }, []],
    [
      "in a partner's own words",
      {
        format: "gateway",
        gateway: {
          envelope: "payload.list",
          constants: { "payload.v": 2 },
          fields: {
            custom_data: null,
            ref: "callbackId",
            "who.id": { path: "usn", as: "string" },
            usn: null,
            event: null,
            kind: "event",
          },
          events: {
            "sponsor.created": "BOOST_ON",
            "sponsor.ended": "BOOST_OFF",
            "sponsor.changed": ["BOOST_OFF", "BOOST_ON"],
          },
        },
      },
      [],
    ],
    [
      "in PlayCamp's format, in which a change is one event",
      { format: "playcamp" },
      ["flow.sponsor.changed-in-order"],
    ],
    ["without retries", { retry: { delays: [] } }, ["flow.relay.retries-after-500"]],
    ["with timestamped signatures", { format: "gateway", signature: "timestamped" }, []],
  ])("%s", async (_, webhook, na) => {
    const profile = { partner: "acme", webhook: { ...WEBHOOK, ...webhook } };
    const run = await judge(profile, "flow --sandbox --strict");
    expect(run.others).toEqual([]);
    expect(run.having("na")).toEqual(na);
    expect(run.code).toBe(0);
  });

  it("over entries that are signed in another way", async () => {
    const profile = {
      partner: "acme",
      entry: {
        url: "https://gw.example/{partner}",
        key: { env: "X" },
        params: { usn: "uid", campaign: "c", token: "ref", timestamp: "at" },
        signature: {
          algorithm: "hmac-sha256",
          message: "{usn}.{timestamp}.{device}",
          encoding: "base64url",
          token: "{signature}",
          timestamp: "ms",
        },
      },
    };
    expect((await judge(profile, "flow --sandbox --strict")).others).toEqual([]);
  });

  it("on another machine, less what only a sandbox can be made to do", async () => {
    const profile = await targetToday();
    const { entry, webhook, sdkApi, payments } = profile.profile;
    const given = { partner: "sandbox", entry, webhook, sdkApi, payments };
    const run = await judge(given, "flow --strict");
    expect(run.others).toEqual([]);
    expect(run.having("na")).toEqual([
      "flow.relay.refuses-forgery",
      "flow.relay.retries-after-500",
      "flow.sdk.coupon-used-once",
    ]);
  });

  it("as far as a target tells", async () => {
    const profile = await targetToday();
    const { entry, sdkApi } = profile.profile;
    const blind = withoutProbe(profile);
    const given = { partner: "sandbox", entry, webhook: blind, sdkApi };
    const run = await judge(given, "flow --strict");
    expect(run.others).toEqual([]);
    expect(run.having("pass")).toEqual([
      "flow.entry.opens-webview",
      "flow.entry.token-of-its-own",
      "flow.sdk.payment-attributed",
      "flow.sdk.playtime-counts-once",
      "flow.sdk.sponsor-kept-30-days",
      "flow.webview.token-single-use",
    ]);
  });
});

describe("a WebView that only a browser can operate", () => {
  const CHOICES = ["created-arrives", "created-once", "ended-arrives"].map(
    (each) => `flow.sponsor.${each}`,
  );

  async function judgeBehind({ profile }: ResolvedProfile, samples: object = {}) {
    const { entry, webhook, sdkApi } = profile;
    const front = await browserPages(sdkApi?.url ?? "");
    const url = entry?.url.replace(new URL(sdkApi?.url ?? "").origin, front.url);
    const given = { entry: { ...entry, url }, webhook: { ...webhook, samples }, sdkApi };
    const run = await judge({ partner: "sandbox", ...given }, "flow --strict");
    return { ...run, asked: front.asked };
  }

  it("lets creators be chosen by PlayCamp's API instead, which takes none back in 30 days", async () => {
    const run = await judgeBehind(await targetToday());
    expect(run.others).toEqual([]);
    expect(run.having("pass")).toEqual(expect.arrayContaining(CHOICES));
    expect(run.having("na")).toContain("flow.sponsor.changed-in-order");
  });

  it.each([
    ["flow.loses-custom-data", "flow.sponsor.created-arrives"],
    ["flow.drops-endings", "flow.sponsor.ended-arrives"],
  ])("does not hide %s", async (fault, check) => {
    expect((await judgeBehind(await targetToday(fault))).having("fail")).toEqual([check]);
  });

  it.each([
    [/\/refund$/, "payment flow_"],
    [/\/sponsors\/user\//, "the sponsorship of "],
  ])("passes nothing beside what stays at PlayCamp: %s", async (kept, words) => {
    const { profile } = await targetToday();
    const { origin } = new URL(profile.sdkApi?.url ?? "");
    const front = await serve(async ({ method, target, path, headers, body }) => {
      if (method !== "GET" && kept.test(path)) return { status: 403, body: { error: "no" } };
      const authorization = headers.authorization ?? "";
      const reply = await fetch(`${origin}${target}`, {
        ...{ method, headers: { authorization, "Content-Type": "application/json" } },
        ...(body.length === 0 ? {} : { body }),
      });
      return { status: reply.status, body: await reply.text() };
    });
    onTestFinished(front.close);
    const url = profile.sdkApi?.url.replace(origin, front.url);
    const run = await judge({ ...profile, sdkApi: { ...profile.sdkApi, url } }, "flow --strict");
    expect(run.having("blocked")).toContain("flow.sdk.payment-attributed");
    expect(run.others.join()).toContain(words);
    expect(run.others.join()).toContain("stays (");
  });

  it("takes users and campaigns of the profile's samples, of whom each sponsors once", async () => {
    const target = await targetToday();
    const samples = { users: ["700001", "700002"], campaigns: ["campaign_default"] };
    const runs = [];
    for (let time = 1; time <= 3; time += 1) runs.push(await judgeBehind(target, samples));
    const entries = runs.flatMap(({ asked }) => asked).filter((each) => each.includes("usn="));
    expect(entries.length).toBeGreaterThan(6);
    for (const each of entries) expect(each).toMatch(/usn=70000[12]&camp_code=campaign_default&/);
    expect(runs.map(({ having }) => having("blocked").length)).toEqual([0, 0, 4]);
    expect(runs[2]?.others.join()).toContain("webhook.samples.users");
  });
});

describe("what the suite leaves behind", () => {
  it("is a refunded payment and no sponsorship", async () => {
    const { entry, webhook, sdkApi } = (await targetToday()).profile;
    const { checks } = await judge({ partner: "sandbox", entry, webhook, sdkApi }, "flow");
    const asked = checks.flatMap(({ evidence }) =>
      evidence.map(({ request, response }) => [
        `${request.method} ${request.url.replace(/flow_\w+/, ":")}`,
        response?.status,
      ]),
    );
    const base = sdkApi?.url ?? "";
    expect(asked).toContainEqual([`POST ${base}/v1/server/payments/:/refund`, 200]);
    expect(asked).toContainEqual([`DELETE ${base}/v1/server/sponsors/user/:`, 200]);
  });
});

describe("a run without names", () => {
  it("holds flow on the sandbox, and nowhere else", async () => {
    const world = await createWorld();
    const listed = await world.run(["conformance", "--sandbox", "--list", "--json"]);
    expect(listed.out).toContain("flow.sponsor.created-arrives");
    const profile = await targetToday();
    const { entry, webhook, sdkApi } = profile.profile;
    const elsewhere = await createWorld({
      profile: { partner: "sandbox", entry, webhook, sdkApi },
      env: SANDBOX_SECRETS,
    });
    const run = await elsewhere.run(["conformance", "--list", "--json"]);
    expect(run.out).toContain("webhook.redelivery.applied-once");
    expect(run.out).not.toContain("flow.");
  });

  it("names the sections that flow lacks", async () => {
    const world = await createWorld({
      profile: { partner: "acme", webhook: WEBHOOK },
    });
    const run = await world.run(["conformance", "flow", "--json"]);
    expect(run.code).toBe(2);
    expect(errorOf(run)).toMatchObject({
      code: "section_missing",
      message: expect.stringContaining('"entry" and "sdkApi"') as string,
    });
  });
});

describe("the webhook suite", () => {
  const gateway = {
    partner: "acme",
    webhook: { ...WEBHOOK, format: "gateway" },
  };

  it.each([
    ["", "pass"],
    [" --variant webhook.answers-202", "warn"],
    [" --variant webhook.answers-204", "warn"],
  ])("asks for exactly 200 in the gateway's format%s", async (more, status) => {
    const { checks } = await judge(gateway, `webhook --sandbox${more}`);
    const found = checks.find(({ id }) => id === "webhook.gateway.success-is-200");
    expect(found?.status).toBe(status);
  });

  it("sees a redelivery applied twice in the gateway's format too", async () => {
    const right = await judge(gateway, "webhook --sandbox");
    expect(right.having("pass")).toContain("webhook.redelivery.applied-once");
    const wrong = await judge(gateway, "webhook --sandbox --fault webhook.applies-redeliveries");
    expect([...wrong.having("fail")].sort()).toEqual([
      "webhook.applied.late-repetition-once",
      "webhook.parallel.applied-once",
      "webhook.redelivery.applied-once",
    ]);
  });

  it("cannot see it without a probe, and refuses one that cannot be filled", async () => {
    const profile = await targetToday();
    const blind = withoutProbe(profile);
    const run = await judge(
      { partner: "sandbox", webhook: blind },
      "webhook --only webhook.redelivery.*",
    );
    expect(run.having("na")).toEqual(["webhook.redelivery.applied-once"]);
    const world = await createWorld({
      profile: {
        partner: "acme",
        webhook: { ...WEBHOOK, probe: { url: "http://x/{evnt}" } },
      },
    });
    const refused = await world.run(["conformance", "webhook", "--json"]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("{evnt}");
  });
});
