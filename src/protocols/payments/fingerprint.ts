/**
 * The digest that authenticates a payment poll: made by the gateway, checked by
 * the game server.
 */
import { UserError } from "../../core/errors.js";
import { durationMs } from "../../core/duration.js";
import { suggestionHint } from "../../core/suggest.js";
import { digest } from "../signing/algorithms.js";
import { equalInConstantTime } from "../signing/constant-time.js";
import { encodeSignature } from "../signing/encodings.js";
import { placeholdersOf, renderTemplate } from "../signing/template.js";
import type { FingerprintAuth } from "./auth-mapping.js";

export type FingerprintRecipe = Required<Omit<FingerprintAuth, "kind">>;

/** What is assumed where a profile leaves something out. */
export const DEFAULT_FINGERPRINT: FingerprintRecipe = {
  header: "X-Fingerprint",
  timestampHeader: "X-Timestamp",
  algorithm: "sha256",
  message: "{timestamp}|{from}|{to}|{key}",
  encoding: "hex",
  timestamp: "s",
  ttl: "300s",
};

export function fingerprintRecipe(auth: FingerprintAuth): FingerprintRecipe {
  return { ...DEFAULT_FINGERPRINT, ...auth };
}

/** What a fingerprint is made of. */
export interface FingerprintInput {
  /** As in the timestamp header. */
  readonly timestamp: string;
  /** The range as the text that is sent, before URL encoding; empty without a range. */
  readonly from: string;
  readonly to: string;
  readonly key: string;
  readonly partner?: string;
}

/** The timestamp header's text. */
export function fingerprintTimestamp(recipe: FingerprintRecipe, nowMs: number): string {
  return String(recipe.timestamp === "s" ? Math.floor(nowMs / 1000) : nowMs);
}

/**
 * The text that is digested.
 *
 * @throws {UserError} `fingerprint_placeholder_unknown`
 */
export function fingerprintMessage(recipe: FingerprintRecipe, input: FingerprintInput): string {
  const values = new Map(Object.entries(input) as [string, string][]);
  const unknown = placeholdersOf(recipe.message).find((name) => !values.has(name));
  if (unknown !== undefined) {
    throw new UserError(
      "fingerprint_placeholder_unknown",
      `payments.source.auth.message has the unknown placeholder {${unknown}}`,
      suggestionHint(unknown, [...values.keys()]),
    );
  }
  return renderTemplate(recipe.message, (name) => values.get(name));
}

/** @throws {UserError} `fingerprint_placeholder_unknown` */
export function signFingerprint(recipe: FingerprintRecipe, input: FingerprintInput): string {
  const message = Buffer.from(fingerprintMessage(recipe, input), "utf8");
  return encodeSignature(recipe.encoding, digest(recipe.algorithm, message, input.key));
}

export type FingerprintVerdict =
  | { readonly accepted: true }
  | {
      readonly accepted: false;
      readonly reason: "missing" | "timestamp-malformed" | "expired" | "future" | "mismatch";
    };

/** How far ahead of the receiver's clock a timestamp may be. */
const FUTURE_TOLERANCE_MS = 60_000;

/**
 * The game server's side: judges the two headers of a poll.
 *
 * @param presented header values, null when absent
 */
export function verifyFingerprint(
  recipe: FingerprintRecipe,
  presented: {
    readonly fingerprint: string | null;
    readonly timestamp: string | null;
  },
  expected: Omit<FingerprintInput, "timestamp">,
  nowMs: number,
): FingerprintVerdict {
  const { fingerprint, timestamp } = presented;
  if (fingerprint === null || timestamp === null) return { accepted: false, reason: "missing" };
  if (!/^\d{1,15}$/.test(timestamp)) return { accepted: false, reason: "timestamp-malformed" };
  const issuedAtMs = Number(timestamp) * (recipe.timestamp === "s" ? 1000 : 1);
  if (nowMs - issuedAtMs > durationMs(recipe.ttl)) return { accepted: false, reason: "expired" };
  if (issuedAtMs - nowMs > FUTURE_TOLERANCE_MS) return { accepted: false, reason: "future" };
  const right = signFingerprint(recipe, { ...expected, timestamp });
  return equalInConstantTime(Buffer.from(right), Buffer.from(fingerprint))
    ? { accepted: true }
    : { accepted: false, reason: "mismatch" };
}
