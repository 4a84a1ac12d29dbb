/** Other ways to get a digest from a key and a message than HMAC-SHA-256. */
import { createHash, createHmac, getHashes } from "node:crypto";
import type { CauseEntry } from "./cause.js";
import { SIGN_HMAC_HEX } from "./fixes.js";

export interface Scheme {
  /** Lets a digest of another length be passed over without computing it. */
  readonly digestBytes: number;
  readonly compute: (message: Buffer, key: Buffer) => Buffer;
}

const DIGEST_BYTES = {
  ...{ md5: 16, sha1: 20, ripemd160: 20, sha224: 28, sha256: 32 },
  ...{ "sha512-256": 32, "sha3-256": 32, sha384: 48, sha512: 64 },
};
type HashName = keyof typeof DIGEST_BYTES;

export const HMAC_SHA256: Scheme = hmacWith("sha256");

const OTHER_HASHES = ["sha1", "sha384", "sha512", "md5"] as const satisfies HashName[];
/** Some builds of OpenSSL lack one or the other. */
const RARE_HASHES = (["sha512-256", "sha3-256", "sha224", "ripemd160"] as const).filter((name) =>
  getHashes().includes(name),
);
const SEPARATORS = ["", ".", "|", ":"] as const;

export const SCHEME_CAUSES: readonly CauseEntry<null, Scheme>[] = [
  {
    id: "algorithm-other-hmac",
    fixes: SIGN_HMAC_HEX,
    guesses: () => [
      ...[...OTHER_HASHES, ...RARE_HASHES].map((name) => ({
        value: hmacWith(name),
        message: `The signature is HMAC with ${name.toUpperCase()}, not SHA-256.`,
        senderSigned: `with HMAC-${name.toUpperCase()}`,
        receiverHas: "HMAC-SHA-256",
      })),
      {
        value: {
          digestBytes: HMAC_SHA256.digestBytes,
          compute: (message, key) =>
            hmacWith("sha512").compute(message, key).subarray(0, HMAC_SHA256.digestBytes),
        },
        message: "The signature is the first half of an HMAC with SHA512, not SHA-256.",
        senderSigned: "with HMAC-SHA512, cut to 64 hex digits",
        receiverHas: "HMAC-SHA-256",
      },
    ],
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
    id: "algorithm-hashed-again",
    fixes: SIGN_HMAC_HEX,
    guesses: () =>
      HASHED_AGAIN.map(([of, write]) => ({
        value: {
          digestBytes: HMAC_SHA256.digestBytes,
          compute: (message, key) => hashWith("sha256", write(HMAC_SHA256.compute(message, key))),
        },
        message: `The signature is the SHA-256 of the right HMAC's ${of}: it was hashed once more.`,
        senderSigned: `the body, correctly, and then the HMAC's ${of}`,
        receiverHas: "the HMAC itself",
      })),
  },
  {
    id: "algorithm-hash-of-body",
    fixes: SIGN_HMAC_HEX,
    guesses: () =>
      INNER_DIGESTS.flatMap(({ of, compute }) =>
        [(hash: Buffer) => hash, (hash: Buffer) => Buffer.from(hash.toString("hex"))].map(
          (write) => ({
            value: {
              digestBytes: HMAC_SHA256.digestBytes,
              compute: (message: Buffer, key: Buffer) =>
                HMAC_SHA256.compute(write(compute(message, key)), key),
            },
            message: `The HMAC is over ${of} instead of the body.`,
            senderSigned: of,
            receiverHas: "the body itself",
          }),
        ),
      ),
  },
];

/** Of what became of a right digest. */
const HASHED_AGAIN: readonly (readonly [of: string, write: (digest: Buffer) => Buffer | string])[] =
  [
    ["bytes", (digest) => digest],
    ["hex", (digest) => digest.toString("hex")],
  ];

/** What was signed in place of the body. */
const INNER_DIGESTS: readonly {
  readonly of: string;
  readonly compute: (message: Buffer, key: Buffer) => Buffer;
}[] = [
  ...(["sha256", "md5", "sha1", "sha512"] as const).map((name) => ({
    of: `the body's hash (${name.toUpperCase()})`,
    compute: (message: Buffer) => hashWith(name, message),
  })),
  { of: "an HMAC of the body, made with the same secret", compute: HMAC_SHA256.compute },
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
  { of: "secret, body and secret", parts: (message, key) => [key, message, key] },
];

function hmacWith(name: HashName): Scheme {
  return {
    digestBytes: DIGEST_BYTES[name],
    compute: (message, key) => createHmac(name, key).update(message).digest(),
  };
}

function hashWith(name: HashName, message: Buffer | string): Buffer {
  return createHash(name).update(message).digest();
}
