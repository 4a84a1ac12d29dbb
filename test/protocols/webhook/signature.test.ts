import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  constructWebhookSignature,
  signTimestampedWebhook,
  signWebhook,
  verifyWebhook,
  type AcceptedForm,
} from "../../../src/protocols/webhook/signature.js";

interface SignatureFixture {
  name: string;
  bodyBase64: string;
  secret: string;
  timestampSec: number;
  simple: string;
  timestamped: string;
}

const FIXTURES = JSON.parse(
  readFileSync(new URL("../../../fixtures/webhook/signatures.json", import.meta.url), "utf8"),
) as SignatureFixture[];

const NOW_SEC = 1_741_588_200;
const NOW_MS = NOW_SEC * 1000;
const SECRET = "s3cret";
const BODY = Buffer.from('{"events":[]}');
const SIMPLE = signWebhook(BODY, SECRET);
const at = (timestampSec: number) => signTimestampedWebhook(BODY, SECRET, timestampSec);

function verify(signature: string, extra: object = {}) {
  return verifyWebhook({
    payload: BODY,
    signature,
    secret: SECRET,
    nowMs: NOW_MS,
    ...extra,
  });
}

describe("signatures made by another program", () => {
  it.each(FIXTURES)("$name", (fixture) => {
    const body = Buffer.from(fixture.bodyBase64, "base64");
    const { secret, timestampSec } = fixture;
    expect(signWebhook(body, secret)).toBe(fixture.simple);
    expect(constructWebhookSignature(body, secret)).toBe(fixture.simple);
    expect(signTimestampedWebhook(body, secret, timestampSec)).toBe(fixture.timestamped);
  });

  it("refuses to sign under an empty secret", () => {
    expect(() => signWebhook(BODY, "")).toThrow(
      expect.objectContaining({ code: "secret_empty" }) as Error,
    );
  });
});

describe("verifyWebhook", () => {
  it("returns the parsed body", () => {
    expect(verify(SIMPLE)).toEqual({ valid: true, payload: { events: [] } });
    expect(verify(SIMPLE, { payload: BODY.toString() }).valid).toBe(true);
  });

  const accepted: [string, string, object][] = [
    ["upper-case hex", SIMPLE.toUpperCase(), {}],
    ["timestamped", at(NOW_SEC), {}],
    ["at the edge of the tolerance", at(NOW_SEC - 300), {}],
    ["five seconds ahead", at(NOW_SEC + 5), {}],
    ["a longer tolerance", at(NOW_SEC - 900), { tolerance: 900 }],
    ["the second of two secrets", SIMPLE, { secret: ["new", SECRET] }],
    ["simple, as agreed", SIMPLE, { form: "simple" }],
    ["timestamped, as agreed", at(NOW_SEC), { form: "timestamped" }],
    ["parts in the other order", at(NOW_SEC).split(",").reverse().join(","), {}],
  ];
  it.each(accepted)("accepts %s", (_, signature, extra) => {
    expect(verify(signature, extra).valid).toBe(true);
  });

  const outside = "Webhook timestamp outside tolerance window";
  const refused: [string, string, object, string][] = [
    ["nothing", "", {}, "Invalid signature"],
    ["nothing, timestamped", "", { form: "timestamped" }, "Invalid signature"],
    ["half of it", SIMPLE.slice(0, 32), {}, "Invalid signature"],
    ["more than it", `${SIMPLE}00`, {}, "Invalid signature"],
    ["an odd digit", SIMPLE.slice(1), {}, "Invalid signature format"],
    ["no hex", "zz".repeat(32), {}, "Invalid signature format"],
    ["garbage behind", `${SIMPLE}zz`, {}, "Invalid signature format"],
    ["a newline behind", `${SIMPLE}\n`, {}, "Invalid signature format"],
    ["a prefix", `sha256=${SIMPLE}`, {}, "Invalid signature format"],
    ["no v1", `t=${NOW_SEC},v1=`, {}, "Invalid signature format"],
    ["no t", `t=,v1=${SIMPLE}`, {}, "Invalid signature format"],
    ["t as a word", `t=now,v1=${SIMPLE}`, {}, "Invalid timestamp in signature"],
    ["t with digits first", `t=1x,v1=${SIMPLE}`, {}, "Invalid timestamp in signature"],
    ["too old", at(NOW_SEC - 301), {}, outside],
    ["too far ahead", at(NOW_SEC + 6), {}, outside],
    ["milliseconds", at(NOW_MS), {}, outside],
    ["the body alone", `t=${NOW_SEC},v1=${SIMPLE}`, {}, "Invalid signature"],
    ["another secret", SIMPLE, { secret: "other" }, "Invalid signature"],
    ["no secrets", SIMPLE, { secret: [] }, "Invalid signature"],
    ["the other form", at(NOW_SEC), { form: "simple" }, "Invalid signature format"],
    ["the simple form", SIMPLE, { form: "timestamped" }, "Invalid signature format"],
  ];
  it.each(refused)("refuses %s", (_, signature, extra, error) => {
    expect(verify(signature, extra)).toEqual({ valid: false, error });
  });

  it("never takes an empty secret for one", () => {
    const forged = FIXTURES.find(({ name }) => name === "empty body")?.simple;
    expect(verify(forged ?? "", { secret: ["", "x"] }).valid).toBe(false);
    // HMAC-SHA-256 of nothing under an empty key, a well-known value.
    const known = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
    expect(verify(known, { payload: "", secret: "" })).toEqual({
      valid: false,
      error: "Invalid signature",
    });
  });

  it.each([
    ["no JSON", Buffer.from("hello")],
    ["nothing", Buffer.alloc(0)],
    ["no UTF-8", Buffer.from('"\xff"', "latin1")],
    ["a byte order mark", Buffer.from("\ufeff{}")],
  ])("reports %s only when it is correctly signed", (_, payload) => {
    const signature = signWebhook(payload, SECRET);
    expect(verify(signature, { payload })).toEqual({
      valid: false,
      error: "Invalid JSON payload",
    });
    expect(verify(SIMPLE, { payload })).toEqual({
      valid: false,
      error: "Invalid signature",
    });
  });
});

describe("properties", () => {
  const json = fc.json().map((text) => Buffer.from(text));
  const secret = fc.string({ minLength: 1 });
  const sign = (body: Buffer, key: string, timestamped: boolean) =>
    timestamped ? signTimestampedWebhook(body, key, NOW_SEC) : signWebhook(body, key);

  it("verifies what it signed", () => {
    fc.assert(
      fc.property(json, secret, fc.boolean(), (body, key, timestamped) => {
        const result = verify(sign(body, key, timestamped), {
          payload: body,
          secret: key,
        });
        expect(result).toEqual({
          valid: true,
          payload: JSON.parse(body.toString()) as unknown,
        });
      }),
    );
  });

  it("refuses every flipped bit of body and digest", () => {
    fc.assert(
      fc.property(
        json,
        secret,
        fc.boolean(),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        (body, key, timestamped, place, bit) => {
          const signature = sign(body, key, timestamped);
          const flipped = flip(body, place % body.length, bit);
          const ofBody = verify(signature, { payload: flipped, secret: key });
          expect(ofBody.valid).toBe(false);
          const digest = Buffer.from(signature.slice(-64), "hex");
          const bent = signature.slice(0, -64) + flip(digest, place % 32, bit).toString("hex");
          const ofDigest = verify(bent, { payload: body, secret: key });
          expect(ofDigest).toEqual({
            valid: false,
            error: "Invalid signature",
          });
        },
      ),
    );
  });

  it("never throws", () => {
    const header = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string().map((text) => `t=${text},v1=${text}`),
      fc.stringMatching(/^(t=[0-9]{0,20})?,?(v1=[0-9a-fA-F]{0,70})?$/),
    );
    fc.assert(
      fc.property(
        fc.uint8Array(),
        header,
        fc.array(fc.string()),
        fc.constantFrom<AcceptedForm>("simple", "timestamped", "both"),
        (payload, signature, keys, form) => {
          const result = verify(signature, { payload, secret: keys, form });
          expect(result.valid).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function flip(bytes: Buffer, at: number, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}
