/** Other ways to get a digest from a key and a message than HMAC-SHA-256. */
import { createHash, createHmac } from "node:crypto";
import type { CauseEntry } from "./cause.js";
import { SIGN_HMAC_HEX } from "./fixes.js";

export interface Scheme {
  /** Lets a digest of another length be passed over without computing it. */
  readonly digestBytes: number;
  readonly compute: (message: Buffer, key: Buffer) => Buffer;
}

const DIGEST_BYTES = { md5: 16, sha1: 20, sha256: 32, sha384: 48, sha512: 64 };
type HashName = keyof typeof DIGEST_BYTES;

export const HMAC_SHA256: Scheme = hmacWith("sha256");

const OTHER_HASHES = ["sha1", "sha384", "sha512", "md5"] as const satisfies HashName[];
const SEPARATORS = ["", ".", "|", ":"] as const;

export const SCHEME_CAUSES: readonly CauseEntry<null, Scheme>[] = [
  {
    id: "algorithm-other-hmac",
    fixes: SIGN_HMAC_HEX,
    guesses: () =>
      OTHER_HASHES.map((name) => ({
        value: hmacWith(name),
        message: `The signature is HMAC with ${name.toUpperCase()}, not SHA-256.`,
        senderSigned: `with HMAC-${name.toUpperCase()}`,
        receiverHas: "HMAC-SHA-256",
      })),
  },
  {
    id: "algorithm-plain-hash",
    fixes: SIGN_HMAC_HEX,
    guesses: () =>
      (["sha256", ...OTHER_HASHES] as const).flatMap((name) =>
        PLAIN_HASHES.map(({ of, parts }) => ({
          value: {
            digestBytes: DIGEST_BYTES[name],
            compute: (message: Buffer, key: Buffer) =>
              hashWith(name, Buffer.concat(parts(message, key))),
          },
          message: `The signature is a plain ${name.toUpperCase()} of ${of}, not an HMAC.`,
          senderSigned: `a plain ${name.toUpperCase()} of ${of}`,
          receiverHas: "HMAC-SHA-256 with the secret as key",
        })),
      ),
  },
  {
    id: "algorithm-swapped-arguments",
    fixes: SIGN_HMAC_HEX,
    guesses: () => [
      {
        value: {
          digestBytes: HMAC_SHA256.digestBytes,
          compute: (message, key) => HMAC_SHA256.compute(key, message),
        },
        message: "The HMAC was given the body as key and the secret as message.",
        senderSigned: "the secret, with the body as key",
        receiverHas: "the body, with the secret as key",
      },
    ],
  },
  {
    id: "algorithm-hash-of-body",
    fixes: SIGN_HMAC_HEX,
    guesses: () =>
      [(hash: Buffer) => hash, (hash: Buffer) => Buffer.from(hash.toString("hex"))].map(
        (write) => ({
          value: {
            digestBytes: HMAC_SHA256.digestBytes,
            compute: (message: Buffer, key: Buffer) =>
              HMAC_SHA256.compute(write(hashWith("sha256", message)), key),
          },
          message: "The HMAC is over the body's hash instead of the body.",
          senderSigned: "the SHA-256 of the body",
          receiverHas: "the body itself",
        }),
      ),
  },
];

const PLAIN_HASHES: readonly {
  readonly of: string;
  readonly parts: (message: Buffer, key: Buffer) => readonly Buffer[];
}[] = [
  { of: "the body alone", parts: (message) => [message] },
  ...SEPARATORS.flatMap((separator) => [
    {
      of: `secret and body, joined by "${separator}"`,
      parts: (message: Buffer, key: Buffer) => [key, Buffer.from(separator), message],
    },
    {
      of: `body and secret, joined by "${separator}"`,
      parts: (message: Buffer, key: Buffer) => [message, Buffer.from(separator), key],
    },
  ]),
];

function hmacWith(name: HashName): Scheme {
  return {
    digestBytes: DIGEST_BYTES[name],
    compute: (message, key) => createHmac(name, key).update(message).digest(),
  };
}

function hashWith(name: HashName, message: Buffer): Buffer {
  return createHash(name).update(message).digest();
}
