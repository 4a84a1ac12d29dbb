import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repetitions } from "../../soak.js";
import { agreementCause } from "../../../src/protocols/webhook/causes/agreement.js";
import { BODY_CAUSES } from "../../../src/protocols/webhook/causes/body.js";
import { FIX_STACKS } from "../../../src/protocols/webhook/causes/cause.js";
import { SCHEME_CAUSES } from "../../../src/protocols/webhook/causes/scheme.js";
import { READING_CAUSES } from "../../../src/protocols/webhook/causes/signature-text.js";
import { SECRET_CAUSES } from "../../../src/protocols/webhook/causes/secret.js";
import { SIGNED_TEXT_CAUSES } from "../../../src/protocols/webhook/causes/signed-text.js";
import { diagnoseWebhook } from "../../../src/protocols/webhook/diagnose.js";
import { keyCheckValue } from "../../../src/protocols/webhook/key-check-value.js";
import {
  signTimestampedWebhook,
  signWebhook,
  verifyWebhook,
  type AcceptedForm,
} from "../../../src/protocols/webhook/signature.js";

interface CauseFixture {
  cause: string;
  name: string;
  bodyBase64: string;
  signature: string;
  secret: string;
  others: { label: string; value: string }[];
  form: AcceptedForm;
  nowMs: number;
}

const FIXTURES = JSON.parse(
  readFileSync(new URL("../../../fixtures/webhook/causes.json", import.meta.url), "utf8"),
) as CauseFixture[];

const NOW_MS = 1_741_588_200_000;
const SECRET = "correct horse battery staple";
const expected = { label: "webhook.secret", value: SECRET };
const BODY = Buffer.from('{"events":[]}');

describe("every known cause is proven from what another program signed", () => {
  it.each(FIXTURES)("$cause: $name", (fixture) => {
    const diagnosis = diagnoseWebhook({
      body: Buffer.from(fixture.bodyBase64, "base64"),
      signature: fixture.signature,
      secrets: [{ label: "webhook.secret", value: fixture.secret }, ...fixture.others],
      form: fixture.form,
      nowMs: fixture.nowMs,
    });
    expect(diagnosis.valid).toBe(false);
    expect(diagnosis.cause?.id).toBe(fixture.cause);
    expect(diagnosis.cause?.also).toBeUndefined();
    for (const stack of FIX_STACKS) {
      expect(diagnosis.cause?.fixes[stack]).toMatch(/\S/);
    }
    const shown = JSON.stringify(diagnosis);
    expect(shown).not.toContain(fixture.secret.trim());
  });

  it("has a fixture for every entry of the tables", () => {
    const proven = new Set(FIXTURES.map(({ cause }) => cause));
    const ids = [
      ...BODY_CAUSES,
      ...SECRET_CAUSES,
      ...SCHEME_CAUSES,
      ...SIGNED_TEXT_CAUSES,
      ...READING_CAUSES,
    ].map(({ id }) => id);
    expect(ids.filter((id) => !proven.has(id))).toEqual([]);
  });

  it("has one for everything that is wrong about a right digest", () => {
    const proven = FIXTURES.map(({ cause }) => cause);
    expect(proven).toEqual(
      expect.arrayContaining([
        "signature-missing",
        "signature-header-spacing",
        "form-other",
        "timestamp-stale",
        "timestamp-in-future",
        "timestamp-in-milliseconds",
        "timestamp-not-numeric",
        "body-not-json",
      ]),
    );
  });
});

describe("what is no mismatch", () => {
  it("is valid, with a note where the hex is in upper case", () => {
    const signature = signWebhook(BODY, SECRET);
    const base = { body: BODY, secrets: [expected], nowMs: NOW_MS } as const;
    expect(diagnoseWebhook({ ...base, signature })).toEqual({
      valid: true,
      keyCheckValue: keyCheckValue(SECRET),
    });
    const shouted = diagnoseWebhook({
      ...base,
      signature: signature.toUpperCase(),
    });
    expect(shouted.valid).toBe(true);
    expect(shouted.note).toContain("upper-case");
  });

  it("is valid under a secret that a rotation still accepts", () => {
    const old = { label: "previous", value: "old", accepted: true };
    const diagnosis = diagnoseWebhook({
      body: BODY,
      signature: signWebhook(BODY, "old"),
      secrets: [expected, old],
      nowMs: NOW_MS,
    });
    expect(diagnosis.valid).toBe(true);
  });

  it("finds causes under an accepted secret too", () => {
    const old = { label: "previous", value: "old", accepted: true };
    const diagnosis = diagnoseWebhook({
      body: Buffer.concat([BODY, Buffer.from("\n")]),
      signature: signWebhook(BODY, "old"),
      secrets: [expected, old],
      nowMs: NOW_MS,
    });
    expect(diagnosis.cause?.id).toBe("body-whitespace-added");
  });
});

describe("the explanation", () => {
  it("names both of two mistakes", () => {
    const diagnosis = diagnoseWebhook({
      body: Buffer.concat([BODY, Buffer.from("\n")]),
      signature: signWebhook(BODY, `${SECRET}\n`),
      secrets: [expected],
      nowMs: NOW_MS,
    });
    expect(diagnosis.cause?.id).toBe("body-whitespace-added");
    expect(diagnosis.cause?.also).toEqual(["secret-whitespace"]);
    expect(diagnosis.cause?.fixes.express).toContain("express.raw");
    expect(diagnosis.cause?.alsoFixes).toEqual([
      expect.objectContaining({
        express: expect.stringContaining("trim()") as string,
      }),
    ]);
  });

  it("shows where the signed texts part when the bodies are the same", () => {
    const sec = NOW_MS / 1000;
    const diagnosis = diagnoseWebhook({
      body: BODY,
      signature: `t=${sec},v1=${signWebhook(BODY, SECRET)}`,
      secrets: [expected],
      nowMs: NOW_MS,
    });
    expect(diagnosis.cause?.id).toBe("timestamp-not-signed");
    expect(diagnosis.cause?.firstDifference).toMatchObject({
      of: "signed text",
      offset: 0,
      contextExpected: '{"events":[]}',
      contextFound: `${sec}.{"events"`,
    });
  });

  it("shows where the bodies part, and no secret that stands there", () => {
    const signed = Buffer.from(`{"a":1,"key":"${SECRET}","b":2}`);
    const received = Buffer.from(`{"a":1,"key": "${SECRET}","b":2}`);
    const diagnosis = diagnoseWebhook({
      body: received,
      signature: signWebhook(signed, SECRET),
      secrets: [expected],
      nowMs: NOW_MS,
    });
    expect(diagnosis.cause?.id).toBe("body-reserialised");
    const difference = diagnosis.cause?.firstDifference;
    expect(difference?.offset).toBe(13);
    expect(difference?.contextExpected).toMatch(/^\{"a":1,"key":"\*+$/);
    expect(difference?.contextFound).toMatch(/^\{"a":1,"key": "\*+$/);
  });

  it("says by how much a timestamp is too old", () => {
    const signature = signTimestampedWebhook(BODY, SECRET, NOW_MS / 1000 - 1000);
    const diagnosis = diagnoseWebhook({
      body: BODY,
      signature,
      secrets: [expected],
      nowMs: NOW_MS,
      tolerance: 100,
    });
    expect(diagnosis.cause?.message).toContain("1000 s old: 900 s over");
  });

  it("names the environment whose secret it was", () => {
    const diagnosis = diagnoseWebhook({
      body: BODY,
      signature: signWebhook(BODY, "staging-secret"),
      secrets: [expected, { label: "staging", value: "staging-secret" }],
      nowMs: NOW_MS,
    });
    expect(diagnosis.cause?.message).toContain("staging");
    expect(JSON.stringify(diagnosis)).not.toContain("staging-secret");
  });

  it("has no agreement to find fault with in a good delivery", () => {
    const cause = agreementCause({
      body: BODY,
      timestamp: String(NOW_MS / 1000),
      form: "timestamped",
      nowMs: NOW_MS,
      toleranceSec: 300,
    });
    expect(cause).toBeNull();
  });
});

describe("properties", () => {
  const jsonBody = fc.json().map((text) => Buffer.from(text));
  const anyBody = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    jsonBody,
  );
  const hex64 = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString("hex"));
  const unrelated = fc.oneof(
    hex64,
    hex64.map((hex) => `t=${NOW_MS / 1000},v1=${hex}`),
    hex64.map((hex) => Buffer.from(hex, "hex").toString("base64")),
    hex64.map((hex) => `sha256=${hex.slice(0, 40)}`),
    fc.string({ minLength: 1 }).filter((text) => text.trim() !== ""),
  );

  it("gives no cause for what is unrelated", () => {
    fc.assert(
      fc.property(
        anyBody,
        fc.string({ minLength: 1 }),
        fc.array(fc.string(), { maxLength: 2 }),
        fc.constantFrom<AcceptedForm>("simple", "timestamped", "both"),
        unrelated,
        (body, secret, others, form, signature) => {
          const diagnosis = diagnoseWebhook({
            body,
            signature,
            secrets: [
              { label: "webhook.secret", value: secret },
              ...others.map((value, at) => ({ label: `other ${at}`, value })),
            ],
            nowMs: NOW_MS,
            form,
          });
          expect(diagnosis.valid).toBe(false);
          expect(diagnosis.cause).toBeUndefined();
        },
      ),
      { numRuns: repetitions({ quick: 100, full: 1_000 }) },
    );
  });

  it("agrees with the verifier, and has a cause for every signature over the very bytes", () => {
    fc.assert(
      fc.property(
        anyBody,
        fc.string({ minLength: 1 }),
        fc.integer({ min: -400, max: 400 }),
        fc.constantFrom<AcceptedForm>("simple", "timestamped", "both"),
        (body, secret, ageSec, form) => {
          const signature = signTimestampedWebhook(body, secret, NOW_MS / 1000 - ageSec);
          const diagnosis = diagnoseWebhook({
            body,
            signature,
            secrets: [{ label: "webhook.secret", value: secret }],
            nowMs: NOW_MS,
            form,
          });
          const verified = verifyWebhook({
            payload: body,
            signature,
            secret,
            nowMs: NOW_MS,
            form,
          });
          expect(diagnosis.valid).toBe(verified.valid);
          expect(diagnosis.cause === undefined).toBe(verified.valid);
        },
      ),
    );
  });

  it("ends without a cause on a large body that nothing explains", () => {
    const event = `{"event":"x/y","data":{"b":"가나다<>","a":1.0}}`;
    const body = Buffer.from(`{"events":[${Array.from({ length: 3000 }, () => event).join(",")}]}`);
    const diagnosis = diagnoseWebhook({
      body,
      signature: "0".repeat(64),
      secrets: [expected],
      nowMs: NOW_MS,
    });
    expect(diagnosis.cause).toBeUndefined();
  });
});
