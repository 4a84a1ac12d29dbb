import { readFileSync } from "node:fs";
import { createHash, createHmac } from "node:crypto";
import { brotliCompressSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repetitions } from "../../soak.js";
import { agreementCause } from "../../../src/protocols/webhook/causes/agreement.js";
import { BODY_CAUSES } from "../../../src/protocols/webhook/causes/body.js";
import { FIX_STACKS } from "../../../src/protocols/webhook/causes/cause.js";
import { SCHEME_CAUSES } from "../../../src/protocols/webhook/causes/scheme.js";
import { READING_IDS } from "../../../src/protocols/webhook/causes/signature-text.js";
import { SECRET_IDS } from "../../../src/protocols/webhook/causes/secret.js";
import { SIGNED_TEXT_CAUSES } from "../../../src/protocols/webhook/causes/signed-text.js";
import { diagnoseWebhook } from "../../../src/protocols/webhook/diagnose.js";
import { missingSignature } from "../../../src/protocols/webhook/causes/missing.js";
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

interface Mistake {
  readonly secret?: string;
  readonly key?: string | Buffer;
  readonly signed?: string | Buffer;
  readonly body?: string | Buffer;
  readonly sent?: (hex: string) => string;
  /** Makes the hex in another way than HMAC-SHA-256. */
  readonly made?: (key: string | Buffer, text: string | Buffer) => string;
  readonly beside?: { name: string; value: string }[];
}

const SAMPLE =
  '{"events":[{"event":"coupon.redeemed","timestamp":"2026-02-01T09:30:00.000Z","data":{"couponCode":"HELLO=<1>/2","userId":"유저 ü","usageId":77,"price":12.50,"reward":{}}}]}';
const T = String(NOW_MS / 1000);
const parsed: unknown = JSON.parse(SAMPLE);
const indented = JSON.stringify(parsed, null, 2);
const SAMPLE_HEX = Buffer.from(SAMPLE).toString("hex");
const raw = (hex: string) => Buffer.from(hex, "hex");

/** Cause, what happened, and how it is made. */
const MISTAKES: readonly (readonly [cause: string, name: string, Mistake])[] = [
  ["secret-whitespace", "a no-break space at the signer's", { key: `${SECRET}\u00a0` }],
  ["secret-whitespace", "a tab in front", { key: `\t${SECRET}` }],
  ["secret-byte-order-mark", "a mark here", { secret: "\ufeffabc123", key: "abc123" }],
  ["secret-invisible-character", "inside", { secret: "abc\u200b123", key: "abc123" }],
  ["secret-invisible-character", "a soft hyphen at the signer's", { key: `${SECRET}\u00ad` }],
  ["secret-quotes", "typographic ones here", { secret: "“abc123”", key: "abc123" }],
  ["secret-quotes", "backticks at the signer's", { key: `\`${SECRET}\`` }],
  ["secret-punctuation", "a line of JSON", { secret: '"abc123",', key: "abc123" }],
  ["secret-punctuation", "a semicolon at the signer's", { key: `${SECRET};` }],
  ["secret-name-in-value", "a whole line", { secret: "export GAME_KEY='abc123'", key: "abc123" }],
  [
    "secret-escape-sequences",
    "two characters for a line break",
    { secret: "abc123\\n", key: "abc123" },
  ],
  ["secret-dollar-escaped", "doubled here", { secret: "a$$b$$c", key: "a$b$c" }],
  ["secret-dollar-expanded", "an unset variable", { secret: "ab$cd-ef", key: "ab-ef" }],
  ["secret-cut", "at a number sign", { secret: "ab12#cd34", key: "ab12" }],
  ["secret-cut", "the last group", { secret: "ab12-cd34-ef56", key: "ef56" }],
  ["secret-part", "the last letter is lost", { key: SECRET.slice(0, -1) }],
  ["secret-slip", "one other letter", { key: SECRET.replace("horse", "h0rse") }],
  ["secret-placeholder", "a variable nobody replaced", { key: "${PLAYCAMP_SECRET}" }],
  ["secret-placeholder", "an example", { key: "change-me" }],
  ["secret-not-loaded", "a word", { key: "nil" }],
  ["secret-url-encoded", "a plus read as space", { secret: "ab+cd/ef=", key: "ab cd/ef=" }],
  ["secret-html-escaped", "an ampersand", { secret: "ab&amp;cd", key: "ab&cd" }],
  ["secret-letter-case", "capitals", { key: SECRET.toUpperCase() }],
  ["secret-base64-alphabet", "URL-safe", { secret: "Kq2+mZx9/Lw4=", key: "Kq2-mZx9_Lw4=" }],
  ["secret-charset", "EUC-KR", { secret: "비밀", key: Buffer.from("baf1b9d0", "hex") }],
  ["secret-list", "two of a rotation in one", { secret: "first1,second2", key: "second2" }],
  ["secret-hashed", "MD5", { secret: "abc", key: "900150983cd24fb0d6963f7d28e17f72" }],
  ["signature-prefix", "openssl's line", { sent: (hex) => `SHA2-256(stdin)= ${hex}` }],
  ["signature-prefix", "0x", { sent: (hex) => `0x${hex}` }],
  ["signature-separators", "dashes", { sent: (hex) => hex.replace(/..(?=.)/g, "$&-") }],
  [
    "signature-percent-encoded",
    "Base64 in a query",
    {
      sent: (hex) =>
        encodeURIComponent(raw(hex).toString("base64")).replace(
          /[A-Z](?![0-9A-F]|$)/,
          (each) => `%${each.charCodeAt(0).toString(16)}`,
        ),
    },
  ],
  ["signature-hex-twice", "hex of the hex", { sent: (hex) => Buffer.from(hex).toString("hex") }],
  [
    "signature-zeros-lost",
    "one byte at a time",
    { secret: "k", sent: (hex) => Array.from(raw(hex), (byte) => byte.toString(16)).join("") },
  ],
  [
    "signature-sign-extended",
    "Integer.toHexString of each",
    {
      sent: (hex) =>
        Array.from(new Int8Array(raw(hex)), (byte) => (byte >>> 0).toString(16)).join(""),
    },
  ],
  [
    "signature-raw-bytes",
    "a list, as Java prints it",
    { sent: (hex) => `[${[...new Int8Array(raw(hex))].join(", ")}]` },
  ],
  [
    "signature-truncated",
    "the middle is masked",
    { sent: (hex) => `${hex.slice(0, 12)}…${hex.slice(-12)}` },
  ],
  [
    "signature-trailing-characters",
    "two characters of a line break",
    { sent: (hex) => `${hex}\\n` },
  ],
  ["signature-header-repeated", "the same twice", { sent: (hex) => `${hex}, ${hex}` }],
  [
    "signature-header-repeated",
    "the first v1 is right",
    { signed: `${T}.${SAMPLE}`, sent: (hex) => `t=${T},v1=${hex},v1=${"0".repeat(64)}` },
  ],
  [
    "signature-header-spacing",
    "upper-case names",
    { signed: `${T}.${SAMPLE}`, sent: (hex) => `T=${T},V1=${hex}` },
  ],
  [
    "signature-header-spacing",
    "quotes",
    { signed: `${T}.${SAMPLE}`, sent: (hex) => `t="${T}",v1="${hex}"` },
  ],
  [
    "timestamp-signed-differs",
    "one second later",
    { signed: `${Number(T) + 1}.${SAMPLE}`, sent: (hex) => `t=${T},v1=${hex}` },
  ],
  [
    "timestamp-joined-differently",
    "v0 and colons",
    { signed: `v0:${T}:${SAMPLE}`, sent: (hex) => `t=${T},v1=${hex}` },
  ],
  [
    "timestamp-of-elsewhere",
    "a header of its own",
    { signed: `${T}.${SAMPLE}`, beside: [{ name: "header X-Time", value: T }] },
  ],
  ["body-base64", "not decoded", { body: Buffer.from(SAMPLE).toString("base64") }],
  ["body-hex", "a dump", { body: Buffer.from(SAMPLE).toString("hex") }],
  ["body-hex", "a Buffer as JSON", { body: JSON.stringify(Buffer.from(SAMPLE)) }],
  ["body-compressed", "gzip", { body: gzipSync(SAMPLE) }],
  ["body-compressed", "br", { body: brotliCompressSync(SAMPLE) }],
  [
    "body-chunked",
    "two chunks",
    {
      body: `3\r\n{"e\r\n${(Buffer.byteLength(SAMPLE) - 3).toString(16)}\r\n${SAMPLE.slice(3)}\r\n0\r\n\r\n`,
    },
  ],
  [
    "body-multipart",
    "one part",
    { body: `--b1\r\nContent-Disposition: form-data; name="p"\r\n\r\n${SAMPLE}\r\n--b1--\r\n` },
  ],
  [
    "body-in-envelope",
    "a Lambda event",
    { body: JSON.stringify({ version: "2.0", body: SAMPLE }) },
  ],
  ["body-html-escaped", "a sanitiser", { body: SAMPLE.replace("<", "&lt;").replace(">", "&gt;") }],
  [
    "body-printed",
    "Python's repr",
    {
      body: `b'${SAMPLE.replace(/[^ -~]/g, (each) => [...Buffer.from(each)].map((byte) => `\\x${byte.toString(16)}`).join(""))}'`,
    },
  ],
  ["body-utf16", "saved by PowerShell", { body: Buffer.from(`\ufeff${SAMPLE}\r\n`, "utf16le") }],
  ["body-characters-lost", "question marks", { signed: SAMPLE.replace(/[^ -~]/g, "?") }],
  ["body-part-signed", "the list alone", { signed: SAMPLE.slice(10, -1) }],
  ["body-wrapped-before-signing", "in a list", { signed: `[${SAMPLE}]` }],
  [
    "body-printed-before-signing",
    "Python's str",
    { body: '{"a":[true,null,"x"]}', signed: "{'a': [True, None, 'x']}" },
  ],
  ["body-turned-into-text", "an object", { signed: "[object Object]" }],
  ["body-encoded-before-signing", "Base64", { signed: Buffer.from(SAMPLE).toString("base64") }],
  [
    "body-line-breaks-removed",
    "curl -d",
    { signed: `${indented}\n`, body: indented.replace(/\n/g, "") },
  ],
  ["body-reserialised", "PHP's [] for {}", { signed: SAMPLE.replace("{}", "[]") }],
  [
    "body-reserialised",
    "Gson's escapes",
    { signed: SAMPLE.replace("=", "\\u003d").replace("<", "\\u003c").replace(">", "\\u003e") },
  ],
  [
    "body-reserialised",
    "a date without its milliseconds here",
    { body: SAMPLE.replace(".000Z", "Z") },
  ],
  [
    "body-reserialised",
    "a price without its last zero here",
    { body: SAMPLE.replace("12.50", "12.5") },
  ],
  ["body-reserialised", "floats", { body: '{"amount":9900}', signed: '{"amount":9900.0}' }],
  [
    "algorithm-other-hmac",
    "SHA-512 cut to 64 digits",
    { made: (key, text) => createHmac("sha512", key).update(text).digest("hex").slice(0, 64) },
  ],
  [
    "algorithm-other-hmac",
    "SHA-224",
    { made: (key, text) => createHmac("sha224", key).update(text).digest("hex") },
  ],
  [
    "algorithm-hashed-again",
    "its bytes",
    { sent: (hex) => createHash("sha256").update(raw(hex)).digest("hex") },
  ],
  ["algorithm-hash-of-body", "MD5", { signed: createHash("md5").update(SAMPLE).digest("hex") }],
  [
    "algorithm-hash-of-body",
    "an HMAC twice",
    { signed: createHmac("sha256", SECRET).update(SAMPLE).digest("hex") },
  ],
  [
    "signature-whitespace",
    "in a JSON object",
    { sent: (hex) => `{"alg":"sha256","signature":"${hex}"}` },
  ],
  [
    "body-beginning-signed",
    "one chunk",
    { body: `"${"x".repeat(70_000)}"`, signed: `"${"x".repeat(65_535)}` },
  ],
  [
    "body-members-differ",
    "an unknown member dropped",
    { signed: SAMPLE.replace('"usageId":77,', ""), body: SAMPLE },
  ],
  [
    "body-members-differ",
    "an optional one added",
    { signed: SAMPLE.replace('"data"', '"isTest":false,"data"'), body: SAMPLE },
  ],
  ["body-plus-to-space", "a form's", { signed: '{"a":"1+2"}', body: '{"a":"1 2"}' }],
  ["body-reserialised", "cents here", { signed: '{"amount":12.5}', body: '{"amount":1250}' }],
  ["secret-whitespace", "with a body written anew", { key: `${SECRET}\n`, signed: indented }],
  [
    "body-charset",
    "typographic quotes that were read as Windows-1252",
    { body: '{"a":"â€œxâ€\u009d"}', signed: '{"a":"“x”"}' },
  ],
  [
    "body-charset",
    "Windows-1252 here",
    {
      body: Buffer.from(SAMPLE.replace("유저 ", "")).toString("latin1"),
      signed: SAMPLE.replace("유저 ", ""),
    },
  ],
  ["secret-name-in-value", "a word of a header", { secret: `Bearer ${SECRET}`, key: SECRET }],
  ["secret-punctuation", "a comment kept", { secret: `${SECRET} # webhook`, key: SECRET }],
  ["secret-list", "pasted twice", { key: SECRET + SECRET }],
  ["secret-list", "pasted twice here", { secret: SECRET + SECRET, key: SECRET }],
  ["secret-other-mode", "test for live", { secret: "pc_live_77aa", key: "pc_test_77aa" }],
  ["secret-other-mode", "an old one", { key: `${SECRET}_old` }],
  ["secret-stored-form", "JSON of a store", { key: `{"WEBHOOK_SECRET":"${SECRET}"}` }],
  ["secret-stored-form", "jasypt", { key: `ENC(${SECRET})` }],
  ["secret-placeholder", "of a workflow", { key: "${{ secrets.WEBHOOK_SECRET }}" }],
  ["secret-charset", "full-width digits here", { secret: "a\uff11\uff12", key: "a12" }],
  [
    "body-reserialised",
    "Jackson without what is empty",
    { signed: SAMPLE.replace(',"reward":{}', "") },
  ],
  [
    "body-reserialised",
    "PascalCase",
    {
      signed: SAMPLE.replace(
        /"([a-z])(\w*)":/g,
        (_, first: string, rest: string) => `"${first.toUpperCase()}${rest}":`,
      ),
    },
  ],
  [
    "body-reserialised",
    "snake_case",
    {
      signed: SAMPLE.replace(/"\w+":/g, (name) =>
        name.replace(/[A-Z]/g, (each) => `_${each.toLowerCase()}`),
      ),
    },
  ],
  [
    "body-reserialised",
    "dates of Korea",
    { signed: SAMPLE.replace("2026-02-01T09:30:00.000Z", "2026-02-01T18:30:00+09:00") },
  ],
  ["body-reserialised", "an amount as a string", { signed: SAMPLE.replace("12.50", '"12.50"') }],
  [
    "body-characters-lost",
    "emoji, in MySQL's utf8",
    { body: '{"a":"봄🎉"}', signed: '{"a":"봄?"}' },
  ],
  ["body-typography", "quotes of a chat", { body: "{“a”: “it’s”}", signed: `{"a": "it's"}` }],
  [
    "body-typography",
    "no-break spaces",
    { body: indented.replaceAll(" ", "\u00a0"), signed: indented },
  ],
  [
    "body-charset",
    "twice through Latin-1",
    { signed: Buffer.from(Buffer.from(Buffer.from(SAMPLE).toString("latin1")).toString("latin1")) },
  ],
  [
    "body-charset",
    "rare syllables of CP949",
    { body: '{"n":"햏"}', signed: raw("7b226e223a22c164227d") },
  ],
  [
    "body-encoded-before-signing",
    "the value of a form",
    { signed: `payload=${encodeURIComponent(SAMPLE)}` },
  ],
  [
    "body-in-envelope",
    "a form parser's name",
    { body: JSON.stringify({ [SAMPLE]: "" }), signed: SAMPLE },
  ],
  ["body-part-signed", "a short text of it", { signed: "HELLO=<1>/2" }],
  [
    "body-hex",
    "Java's list of bytes",
    { body: `[${[...new Int8Array(Buffer.from(SAMPLE))].join(", ")}]`, signed: SAMPLE },
  ],
  [
    "body-hex",
    "Go's list of bytes",
    { body: `[${[...Buffer.from(SAMPLE)].join(" ")}]`, signed: SAMPLE },
  ],
  [
    "body-hex",
    "xxd",
    { body: '00000000: 7b22 6122 3a20 317d                    {"a": 1}\n', signed: '{"a": 1}' },
  ],
  [
    "body-hex",
    "hexdump -C",
    {
      body: '00000000  7b 22 61 22 3a 20 31 7d                           |{"a": 1}|\n00000008\n',
      signed: '{"a": 1}',
    },
  ],
  ["body-hex", "groups of four", { body: SAMPLE_HEX.replace(/.{4}(?=.)/g, "$& ") }],
  ["body-hex", "groups of eight", { body: SAMPLE_HEX.replace(/.{8}(?=.)/g, "$& ") }],
  ["body-printed", "a code block", { body: `\`\`\`json\n${SAMPLE}\n\`\`\``, signed: SAMPLE }],
  ["body-printed", "Python's str", { body: `'${SAMPLE}'`, signed: SAMPLE }],
  [
    "body-html-escaped",
    "a page around it",
    {
      body: `<html><body><pre>${SAMPLE.replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}</pre></body></html>`,
      signed: SAMPLE,
    },
  ],
  ["signature-whitespace", "Java's Optional", { sent: (hex) => `Optional[${hex}]` }],
  [
    "signature-whitespace",
    "full-width digits",
    {
      sent: (hex) => hex.replace(/./g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0)),
    },
  ],
  [
    "timestamp-of-elsewhere",
    "the path",
    { signed: `POST/hook${SAMPLE}`, beside: [{ name: "path", value: "/hook" }] },
  ],
  [
    "several-texts-signed",
    "Standard Webhooks",
    {
      signed: `m1.${T}.${SAMPLE}`,
      sent: (hex) => `v1,${raw(hex).toString("base64")}`,
      beside: [
        { name: "header webhook-id", value: "m1" },
        { name: "header webhook-timestamp", value: T },
      ],
    },
  ],
  [
    "several-texts-signed",
    "nonce and time",
    {
      signed: `n1${T}${SAMPLE}`,
      beside: [
        { name: "header X-Nonce", value: "n1" },
        { name: "header X-Timestamp", value: T },
      ],
    },
  ],
];

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
      expect(diagnosis.cause?.fixes?.[stack]).toMatch(/\S/);
    }
    const shown = JSON.stringify(diagnosis);
    expect(shown).not.toContain(fixture.secret.trim());
  });

  it("has a fixture for every entry of the tables", () => {
    const proven = new Set([
      ...FIXTURES.map(({ cause }) => cause),
      ...MISTAKES.map(([cause]) => cause),
    ]);
    const ids = [...BODY_CAUSES, ...SCHEME_CAUSES, ...SIGNED_TEXT_CAUSES].map(({ id }) => id);
    const all = [...ids, ...SECRET_IDS, ...READING_IDS];
    expect(all.filter((id) => !proven.has(id))).toEqual([]);
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

describe("mistakes that are made on purpose here", () => {
  it.each(MISTAKES)("%s: %s", (cause, _, { secret = SECRET, key = secret, ...given }) => {
    const { signed = SAMPLE, body = SAMPLE, sent = (hex: string) => hex } = given;
    const hmac =
      given.made?.(key, signed) ?? createHmac("sha256", key).update(signed).digest("hex");
    const diagnosis = diagnoseWebhook({
      body: Buffer.from(body),
      signature: sent(hmac),
      secrets: [{ label: "webhook.secret", value: secret }],
      beside: given.beside ?? [],
      nowMs: NOW_MS,
    });
    expect([diagnosis.cause?.id, ...(diagnosis.cause?.also ?? [])]).toContain(cause);
    expect(diagnosis.cause?.remedy ?? diagnosis.cause?.fixes?.express).toMatch(/\S/);
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
    expect(diagnosis.cause?.fixes?.express).toContain("express.raw");
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
    fc
      .string({ minLength: 1 })
      .filter((text) => missingSignature(text, "X-Webhook-Signature") === null),
  );

  it("gives no cause for what is unrelated", () => {
    fc.assert(
      fc.property(
        anyBody,
        fc.string({ minLength: 1 }),
        fc.array(fc.string(), { maxLength: 2 }),
        fc.constantFrom<AcceptedForm>("simple", "timestamped", "both"),
        unrelated,
        fc.nat({ max: 300 }),
        (body, secret, others, form, signature, trials) => {
          let left = trials;
          const diagnosis = diagnoseWebhook({
            body,
            signature,
            secrets: [
              { label: "webhook.secret", value: secret },
              ...others.map((value, at) => ({ label: `other ${at}`, value })),
            ],
            nowMs: NOW_MS,
            form,
            // The whole search takes a second: an end anywhere in it must say as little.
            mayGoOn: () => (left -= 1) >= 0,
          });
          expect(diagnosis.valid).toBe(false);
          expect(diagnosis.cause).toBeUndefined();
        },
      ),
      { numRuns: repetitions({ quick: 40, full: 2_000 }) },
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

  it("gives no cause for what is unrelated, searched to the end", () => {
    const diagnosis = diagnoseWebhook({
      body: Buffer.from(SAMPLE),
      signature: "ab".repeat(32),
      secrets: [expected],
      nowMs: NOW_MS,
    });
    expect(diagnosis).toEqual({ valid: false, keyCheckValue: keyCheckValue(SECRET) });
  });

  it.each([
    ["zero bytes", `${"\0".repeat(60_000)}!`, "0".repeat(64)],
    ["brackets in JSON", `["  1${"]".repeat(60_000)}"]`, "0".repeat(64)],
    ["spaces in a header", "{}", `t=1,v1= x${" ".repeat(60_000)}!`],
  ])("takes no time that grows with the square of the text: %s", (_, body, signature) => {
    const started = performance.now();
    let left = 1_000;
    diagnoseWebhook({
      body: Buffer.from(body),
      signature,
      secrets: [expected],
      nowMs: NOW_MS,
      mayGoOn: () => (left -= 1) >= 0 && performance.now() - started < 1_500,
    });
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it("ends where it may not go on, and says so", () => {
    let left = 500;
    const diagnosis = diagnoseWebhook({
      body: Buffer.alloc(1_000_000, 7),
      signature: "0".repeat(64),
      secrets: [expected],
      nowMs: NOW_MS,
      mayGoOn: () => (left -= 1) >= 0,
    });
    expect(diagnosis).toMatchObject({ valid: false, searchEnded: "time" });
    expect(left).toBe(-1);
  });

  it("says that two causes at once were not tried for a large body", () => {
    const of = (bytes: number) =>
      diagnoseWebhook({
        body: Buffer.alloc(bytes, 0xeb),
        signature: "ab".repeat(32),
        secrets: [expected],
        nowMs: NOW_MS,
        mayGoOn: () => true,
      }).searchEnded;
    expect(of(64 * 1024 + 1)).toBe("size");
  });

  it.each([
    ["gzip", gzipSync("{}"), /gzip/],
    ["an object as text", Buffer.from("[object Object]"), /turned into a string/],
    ["cut JSON", Buffer.from(SAMPLE.slice(0, 40)), /cut off/],
    ["lost characters", Buffer.from('{"a":"\ufffd"}'), /U\+FFFD/],
  ])("says what is visible of a body that nothing explains: %s", (_, body, seen) => {
    const { cause, visible } = diagnoseWebhook({
      body,
      signature: "ab".repeat(32),
      secrets: [expected],
      nowMs: NOW_MS,
      mayGoOn: () => false,
    });
    expect(cause).toBeUndefined();
    expect(visible?.join()).toMatch(seen);
  });
});

it.each([
  ["Bearer eyJh.eyJi.c2ln", "00", SECRET, /Authorization/],
  ["eyJhbGciOiJI.eyJhIjoxfQ.c2lnbmF0", "00", SECRET, /JWT/],
  ["https://example.com/x", "00", SECRET, /URL/],
  ["[object Promise]", "00", SECRET, /await/],
  ["ab".repeat(32), "<Buffer 7b 22 ... 200 more bytes>", SECRET, /console\.log/],
  ["ab".repeat(32), '{"a":"????"}', SECRET, /question marks/],
  ["ab".repeat(32), "{}", SECRET, /empty object/],
  ["ab".repeat(32), "{}", "abcd****************", /masked/],
  ["ab".repeat(32), "{}", "your-secret-here-please", /placeholder/],
])("says what is visible, unproved: %s beside %s", (signature, body, value, seen) => {
  const { cause, visible } = diagnoseWebhook({
    body: Buffer.from(body),
    signature,
    secrets: [{ label: "webhook.secret", value }],
    nowMs: NOW_MS,
    mayGoOn: () => false,
  });
  expect(cause).toBeUndefined();
  expect(visible?.join()).toMatch(seen);
});

it.each([
  [
    "JSON",
    () =>
      Buffer.from(
        `{"events":[${'{"event":"x","data":{"userId":"1","n":1.50}},'.repeat(450_000)}{}]}`,
      ),
  ],
  ["text in Base64", () => Buffer.from(Buffer.alloc(15_000_000, 7).toString("base64"))],
  ["no text", () => Buffer.alloc(20_000_000, 0xeb)],
])("a body of 20 MB is searched for no longer than is allowed: %s", (_, make) => {
  const body = make();
  expect(body.length).toBeGreaterThanOrEqual(20_000_000);
  const startedAt = performance.now();
  const { cause, searchEnded } = diagnoseWebhook({
    body,
    signature: `t=${T},v1=${"ab".repeat(32)}`,
    secrets: [expected],
    nowMs: NOW_MS,
    mayGoOn: () => performance.now() - startedAt < 1_000,
  });
  expect([cause, searchEnded]).toEqual([undefined, "time"]);
  // Only a trial that had begun is waited for.
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
