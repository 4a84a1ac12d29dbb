/**
 * A signature that has nothing to do with what it stands beside is never "proved" to come of a
 * mistake, whatever form it has. What is tried for one signature is tried for many at once: the
 * digests of a search are the same, so that a thousand signatures cost hardly more than one.
 */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSignatureReader } from "../../src/protocols/entry/candidates/readings.js";
import { explainDigest } from "../../src/protocols/entry/explain.js";
import { DEFAULT_ENTRY_RECIPE } from "../../src/protocols/entry/recipe.js";
import { DEFAULT_FINGERPRINT } from "../../src/protocols/payments/fingerprint.js";
import { rangeForms } from "../../src/protocols/payments/range-forms.js";
import { SIGNATURE_ENCODINGS } from "../../src/protocols/signing/encodings.js";
import { verifyCallback } from "../../src/protocols/wallet/signature.js";
import {
  type AgreedText,
  readSignature,
  type SignatureClaim,
} from "../../src/protocols/webhook/causes/signature-text.js";
import { searchProof } from "../../src/protocols/webhook/proof.js";
import { verifyWebhook } from "../../src/protocols/webhook/signature.js";
import { repetitions } from "../soak.js";

/** Signatures of each search; in all 100,000 in the soak. */
const AT_ONCE = repetitions({ quick: 100, full: 1_000 });
const BODIES = repetitions({ quick: 1, full: 35 });
const CALLBACKS = repetitions({ quick: 1, full: 25 });
const ENTRIES = repetitions({ quick: 1, full: 20 });
const POLLS = repetitions({ quick: 1, full: 20 });
const NOW_SEC = 1_764_547_200;

/** Every draw follows from the seed and its number. */
const SEED = 20_261_130;
const drawn = <Value>(arbitrary: fc.Arbitrary<Value>, count: number, seed: number) =>
  fc.sample(arbitrary, { numRuns: count, seed: SEED + seed });

/** How a digest is written, right or in one of the ways in which it comes to grief. */
const WRITINGS: readonly ((bytes: Buffer) => string)[] = [
  (bytes) => bytes.toString("hex"),
  (bytes) => bytes.toString("hex").toUpperCase(),
  (bytes) => bytes.toString("base64"),
  (bytes) => bytes.toString("base64url"),
  (bytes) => `sha256=${bytes.toString("hex")}`,
  (bytes) => `"${bytes.toString("base64")}"`,
  (bytes) => `b'${bytes.toString("hex")}'`,
  (bytes) => `t=${NOW_SEC},v1=${bytes.toString("hex")}`,
  (bytes) => `${bytes.toString("hex")}, ${bytes.toString("base64")}`,
  (bytes) => bytes.toString("hex").replace(/..(?=.)/g, "$&-"),
  (bytes) => `[${[...new Int8Array(bytes)].join(", ")}]`,
  (bytes) => Array.from(bytes, (byte) => byte.toString(16)).join(""),
  (bytes) => encodeURIComponent(bytes.toString("base64")),
  (bytes) => Buffer.from(bytes.toString("hex")).toString("base64"),
];
/** Forms that tell a part of the digest only; each is compared with every digest, and so they are fewer. */
const CUT: readonly ((bytes: Buffer) => string)[] = [
  (bytes) => bytes.toString("hex").slice(0, 8),
  (bytes) => bytes.toString("hex").slice(0, 16),
  (bytes) => bytes.toString("base64").slice(0, 8),
  (bytes) => bytes.toString("base64").slice(0, 12),
  (bytes) => `${bytes.toString("hex").slice(0, 6)}…${bytes.toString("hex").slice(-6)}`,
  (bytes) => bytes.toString("base64").slice(0, 4),
  (bytes) => bytes.toString("hex").slice(0, 40),
];

const digest = fc
  .tuple(fc.constantFrom(16, 20, 32, 32, 32, 32, 48, 64), fc.integer(), fc.integer())
  .map(([length, a, b]) => createHash("sha512").update(`${a} ${b}`).digest().subarray(0, length));
const signatureText = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.tuple(digest, fc.constantFrom(...WRITINGS)).map(([bytes, write]) => write(bytes)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(digest, fc.constantFrom(...CUT)).map(([bytes, write]) => write(bytes)),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 80 }) },
);

const id = fc.string({ minLength: 1, maxLength: 16 });
const hex = fc
  .uint8Array({ minLength: 8, maxLength: 24 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));
const secret = fc.oneof(
  hex,
  hex.map((text) => `whsec_${Buffer.from(text).toString("base64")}`),
  fc.string({ minLength: 1, maxLength: 40 }),
  fc.constantFrom("비밀-키-2026", "ab$cd#ef", "a-b_c.d+e/f=="),
);
const body = fc.oneof(
  fc
    .record({ event: id, data: fc.dictionary(id, fc.oneof(id, fc.double(), fc.boolean())) })
    .map((event) => JSON.stringify({ events: [event] })),
  fc
    .record({ user_id: id, amount: fc.nat(), game: fc.constantFrom("닭 경주", "aviadrone") })
    .map((call) => JSON.stringify(call)),
  fc.constantFrom("{}", "", "[object Object]", '{"a":1.0}', "eyJhIjoxfQ=="),
  fc.string({ maxLength: 60 }),
);
const message = fc.record({ body, secret, other: secret });

/** The readings of all texts, as one header's: a digest is made once for every timestamp. */
function claimsOf(texts: readonly string[], agreed: AgreedText): readonly SignatureClaim[] {
  const claims = new Map<string | null, SignatureClaim["readings"][number][]>();
  for (const { timestamp, readings } of texts.flatMap((text) => readSignature(text, agreed))) {
    // The few texts with a time of their own that chance made are searched for in another test.
    const time = timestamp === null ? null : String(NOW_SEC);
    const known = claims.get(time) ?? [];
    for (const reading of readings) known.push(reading);
    claims.set(time, known);
  }
  return [...claims].map(([timestamp, readings]) => ({ timestamp, readings }));
}

function searched(
  given: { readonly body: string; readonly secret: string; readonly other: string },
  texts: readonly string[],
  agreed: AgreedText,
) {
  return searchProof({
    body: Buffer.from(given.body),
    claims: claimsOf(texts, agreed),
    secrets: [
      { label: "expected", value: given.secret },
      { label: "other", value: given.other },
    ],
    beside: [{ name: "header X-Webhook-Timestamp", value: String(NOW_SEC - 3) }],
  });
}

const NOTHING = { findings: null, isComplete: true };
const numbered = (count: number) => Array.from({ length: count }, (_, at) => at);

describe("unrelated signatures", () => {
  it.each(numbered(BODIES))("of a webhook are proved by nothing (%d)", (at) => {
    const [given] = drawn(message, 1, at);
    const texts = drawn(signatureText, AT_ONCE, 1_000 + at);
    if (given === undefined) throw new Error("nothing was drawn");
    for (const signature of texts) {
      const payload = Buffer.from(given.body);
      const { valid } = verifyWebhook({
        ...{ payload, signature, secret: [given.secret, given.other] },
        ...{ nowMs: NOW_SEC * 1000, tolerance: 300, form: "both" },
      });
      expect(valid).toBe(false);
    }
    expect(searched(given, texts, "hex")).toEqual({ proven: null });
  });

  it.each(numbered(CALLBACKS))("of a callback are proved by nothing (%d)", (at) => {
    const [given] = drawn(message, 1, 100 + at);
    const texts = drawn(signatureText, AT_ONCE, 2_000 + at);
    if (given === undefined) throw new Error("nothing was drawn");
    for (const signature of texts) {
      const secrets = [given.secret, given.other];
      expect(verifyCallback({ body: Buffer.from(given.body), signature, secrets }).valid).toBe(
        false,
      );
    }
    expect(searched(given, texts, "base64")).toEqual({ proven: null });
  });

  const person = fc.record({
    usn: fc.oneof(fc.nat().map(String), id),
    campaign: fc.oneof(fc.constant(""), id),
    timestamp: fc.integer({ min: NOW_SEC - 1e6, max: NOW_SEC }).map(String),
    key: secret,
    other: secret,
    encoding: fc.constantFrom(...SIGNATURE_ENCODINGS),
  });

  it.each(numbered(ENTRIES))("of an entry are proved by nothing (%d)", (at) => {
    const [given] = drawn(person, 1, 200 + at);
    if (given === undefined) throw new Error("nothing was drawn");
    const { usn, campaign, timestamp, encoding, key, other } = given;
    const read = createSignatureReader(drawn(signatureText, AT_ONCE, 3_000 + at), encoding, "x");
    const recipe = {
      partner: "acme",
      params: {},
      signature: { ...DEFAULT_ENTRY_RECIPE.signature, encoding },
    };
    const shown = { values: { usn, campaign, timestamp, params: [] }, finding: null };
    const others = [{ label: "other", value: other }];
    expect(explainDigest(recipe, [shown], read, [key], { others })).toEqual(NOTHING);
  });

  it.each(numbered(POLLS))("of a poll are proved by nothing (%d)", (at) => {
    const [given] = drawn(person, 1, 300 + at);
    if (given === undefined) throw new Error("nothing was drawn");
    const { timestamp, encoding, key, other } = given;
    const read = createSignatureReader(drawn(signatureText, AT_ONCE, 4_000 + at), encoding, "x");
    const recipe = {
      partner: "acme",
      params: {},
      signature: { ...DEFAULT_FINGERPRINT, encoding },
    };
    const range = [
      ["from", "2026-11-30 00:00:00"],
      ["to", "2026-12-01 00:00:00"],
    ] as const;
    const values = { usn: "", campaign: "", timestamp, params: range };
    const shown = { values, finding: null };
    const others = [{ label: "other", value: other }];
    const more = { others, rewritten: rangeForms(values) };
    expect(explainDigest(recipe, [shown], read, [key], more)).toEqual(NOTHING);
  });
});

it("would be seen: one right signature among the many is proved", () => {
  const given = { body: '{"a":1}', secret: "the-secret-here-1", other: "another" };
  const texts = drawn(signatureText, 50, 9_000);
  const right = createHash("sha256").update(given.body).digest("hex");
  const { proven } = searched(given, [...texts, right], "hex");
  expect(proven?.causes.map((cause) => cause.id)).toEqual(["algorithm-plain-hash"]);
});
