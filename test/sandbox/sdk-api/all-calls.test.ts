/** Every call that PlayCamp documents, made as its clients make it; each reply is held against its documented shape. */
import { describe, expect, it } from "vitest";
import { ask } from "../sdk-client.js";
import { sandboxFor, type SandboxAtHand } from "../sandbox-for.js";
import { errorShape, pagination, SHAPES } from "./shapes.js";

const SERVER_KEY = "ak_server_sandbox:sdk-secret-known-to-everyone";
const CLIENT_KEY = "ak_client_sandbox:known-to-everyone";
const KEYS = { server: SERVER_KEY, client: CLIENT_KEY };

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

type Call = (line: string, body?: unknown) => Promise<Answer>;

/** @returns a caller of such lines as `POST server/coupons/redeem` */
function caller(at: SandboxAtHand): Call {
  return async (line, body) => {
    const [method = "", path = ""] = line.split(" ");
    const key = path.startsWith("client/") ? KEYS.client : KEYS.server;
    const reply = await ask(
      at,
      method,
      `${at.profile.profile.sdkApi?.url ?? ""}/v1/${path}`,
      [
        ["Authorization", `Bearer ${key}`],
        ["Content-Type", "application/json"],
      ],
      body === undefined ? null : JSON.stringify(body),
    );
    return {
      status: reply.status,
      body: JSON.parse(Buffer.from(reply.body).toString()) as Answer["body"],
    };
  };
}

async function open(deviations: readonly string[] = []) {
  const at = await sandboxFor({}, deviations);
  return { at, call: caller(at) };
}

/** Judges a reply, and gives its `data` back. */
async function expectShape<Name extends keyof typeof SHAPES>(
  call: Call,
  line: string,
  body: unknown,
  status: number,
  shape: Name,
  isPaged = false,
) {
  const answer = await call(line, body);
  expect([line, answer.status, answer.body["error"]]).toEqual([line, status, undefined]);
  const { data, pagination: page, ...rest } = answer.body;
  expect([line, rest]).toEqual([line, {}]);
  if (isPaged) pagination.parse(page);
  else expect(page).toBeUndefined();
  return SHAPES[shape].parse(data) as ReturnType<(typeof SHAPES)[Name]["parse"]>;
}

async function expectError(call: Call, line: string, body: unknown, status: number, code: string) {
  const answer = await call(line, body);
  expect([line, answer.status, answer.body["code"]]).toEqual([line, status, code]);
  return errorShape.parse(answer.body);
}

const PAYMENT = {
  transactionId: "t1",
  userId: "u1",
  productId: "p",
  productName: "Pack",
  amount: 9.99,
  currency: "USD",
  platform: "Web",
  distributionType: "PC_STORE",
  purchasedAt: "2026-01-05T00:00:00Z",
};
const SESSION = {
  sessionId: "s1",
  userId: "u1",
  durationSeconds: 60,
  startedAt: "2026-01-05T00:00:00Z",
  endedAt: "2026-01-05T00:01:00Z",
};
const DAY_MS = 24 * 60 * 60 * 1000;

describe.each(["server", "client"] as const)("what the %s key reads", (side) => {
  it("is campaigns and creators", async () => {
    const { call } = await open();
    const get = `GET ${side}`;
    const list = await expectShape(
      call,
      `${get}/campaigns?limit=2`,
      undefined,
      200,
      "campaigns",
      true,
    );
    expect(list).toHaveLength(2);
    const id = list[0]?.campaignId ?? "";
    await expectShape(call, `${get}/campaigns/${id}`, undefined, 200, "campaign");
    const creators = await expectShape(
      call,
      `${get}/campaigns/${id}/creators`,
      undefined,
      200,
      "creators",
    );
    expect(creators.length).toBeGreaterThan(1);
    const key = creators[0]?.creatorKey ?? "";
    await expectShape(call, `${get}/creators/${key}`, undefined, 200, "creator");
    const found = await expectShape(
      call,
      `${get}/creators/search?keyword=test&campaignId=${id}&limit=5`,
      undefined,
      200,
      "creators",
    );
    expect(found.map(({ creatorName }) => creatorName)).toEqual(["Tester"]);
  });

  it.each([
    ["campaigns/none", 404, "NOT_FOUND"],
    ["campaigns/none/creators", 404, "NOT_FOUND"],
    ["creators/NONE1", 404, "NOT_FOUND"],
    ["creators/search", 400, "VALIDATION_ERROR"],
    ["creators/search?q=test", 400, "VALIDATION_ERROR"],
    ["creators/search?keyword=elevenchars", 400, "VALIDATION_ERROR"],
    ["creators/search?keyword=a&limit=101", 400, "VALIDATION_ERROR"],
    ["campaigns?limit=101", 400, "VALIDATION_ERROR"],
    ["campaigns?page=0", 400, "VALIDATION_ERROR"],
    ["nothing", 404, "NOT_FOUND"],
  ])("GET %s is refused", async (path, status, code) => {
    await expectError((await open()).call, `GET ${side}/${path}`, undefined, status, code);
  });
});

describe("keys", () => {
  it("open their own side alone", async () => {
    const { at } = await open();
    const base = `${at.profile.profile.sdkApi?.url ?? ""}/v1`;
    const statusOf = async (path: string, key: string) =>
      (await ask(at, "GET", `${base}/${path}`, [["Authorization", `Bearer ${key}`]])).status;
    expect(await statusOf("server/campaigns", CLIENT_KEY)).toBe(403);
    expect(await statusOf("client/campaigns", SERVER_KEY)).toBe(403);
    expect(await statusOf("client/campaigns", "x:y")).toBe(401);
    expect(await statusOf("server/campaigns/campaign_default/packages", SERVER_KEY)).toBe(404);
    expect(await statusOf("client/creators/LUNA7/coupons", CLIENT_KEY)).toBe(404);
  });
});

describe("coupons", () => {
  it("are tried, used once, and listed", async () => {
    const { call } = await open();
    const codes = await expectShape(
      call,
      "GET server/creators/LUNA7/coupons",
      undefined,
      200,
      "creatorCoupons",
    );
    const couponCode = codes[0]?.code ?? "";
    const use = { couponCode: couponCode.toLowerCase(), userId: "u1" };
    await expectShape(call, "POST server/coupons/validate", use, 200, "validCoupon");
    await expectShape(call, "POST client/coupons/validate", { couponCode }, 200, "validCoupon");
    await expectShape(call, "POST server/coupons/validate?isTest=true", use, 200, "validCoupon");
    const redeemed = await expectShape(call, "POST server/coupons/redeem", use, 200, "redeemed");
    expect(redeemed).toMatchObject({ couponCode, creatorKey: "LUNA7", usageId: 1 });
    const again = await expectShape(call, "POST server/coupons/redeem", use, 200, "notRedeemed");
    expect(again.errorCode).toBe("USER_CODE_LIMIT");
    await expectShape(call, "POST server/coupons/validate", use, 200, "invalidCoupon");
    const other = { couponCode: "ZOE42-WELCOME", userId: "u1" };
    const cross = await expectShape(
      call,
      "POST server/coupons/validate",
      other,
      200,
      "invalidCoupon",
    );
    expect(cross.errorCode).toBe("USER_PACKAGE_LIMIT");
    const uses = await expectShape(
      call,
      "GET server/coupons/user/u1",
      undefined,
      200,
      "couponUses",
      true,
    );
    expect(uses).toHaveLength(1);
    await expectShape(
      call,
      "GET client/campaigns/campaign_default/packages",
      undefined,
      200,
      "packages",
    );
  });

  it.each([
    ["NO-SUCH", "COUPON_NOT_FOUND", 404],
    ["LUNA7-INACTIVE", "COUPON_INACTIVE", 400],
    ["LUNA7-LATER", "COUPON_NOT_YET_VALID", 400],
    ["LUNA7-EXPIRED", "COUPON_EXPIRED", 400],
  ])("%s is %s", async (couponCode, errorCode, status) => {
    const body = { couponCode, userId: "u1" };
    const { call } = await open();
    const told = await expectShape(
      call,
      "POST server/coupons/validate",
      body,
      200,
      "invalidCoupon",
    );
    expect(told.errorCode).toBe(errorCode);
    const byStatus = (await open(["sdk-api.coupon-errors-by-status"])).call;
    for (const verb of ["validate", "redeem"]) {
      const answer = await byStatus(`POST server/coupons/${verb}`, body);
      expect(answer).toMatchObject({ status, body: { errorCode } });
    }
  });

  it("run out", async () => {
    const { call } = await open();
    const use = (userId: string) =>
      call("POST server/coupons/redeem", { couponCode: "LUNA7-LIMITED", userId });
    await use("a");
    await use("b");
    expect((await use("c")).body["data"]).toMatchObject({ errorCode: "TOTAL_USAGE_LIMIT" });
  });
});

describe("sponsors", () => {
  it("are created, kept, changed after 30 days, ended, begun again, and told of", async () => {
    const { at, call } = await open();
    const make = (creatorKey: string) => ({ userId: "u1", creatorKey });
    const first = await expectShape(call, "POST server/sponsors", make("LUNA7"), 201, "sponsor");
    expect(first).toMatchObject({ campaignId: "campaign_default", isActive: true });
    at.clock.advance(1000);
    expect(await expectShape(call, "POST server/sponsors", make("LUNA7"), 201, "sponsor")).toEqual(
      first,
    );
    await expectError(call, "POST server/sponsors", make("K9MAX"), 400, "BAD_REQUEST");
    const change = { newCreatorKey: "K9MAX", campaignId: "campaign_default" };
    await expectError(call, "PUT server/sponsors/user/u1", change, 400, "BAD_REQUEST");
    at.clock.advance(30 * DAY_MS);
    const changed = await expectShape(call, "PUT server/sponsors/user/u1", change, 200, "sponsor");
    expect(changed.creatorKey).toBe("K9MAX");
    await expectShape(
      call,
      "DELETE server/sponsors/user/u1?campaignId=campaign_default&callbackId=c",
      undefined,
      200,
      "done",
    );
    const ended = await expectShape(
      call,
      "GET server/sponsors/user/u1",
      undefined,
      200,
      "sponsors",
    );
    expect(ended).toMatchObject([{ creatorKey: "K9MAX", isActive: false }]);
    await expectError(call, "DELETE server/sponsors/user/u1", undefined, 404, "NOT_FOUND");
    await expectError(call, "PUT server/sponsors/user/u1", change, 404, "NOT_FOUND");
    await expectShape(call, "POST server/sponsors", make("ZOE42"), 201, "sponsor");
    const public_ = await expectShape(
      call,
      "GET client/sponsors?userId=u1",
      undefined,
      200,
      "sponsors",
    );
    expect(public_).toMatchObject([{ creatorKey: "ZOE42", isActive: true }]);
    const told = await expectShape(
      call,
      "GET server/sponsors/user/u1/history?limit=10",
      undefined,
      200,
      "sponsorHistory",
      true,
    );
    expect(told.map(({ action, previousCreatorKey }) => [action, previousCreatorKey])).toEqual([
      ["CREATED", undefined],
      ["ENDED", undefined],
      ["CHANGED", "LUNA7"],
      ["CREATED", undefined],
    ]);
  });

  it.each([
    [{ creatorKey: "LUNA7" }, 400, "VALIDATION_ERROR"],
    [{ userId: "u", creatorKey: "luna7" }, 400, "VALIDATION_ERROR"],
    [{ userId: "u", creatorKey: "NONE1" }, 404, "NOT_FOUND"],
    [{ userId: "u", creatorKey: "LUNA7", campaignId: "none" }, 404, "NOT_FOUND"],
    [{ userId: "u", creatorKey: "LUNA7", campaignId: "campaign_ended" }, 400, "BAD_REQUEST"],
    [{ userId: "u", creatorKey: "LUNA7", isTest: "true" }, 400, "VALIDATION_ERROR"],
    [{ userId: "u", creatorKey: "TEST1" }, 404, "NOT_FOUND"],
  ])("%o is refused", async (body, status, code) => {
    await expectError((await open()).call, "POST server/sponsors", body, status, code);
  });

  it("need an active campaign", async () => {
    const { call } = await open(["sdk-api.no-active-campaign"]);
    const body = { userId: "u", creatorKey: "LUNA7" };
    await expectError(call, "POST server/sponsors", body, 400, "BAD_REQUEST");
  });

  it("change at once where the sandbox is told so", async () => {
    const { call } = await open(["sdk-api.changes-any-time"]);
    await call("POST server/sponsors", { userId: "u", creatorKey: "LUNA7" });
    await expectShape(
      call,
      "POST server/sponsors",
      { userId: "u", creatorKey: "K9MAX" },
      201,
      "sponsor",
    );
  });
});

describe("payments", () => {
  it("are created, read, listed and refunded", async () => {
    const { call } = await open();
    const made = await expectShape(
      call,
      "POST server/payments",
      { ...PAYMENT, receipt: "r" },
      201,
      "payment",
    );
    expect(made).toMatchObject({ receipt: "r", creatorKey: null, exchangeRateToUsd: "1" });
    await expectError(call, "POST server/payments", PAYMENT, 409, "CONFLICT");
    await expectShape(call, "GET server/payments/t1", undefined, 200, "payment");
    await expectShape(
      call,
      "GET server/payments/user/u1?page=1&limit=100",
      undefined,
      200,
      "payments",
      true,
    );
    const refunded = await expectShape(call, "POST server/payments/t1/refund", {}, 200, "payment");
    expect(refunded.status).toBe("REFUNDED");
    const batch = { payments: [PAYMENT, { ...PAYMENT, transactionId: "t2" }], callbackId: "c" };
    const bulk = await expectShape(call, "POST server/payments/bulk", batch, 200, "bulkPayments");
    expect(bulk).toMatchObject({ totalRequested: 2, successful: 1, skipped: 1 });
  });

  it("must say how they were distributed, but where the sandbox is told otherwise", async () => {
    const { distributionType: _, ...payment } = PAYMENT;
    const { call } = await open();
    await expectError(call, "POST server/payments", payment, 400, "VALIDATION_ERROR");
    const lenient = (await open(["sdk-api.optional-distribution-type"])).call;
    await expectShape(lenient, "POST server/payments", payment, 201, "payment");
  });

  it("count for whom the user boosts, unless they say otherwise", async () => {
    const { call } = await open();
    await call("POST server/sponsors", { userId: "u1", creatorKey: "LUNA7" });
    const made = await expectShape(call, "POST server/payments", PAYMENT, 201, "payment");
    expect(made).toMatchObject({ creatorKey: "LUNA7", campaignId: "campaign_default" });
    const own = { ...PAYMENT, transactionId: "t2", creatorKey: "K9MAX", campaignId: "c" };
    expect(await expectShape(call, "POST server/payments", own, 201, "payment")).toMatchObject({
      creatorKey: "K9MAX",
      campaignId: "c",
    });
    const others = { ...PAYMENT, transactionId: "t3", userId: "u2" };
    const batch = { payments: [others, { ...others, transactionId: "t4", userId: "u1" }] };
    const bulk = await expectShape(call, "POST server/payments/bulk", batch, 200, "bulkPayments");
    expect(bulk.results.map(({ data }) => data?.creatorKey)).toEqual([null, "LUNA7"]);
    const stranger = { ...PAYMENT, transactionId: "t5", creatorKey: "NONE1" };
    await expectError(call, "POST server/payments", stranger, 404, "NOT_FOUND");
  });
});

describe("playtime", () => {
  it("is recorded once a session", async () => {
    const { call } = await open();
    const first = await expectShape(
      call,
      "POST server/playtime/sessions",
      SESSION,
      200,
      "playtime",
    );
    expect(first.recorded).toBe(true);
    const again = await expectShape(
      call,
      "POST server/playtime/sessions",
      { ...SESSION, durationSeconds: 90 },
      200,
      "playtime",
    );
    expect(again).toEqual({ ...first, recorded: false });
    const bulk = await expectShape(
      call,
      "POST server/playtime/sessions/bulk",
      {
        sessions: [
          SESSION,
          { ...SESSION, sessionId: "s2", metadata: { level: 1 }, platform: "iOS" },
          { ...SESSION, sessionId: "s3", creatorKey: "NONE1" },
        ],
        callbackId: "c",
      },
      200,
      "bulkPlaytime",
    );
    expect(bulk.results.map(({ status }) => status)).toEqual(["SKIPPED", "SUCCESS", "FAILED"]);
  });

  it.each([
    [{ durationSeconds: 0 }, "durationSeconds"],
    [{ durationSeconds: 1.5 }, "durationSeconds"],
    [{ endedAt: "2026-01-04T00:00:00Z" }, "endedAt"],
    [{ startedAt: "yesterday" }, "startedAt"],
    [{ platform: "PC" }, "platform"],
    [{ creatorKey: "lower" }, "creatorKey"],
    [{ metadata: [] }, "metadata"],
    [{ sessionId: " " }, "sessionId"],
  ])("%o is refused, alone and in a batch", async (change, path) => {
    const { call } = await open();
    const session = { ...SESSION, ...change };
    const one = await expectError(
      call,
      "POST server/playtime/sessions",
      session,
      400,
      "VALIDATION_ERROR",
    );
    expect(one.details?.map((each) => each.path)).toEqual([path]);
    const batch = { sessions: [SESSION, session] };
    const many = await expectError(
      call,
      "POST server/playtime/sessions/bulk",
      batch,
      400,
      "VALIDATION_ERROR",
    );
    expect(many.details?.map((each) => each.path)).toEqual([`sessions[1].${path}`]);
    const kept = await expectShape(call, "POST server/playtime/sessions", SESSION, 200, "playtime");
    expect(kept.recorded).toBe(true);
  });

  it.each([[0], [1001]])("a batch of %i is refused", async (count) => {
    const { call } = await open();
    const sessions = Array.from({ length: count }, () => SESSION);
    await expectError(
      call,
      "POST server/playtime/sessions/bulk",
      { sessions },
      400,
      "VALIDATION_ERROR",
    );
  });
});

describe("webhooks and the WebView", () => {
  it("are managed", async () => {
    const { at, call } = await open();
    const url = at.profile.profile.webhook?.url;
    const made = await expectShape(
      call,
      "POST server/webhooks",
      { eventType: "coupon.redeemed", url },
      201,
      "newWebhook",
    );
    await expectShape(call, "GET server/webhooks", undefined, 200, "webhooks", true);
    await expectShape(
      call,
      `PUT server/webhooks/${made.id}`,
      { retryCount: 0, timeoutMs: 1000 },
      200,
      "webhook",
    );
    await expectShape(call, `POST server/webhooks/${made.id}/test`, undefined, 200, "tried");
    await call("POST server/coupons/redeem", {
      couponCode: "LUNA7-TWICE",
      userId: "u",
      callbackId: "cb",
    });
    const [log] = await expectShape(
      call,
      `GET server/webhooks/${made.id}/logs`,
      undefined,
      200,
      "webhookLogs",
      true,
    );
    expect(log?.id).toBe("log-1");
    expect(log?.payload.events).toMatchObject([
      {
        event: "coupon.redeemed",
        callbackId: "cb",
        data: {
          couponCode: "LUNA7-TWICE",
          userId: "u",
          usageId: 1,
          reward: [{ itemId: "stamina_potion", itemQuantity: 5 }],
        },
      },
    ]);
    await expectShape(call, `DELETE server/webhooks/${made.id}`, undefined, 200, "done");
    const fewer = (await open(["sdk-api.five-event-types"])).call;
    await expectError(
      fewer,
      "POST server/webhooks",
      { eventType: "sponsor.changed", url },
      400,
      "VALIDATION_ERROR",
    );
  });

  it("gives a token", async () => {
    const { call } = await open();
    const entrant = { userId: "u", codeChallenge: "a".repeat(43), metadata: {} };
    await expectShape(call, "POST server/webview/ott", entrant, 201, "ott");
    const short = { ...entrant, codeChallenge: "a".repeat(42) };
    await expectError(call, "POST server/webview/ott", short, 400, "VALIDATION_ERROR");
  });
});

describe("events", () => {
  it("tell of everything that changes, with callbackId, isTest and whom it counts for", async () => {
    const { at, call } = await open(["sdk-api.changes-any-time"]);
    const url = at.profile.profile.webhook?.url;
    const types = ["sponsor.created", "sponsor.changed", "sponsor.ended", "payment.created"];
    const ids = new Map<string, number>();
    for (const eventType of types) {
      const made = await expectShape(
        call,
        "POST server/webhooks",
        { eventType, url },
        201,
        "newWebhook",
      );
      ids.set(eventType, made.id);
    }
    await call("POST server/sponsors", { userId: "u1", creatorKey: "LUNA7", callbackId: "a" });
    await call("POST server/payments", PAYMENT);
    await call("PUT server/sponsors/user/u1", { newCreatorKey: "K9MAX", callbackId: "b" });
    await call("DELETE server/sponsors/user/u1?callbackId=c&isTest=true");
    const place = { userId: "u1", campaignId: "campaign_default" };
    const wanted = {
      "sponsor.created": { callbackId: "a", data: { ...place, creatorKey: "LUNA7" } },
      "sponsor.changed": {
        callbackId: "b",
        data: { ...place, oldCreatorKey: "LUNA7", newCreatorKey: "K9MAX" },
      },
      "sponsor.ended": { callbackId: "c", isTest: true, data: { ...place, creatorKey: "K9MAX" } },
      "payment.created": {
        data: { transactionId: "t1", creatorKey: "LUNA7", campaignId: "campaign_default" },
      },
    };
    for (const [event, facts] of Object.entries(wanted)) {
      const path = `GET server/webhooks/${ids.get(event) ?? 0}/logs`;
      const logs = await expectShape(call, path, undefined, 200, "webhookLogs", true);
      expect(logs.map(({ payload }) => payload.events)).toMatchObject([[{ event, ...facts }]]);
    }
  });
});

describe.each(["body", "query"])("a test, said in the %s, stores nothing", (where) => {
  it.each([
    ["POST server/sponsors", { userId: "u1", creatorKey: "LUNA7" }, "server/sponsors/user/u1"],
    [
      "POST server/coupons/redeem",
      { couponCode: "LUNA7-WELCOME", userId: "u1" },
      "server/coupons/user/u1",
    ],
    ["POST server/payments", PAYMENT, "server/payments/user/u1"],
    ["POST server/payments/bulk", { payments: [PAYMENT] }, "server/payments/user/u1"],
  ])("%s", async (line, body, list) => {
    const { call } = await open();
    const answer = await (where === "body"
      ? call(line, { ...body, isTest: true })
      : call(`${line}?isTest=true`, body));
    expect(answer.status).toBeLessThan(300);
    expect((await call(`GET ${list}?isTest=true`)).body["data"]).toEqual([]);
    expect((await call(`GET ${list}`)).body["data"]).toEqual([]);
  });

  it("of playtime, a refund and an end", async () => {
    const { call } = await open();
    const test = (line: string, body: object) =>
      where === "body" ? call(line, { ...body, isTest: true }) : call(`${line}?isTest=true`, body);
    await test("POST server/playtime/sessions", SESSION);
    await test("POST server/playtime/sessions/bulk", { sessions: [SESSION] });
    expect((await call("POST server/playtime/sessions", SESSION)).body["data"]).toMatchObject({
      recorded: true,
    });
    await call("POST server/payments", PAYMENT);
    await test("POST server/payments/t1/refund", {});
    expect((await call("GET server/payments/t1")).body["data"]).toMatchObject({
      status: "COMPLETED",
    });
    await call("POST server/sponsors", { userId: "u1", creatorKey: "LUNA7" });
    await call("DELETE server/sponsors/user/u1?isTest=true");
    expect((await call("GET server/sponsors/user/u1")).body["data"]).toMatchObject([
      { isActive: true },
    ]);
  });
});

describe("where texts contradict each other", () => {
  it("the sandbox has a variant for the other reading", async () => {
    const { call } = await open(["sdk-api.created-is-200", "sdk-api.search-by-q"]);
    await expectShape(
      call,
      "POST server/sponsors",
      { userId: "u", creatorKey: "LUNA7" },
      200,
      "sponsor",
    );
    await expectShape(call, "POST server/payments", PAYMENT, 200, "payment");
    await expectShape(call, "GET server/creators/search?q=luna", undefined, 200, "creators");
  });
});
