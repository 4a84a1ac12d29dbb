/** Searching for causes never holds up those who wait for an answer. */
import { expect, it } from "vitest";
import { parseJsonBytes, signWebhook } from "../../../src/protocols/webhook/signature.js";
import { createDeliveryVerifier } from "../../../src/tasks/webhooks/verify-delivery.js";
import { createFakeClock } from "../../fake-clock.js";

const SECRET = "correct horse battery staple";
const BODY = Buffer.from('{"events":[]}');
const CHANGED = Buffer.from('{"events": []}');

/** Every look at the clock takes a millisecond, so that each search takes some hundred. */
function verifier() {
  const clock = createFakeClock();
  let idleMs = 0;
  const verify = createDeliveryVerifier(
    {
      secrets: [{ label: "webhook.secret", value: SECRET }],
      form: "both",
      toleranceSec: 300,
    },
    {
      ...clock,
      monotonicMs: () => {
        clock.advance(1);
        return clock.monotonicMs() + idleMs;
      },
    },
  );
  return {
    causeOf: (body: Uint8Array, signature: string) =>
      verify(body, signature, parseJsonBytes(body)).cause?.id ?? null,
    rest: (ms: number) => {
      idleMs += ms;
    },
  };
}

it("stops searching when it has taken too much of the time, and takes it up again later", () => {
  const { causeOf, rest } = verifier();
  const signature = signWebhook(BODY, SECRET);
  const found = Array.from({ length: 12 }, () => causeOf(CHANGED, signature));
  expect(found[0]).toBe("body-reserialised");
  expect(found.at(-1)).toBe("not-searched");
  // What is right, or plainly missing, is known without a search.
  expect(causeOf(BODY, signature)).toBeNull();
  expect(causeOf(BODY, "")).toBe("signature-missing");
  rest(60_000);
  expect(causeOf(CHANGED, signature)).toBe("body-reserialised");
});

it("does not call unknown what it had no time to search to the end", () => {
  const { causeOf } = verifier();
  expect(causeOf(CHANGED, "0".repeat(64))).toBe("not-searched");
});

it("does not search at all where the body is long", () => {
  const { causeOf } = verifier();
  const long = Buffer.from(`{"events":[],"more":"${"x".repeat(70_000)}"}`);
  expect(causeOf(long, "0".repeat(64))).toBe("not-searched");
  expect(causeOf(long, signWebhook(long, SECRET))).toBeNull();
});
