/** The headers by which the gateway identifies itself to the payment query. */
import { UserError } from "../../core/errors.js";
import type { HeaderPair } from "../../core/http.js";
import { basicCredential } from "./credential.js";
import { fingerprintRecipe, fingerprintTimestamp, signFingerprint } from "./fingerprint.js";
import type { FingerprintAuth, PollAuth } from "./mapping.js";

/** What signs a poll; the key is resolved from `payments.source.key`. */
export interface PollCredentials {
  readonly key: string | null;
  readonly nowMs: number;
  readonly partner?: string;
}

/**
 * @param sent the range as the text that is sent, before URL encoding
 * @throws {UserError} `payments_key_missing`, `fingerprint_placeholder_unknown`
 */
export function pollAuthHeaders(
  auth: PollAuth = { kind: "none" },
  credentials: PollCredentials,
  sent: { readonly from: string; readonly to: string },
): readonly HeaderPair[] {
  if (auth.kind === "none") return [];
  const key = requiredKey(auth, credentials.key);
  switch (auth.kind) {
    case "basic":
      return [["Authorization", basicCredential(auth.user, key)]];
    case "bearer":
      return [["Authorization", `Bearer ${key}`]];
    case "header":
      return [[auth.header, key]];
    case "fingerprint":
      return fingerprintHeaders(auth, { ...credentials, key }, sent);
  }
}

function fingerprintHeaders(
  auth: FingerprintAuth,
  { key, nowMs, partner }: PollCredentials & { readonly key: string },
  sent: { readonly from: string; readonly to: string },
): readonly HeaderPair[] {
  const recipe = fingerprintRecipe(auth);
  const timestamp = fingerprintTimestamp(recipe, nowMs);
  const input = { timestamp, ...sent, key };
  const named = partner === undefined ? input : { ...input, partner };
  return [
    [recipe.timestampHeader, timestamp],
    [recipe.header, signFingerprint(recipe, named)],
  ];
}

function requiredKey(auth: PollAuth, key: string | null): string {
  if (key !== null && key !== "") return key;
  throw new UserError(
    "payments_key_missing",
    `payments.source.auth is "${auth.kind}", but payments.source.key is not set`,
    'Name the secret in payments.source.key, for example {"env":"ACME_PAYMENTS_KEY"}.',
  );
}
