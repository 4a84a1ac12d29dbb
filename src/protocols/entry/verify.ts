/**
 * Judges an entry as the gateway must. The steps are functions of their own, so
 * that a sandbox can leave one out. Why a signature is wrong is left to diagnose.ts.
 */
import { createRedactor } from "../../core/redaction.js";
import { renderDuration } from "../../core/duration.js";
import { digest } from "../signing/algorithms.js";
import { equalInConstantTime } from "../signing/constant-time.js";
import { encodeSignature } from "../signing/encodings.js";
import { claimsOf, type ClaimProblem, type KnownEntry } from "./claims.js";
import { freshnessOf } from "./freshness.js";
import { renderMessage } from "./message.js";
import { placeholderValue, recipeProblem, type EntryRecipe, type EntryValues } from "./recipe.js";
import { parseEntryRequest, type EntryRequestProblem } from "./request.js";
import { parseToken } from "./token.js";

export type EntryRefusal =
  | EntryRequestProblem["reason"]
  | ClaimProblem["reason"]
  | "recipe_unusable"
  | "key_missing"
  | "token_missing"
  | "token_malformed"
  | "timestamp_invalid"
  | "signature_mismatch"
  | "expired"
  | "in_future";

export type EntryVerdict =
  | {
      readonly accepted: true;
      readonly usn: string;
      /** Empty without a campaign. */
      readonly campaign: string;
      readonly timestamp: string;
      /** Negative when the timestamp lies ahead. */
      readonly ageMs: number;
      readonly remainingMs: number;
      /** Which of the keys signed it. */
      readonly keyIndex: number;
    }
  | {
      readonly accepted: false;
      readonly reason: EntryRefusal;
      readonly message: string;
    };

/**
 * Says whether a gateway accepts this entry. Never throws, whatever the input.
 *
 * @param input URL, query string, or the token alone
 * @param keys any of them may have signed; empty ones never do
 * @param known what must hold for the entry, and what a bare token does not tell
 * @source Partner Gateway, "Entry"
 */
export function verifyEntry(
  recipe: EntryRecipe,
  input: string,
  keys: readonly string[],
  nowMs: number,
  known: KnownEntry = {},
): EntryVerdict {
  const verdict = judge(recipe, input, keys, nowMs, known);
  if (verdict.accepted) return verdict;
  // The message quotes the input, and someone may have put the key there.
  const redactor = createRedactor(keys.map((value) => ({ label: "entry.key", value })));
  return { ...verdict, message: redactor.text(verdict.message) };
}

function judge(
  recipe: EntryRecipe,
  input: string,
  keys: readonly string[],
  nowMs: number,
  known: KnownEntry,
): EntryVerdict {
  const unusable = recipeProblem(recipe);
  if (unusable !== null) return refuse("recipe_unusable", `the recipe is unusable: ${unusable}`);
  if (keys.every((key) => key === ""))
    return refuse("key_missing", "there is no key to verify with");
  const { request, problem } = parseEntryRequest(recipe, input);
  if (request === null) return refuse(problem.reason, problem.message);
  if (request.token === null || request.token === "") {
    return refuse("token_missing", `the parameter "${recipe.params.token}" is missing or empty`);
  }
  const token = parseToken(recipe.signature, request.token);
  if (token === null) {
    return refuse("token_malformed", `the token has not the form ${recipe.signature.token}`);
  }
  const claims = claimsOf(recipe, request, token, known);
  if (claims.values === null) return refuse(claims.problem.reason, claims.problem.message);
  const { values } = claims;
  const freshness = freshnessOf(recipe, values.timestamp, nowMs);
  if (freshness.kind === "invalid") {
    return refuse("timestamp_invalid", `the timestamp "${values.timestamp}" is not a number`);
  }
  const keyIndex = signingKeyIndex(recipe, values, token.signature, keys);
  if (keyIndex === -1) {
    return refuse("signature_mismatch", "the signature does not match");
  }
  if (freshness.kind !== "fresh") return refuse(freshness.kind, staleness(recipe, freshness));
  const { ageMs } = freshness;
  const { usn, campaign, timestamp } = values;
  const remainingMs = recipe.signature.ttlMs - ageMs;
  return {
    accepted: true,
    usn,
    campaign,
    timestamp,
    ageMs,
    remainingMs,
    keyIndex,
  };
}

function refuse(reason: EntryRefusal, message: string): EntryVerdict {
  return { accepted: false, reason, message };
}

function staleness(recipe: EntryRecipe, { kind, ageMs }: { kind: string; ageMs: number }): string {
  return kind === "expired"
    ? `the token expired ${renderDuration(ageMs - recipe.signature.ttlMs)} ago`
    : `the timestamp lies ${renderDuration(ageMs)} in the future`;
}

/** Compares texts, not decoded bytes: other texts for the same bytes do not pass. */
function signatureMatches(
  recipe: EntryRecipe,
  values: EntryValues,
  signature: string,
  key: string,
): boolean {
  if (key === "") return false;
  const { algorithm, encoding, message } = recipe.signature;
  const bytes = renderMessage(message, (name) =>
    name === "key" ? key : placeholderValue(recipe, values, name),
  );
  if (bytes === null) return false;
  const expected = encodeSignature(encoding, digest(algorithm, bytes, key));
  return equalInConstantTime(Buffer.from(signature, "utf8"), Buffer.from(expected, "utf8"));
}

/** @returns the index of the first key that gives this signature, or -1 */
export function signingKeyIndex(
  recipe: EntryRecipe,
  values: EntryValues,
  signature: string,
  keys: readonly string[],
): number {
  return keys.findIndex((key) => signatureMatches(recipe, values, signature, key));
}
