/** Vectors of the entry recipe: URLs to sign, and URLs to accept or refuse. */
import { UserError } from "../../../core/errors.js";
import { entryCredential } from "../../../protocols/entry/credential.js";
import { diagnoseEntry } from "../../../protocols/entry/diagnose.js";
import { timestampMs } from "../../../protocols/entry/freshness.js";
import { renderMessage } from "../../../protocols/entry/message.js";
import {
  type EntryParam,
  type EntryRecipe,
  type EntryValues,
  extraPlaceholders,
  placeholderValue,
} from "../../../protocols/entry/recipe.js";
import {
  entrySignature,
  entryParams,
  renderToken,
  signEntry,
  urlWithParams,
} from "../../../protocols/entry/sign.js";
import { verifyEntry } from "../../../protocols/entry/verify.js";
import { forgedValues } from "../forged.js";
import {
  type Explanation,
  type FoundSignature,
  inputText,
  OTHER_KEY,
  type SignVector,
  TEST_KEY,
  VECTOR_TIME_SEC,
  type VectorSet,
  type VerifyVector,
} from "../vector.js";

export function entryVectors(recipe: EntryRecipe): VectorSet {
  return {
    suite: "entry",
    recipe: { ...recipe },
    vectors: [...signVectors(recipe), ...verifyVectors(recipe)],
    explain: (vector, found) => explain(recipe, vector, found),
  };
}

const USN = "100001";

const SIGNED: readonly (readonly [
  id: string,
  title: string,
  values: { readonly usn?: string; readonly campaign?: string },
])[] = [
  ["plain", "a user, no campaign", {}],
  ["campaign", "a user and a campaign", { campaign: "camp_2026" }],
  ["leading-zeros", "an id with leading zeros stays a text", { usn: "007" }],
  [
    "url-characters",
    "what a URL gives a meaning is signed as it is and escaped in the URL",
    { usn: "a+b c&d=e%2Ff", campaign: "100%" },
  ],
  ["utf-8", "other letters are signed as UTF-8", { usn: "플레이어7" }],
  ["long", "an id of 200 characters", { usn: "u".repeat(200) }],
];

/** A recipe under which some value would be ambiguous has one vector less. */
function signVectors(recipe: EntryRecipe): readonly SignVector[] {
  return SIGNED.flatMap(([name, title, changes]) => {
    const values = valuesOf(recipe, changes);
    const signed = attempt(() =>
      signEntry(
        recipe,
        {
          usn: values.usn,
          campaign: values.campaign,
          timestamp: values.timestamp,
          params: values.params,
        },
        TEST_KEY,
        VECTOR_TIME_SEC * 1000,
      ),
    );
    const message = signedBytes(recipe, values);
    if (signed === null || message === null) return [];
    return [
      {
        id: `entry.sign.${name}`,
        suite: "entry",
        task: "sign",
        title,
        key: TEST_KEY,
        input: {
          usn: values.usn,
          campaign: values.campaign,
          timestamp: values.timestamp,
          partner: recipe.partner,
          params: Object.fromEntries(values.params),
        },
        signedHex: message.toString("hex"),
        expected: {
          signature: signed.signature,
          token: signed.token,
          url: signed.url,
        },
      },
    ];
  });
}

function attempt<Result>(make: () => Result): Result | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function signedBytes(recipe: EntryRecipe, values: EntryValues): Buffer | null {
  return renderMessage(recipe.signature.message, (name) =>
    name === "key" ? TEST_KEY : placeholderValue(recipe, values, name),
  );
}

function valuesOf(
  recipe: EntryRecipe,
  changes: {
    readonly usn?: string;
    readonly campaign?: string;
    readonly timeSec?: number;
  },
): EntryValues {
  const { usn = USN, campaign = "", timeSec = VECTOR_TIME_SEC } = changes;
  const unit = recipe.signature.timestamp === "s" ? 1 : 1000;
  return {
    usn,
    campaign,
    timestamp: String(timeSec * unit),
    params: extraPlaceholders(recipe).map((name, at): EntryParam => [name, `value${at + 1}`]),
  };
}

/** How a URL to judge is made of right parts and wrong ones. */
interface Presented {
  /** What the URL and the token say. */
  readonly shown?: { readonly usn?: string; readonly campaign?: string };
  /** What was signed, where it is something else. */
  readonly signed?: {
    readonly usn?: string;
    readonly campaign?: string;
    readonly timeSec?: number;
  };
  /** The usn in its parameter, where the token says another. */
  readonly usnParam?: string;
  readonly key?: string;
  readonly deviation?: (signature: string) => string;
  /** In place of the token; null leaves it out. */
  readonly token?: string | null;
  /** When it arrives, in seconds after it was signed. */
  readonly afterSec?: (ttlSec: number) => number;
}

const OTHER_USN = "100002";

type Judged = readonly [id: string, title: string, accepted: boolean, presented: Presented];

const JUDGED: readonly Judged[] = [
  ["fresh", "a fresh entry", true, {}],
  ["campaign", "with a campaign", true, { shown: { campaign: "camp_2026" } }],
  [
    "url-characters",
    "escaped characters are read back before anything is verified",
    true,
    { shown: { usn: "a+b c&d=e%2Ff" } },
  ],
  [
    "late",
    "late, and still within its life",
    true,
    { afterSec: (ttl) => ttl - Math.min(60, ttl / 4) },
  ],
  ["expired", "after its life has ended", false, { afterSec: (ttl) => ttl + 60 }],
  ["future", "an hour from the future", false, { afterSec: () => -3600 }],
  ["other-key", "signed with another key", false, { key: OTHER_KEY }],
  [
    "other-user",
    "a token signed for another user, its usn replaced",
    false,
    { signed: { usn: OTHER_USN } },
  ],
  ["user-exchanged", "a right token beside another user's id", false, { usnParam: OTHER_USN }],
  [
    "other-time",
    "the timestamp replaced after signing",
    false,
    { signed: { timeSec: VECTOR_TIME_SEC - 100 } },
  ],
  [
    "other-campaign",
    "the campaign replaced after signing",
    false,
    { shown: { campaign: "camp_2026" }, signed: { campaign: "camp_2025" } },
  ],
  [
    "cut",
    "the signature's last character is missing",
    false,
    { deviation: (text) => text.slice(0, -1) },
  ],
  [
    "one-character",
    "one character of the signature is another",
    false,
    { deviation: (text) => (text.startsWith("0") ? "1" : "0") + text.slice(1) },
  ],
  ["empty-signature", "the signature is empty", false, { deviation: () => "" }],
  ["no-token", "there is no token", false, { token: null }],
  ["no-token-form", "the token is no token at all", false, { token: "1" }],
];

function verifyVectors(recipe: EntryRecipe): readonly VerifyVector[] {
  const forged = forgedValues(entryCredential(recipe, valuesOf(recipe, {}), TEST_KEY), [
    ...JUDGED.map(([id]) => id),
    // As "no-token" and "empty-signature".
    ...["missing", "empty"],
  ]).map(({ id, title, value }): Judged => [id, title, false, { deviation: () => value ?? "" }]);
  return [...JUDGED, ...forged].flatMap(([name, title, accepted, presented]) => {
    const { url, params, nowSec } = present(recipe, presented);
    const verdict = verifyEntry(recipe, url, [TEST_KEY], nowSec * 1000);
    // A recipe that does not sign the campaign, say, has nothing to refuse here.
    if (verdict.accepted !== accepted) return [];
    return [
      {
        id: `entry.verify.${name}`,
        suite: "entry",
        task: "verify",
        title,
        key: TEST_KEY,
        input: { url, params, nowSec },
        expected: verdict.accepted ? { accepted } : { accepted, reason: verdict.reason },
      },
    ];
  });
}

function present(
  recipe: EntryRecipe,
  { shown = {}, signed = {}, usnParam, key = TEST_KEY, deviation, token, afterSec }: Presented,
) {
  const values = valuesOf(recipe, shown);
  const right = entrySignature(recipe, valuesOf(recipe, { ...shown, ...signed }), key);
  const signature = deviation === undefined ? right : deviation(right);
  const built = token === undefined ? renderToken(recipe, values, signature) : token;
  const params = entryParams(
    recipe,
    { ...values, usn: usnParam ?? values.usn },
    built,
    values.params,
  );
  const ttlSec = recipe.signature.ttlMs / 1000;
  const after = afterSec?.(ttlSec) ?? Math.min(10, ttlSec / 4);
  return {
    url: urlWithParams(recipe, params),
    params: Object.fromEntries(params),
    nowSec: VECTOR_TIME_SEC + Math.round(after),
  };
}

function explain(
  recipe: EntryRecipe,
  vector: SignVector,
  found: FoundSignature,
): Explanation | null {
  const usn = inputText(vector, "usn");
  const campaign = inputText(vector, "campaign");
  const timestamp = inputText(vector, "timestamp");
  const params = Object.entries((vector.input["params"] ?? {}) as Readonly<Record<string, string>>);
  const values = { usn, campaign, timestamp, params };
  const token = found.token ?? renderToken(recipe, values, found.signature ?? "");
  const nowMs = timestampMs(recipe.signature.timestamp, timestamp) ?? 0;
  const known = {
    usn,
    campaign,
    params: [
      ...params,
      ...(recipe.params.timestamp === undefined
        ? []
        : [[recipe.params.timestamp, timestamp] as const]),
    ],
  };
  const { findings } = diagnoseEntry(recipe, token, [vector.key], nowMs, known);
  const [first, ...others] = findings.filter(({ proved }) => proved);
  if (first === undefined) return null;
  return {
    cause: first.cause,
    message: [first, ...others].map(({ message }) => message).join(" "),
    fix: first.fix,
  };
}
