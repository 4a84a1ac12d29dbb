/** The WebView: opened once by a token within a minute; each choice makes the event that it means. */
import { describe, expect, it, vi } from "vitest";
import { ask, sdkClient } from "../sdk-client.js";
import { sandboxFor, type SandboxAtHand } from "../sandbox-for.js";

const JSON_PAGE = [["Accept", "application/json"]] as const;
const rootOf = (at: SandboxAtHand) => new URL(at.profile.profile.sdkApi?.url ?? "").origin;

async function ticket(at: SandboxAtHand, more: object = {}) {
  const { status, item, fields } = await sdkClient(at)("POST", "webview/ott", {
    userId: "u1",
    callbackId: "cb",
    ...more,
  });
  return { status, item, fields, ott: status === 201 ? item.ott : "" };
}

const open = (at: SandboxAtHand, ott: string, json = true) =>
  ask(at, "GET", `${rootOf(at)}/webview/?ott=${ott}`, json ? JSON_PAGE : []);

async function choose(at: SandboxAtHand, session: string, creatorKey: string) {
  const reply = await ask(
    at,
    "POST",
    `${rootOf(at)}/webview/choice`,
    JSON_PAGE,
    new URLSearchParams({ session, creatorKey }).toString(),
  );
  return {
    status: reply.status,
    body: JSON.parse(Buffer.from(reply.body).toString()) as {
      event?: string;
      creatorKey?: string | null;
    },
  };
}

async function entered(at: SandboxAtHand, more: object = {}) {
  const { ott } = await ticket(at, more);
  const reply = await open(at, ott);
  return JSON.parse(Buffer.from(reply.body).toString()) as {
    session: string;
    creators: { key: string }[];
  };
}

describe("WebView tokens", () => {
  it("are 64 hex digits, and good once", async () => {
    const at = await sandboxFor();
    const { status, ott, item } = await ticket(at);
    expect(status).toBe(201);
    expect(item).toEqual({
      ott: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      expiresIn: 60,
      expiresAt: new Date(at.clock.nowMs() + 60_000).toISOString(),
    });
    expect((await open(at, ott)).status).toBe(200);
    expect((await open(at, ott)).status).toBe(401);
    expect((await open(at, "0".repeat(64))).status).toBe(401);
  });

  it.each([
    [59_999, 200],
    [60_000, 401],
  ])("after %i ms are answered %i", async (ms, status) => {
    const at = await sandboxFor();
    const { ott } = await ticket(at);
    at.clock.advance(ms);
    expect((await open(at, ott)).status).toBe(status);
  });

  it("need a user", async () => {
    const { status, fields } = await ticket(await sandboxFor(), { userId: "" });
    expect([status, fields]).toEqual([400, ["userId"]]);
  });
});

describe("the page", () => {
  it("is HTML for people, with whatever a user is called escaped", async () => {
    const at = await sandboxFor();
    const { ott } = await ticket(at, { userId: '<b>"&' });
    const html = Buffer.from((await open(at, ott, false)).body).toString();
    expect(html).toContain("&lt;b&gt;&quot;&amp;");
    expect(html).toMatch(/<form method="post" action="\/webview\/choice">/);
    expect(html).not.toContain("<b>");
  });

  it.each([
    ["GET", "/webview/choice", 405],
    ["POST", "/webview/", 405],
    ["GET", "/webview/elsewhere", 404],
  ])("%s %s is answered %i", async (method, path, status) => {
    const at = await sandboxFor();
    expect((await ask(at, method, rootOf(at) + path)).status).toBe(status);
  });
});

describe("a choice", () => {
  it("creates, changes and ends a sponsorship, and says so once each", async () => {
    const at = await sandboxFor();
    const { session, creators } = await entered(at, { campaignId: "c1" });
    const [a = { key: "" }, b = { key: "" }] = creators;
    const events = [];
    for (const key of [a.key, a.key, b.key, "", ""])
      events.push((await choose(at, session, key)).body.event ?? null);
    expect(events).toEqual(["sponsor.created", null, "sponsor.changed", "sponsor.ended", null]);
  });

  it("is refused without a session, and for a creator that does not exist", async () => {
    const at = await sandboxFor();
    const { session } = await entered(at);
    expect((await choose(at, "nobody", "LUNA7")).status).toBe(401);
    expect((await choose(at, session, "XXXXX")).status).toBe(400);
  });

  it("is delivered with the callbackId that the token was made for", async () => {
    const at = await sandboxFor();
    const call = sdkClient(at);
    const { item } = await call("POST", "webhooks", {
      eventType: "sponsor.created",
      url: at.profile.profile.webhook?.url,
      retryCount: 0,
    });
    const { session } = await entered(at, { callbackId: "cb-7" });
    await choose(at, session, "LUNA7");
    const log = await vi.waitFor(async () => {
      const { items } = await call("GET", `webhooks/${item.id}/logs`);
      expect(items).toHaveLength(1);
      return items[0];
    });
    expect(log?.payload.events[0]).toMatchObject({
      event: "sponsor.created",
      callbackId: "cb-7",
      data: {
        userId: "u1",
        campaignId: "campaign_default",
        creatorKey: "LUNA7",
      },
    });
  });
});

describe("test mode", () => {
  it("knows TEST1 to TEST3, tells of every choice, and keeps it in its session alone", async () => {
    const at = await sandboxFor();
    const call = sdkClient(at);
    const { item } = await call("POST", "webhooks", {
      eventType: "sponsor.created",
      url: at.profile.profile.webhook?.url,
      retryCount: 0,
    });
    const first = await entered(at, { isTest: true });
    expect(first.creators.map(({ key }) => key)).toEqual(["TEST1", "TEST2", "TEST3"]);
    expect((await choose(at, first.session, "LUNA7")).status).toBe(400);
    expect((await choose(at, first.session, "TEST1")).body).toMatchObject({
      event: "sponsor.created",
      creatorKey: "TEST1",
    });
    const second = await entered(at, { isTest: true });
    expect((await choose(at, second.session, "")).body).toMatchObject({ event: null });
    expect((await call("GET", "sponsors/user/u1")).items).toEqual([]);
    const { items } = await call("GET", `webhooks/${item.id}/logs`);
    expect(items[0]?.payload.events).toMatchObject([
      { isTest: true, data: { creatorKey: "TEST1" } },
    ]);
  });

  it("really uses coupons", async () => {
    const at = await sandboxFor();
    const { session } = await entered(at, { isTest: true });
    const form = new URLSearchParams({ session, couponCode: "LUNA7-WELCOME" }).toString();
    const use = () => ask(at, "POST", `${rootOf(at)}/webview/coupon`, JSON_PAGE, form);
    expect((await use()).status).toBe(200);
    expect((await use()).status).toBe(400);
    expect((await sdkClient(at)("GET", "coupons/user/u1")).items).toMatchObject([
      { couponCode: "LUNA7-WELCOME" },
    ]);
  });
});

describe("the address", () => {
  it.each([
    [
      "&lang=ko&tabs=coupon&primaryColor=ff8800",
      [/lang="ko"/, /쿠폰/, /#ff8800/],
      /webview\/choice/,
    ],
    ["&lang=xx&tabs=none&primaryColor=red", [/lang="en"/, /webview\/choice/], /<style>/],
  ])("%s shapes the page", async (more, shown, hidden) => {
    const at = await sandboxFor();
    const { ott } = await ticket(at);
    const html = Buffer.from((await open(at, ott + more, false)).body).toString();
    for (const each of shown) expect(html).toMatch(each);
    expect(html).not.toMatch(hidden);
  });
});
