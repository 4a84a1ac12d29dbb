/** A callback's wrong signature is explained by the same tables as a webhook's, in the wallet's own terms. */
import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyCheckValue } from "../../../src/protocols/webhook/key-check-value.js";
import { diagnoseCallback } from "../../../src/protocols/wallet/diagnose.js";
import { signCallback } from "../../../src/protocols/wallet/signature.js";

const SECRET = "wallet-secret-2f8c11d09e";
const BODY =
  '{"user_id":"u-77","session_token":"s/1","currency":"KRW","amount":5440,"game":"닭 경주","provider_tx_id":"tx-1","attributes":{}}';
const expected = { label: "wallet.secret", value: SECRET };

interface Mistake {
  readonly secret?: string | undefined;
  readonly key?: string | Buffer;
  readonly signed?: string | Buffer;
  readonly body?: string | Buffer;
  readonly algorithm?: string;
  readonly sent?: (digest: Buffer) => string;
  readonly beside?: { name: string; value: string }[];
}

const base64 = (digest: Buffer) => digest.toString("base64");
const sorted = JSON.stringify(
  Object.fromEntries(
    Object.entries(JSON.parse(BODY) as object).sort(([a], [b]) => (a < b ? -1 : 1)),
  ),
);

/** Its signature has a plus sign. */
const PLUS = Array.from({ length: 99 }, (_, at) => `secret-${at}`).find((secret) =>
  signCallback(Buffer.from(BODY), secret).includes("+"),
);

const MISTAKES: readonly (readonly [cause: string, name: string, Mistake])[] = [
  ["signature-hex", "lower case", { sent: (digest) => digest.toString("hex") }],
  ["signature-hex", "upper case", { sent: (digest) => digest.toString("hex").toUpperCase() }],
  ["signature-base64-form", "no padding", { sent: (digest) => base64(digest).slice(0, -1) }],
  ["signature-base64-form", "URL-safe", { sent: (digest) => `${digest.toString("base64url")}=` }],
  [
    "signature-base64-form",
    "+ read as a space",
    { secret: PLUS, sent: (digest) => base64(digest).replaceAll("+", " ") },
  ],
  [
    "signature-base64",
    "of the hex text",
    { sent: (digest) => Buffer.from(digest.toString("hex")).toString("base64") },
  ],
  ["signature-truncated", "in a short column", { sent: (digest) => base64(digest).slice(0, 32) }],
  [
    "signature-truncated",
    "the middle is masked",
    { sent: (digest) => `${base64(digest).slice(0, 8)}…${base64(digest).slice(-8)}` },
  ],
  [
    "signature-trailing-characters",
    "two characters of a line break",
    { sent: (digest) => `${base64(digest)}\\n` },
  ],
  ["signature-prefix", "sha256=", { sent: (digest) => `sha256=${digest.toString("hex")}` }],
  ["signature-whitespace", "quotes", { sent: (digest) => `"${base64(digest)}"` }],
  ["signature-whitespace", "Python's bytes", { sent: (digest) => `b'${base64(digest)}'` }],
  [
    "signature-percent-encoded",
    "in a query",
    { sent: (digest) => encodeURIComponent(base64(digest)) },
  ],
  [
    "form-of-webhooks",
    "t and v1",
    { signed: `1741588200.${BODY}`, sent: (digest) => `t=1741588200,v1=${digest.toString("hex")}` },
  ],
  [
    "more-than-body-signed",
    "the public key",
    { signed: `pk-1${BODY}`, beside: [{ name: "header X-Public-Key", value: "pk-1" }] },
  ],
  [
    "more-than-body-signed",
    "the path",
    { signed: `/withdraw\n${BODY}`, beside: [{ name: "path", value: "/withdraw" }] },
  ],
  ["body-reserialised", "keys sorted", { signed: sorted }],
  [
    "body-reserialised",
    "PHP",
    {
      signed: BODY.replace("s/1", String.raw`s\/1`)
        .replace("닭 경주", String.raw`\ub2ed \uacbd\uc8fc`)
        .replace("{}", "[]"),
    },
  ],
  [
    "body-reserialised",
    "an amount as a float",
    { body: BODY.replace("5440", "5440.0"), signed: BODY },
  ],
  ["body-whitespace-removed", "echo", { signed: `${BODY}\n` }],
  [
    "body-charset",
    "EUC-KR",
    {
      signed: Buffer.concat([
        Buffer.from(BODY.slice(0, BODY.indexOf("닭"))),
        Buffer.from("b4df20b0e6c1d6", "hex"),
        Buffer.from(BODY.slice(BODY.indexOf("닭") + 4)),
      ]),
    },
  ],
  ["secret-whitespace", "a line break", { key: `${SECRET}\n` }],
  ["secret-quotes", "quotes here", { secret: `"${SECRET}"`, key: SECRET }],
  [
    "secret-hex-decoded",
    "hex",
    {
      secret: "00112233445566778899aabbccddeeff",
      key: Buffer.from("00112233445566778899aabbccddeeff", "hex"),
    },
  ],
  ["secret-not-loaded", "undefined", { key: "undefined" }],
  ["algorithm-other-hmac", "SHA-1", { algorithm: "sha1" }],
  ["algorithm-other-hmac", "SHA-512", { algorithm: "sha512" }],
];

const digestOf = ({
  secret = SECRET,
  key = secret,
  signed = BODY,
  algorithm = "sha256",
}: Mistake) => createHmac(algorithm, key).update(signed).digest();

describe("mistakes that are made on purpose here", () => {
  it.each(MISTAKES)("%s: %s", (cause, _, mistake) => {
    const { secret = SECRET, body = BODY, sent = base64, beside = [] } = mistake;
    const diagnosis = diagnoseCallback({
      body: Buffer.from(body),
      signature: sent(digestOf(mistake)),
      secrets: [{ label: "wallet.secret", value: secret }],
      beside,
    });
    expect(diagnosis.valid).toBe(false);
    expect([diagnosis.cause?.id, ...(diagnosis.cause?.also ?? [])]).toContain(cause);
    const said = JSON.stringify(diagnosis);
    expect(said).not.toMatch(
      /X-Webhook-Signature|WEBHOOK_SECRET|webhooks\/playcamp|digest\(\\"hex/,
    );
    expect(said).not.toContain(secret);
    expect(diagnosis.cause?.remedy ?? diagnosis.cause?.fixes?.express).toMatch(/\S/);
  });

  it("names the place whose secret was used instead", () => {
    const other = { label: "webhook.secret", value: "the-webhooks-own" };
    const { cause } = diagnoseCallback({
      body: Buffer.from(BODY),
      signature: signCallback(Buffer.from(BODY), other.value),
      secrets: [expected, other],
    });
    expect(cause).toMatchObject({ id: "secret-of-other-environment" });
    expect(cause?.message).toContain("webhook.secret");
  });
});

describe("what is no mismatch", () => {
  const body = Buffer.from(BODY);
  const signature = signCallback(body, SECRET);
  const right = { body, signature, secrets: [expected] } as const;

  it("is valid, under a rotated secret too", () => {
    expect(diagnoseCallback(right)).toEqual({ valid: true, keyCheckValue: keyCheckValue(SECRET) });
    const fresh = { label: "new", value: "new" };
    const old = { ...expected, accepted: true };
    expect(diagnoseCallback({ ...right, secrets: [fresh, old] }).valid).toBe(true);
  });

  it("is another tenant's callback", () => {
    const keys = { publicKey: "pk-staging", agreedPublicKey: "pk-live" };
    const { valid, cause } = diagnoseCallback({ ...right, ...keys });
    expect(valid).toBe(false);
    expect(cause).toMatchObject({ id: "public-key-other" });
    expect(cause?.message).toContain('"pk-staging"');
    expect(
      diagnoseCallback({ ...right, publicKey: "pk-live", agreedPublicKey: "pk-live" }).valid,
    ).toBe(true);
  });

  it("notes a body that is no JSON", () => {
    const cut = body.subarray(0, 40);
    const diagnosis = diagnoseCallback({
      ...right,
      body: cut,
      signature: signCallback(cut, SECRET),
    });
    expect(diagnosis).toMatchObject({ valid: true });
    expect(diagnosis.note).toContain("no JSON");
  });

  it.each([
    ["", "signature-missing"],
    ["null", "signature-missing"],
  ])("is a missing signature: %j", (missing, id) => {
    const { cause } = diagnoseCallback({ ...right, signature: missing });
    expect(cause).toMatchObject({ id });
    expect(JSON.stringify(cause)).not.toContain("Webhook");
  });

  it.each([
    ["ab".repeat(32), /hex and not Base64/],
    ["A".repeat(30), /30 characters/],
    ["?".repeat(44), /not Base64/],
  ])("says what is visible of %s", (wrong, seen) => {
    const { cause, visible } = diagnoseCallback({
      ...right,
      signature: wrong,
      mayGoOn: () => false,
    });
    expect(cause).toBeUndefined();
    expect(visible?.join()).toMatch(seen);
  });

  it("proves nothing of what is unrelated", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.string(), (digest, text) => {
        const unrelated = createHash("sha256").update(digest).update(text).digest("base64");
        let left = 3_000;
        const found = diagnoseCallback({
          body: Buffer.from(text),
          signature: unrelated,
          secrets: [expected],
          mayGoOn: () => (left -= 1) > 0,
        });
        expect(found.cause).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });
});
