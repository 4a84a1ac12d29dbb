/** Searching for causes never holds up those who wait for an answer. */
import { expect, it } from "vitest";
import { signWebhook } from "../../../src/protocols/webhook/signature.js";
import { createDeliveryVerifier } from "../../../src/tasks/webhooks/verify-delivery.js";
import { createFakeClock } from "../../fake-clock.js";

const SECRET = "correct horse battery staple";
const BODY = Buffer.from('{"events":[]}');
/** So that one search, of a few hundred trials, takes a part of what is allowed. */
const LOOK_MS = 0.5;
const CHANGED = Buffer.from('{"events": []}');

/** Each look at the clock takes so many ms; a search looks before every trial. */
function verifier(lookMs: number) {
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
        clock.advance(lookMs);
        return clock.monotonicMs() + idleMs;
      },
    },
  );
  return {
    causeOf: (body: Uint8Array, signature: string) => verify(body, signature).cause?.id ?? null,
    rest: (ms: number) => {
      idleMs += ms;
    },
  };
}

it("stops searching when it has taken too much of the time, and takes it up again later", () => {
  const { causeOf, rest } = verifier(LOOK_MS);
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

it("does not search at all where the body is long", () => {
  const { causeOf } = verifier(LOOK_MS);
  const long = Buffer.from(`{"events":[],"more":"${"x".repeat(70_000)}"}`);
  expect(causeOf(long, "0".repeat(64))).toBe("not-searched");
  expect(causeOf(long, signWebhook(long, SECRET))).toBeNull();
});

it("does not say that no cause is known where the search was cut short", () => {
  const { causeOf } = verifier(100);
  expect(causeOf(CHANGED, signWebhook(BODY, SECRET))).toBe("not-searched");
});

it("says that no cause is known where the search came to its end", () => {
  const { causeOf } = verifier(0);
  expect(causeOf(CHANGED, "ab".repeat(32))).toBe("unknown");
});
