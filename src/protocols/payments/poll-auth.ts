/** What the gateway identifies itself with to the payment query. */
import { UserError } from "../../core/errors.js";
import type { HeaderPair } from "../../core/http.js";
import { credentialHeader, credentialText } from "./credential.js";
import { fingerprintRecipe, fingerprintTimestamp, signFingerprint } from "./fingerprint.js";
import { signToken } from "./json-web-token.js";
import type { PaymentSource } from "./mapping.js";
import type { FingerprintAuth, PollAuth } from "./auth-mapping.js";
import { type Signable, signRequest } from "./request-signature.js";

/** What signs a poll. */
export interface PollCredentials {
  /** Of `payments.source.key`; where tokens are granted, the token. */
  readonly key: string | null;
  readonly nowMs: number;
  readonly partner?: string;
}

/** The range as the text that is sent, before URL encoding. */
export interface SentRange {
  readonly from: string;
  readonly to: string;
}

/**
 * The request with what lets it in; credentials that it has already are replaced.
 *
 * @throws {UserError} `payments_key_missing`, `payments_key_malformed`, `fingerprint_placeholder_unknown`,
 *   `signature_placeholder_unknown`
 */
export function withPollAuth<Request extends Signable>(
  request: Request,
  { auth, range }: Pick<PaymentSource, "auth" | "range">,
  credentials: PollCredentials,
  sent: SentRange,
): Request {
  if (auth?.kind === "signature") {
    const key = requiredKey(auth, credentials.key);
    return signRequest(request, auth, { ...credentials, ...sent, key, zone: range?.zone });
  }
  const own = pollAuthHeaders(auth, credentials, sent);
  const names = new Set(own.map(([name]) => name.toLowerCase()));
  const others = request.headers.filter(([name]) => !names.has(name.toLowerCase()));
  return { ...request, headers: [...others, ...own] };
}

/**
 * Of the kinds that need nothing of the request but its range.
 *
 * @throws {UserError} `payments_key_missing`, `payments_key_malformed`, `fingerprint_placeholder_unknown`
 */
export function pollAuthHeaders(
  auth: PollAuth = { kind: "none" },
  credentials: PollCredentials,
  sent: SentRange,
): readonly HeaderPair[] {
  if (auth.kind === "none" || auth.kind === "signature") return [];
  const key = requiredKey(auth, credentials.key);
  switch (auth.kind) {
    case "basic":
    case "bearer":
    case "header":
    case "oauth2":
      return [[credentialHeader(auth), credentialText(auth, key)]];
    case "jwt":
      return [["Authorization", `Bearer ${signToken(auth, key, credentials.nowMs)}`]];
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
