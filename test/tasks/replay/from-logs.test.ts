import { describe, expect, it } from "vitest";
import { displayText, refillBytes } from "../../../src/journal/redacted.js";
import type { WebhookSettings } from "../../../src/profile/webhook-settings.js";
import type { DeliveryLog } from "../../../src/protocols/webhook/management.js";
import { verifyWebhook } from "../../../src/protocols/webhook/signature.js";
import { messageOfLog } from "../../../src/tasks/replay/from-logs.js";

const NOW_MS = Date.UTC(2026, 0, 2);
const SECRET = "whsec-of-the-logs";
const LOG: DeliveryLog = {
  id: "7",
  eventType: "sponsor.created",
  status: "FAILED",
  attempt: 3,
  maxAttempts: 3,
  responseStatus: 500,
  responseBody: "oops",
  createdAt: "2026-01-01T00:00:00.000Z",
  completedAt: null,
  nextRetryAt: null,
  payload: { events: [{ event: "sponsor.created", data: { userId: "é" } }] },
};

function settings(form: WebhookSettings["form"] = "simple"): WebhookSettings {
  return {
    url: "http://127.0.0.1/hook",
    form,
    secrets: [{ source: "env S", value: SECRET }],
    mapping: {},
  } as unknown as WebhookSettings;
}

function bodyOf(payload: unknown): string | null {
  const message = messageOfLog({ ...LOG, payload }, settings(), NOW_MS);
  const body = message?.request.body ?? null;
  return body === null ? null : Buffer.from(refillBytes(body, () => null)).toString();
}

describe("a delivery from PlayCamp's log", () => {
  it.each([
    ["the delivery", { events: [{ event: "a" }] }, '{"events":[{"event":"a"}]}'],
    ["one event", { event: "a", data: 1 }, '{"events":[{"event":"a","data":1}]}'],
    ["the text itself", '{ "events": [] }', '{ "events": [] }'],
    ["nothing", null, null],
    ["an empty text", "", null],
    ["a number", 7, null],
  ])("is made of %s", (_, payload, expected) => {
    expect(bodyOf(payload)).toBe(expected);
  });

  it.each(["simple", "timestamped", "both"] as const)(
    "is signed as the profile agrees: %s",
    (form) => {
      const message = messageOfLog(LOG, settings(form), NOW_MS);
      const { headers = [], body = null } = message?.request ?? {};
      const value = (name: string) =>
        displayText(headers.find(([each]) => each === name)?.[1] ?? "");
      const verdict = verifyWebhook({
        payload: refillBytes(body ?? "", () => null),
        signature: value("X-Webhook-Signature"),
        secret: SECRET,
        nowMs: NOW_MS,
        form,
      });
      expect(verdict.valid).toBe(true);
      expect(value("X-Webhook-Signature").startsWith("t=")).toBe(form === "timestamped");
      expect(value("X-Webhook-Count")).toBe("1");
    },
  );

  it("says what is known of then, and that it was rebuilt", () => {
    expect(messageOfLog(LOG, settings(), NOW_MS)).toMatchObject({
      id: null,
      rebuiltFrom: "log 7",
      atMs: Date.UTC(2026, 0, 1),
      then: { status: 500, durationMs: null, body: { content: "oops" } },
    });
    const unanswered = { ...LOG, responseStatus: null, createdAt: null };
    expect(messageOfLog(unanswered, settings(), NOW_MS)).toMatchObject({
      atMs: null,
      then: null,
      thenFailure: "oops",
    });
  });
});
