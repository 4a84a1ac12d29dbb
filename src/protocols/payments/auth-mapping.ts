/** How a poll says who asks: `payments.source.auth` of a profile as plain data. */
import type { DigestAlgorithm, SigningAlgorithm } from "../signing/algorithms.js";
import type { SignatureEncoding } from "../signing/encodings.js";

/** A digest over the request's time and range; see `fingerprint.ts` for the defaults. */
export interface FingerprintAuth {
  readonly kind: "fingerprint";
  readonly header?: string;
  readonly timestampHeader?: string;
  readonly algorithm?: SigningAlgorithm;
  /** Placeholders `{timestamp}`, `{from}`, `{to}`, `{key}`, `{partner}`. */
  readonly message?: string;
  readonly encoding?: SignatureEncoding;
  readonly timestamp?: "s" | "ms";
  /** How old a timestamp the receiver accepts, such as `300s`. */
  readonly ttl?: string;
}

/** A digest over any part of the request; see `request-signature.ts` for the placeholders. */
export interface SignatureAuth {
  readonly kind: "signature";
  /** What is digested. */
  readonly message: string;
  /** Default `hmac-sha256`. */
  readonly algorithm?: DigestAlgorithm;
  /** Default hex. */
  readonly encoding?: SignatureEncoding;
  /** Default `X-Signature`, unless there is a parameter. */
  readonly header?: string;
  /** Before the digest in its header, such as `HMAC `. */
  readonly prefix?: string;
  /** The digest is a parameter among the others. */
  readonly parameter?: string;
  /** Sent where one of the two is named. */
  readonly timestampHeader?: string;
  readonly timestampParameter?: string;
  /** `s` (default), `ms`, `iso` or a pattern in the zone of the range. */
  readonly timestamp?: string;
}

/** What a token that the gateway signs itself says. */
export interface TokenClaims {
  /** Default ES256. */
  readonly algorithm?: TokenAlgorithm;
  /** Beside `alg` and `typ`: mostly `kid`. */
  readonly header?: Readonly<Record<string, string>>;
  /** Beside `iat` and `exp`. */
  readonly claims?: Readonly<Record<string, string | number | boolean>>;
  /** How long it holds; default 20m. */
  readonly ttl?: string;
}

export type TokenAlgorithm = "ES256" | "RS256" | "HS256";

/** A signed token of the gateway's own; the key is the private key's PEM text, or for HS256 the secret. */
export interface TokenAuth extends TokenClaims {
  readonly kind: "jwt";
}

/** An access token that the provider grants; see `access-grant.ts`. */
export interface GrantAuth {
  readonly kind: "oauth2";
  /** Where tokens are granted. */
  readonly url: string;
  /** Default form. */
  readonly in?: "form" | "json";
  /** How the grant knows who asks: Basic (default), members of the body, or a signed token there or as bearer. */
  readonly client?: "basic" | "body" | "assertion" | "bearer";
  readonly id?: string;
  /** Names of both in the body; default `client_id`, `client_secret`. */
  readonly names?: { readonly id?: string; readonly secret?: string };
  /** Beside `grant_type`, such as a scope. */
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  /** The signed token that is sent as assertion or bearer. */
  readonly jwt?: TokenClaims;
  /** Path of the token in the reply; default `access_token`. */
  readonly token?: string;
  /** Path of its life in seconds, or of the time of its end; default `expires_in`. */
  readonly expires?: string;
  /** Header of the token in polls; default `Authorization`. */
  readonly header?: string;
  /** Before it; default `Bearer `. */
  readonly prefix?: string;
}

export type PollAuth =
  | FingerprintAuth
  | SignatureAuth
  | TokenAuth
  | GrantAuth
  /** Without a user the key is the user, and the password empty. */
  | { readonly kind: "basic"; readonly user?: string }
  | { readonly kind: "bearer" }
  | { readonly kind: "header"; readonly header: string; readonly prefix?: string }
  | { readonly kind: "none" };
