/** Vectors of the fingerprint that authenticates a payment poll. */
import { durationMs } from "../../../core/duration.js";
import { explainFingerprint } from "../../../protocols/payments/diagnose-poll.js";
import { pollCredential } from "../../../protocols/payments/credential.js";
import {
  fingerprintMessage,
  type FingerprintRecipe,
  signFingerprint,
  verifyFingerprint,
} from "../../../protocols/payments/fingerprint.js";
import { forgedValues } from "../forged.js";
import {
  type Explanation,
  inputText,
  OTHER_KEY,
  type SignVector,
  TEST_KEY,
  VECTOR_TIME_SEC,
  type VectorSet,
  type VerifyVector,
} from "../vector.js";

export interface PollRecipe {
  readonly fingerprint: FingerprintRecipe;
  readonly partner: string;
  /** A range as the text that is sent; empty where polls have none. */
  readonly range: { readonly from: string; readonly to: string };
}

export function paymentsVectors(recipe: PollRecipe): VectorSet {
  return {
    suite: "payments",
    recipe: { ...recipe.fingerprint, partner: recipe.partner },
    vectors: [...signVectors(recipe), ...verifyVectors(recipe)],
    explain: (vector, { signature }) => explain(recipe, vector, signature ?? ""),
  };
}

function timestampText({ fingerprint }: PollRecipe, timeSec: number): string {
  return String(timeSec * (fingerprint.timestamp === "s" ? 1 : 1000));
}

function inputOf(
  recipe: PollRecipe,
  changes: { timeSec?: number; key?: string; from?: string } = {},
) {
  const { timeSec = VECTOR_TIME_SEC, key = TEST_KEY } = changes;
  return {
    timestamp: timestampText(recipe, timeSec),
    from: changes.from ?? recipe.range.from,
    to: recipe.range.to,
    partner: recipe.partner,
    key,
  };
}

const SIGNED = [
  ["range", "a poll of one range", {}],
  ["other-time", "a second later", { timeSec: VECTOR_TIME_SEC + 1 }],
  [
    "url-characters",
    "the range is signed as the text before URL encoding",
    { from: "2026-01-01 00:00:00+09:00" },
  ],
] as const;

function signVectors(recipe: PollRecipe): readonly SignVector[] {
  return SIGNED.map(([name, title, changes]) => {
    const { key, ...input } = inputOf(recipe, changes);
    const signed = { ...input, key };
    return {
      id: `payments.sign.${name}`,
      suite: "payments",
      task: "sign",
      title,
      key,
      input,
      signedHex: Buffer.from(fingerprintMessage(recipe.fingerprint, signed)).toString("hex"),
      expected: { signature: signFingerprint(recipe.fingerprint, signed) },
    };
  });
}

interface Presented {
  readonly key?: string;
  /** What was signed, where it is not what is sent. */
  readonly signed?: { readonly timeSec?: number; readonly from?: string };
  readonly deviation?: (signature: string) => string | null;
  readonly timestamp?: string | null;
  readonly afterSec?: (ttlSec: number) => number;
}

type Judged = readonly [id: string, title: string, accepted: boolean, presented: Presented];

const JUDGED: readonly Judged[] = [
  ["fresh", "a right fingerprint", true, {}],
  [
    "late",
    "late, and still within its life",
    true,
    { afterSec: (ttl) => ttl - Math.min(60, ttl / 4) },
  ],
  ["stale", "after its life has ended", false, { afterSec: (ttl) => ttl + 60 }],
  ["future", "an hour from the future", false, { afterSec: () => -3600 }],
  ["other-key", "made with another key", false, { key: OTHER_KEY }],
  [
    "other-range",
    "made for another range",
    false,
    { signed: { from: "2020-01-01T00:00:00.000Z" } },
  ],
  ["other-time", "made for another timestamp", false, { signed: { timeSec: VECTOR_TIME_SEC - 1 } }],
  ["cut", "its last character is missing", false, { deviation: (text) => text.slice(0, -1) }],
  ["missing", "no fingerprint at all", false, { deviation: () => null }],
  ["no-time", "no timestamp at all", false, { timestamp: null }],
  ["time-is-no-number", "a timestamp that is no number", false, { timestamp: "now" }],
];

function verifyVectors(recipe: PollRecipe): readonly VerifyVector[] {
  const { fingerprint } = recipe;
  const auth = { kind: "fingerprint", ...fingerprint } as const;
  const forged = forgedValues(
    pollCredential(auth, inputOf(recipe)),
    JUDGED.map(([id]) => id),
  ).map(({ id, title, value }): Judged => [id, title, false, { deviation: () => value }]);
  return [...JUDGED, ...forged].flatMap(([name, title, accepted, presented]) => {
    const { key: _, ...sent } = inputOf(recipe);
    const timestamp = presented.timestamp === undefined ? sent.timestamp : presented.timestamp;
    const signed = inputOf(recipe, {
      ...presented.signed,
      key: presented.key ?? TEST_KEY,
    });
    const right = signFingerprint(fingerprint, signed);
    const found = presented.deviation === undefined ? right : presented.deviation(right);
    const ttlSec = durationMs(fingerprint.ttl) / 1000;
    const after = presented.afterSec?.(ttlSec) ?? Math.min(10, ttlSec / 4);
    const nowSec = VECTOR_TIME_SEC + Math.round(after);
    const verdict = verifyFingerprint(
      fingerprint,
      { fingerprint: found, timestamp },
      { ...sent, key: TEST_KEY },
      nowSec * 1000,
    );
    // A recipe that does not sign the range, say, has nothing to refuse here.
    if (verdict.accepted !== accepted) return [];
    return [
      {
        id: `payments.verify.${name}`,
        suite: "payments",
        task: "verify",
        title,
        key: TEST_KEY,
        input: { ...sent, timestamp, signature: found, nowSec },
        expected: verdict.accepted ? { accepted } : { accepted, reason: verdict.reason },
      },
    ];
  });
}

function explain(
  { fingerprint, partner }: PollRecipe,
  vector: SignVector,
  signature: string,
): Explanation | null {
  const { findings } = explainFingerprint(
    fingerprint,
    {
      key: vector.key,
      partner,
      timestamp: inputText(vector, "timestamp"),
      from: inputText(vector, "from"),
      to: inputText(vector, "to"),
    },
    signature,
  );
  const [first, ...others] = findings ?? [];
  if (first === undefined) return null;
  return {
    cause: first.cause,
    message: [first, ...others].map(({ message: text }) => text).join(" "),
    fix: first.fix,
  };
}
