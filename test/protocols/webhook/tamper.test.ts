import { isForgeryId } from "../../../src/protocols/signing/forgeries/forgeries.js";
import { describe, expect, it } from "vitest";
import { headerValue } from "../../../src/core/http.js";
import { buildDelivery } from "../../../src/protocols/webhook/delivery.js";
import { sampleEvent } from "../../../src/protocols/webhook/events.js";
import {
  SIGNATURE_HEADER,
  verifyWebhook,
  type SignatureForm,
} from "../../../src/protocols/webhook/signature.js";
import {
  TAMPER_KINDS,
  tamperKind,
  type WebhookTamperId,
} from "../../../src/protocols/webhook/tamper.js";
import { type WebhookTamperInput } from "../../../src/protocols/webhook/tampered-delivery.js";
import { UNKNOWN_EVENT } from "../../../src/protocols/webhook/tamper-bodies.js";
import type { TamperedMessage } from "../../../src/protocols/signing/tamper-kind.js";

const NOW_SEC = 1_741_588_200;
const SECRET = "s3cret";
const FORMS: readonly SignatureForm[] = ["simple", "timestamped"];
const CASES = TAMPER_KINDS.flatMap((kind) =>
  FORMS.filter((form) => kind.applies(form)).map((form) => [kind.id, form] as const),
);

function input(
  form: SignatureForm,
  format: "playcamp" | "gateway" = "playcamp",
): WebhookTamperInput {
  const event = sampleEvent("sponsor.created", {
    timestampMs: NOW_SEC * 1000,
    ids: (label) => `한글/${label}`,
  });
  const delivery = buildDelivery({
    events: [event],
    format,
    signature: form,
    secret: SECRET,
    timestampSec: NOW_SEC,
  });
  return { ...delivery, secret: SECRET, form, nowSec: NOW_SEC, format };
}

/** How a receiver that is built on the SDK's verifier answers. */
function correctReceiver({ headers, body }: TamperedMessage): number {
  const result = verifyWebhook({
    payload: body,
    signature: headerValue(headers, SIGNATURE_HEADER) ?? "",
    secret: SECRET,
    nowMs: NOW_SEC * 1000,
  });
  return result.valid ? 200 : 401;
}

const send = (id: WebhookTamperId, given: WebhookTamperInput) =>
  tamperKind(id)?.tamper(given) ?? [];

describe("every kind", () => {
  it.each(CASES)("%s, %s: a correct receiver passes", (id, form) => {
    const kind = tamperKind(id);
    const messages = send(id, input(form));
    if (isForgeryId(id)) expect(messages).not.toHaveLength(0);
    else expect(messages).toHaveLength(id === "duplicate" ? 2 : 1);
    for (const message of messages) {
      expect(kind?.correct.accepts(correctReceiver(message))).toBe(true);
    }
  });

  it.each(CASES)("%s, %s: a crash does not pass", (id) => {
    expect(tamperKind(id)?.correct.accepts(500)).toBe(false);
  });

  it.each(CASES)("%s, %s: something differs, or repeats", (id, form) => {
    const given = input(form);
    const [first, second] = send(id, given);
    const same =
      JSON.stringify(first) === JSON.stringify({ headers: given.headers, body: given.body });
    expect(same).toBe(second !== undefined && !isForgeryId(id));
  });
});

describe("what is judged", () => {
  const signatureFaults: WebhookTamperId[] = [
    "missing-signature",
    "empty-signature",
    "wrong-secret",
    "short-signature",
    "trailing-garbage",
    "wrong-encoding",
    "prefix",
    "altered-body",
    "truncated-body",
    "stale",
    "future",
    "non-numeric-timestamp",
  ];
  it.each(signatureFaults)("%s: exactly 401", (id) => {
    const accepts = tamperKind(id)?.correct.accepts;
    expect([200, 400, 401, 403, 404, 500].filter((each) => accepts?.(each))).toEqual([401]);
  });

  it.each(["reserialised", "unknown-event", "duplicate"] as const)("%s: any 2xx", (id) => {
    const accepts = tamperKind(id)?.correct.accepts;
    expect([199, 200, 204, 299, 302, 400].filter((each) => accepts?.(each))).toEqual([
      200, 204, 299,
    ]);
  });

  it.each(["empty-body", "not-json"] as const)("%s: any 4xx", (id) => {
    const accepts = tamperKind(id)?.correct.accepts;
    expect([200, 302, 400, 401, 422, 500].filter((each) => accepts?.(each))).toEqual([
      400, 401, 422,
    ]);
  });

  it.each(["uppercase", "wrong-count", "wrong-content-type"] as const)(
    "%s: anything but a breakdown",
    (id) => {
      const accepts = tamperKind(id)?.correct.accepts;
      expect([200, 401, 415, 500, 503].filter((each) => accepts?.(each))).toEqual([200, 401, 415]);
    },
  );

  it("applies the timestamp's faults to timestamped signatures only", () => {
    const only = TAMPER_KINDS.filter((kind) => !kind.applies("simple"));
    expect(only.map(({ id }) => id)).toEqual(["stale", "future", "non-numeric-timestamp"]);
    expect(TAMPER_KINDS.every(({ id, applies }) => applies("timestamped") || isForgeryId(id))).toBe(
      true,
    );
  });

  it("knows no other kind", () => {
    expect(tamperKind("sideways")).toBeUndefined();
    expect(new Set(TAMPER_KINDS.map(({ id }) => id)).size).toBe(TAMPER_KINDS.length);
  });
});

describe("what is sent", () => {
  it("re-serialises to other bytes with the same meaning", () => {
    const given = input("simple");
    const [message] = send("reserialised", given);
    const text = Buffer.from(message?.body ?? []).toString("utf8");
    expect(text).toMatch(/^[\x09\x0a\x0d\x20-\x7e]+$/);
    expect(text).toContain("\\uD55C\\uAE00\\/userId");
    expect(JSON.parse(text)).toEqual(JSON.parse(Buffer.from(given.body).toString("utf8")));
  });

  it("alters the meaning and keeps JSON", () => {
    const given = input("simple");
    const [message] = send("altered-body", given);
    const before: unknown = JSON.parse(Buffer.from(given.body).toString());
    const after: unknown = JSON.parse(Buffer.from(message?.body ?? []).toString());
    expect(after).not.toEqual(before);
  });

  it.each(["playcamp", "gateway"] as const)(
    "names one unheard-of event in the %s format",
    (format) => {
      const [message] = send("unknown-event", input("simple", format));
      const text = Buffer.from(message?.body ?? []).toString();
      expect(text).toContain(`"event":"${UNKNOWN_EVENT}"`);
      expect(text.includes('"usn":100001')).toBe(format === "gateway");
      expect(headerValue(message?.headers ?? [], "X-Webhook-Count")).toBe("1");
    },
  );

  it("handles a body without digits, without JSON, and none at all", () => {
    for (const body of [Buffer.from("x"), Buffer.alloc(0)]) {
      const given = { ...input("simple"), body };
      expect(send("altered-body", given)[0]?.body).not.toEqual(body);
      expect(send("reserialised", given)[0]?.body).not.toEqual(body);
    }
  });
});
