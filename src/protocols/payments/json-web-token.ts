/** Tokens that the gateway signs itself: JSON Web Tokens (RFC 7519) under ES256, RS256 or HS256. */
import { createHmac, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { durationMs } from "../../core/duration.js";
import { UserError } from "../../core/errors.js";
import type { TokenClaims } from "./auth-mapping.js";

const DEFAULT_TTL = "20m";

/**
 * @param key PEM text of the private key; line breaks may be written as `\n`. For HS256 the secret itself
 * @param nowMs when it is issued
 * @throws {UserError} `payments_key_malformed`
 */
export function signToken(
  { algorithm = "ES256", header, claims, ttl = DEFAULT_TTL }: TokenClaims,
  key: string,
  nowMs: number,
): string {
  const iat = Math.floor(nowMs / 1000);
  const exp = iat + Math.floor(durationMs(ttl) / 1000);
  const parts = [
    { alg: algorithm, typ: "JWT", ...header },
    { iat, exp, ...claims },
  ];
  const signed = parts.map((part) => base64Url(JSON.stringify(part))).join(".");
  if (algorithm === "HS256")
    return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
  const privateKey = readPrivateKey(key, algorithm === "ES256" ? "ec" : "rsa");
  // A token has both numbers of an ES256 signature side by side, not in DER.
  const signature = sign("sha256", Buffer.from(signed), {
    key: privateKey,
    dsaEncoding: "ieee-p1363",
  });
  return `${signed}.${signature.toString("base64url")}`;
}

function base64Url(text: string): string {
  return Buffer.from(text, "utf8").toString("base64url");
}

function readPrivateKey(text: string, kind: "ec" | "rsa"): KeyObject {
  const key = privateKeyIn(text);
  if (key?.asymmetricKeyType === kind) return key;
  const found = key === null ? "no private key" : `a key of kind ${key.asymmetricKeyType ?? "?"}`;
  throw new UserError(
    "payments_key_malformed",
    `payments.source.key holds ${found}, and the token's algorithm needs an ${kind.toUpperCase()} key`,
    'Name the PEM file, such as {"file":"AuthKey.p8"}; it begins with -----BEGIN PRIVATE KEY-----.',
  );
}

/** A PEM text, one that stands in one line of a `.env`, or a service account's JSON file that holds one. */
function privateKeyIn(text: string): KeyObject | null {
  const inside = /"private_key"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? text;
  try {
    return createPrivateKey(inside.replaceAll(String.raw`\n`, "\n"));
  } catch {
    return null;
  }
}
