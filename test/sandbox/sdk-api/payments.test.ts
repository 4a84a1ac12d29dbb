import { describe, expect, it } from "vitest";
import { sandboxFor, TIMEOUTS, type SandboxAtHand } from "../sandbox-for.js";

const SERVER_KEY = "ak_server_sandbox:sdk-secret-known-to-everyone";
const CLIENT_KEY = "ak_client_sandbox:known-to-everyone";

const PAYMENT = {
  transactionId: "tx/1",
  userId: "u1",
  productId: "p",
  amount: 9.99,
  currency: "EUR",
  platform: "Web",
  distributionType: "PC_STORE",
  purchasedAt: "2026-01-05T00:00:00.000Z",
};

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    readonly data?: Record<string, unknown>;
  };
}

function client(at: SandboxAtHand, key = SERVER_KEY) {
  return async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const { reply, failure } = await at.http({
      method,
      url: `${at.profile.profile.sdkApi?.url ?? ""}/v1/server/${path}`,
      headers: [
        ["Authorization", `Bearer ${key}`],
        ["Content-Type", "application/json"],
      ],
      body: body === undefined ? null : Buffer.from(JSON.stringify(body)),
      timeouts: TIMEOUTS,
    });
    if (reply === null) throw new Error(failure.message);
    return {
      status: reply.status,
      body: JSON.parse(Buffer.from(reply.body).toString()) as Answer["body"],
    };
  };
}

function numbered(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    ...PAYMENT,
    transactionId: `n-${at}`,
  }));
}

describe("the SDK API", () => {
  it.each([
    ["no key", "", 401, "UNAUTHORIZED"],
    ["another key", "ak_server_x:y", 401, "UNAUTHORIZED"],
    ["a client key", CLIENT_KEY, 403, "FORBIDDEN"],
  ])("refuses %s", async (_what, key, status, code) => {
    const call = client(await sandboxFor(), key);
    expect(await call("POST", "payments", PAYMENT)).toMatchObject({
      status,
      body: { code },
    });
  });

  it("stores a payment once, gives it back and refunds it once", async () => {
    const call = client(await sandboxFor());
    expect(await call("POST", "payments", PAYMENT)).toMatchObject({
      status: 201,
      body: {
        data: { id: 1, amount: 9.99, amountUsd: 10.7892, status: "COMPLETED" },
      },
    });
    expect(await call("POST", "payments", PAYMENT)).toMatchObject({
      status: 409,
      body: { code: "CONFLICT" },
    });
    const one = "payments/tx%2F1";
    expect(await call("GET", one)).toMatchObject({
      status: 200,
      body: { data: PAYMENT },
    });
    expect(await call("POST", `${one}/refund`)).toMatchObject({
      status: 200,
      body: { data: { status: "REFUNDED" } },
    });
    expect((await call("POST", `${one}/refund`)).status).toBe(409);
    expect(await call("GET", one)).toMatchObject({
      body: { data: { status: "REFUNDED" } },
    });
  });

  it.each([
    ["GET", "payments/unknown", 404],
    ["POST", "payments/unknown/refund", 404],
    ["GET", "payments", 405],
    ["GET", "coupons", 404],
    ["GET", "payments/user/refund", 200],
  ])("answers %s %s with %i", async (method, path, status) => {
    expect((await client(await sandboxFor())(method, path)).status).toBe(status);
  });

  it("says what is wrong with a payment, and stores none of its batch", async () => {
    const call = client(await sandboxFor());
    const wrong = { ...PAYMENT, amount: 0 };
    expect(await call("POST", "payments", wrong)).toMatchObject({
      status: 400,
      body: { code: "VALIDATION_ERROR", details: [{ path: "amount" }] },
    });
    const batch = { payments: [PAYMENT, { ...wrong, transactionId: "other" }] };
    expect(await call("POST", "payments/bulk", batch)).toMatchObject({
      status: 400,
      body: { details: [{ path: "payments[1].amount" }] },
    });
    expect((await call("GET", "payments/tx%2F1")).status).toBe(404);
  });

  it("skips what it knows in a batch, and counts correctly", async () => {
    const call = client(await sandboxFor());
    const [first, second, third] = numbered(3);
    await call("POST", "payments/bulk", { payments: [first] });
    const { status, body } = await call("POST", "payments/bulk", {
      payments: [first, second, second, third],
      callbackId: "cb",
    });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      totalRequested: 4,
      successful: 2,
      skipped: 2,
      failed: 0,
    });
    expect(await call("GET", "payments/n-1")).toMatchObject({
      body: { data: { callbackId: "cb" } },
    });
  });

  it.each([
    [1000, 200],
    [1001, 400],
    [0, 400],
  ])("answers a batch of %i with %i", async (count, status) => {
    const call = client(await sandboxFor());
    expect((await call("POST", "payments/bulk", { payments: numbered(count) })).status).toBe(
      status,
    );
  });

  it("validates a test without storing it", async () => {
    const call = client(await sandboxFor());
    const batch = { payments: numbered(2), isTest: true };
    expect((await call("POST", "payments/bulk", batch)).body.data).toMatchObject({ successful: 2 });
    expect((await call("POST", "payments", { ...PAYMENT, isTest: true })).status).toBe(201);
    expect((await call("GET", "payments/n-0")).status).toBe(404);
    expect((await call("GET", "payments/tx%2F1")).status).toBe(404);
  });

  it("lists a user's payments page by page", async () => {
    const call = client(await sandboxFor());
    await call("POST", "payments/bulk", { payments: numbered(5) });
    const { body } = await call("GET", "payments/user/u1?page=2&limit=2");
    expect(body).toMatchObject({
      data: [{ transactionId: "n-2" }, { transactionId: "n-1" }],
      pagination: { page: 2, limit: 2, total: 5, totalPages: 3 },
    });
  });
});

describe("conditions of the SDK API", () => {
  const many = { payments: numbered(400) };

  it("sdk-api.fails-some-payments fails the same ones again", async () => {
    const call = client(await sandboxFor({}, ["sdk-api.fails-some-payments"]));
    const first = (await call("POST", "payments/bulk", many)).body.data;
    const again = (await call("POST", "payments/bulk", many)).body.data;
    expect(first?.["failed"]).toBeGreaterThan(0);
    expect(again).toMatchObject({
      failed: first?.["failed"],
      skipped: first?.["successful"],
    });
  });

  it("sdk-api.fails-payments-once takes them the second time", async () => {
    const call = client(await sandboxFor({}, ["sdk-api.fails-payments-once"]));
    const first = (await call("POST", "payments/bulk", many)).body.data;
    expect(first?.["failed"]).toBeGreaterThan(0);
    expect((await call("POST", "payments/bulk", many)).body.data).toMatchObject({
      failed: 0,
      successful: first?.["failed"],
    });
  });

  it("sdk-api.poison-payment refuses the whole batch and stores nothing", async () => {
    const call = client(await sandboxFor({}, ["sdk-api.poison-payment"]));
    expect((await call("POST", "payments/bulk", many)).status).toBe(422);
    expect((await call("GET", "payments/n-0")).status).toBe(404);
  });

  it("sdk-api.small-batches takes a hundred", async () => {
    const call = client(await sandboxFor({}, ["sdk-api.small-batches"]));
    expect((await call("POST", "payments/bulk", { payments: numbered(101) })).status).toBe(413);
    expect((await call("POST", "payments/bulk", { payments: numbered(100) })).status).toBe(200);
  });

  it("sdk-api.cuts-replies has stored what it did not confirm", async () => {
    const call = client(await sandboxFor({}, ["sdk-api.cuts-replies"]));
    for (const number of [1, 2, 3, 4]) await call("GET", `payments/none-${number}`);
    await expect(call("POST", "payments", PAYMENT)).rejects.toThrow();
    expect((await call("GET", "payments/tx%2F1")).status).toBe(200);
  });
});
