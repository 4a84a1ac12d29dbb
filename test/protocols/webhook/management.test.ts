import { describe, expect, it } from "vitest";
import { readApiReply } from "../../../src/protocols/webhook/api-reply.js";
import {
  readDeliveryLog,
  readTestResult,
  readWebhook,
  readWebhookSecret,
  webhooksUrl,
} from "../../../src/protocols/webhook/management.js";

const bytes = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

describe("URLs", () => {
  it.each([
    [[], {}, "https://x/api/v1/server/webhooks?k=1"],
    [["a/b", "logs"], { page: "2" }, "https://x/api/v1/server/webhooks/a%2Fb/logs?k=1&page=2"],
  ])("of %j with %j", (path, query, url) => {
    expect(webhooksUrl("https://x/api/?k=1", path, query)).toBe(url);
  });
});

describe("replies", () => {
  it("hold data, and pages where there are any", () => {
    const pagination = { page: 1, limit: 2, total: 3, totalPages: 2 };
    expect(readApiReply(200, bytes({ data: [1], pagination }))).toEqual({
      kind: "data",
      data: [1],
      pagination,
    });
    expect(readApiReply(200, bytes({ data: [], pagination: { page: 1 } }))).toMatchObject({
      pagination: null,
    });
    expect(readApiReply(204, bytes(""))).toEqual({
      kind: "data",
      data: null,
      pagination: null,
    });
  });

  it("that succeed without data are not taken for empty", () => {
    expect(readApiReply(200, bytes("<html>"))).toMatchObject({
      kind: "unreadable",
    });
    expect(readApiReply(200, bytes({ items: [] }))).toMatchObject({
      kind: "unreadable",
    });
  });

  it.each([
    [
      400,
      {
        error: "Validation failed",
        code: "VALIDATION_ERROR",
        details: [{ path: ["a", "b"], message: "m" }, { path: "c" }, "odd"],
      },
      {
        code: "VALIDATION_ERROR",
        message: "Validation failed",
        details: [
          { path: "a.b", message: "m" },
          { path: "c", message: "" },
        ],
      },
    ],
    [
      403,
      { error: "Forbidden", code: "FORBIDDEN", message: "server key" },
      { code: "FORBIDDEN", message: "Forbidden: server key", details: [] },
    ],
    [502, "<html>", { code: null, message: "", details: [] }],
    [500, { error: "x", message: "x", code: 7 }, { code: null, message: "x" }],
  ])("that refuse with %i say why", (status, body, expected) => {
    expect(readApiReply(status, bytes(body))).toMatchObject({
      kind: "error",
      status,
      ...expected,
    });
  });
});

describe("items", () => {
  it("are read whatever is missing, as long as they can be named", () => {
    expect(readWebhook({ id: 7, eventType: "e", url: "u" })).toEqual({
      id: "7",
      eventType: "e",
      url: "u",
      isActive: null,
      retryCount: null,
      timeoutMs: null,
      createdAt: null,
    });
    expect(readWebhook({ eventType: "e", url: "u" })).toBeNull();
    expect(readDeliveryLog({ id: "l", status: "RETRYING", attempt: 2 })).toMatchObject({
      id: "l",
      status: "RETRYING",
      attempt: 2,
      payload: null,
      nextRetryAt: null,
    });
    expect(readDeliveryLog({ id: "l" })).toBeNull();
    expect(readTestResult({ success: false, error: "e" })).toEqual({
      success: false,
      responseStatus: null,
      responseBody: null,
      error: "e",
    });
    expect(readTestResult({ success: "yes" })).toBeNull();
    expect(readWebhookSecret({ secret: "s" })).toBe("s");
    for (const none of [{}, { secret: "" }, { secret: 1 }, null, "s"])
      expect(readWebhookSecret(none)).toBeNull();
  });
});
