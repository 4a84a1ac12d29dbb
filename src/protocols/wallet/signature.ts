/**
 * The callbacks' signature: standard Base64 of HMAC-SHA-256 over the exact
 * bytes of the body, keyed with the secret as UTF-8.
 */
import { UserError } from "../../core/errors.js";
import type { HeaderPair } from "../../core/http.js";
import { digest } from "../signing/algorithms.js";
import { equalInConstantTime } from "../signing/constant-time.js";
import { encodeSignature } from "../signing/encodings.js";

export const PUBLIC_KEY_HEADER = "X-Public-Key";
export const SIGNATURE_HEADER = "X-Signature";

/** Of a SHA-256 in padded Base64. */
const SIGNATURE_LENGTH = 44;

/**
 * Signs the bytes as sent; a re-serialised body gives another signature.
 *
 * @returns standard Base64 with padding, 44 characters
 * @throws {UserError} `secret_empty`
 */
export function signCallback(body: Uint8Array, secret: string): string {
  if (secret === "") {
    throw new UserError(
      "secret_empty",
      "the wallet secret is empty",
      "Set the secret that wallet.secret refers to.",
    );
  }
  return encodeSignature("base64", digest("hmac-sha256", body, secret));
}

/** The headers of a signed callback. */
export function callbackHeaders(
  body: Uint8Array,
  publicKey: string,
  secret: string,
): readonly HeaderPair[] {
  return [
    ["Content-Type", "application/json"],
    [PUBLIC_KEY_HEADER, publicKey],
    [SIGNATURE_HEADER, signCallback(body, secret)],
  ];
}

export type SignatureFault =
  "missing" | "no-secret" | "hex" | "wrong-length" | "not-base64" | "mismatch";

export type CallbackVerification =
  | {
      readonly valid: true;
      /** Position of the secret that matched. */
      readonly secret: number;
    }
  | {
      readonly valid: false;
      readonly fault: SignatureFault;
      readonly message: string;
    };

/** What each fault says to whoever has to mend it. */
const FAULT_MESSAGES: Readonly<Record<SignatureFault, string>> = {
  missing: `there is no ${SIGNATURE_HEADER} header, or it is empty`,
  "no-secret": "there is no secret to verify with",
  hex: "the signature is hex, where Base64 is agreed",
  "wrong-length": `the signature does not have the ${SIGNATURE_LENGTH} characters of a SHA-256 in Base64`,
  "not-base64": "the signature is not standard Base64 (A-Z a-z 0-9 + / and padding)",
  mismatch:
    "the signature was made over other bytes or with another secret; the body must be signed and verified as its raw bytes, never re-serialised",
};

/**
 * Verifies before parsing. Every secret is tried, in constant time; an empty
 * one never matches.
 *
 * @param secrets newest first; several while a secret is being rotated
 * @returns never throws
 */
export function verifyCallback(input: {
  readonly body: Uint8Array;
  readonly signature: string | null | undefined;
  readonly secrets: readonly string[];
}): CallbackVerification {
  const { body, secrets } = input;
  const signature = input.signature ?? "";
  const received = Buffer.from(signature, "utf8");
  let matched = -1;
  secrets.forEach((secret, index) => {
    if (secret === "") return;
    const expected = Buffer.from(signCallback(body, secret), "utf8");
    if (equalInConstantTime(received, expected) && matched === -1) matched = index;
  });
  if (matched !== -1) return { valid: true, secret: matched };
  const fault = secrets.every((secret) => secret === "") ? "no-secret" : faultOf(signature);
  return { valid: false, fault, message: FAULT_MESSAGES[fault] };
}

function faultOf(signature: string): SignatureFault {
  if (signature === "") return "missing";
  if (/^[0-9a-f]{64}$/i.test(signature)) return "hex";
  if (signature.length !== SIGNATURE_LENGTH) return "wrong-length";
  return /^[A-Za-z0-9+/]{43}=$/.test(signature) ? "mismatch" : "not-base64";
}
