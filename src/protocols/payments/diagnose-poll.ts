/**
 * Says why a captured poll of the payment query was refused: its fingerprint or
 * signature by the search that entries have, its key by the table of secrets.
 */
import { durationMs, renderDuration } from "../../core/duration.js";
import { headerValue } from "../../core/http.js";
import { type Explained, explainSignature, type SearchOptions } from "../entry/explain.js";
import { type EntryFinding, proved } from "../entry/finding.js";
import type { OtherKey } from "../entry/candidates/keys.js";
import type { EntryValues, TextRecipe } from "../entry/recipe.js";
import { placeholdersOf } from "../signing/template.js";
import { mistakenKeys } from "../signing/mistakes/secrets.js";
import { zoneNote } from "../signing/mistakes/time-zone.js";
import { credentialHeader, credentialText } from "./credential.js";
import {
  type FingerprintInput,
  type FingerprintRecipe,
  type FingerprintVerdict,
  fingerprintRecipe,
  verifyFingerprint,
} from "./fingerprint.js";
import type { FingerprintAuth, PollAuth, SignatureAuth } from "./auth-mapping.js";
import type { SentRange } from "./poll-auth.js";
import { rangeForms } from "./range-forms.js";
import {
  presentedAt,
  requestFacts,
  type Signable,
  signatureNames,
  signRequest,
  withoutSignature,
} from "./request-signature.js";

export interface DiagnosePollOptions {
  readonly auth: PollAuth;
  readonly request: Signable;
  /** The range as the request has it, decoded. */
  readonly sent: SentRange;
  readonly key: string;
  readonly partner: string;
  /** Keys of other places, which may have been mixed up with this one. */
  readonly others: readonly OtherKey[];
  readonly nowMs: number;
  /** Of the source's range, for a timestamp with a pattern. */
  readonly zone?: string;
  /** Asked before every trial; false ends the search. */
  readonly mayGoOn: () => boolean;
}

export interface PollDiagnosis {
  /** Null where nothing about the poll can be verified: it carries no credential of its own making. */
  readonly valid: boolean | null;
  /** Empty when valid. */
  readonly findings: readonly EntryFinding[];
}

const SETTINGS = "payments.source.auth";

/** Judges a poll as the game server would; where it is refused, says what is wrong. */
export function diagnosePoll(options: DiagnosePollOptions): PollDiagnosis {
  const { auth } = options;
  switch (auth.kind) {
    case "fingerprint":
      return verdict(fingerprintFindings(auth, options));
    case "signature":
      return verdict(requestFindings(auth, options));
    case "basic":
    case "bearer":
    case "header":
      return verdict(keyFindings(auth, options));
    // A token that was granted, or signed anew for each poll, is not in the profile.
    case "oauth2":
    case "jwt":
    case "none":
      return { valid: null, findings: [] };
  }
}

function verdict(findings: readonly EntryFinding[]): PollDiagnosis {
  return { valid: findings.length === 0, findings };
}

function fingerprintFindings(
  auth: FingerprintAuth,
  { request, sent, key, partner, others, nowMs, mayGoOn }: DiagnosePollOptions,
): readonly EntryFinding[] {
  const recipe = fingerprintRecipe(auth);
  const fingerprint = headerValue(request.headers, recipe.header);
  const timestamp = headerValue(request.headers, recipe.timestampHeader);
  const missing = [
    [recipe.header, fingerprint],
    [recipe.timestampHeader, timestamp],
  ].flatMap(([name, value]) =>
    value === null || value === "" ? [missingFinding(String(name), request)] : [],
  );
  if (fingerprint === null || timestamp === null || missing.length > 0) return missing;
  const input = { ...sent, key, partner };
  const judged = verifyFingerprint(recipe, { fingerprint, timestamp }, input, nowMs);
  if (judged.accepted) return [];
  const more = { others, mayGoOn };
  const explained = explainFingerprint(recipe, { ...input, timestamp }, fingerprint, more);
  return [
    ...findingsOf(explained, fingerprint),
    ...timeFindings(recipe, timestamp, judged.reason, nowMs),
  ];
}

/**
 * A fingerprint is a template and a digest, as an entry's signature is, and goes wrong in the same ways. */
export function explainFingerprint(
  { algorithm, message, encoding, timestamp: unit }: FingerprintRecipe,
  { key, partner = "", timestamp, from, to }: FingerprintInput,
  fingerprint: string,
  more: Pick<SearchOptions, "others" | "mayGoOn"> = {},
): Explained {
  const values: EntryValues = {
    usn: "",
    campaign: "",
    timestamp,
    params: Object.entries({ from, to }),
  };
  return explainSignature(
    {
      partner,
      params: {},
      signature: { algorithm, message, encoding, timestamp: unit },
      settings: SETTINGS,
    },
    [{ values, finding: null }],
    fingerprint,
    [key],
    { ...more, rewritten: rangeForms(values) },
  );
}

type Refusal = Extract<FingerprintVerdict, { accepted: false }>["reason"];

function timeFindings(
  recipe: FingerprintRecipe,
  timestamp: string,
  reason: Refusal,
  nowMs: number,
): readonly EntryFinding[] {
  const name = recipe.timestampHeader;
  if (reason === "timestamp-malformed")
    return [
      proved(
        "timestamp",
        "timestamp_invalid",
        `${name} is ${JSON.stringify(timestamp)}, which is no whole number.`,
        `Send unix ${recipe.timestamp === "s" ? "seconds" : "milliseconds"} as digits alone.`,
      ),
    ];
  if (reason !== "expired" && reason !== "future") return [];
  const ageMs = nowMs - Number(timestamp) * (recipe.timestamp === "s" ? 1000 : 1);
  const lifeMs = durationMs(recipe.ttl);
  const far = renderDuration(Math.abs(ageMs));
  return [
    proved(
      "timestamp",
      reason === "expired" ? "expired" : "in_future",
      `${name} is ${far} ${reason === "expired" ? "old" : "in the future"}; it holds for ${renderDuration(lifeMs)}.${zoneNote(Math.abs(ageMs), lifeMs)}`,
      `Sign every poll anew, check both clocks, and ${SETTINGS}.timestamp (s or ms).`,
      { expected: renderDuration(lifeMs), found: far },
    ),
  ];
}

function requestFindings(
  auth: SignatureAuth,
  { request, sent, key, partner, others, nowMs, zone, mayGoOn }: DiagnosePollOptions,
): readonly EntryFinding[] {
  const [place, time] = signatureNames(auth);
  const found = place === undefined ? null : presentedAt(request, place);
  if (place === undefined || found === null || found === "")
    return [missingFinding(place?.name ?? "the signature", request)];
  const timestamp = time === undefined ? "" : (presentedAt(request, time) ?? "");
  if (time !== undefined && timestamp === "") return [missingFinding(time.name, request)];
  const given = { ...sent, partner, zone };
  const signed = signRequest(request, auth, { ...given, key, nowMs, timestamp });
  if (presentedAt(signed, place) === found) return [];
  const prefix = place.isHeader ? (auth.prefix ?? "") : "";
  const text = found.startsWith(prefix) ? found.slice(prefix.length) : found;
  const factOf = requestFacts(withoutSignature(request, auth), { ...given, timestamp });
  const names = [...new Set(placeholdersOf(auth.message))].filter(
    (name) => !["key", "timestamp", "partner"].includes(name),
  );
  const recipe: TextRecipe = {
    partner,
    params: {},
    signature: {
      algorithm: auth.algorithm ?? "hmac-sha256",
      message: auth.message,
      encoding: auth.encoding ?? "hex",
      timestamp: auth.timestamp === "ms" ? "ms" : "s",
    },
    settings: SETTINGS,
  };
  const values: EntryValues = {
    usn: "",
    campaign: "",
    timestamp,
    params: names.map((name) => [name, factOf(name) ?? ""] as const),
  };
  const shown = [{ values, finding: null }] as const;
  const more = { others, mayGoOn, rewritten: rangeForms(values) };
  return findingsOf(explainSignature(recipe, shown, text, [key], more), found);
}

function keyFindings(
  auth: PollAuth & { readonly kind: "basic" | "bearer" | "header" },
  { request, key, others }: DiagnosePollOptions,
): readonly EntryFinding[] {
  const header = credentialHeader(auth);
  const found = headerValue(request.headers, header);
  if (found === null || found === "") return [missingFinding(header, request)];
  const isFrom = (other: string) => credentialText(auth, other) === found;
  if (isFrom(key)) return [];
  const [place] = others.filter(({ value }) => value !== "" && isFrom(value));
  if (place !== undefined)
    return [
      proved(
        "key",
        "key_of_other_place",
        `${header} holds another key: ${place.label}.`,
        "Use the key that was agreed for payments in this environment, on both sides.",
      ),
    ];
  for (const { key: other, mistakes } of mistakenKeys(key, "key")) {
    if (!isFrom(Buffer.from(other).toString("utf8"))) continue;
    return mistakes.map(({ entryId, remedy, signed, here }) =>
      proved("key", `key_${entryId}`, `${header} holds ${signed}; given here is ${here}.`, remedy),
    );
  }
  // The key alone, or behind another word than the agreed one.
  if (found.trim() === key || /^\S+\s(.*)$/.exec(found.trim())?.[1]?.trimStart() === key)
    return [
      proved(
        "key",
        "credential_form",
        `${header} is not written as agreed (${auth.kind}).`,
        `Write it as ${JSON.stringify(credentialText(auth, "KEY"))}, or change ${SETTINGS}.`,
      ),
    ];
  return [
    {
      part: "key",
      cause: "key_unknown",
      message: `${header} holds another key, and no known mistake makes it of this one.`,
      fix: "Compare the key on both sides: its length, its first characters, the environment it is of.",
      proved: false,
    },
  ];
}

function missingFinding(name: string, { headers }: Signable): EntryFinding {
  const bare = (text: string) =>
    text
      .toLowerCase()
      .replace(/^http[_-]/, "")
      .replaceAll("_", "-");
  const other = headers.find(
    ([each]) => bare(each) === bare(name) && each.toLowerCase() !== name.toLowerCase(),
  );
  return proved(
    "signature",
    "credential_missing",
    other === undefined
      ? `The poll has no ${name}, or an empty one.`
      : `The poll has no ${name}; a header ${other[0]} stands there.`,
    other === undefined
      ? `Send ${name} with every poll; look at what a proxy takes out.`
      : "Write the header's name with dashes: servers and proxies drop or rename it otherwise.",
  );
}

function findingsOf({ findings, isComplete }: Explained, found: string): readonly EntryFinding[] {
  if (findings !== null) return findings;
  const message = isComplete
    ? "No known variation of the recipe with this key gives this signature."
    : "No variation of the recipe with this key that was tried gives this signature; the search ended after its time.";
  return [
    {
      part: "key",
      cause: "key_or_recipe_unknown",
      message,
      found,
      fix: `Compare the key on both sides, then the text that is signed (${SETTINGS}.message): print both just before hashing.`,
      proved: false,
    },
  ];
}
