/** Records that come as JSON Web Signatures (RFC 7515): the payload read, and verified where a key is given. */
import { createPublicKey, type KeyObject, verify, X509Certificate } from "node:crypto";
import { parseReadPath, valueAt } from "../../core/json/path.js";
import { placeValues } from "../../core/json/place.js";
import { parseJson } from "../../core/json/read.js";
import {
  isJsonArray,
  isJsonObject,
  type JsonValue,
  jsonProperty,
  scalarText,
} from "../../core/json/value.js";
import { memoize } from "../../core/memoize.js";
import type { SignedRecords } from "./mapping.js";

export type SignedReading =
  | { readonly ok: true; readonly record: JsonValue }
  | { readonly ok: false; readonly problem: string };

/** The record with its tokens' payloads in their places. */
export function readSignedRecord(record: JsonValue, { path, key }: SignedRecords): SignedReading {
  const paths = path === undefined ? [undefined] : [path].flat();
  let read: SignedReading = { ok: true, record };
  for (const each of paths) {
    if (read.ok) read = readToken(read.record, each, key);
  }
  return read;
}

function readToken(
  record: JsonValue,
  path: string | undefined,
  key: string | undefined,
): SignedReading {
  const text = scalarText(path === undefined ? record : valueAt(record, path));
  const token = text === null ? null : TOKEN.exec(text.trim());
  if (token === null) return failed(`${path ?? "a record"} is no signed token (JWS)`);
  const [, head = "", body = "", signature = ""] = token;
  const header = parseJson(Buffer.from(head, "base64url").toString("utf8"));
  const payload = parseJson(Buffer.from(body, "base64url").toString("utf8"));
  if (!header.ok || !payload.ok || !isJsonObject(payload.value))
    return failed("a signed token holds no JSON");
  const problem =
    key === undefined ? null : verified(header.value, `${head}.${body}`, signature, key);
  if (problem !== null) return failed(problem);
  if (path === undefined) return { ok: true, record: payload.value };
  const steps = parseReadPath(path).filter((step) => typeof step !== "object");
  return { ok: true, record: placeValues(record, steps, [payload.value]) };
}

const TOKEN = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

function failed(problem: string): SignedReading {
  return { ok: false, problem };
}

const DIGESTS: Readonly<Record<string, string>> = {
  ES256: "sha256",
  ES384: "sha384",
  RS256: "sha256",
  RS384: "sha384",
  RS512: "sha512",
};

/** Null where the signature is the key's. */
function verified(
  header: JsonValue,
  signed: string,
  signature: string,
  pem: string,
): string | null {
  const algorithm = scalarText(jsonProperty(header, "alg")) ?? "";
  const digest = Object.hasOwn(DIGESTS, algorithm) ? DIGESTS[algorithm] : undefined;
  if (digest === undefined) return `a signed token is under "${algorithm}", which is not accepted`;
  const chain = jsonProperty(header, "x5c");
  const key = pem.includes("CERTIFICATE")
    ? keyOfChain(isJsonArray(chain) ? chain.map((each) => scalarText(each) ?? "") : [], pem)
    : publicKey(pem);
  if (typeof key === "string") return key;
  const kind = key.asymmetricKeyType ?? "unknown";
  if (kind !== (algorithm.startsWith("ES") ? "ec" : "rsa"))
    return `a signed token is under "${algorithm}", and the key is of kind ${kind}`;
  const isRight = verify(
    digest,
    Buffer.from(signed),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  return isRight ? null : "the signature of a signed token is wrong";
}

function publicKey(pem: string): KeyObject | string {
  try {
    return createPublicKey(pem);
  } catch {
    return "payments.source.jws.key holds no public key and no certificate";
  }
}

/** More than any authority's chain has: what a reply brings is not read without end. */
const MOST_CERTIFICATES = 10;

/** One provider's tokens bring the same chain, so it is looked at once. */
const chainKey = memoize((text: string): KeyObject | string => {
  const [rootPem = "", ...chain] = text.split("\n\n");
  try {
    const root = new X509Certificate(rootPem);
    const certificates = chain.map((each) => new X509Certificate(Buffer.from(each, "base64")));
    const [leaf] = certificates;
    if (leaf === undefined) return root.publicKey;
    const isWhole = certificates.every((each, at) => {
      const issuer = certificates[at + 1] ?? root;
      // Whoever holds a certificate of the authority's is no authority for that.
      const mayIssue = issuer === root || issuer.ca;
      return (
        each.fingerprint256 === root.fingerprint256 || (mayIssue && each.verify(issuer.publicKey))
      );
    });
    return isWhole ? leaf.publicKey : "a signed token's certificates do not lead to the root given";
  } catch {
    return "a signed token's certificates cannot be read";
  }
});

function keyOfChain(chain: readonly string[], rootPem: string): KeyObject | string {
  if (chain.length > MOST_CERTIFICATES)
    return `a signed token brings ${chain.length} certificates; ${MOST_CERTIFICATES} are read`;
  return chainKey([rootPem.trim(), ...chain.filter((each) => each !== "")].join("\n\n"));
}
