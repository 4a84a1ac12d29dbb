/** PlayCamp's webhooks: managed within their limits, delivered for real, retried and logged. */
import { describe, expect, it, vi } from "vitest";
import { verifyWebhook } from "../../../src/protocols/webhook/signature.js";
import { closedPort, hostile } from "../../hostile-server.js";
import { sandboxFor } from "../sandbox-for.js";
import { sdkClient, type SdkItem } from "../sdk-client.js";

const PAYMENT = {
  transactionId: "tx-1",
  userId: "u1",
  productId: "p",
  amount: 9.99,
  currency: "EUR",
  platform: "Web",
  distributionType: "PC_STORE",
  purchasedAt: "2026-01-05T00:00:00.000Z",
};

/** Answers with these statuses in turn, the last one for ever. */
const receiver = (...statuses: readonly number[]) => {
  let nth = 0;
  return hostile((socket) => {
    const status = statuses[Math.min(nth, statuses.length - 1)] ?? 200;
    nth += 1;
    socket.end(`HTTP/1.1 ${status} X\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello`);
  });
};

function partsOf(request = "") {
  const [head = "", body = ""] = request.split("\r\n\r\n");
  const header = (name: string) =>
    new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim() ?? "";
  return { header, body };
}

describe("webhook management", () => {
  it("creates with defaults and shows the secret in that reply alone", async () => {
    const call = sdkClient(await sandboxFor());
    const created = await call("POST", "webhooks", {
      eventType: "sponsor.created",
      url: "http://127.0.0.1:1/x",
    });
    expect(created.status).toBe(201);
    expect(created.item).toMatchObject({
      eventType: "sponsor.created",
      isActive: true,
      retryCount: 3,
      timeoutMs: 5000,
      secret: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const { id, secret } = created.item;
    const listed = await call("GET", "webhooks");
    expect(listed.pagination).toEqual({
      page: 1,
      limit: 20,
      total: 1,
      totalPages: 1,
    });
    const updated = await call("PUT", `webhooks/${id}`, { isActive: false });
    expect(updated.item.isActive).toBe(false);
    expect(listed.text + updated.text).not.toContain(secret);
    expect((await call("DELETE", `webhooks/${id}`)).status).toBe(200);
    expect((await call("DELETE", `webhooks/${id}`)).status).toBe(404);
    expect((await call("GET", "webhooks")).items).toEqual([]);
  });

  const RIGHT = { eventType: "sponsor.ended", url: "http://127.0.0.1:1/x" };
  it.each([
    ["an event that does not exist", { ...RIGHT, eventType: "x" }, "eventType"],
    ["no URL", { eventType: "sponsor.ended" }, "url"],
    ["a URL that is none", { ...RIGHT, url: "ftp://x" }, "url"],
    ["eleven retries", { ...RIGHT, retryCount: 11 }, "retryCount"],
    ["half a retry", { ...RIGHT, retryCount: 0.5 }, "retryCount"],
    ["a retry count as text", { ...RIGHT, retryCount: "3" }, "retryCount"],
    ["999 ms", { ...RIGHT, timeoutMs: 999 }, "timeoutMs"],
    ["30001 ms", { ...RIGHT, timeoutMs: 30001 }, "timeoutMs"],
  ])("refuses %s and names the field", async (_, body, field) => {
    const call = sdkClient(await sandboxFor());
    const reply = await call("POST", "webhooks", body);
    expect([reply.status, reply.code]).toEqual([400, "VALIDATION_ERROR"]);
    expect(reply.fields).toEqual([field]);
    expect((await call("GET", "webhooks")).items).toEqual([]);
  });

  it.each([
    ["GET", "webhooks/9/logs", 404],
    ["PUT", "webhooks/nine", 404],
    ["PATCH", "webhooks", 405],
    ["POST", "webhooks", 400],
  ])("answers %s %s with %i", async (method, path, status) => {
    const call = sdkClient(await sandboxFor());
    expect((await call(method, path)).status).toBe(status);
  });

  it("pages", async () => {
    const call = sdkClient(await sandboxFor());
    for (let each = 0; each < 5; each += 1) await call("POST", "webhooks", RIGHT);
    const { items, pagination } = await call("GET", "webhooks?page=2&limit=2");
    expect(items.map(({ id }) => id)).toEqual([3, 4]);
    expect(pagination).toMatchObject({ totalPages: 3 });
  });
});

describe("deliveries", () => {
  async function registered(
    url: string,
    eventType: string,
    more: object = {},
    deviations: readonly string[] = [],
  ) {
    const at = await sandboxFor({}, deviations);
    const call = sdkClient(at);
    const { item } = await call("POST", "webhooks", {
      eventType,
      url,
      ...more,
    });
    const { id, secret } = item;
    const logs = async () => (await call("GET", `webhooks/${id}/logs`)).items;
    const settled = () =>
      vi.waitFor(async () => {
        const [latest] = await logs();
        expect(["SUCCESS", "FAILED"]).toContain(latest?.status);
        return latest as SdkItem;
      });
    return { at, call, id, secret, logs, settled };
  }

  it("delivers payment.created, signed, and logs it", async () => {
    const { url, received } = await receiver(200);
    const { call, secret, settled } = await registered(url, "payment.created");
    await call("POST", "payments", { ...PAYMENT, callbackId: "cb" });
    const log = await settled();
    expect(log).toMatchObject({
      status: "SUCCESS",
      attempt: 1,
      maxAttempts: 4,
      responseStatus: 200,
      responseBody: "hello",
      eventType: "payment.created",
    });
    const { header, body } = partsOf(received[0]);
    expect(header("X-Webhook-Batch")).toBe("true");
    expect(header("X-Webhook-Count")).toBe("1");
    const verdict = verifyWebhook({
      payload: body,
      signature: header("X-Webhook-Signature"),
      secret,
      nowMs: 0,
      form: "simple",
    });
    expect(verdict).toEqual({ valid: true, payload: log.payload });
    expect(log.payload.events).toEqual([
      {
        event: "payment.created",
        timestamp: expect.stringMatching(/Z$/) as string,
        callbackId: "cb",
        data: {
          transactionId: "tx-1",
          userId: "u1",
          amount: 9.99,
          currency: "EUR",
        },
      },
    ]);
  });

  it("announces a bulk call once, with what became of its payments", async () => {
    const { url, received } = await receiver(200);
    const { call, settled } = await registered(url, "payment.bulk_created");
    await call("POST", "payments", PAYMENT);
    await call("POST", "payments/bulk", {
      callbackId: "bulk",
      payments: [PAYMENT, { ...PAYMENT, transactionId: "tx-2" }],
    });
    const log = await settled();
    expect(log.payload.events[0]).toMatchObject({
      callbackId: "bulk",
      data: {
        totalRequested: 2,
        successful: 1,
        failed: 0,
        skipped: 1,
        transactionIds: ["tx-2"],
      },
    });
    expect(received).toHaveLength(1);
  });

  it("announces a refund, and marks what was only a test", async () => {
    const { url } = await receiver(200);
    const { call, settled } = await registered(url, "payment.refunded");
    await call("POST", "payments", PAYMENT);
    await call("POST", "payments/tx-1/refund", { isTest: true });
    const log = await settled();
    expect(log.payload.events[0]).toMatchObject({
      isTest: true,
      data: { transactionId: "tx-1", userId: "u1" },
    });
  });

  it("announces nothing of what was refused", async () => {
    const { url, received } = await receiver(200);
    const { call, logs } = await registered(url, "payment.created");
    await call("POST", "payments", { ...PAYMENT, amount: -1 });
    await call("POST", "payments", { ...PAYMENT, currency: "eur" });
    expect(await logs()).toEqual([]);
    expect(received).toEqual([]);
  });

  it("retries until it is accepted", async () => {
    const { url, received } = await receiver(500, 503, 200);
    const { at, call, settled } = await registered(url, "payment.created");
    await call("POST", "payments", PAYMENT);
    const log = await settled();
    expect(log).toMatchObject({ status: "SUCCESS", attempt: 3 });
    expect(at.clock.sleeps.filter((ms) => ms > 0)).toEqual([500, 1000]);
    const bodies = received.map((request) => partsOf(request).body);
    expect(new Set(bodies).size).toBe(1);
  });

  it.each([
    ["a receiver that refuses", 3, async () => (await receiver(400)).url],
    ["nobody", 0, async () => `http://127.0.0.1:${await closedPort()}`],
  ])("gives up on %s after retryCount retries", async (_, retryCount, urlOf) => {
    const { call, settled } = await registered(await urlOf(), "payment.created", { retryCount });
    await call("POST", "payments", PAYMENT);
    const log = await settled();
    expect(log).toMatchObject({
      status: "FAILED",
      attempt: retryCount + 1,
      maxAttempts: retryCount + 1,
    });
    expect(log).not.toHaveProperty("nextRetryAt");
  });

  it("delivers nothing to a paused webhook, nor to one of another event", async () => {
    const { url, received } = await receiver(200);
    const { call, id, logs } = await registered(url, "payment.created");
    await call("POST", "webhooks", { eventType: "sponsor.ended", url });
    await call("PUT", `webhooks/${id}`, { isActive: false });
    await call("POST", "payments", PAYMENT);
    expect(await logs()).toEqual([]);
    expect(received).toEqual([]);
  });

  it("sends a test event at once and tells what was answered", async () => {
    const { url, received } = await receiver(200, 418);
    const { call, id } = await registered(url, "sponsor.changed");
    const first = await call("POST", `webhooks/${id}/test`);
    expect(first.item).toEqual({
      success: true,
      responseStatus: 200,
      responseBody: "hello",
    });
    expect(partsOf(received[0]).body).toContain('"isTest":true');
    const second = await call("POST", `webhooks/${id}/test`);
    expect(second.item).toMatchObject({
      success: false,
      responseStatus: 418,
    });
    await call("PUT", `webhooks/${id}`, {
      url: `http://127.0.0.1:${await closedPort()}`,
    });
    const third = await call("POST", `webhooks/${id}/test`);
    expect(third.item).toEqual({
      success: false,
      error: expect.stringMatching(/refused|ECONN/i) as string,
    });
  });

  it("does not announce bulk calls under flow.loses-bulk-events", async () => {
    const { url, received } = await receiver(200);
    const { call, logs } = await registered(url, "payment.bulk_created", {}, [
      "flow.loses-bulk-events",
    ]);
    await call("POST", "payments/bulk", { payments: [PAYMENT] });
    expect(await logs()).toEqual([]);
    expect(received).toEqual([]);
  });
});
