/** Ways in which the signature's text may differ from 64 hex digits and still hold the right digest. */
import { decodeHex, isTimestampedHeader, timestampedParts } from "../signature.js";
import { variantsOf, type CauseEntry, type Variant } from "./cause.js";
import { PASS_HEADER_AS_IS, SIGN_HMAC_HEX } from "./fixes.js";

/** The digest a text claims. */
export interface Reading {
  readonly digest: Buffer;
  /** Only the digest's beginning is there. */
  readonly partial: boolean;
}

export interface SignatureReadings {
  /** The header's `t`, as written; null in a simple signature. */
  readonly timestamp: string | null;
  readonly readings: readonly Variant<Reading>[];
}

/** Fewer bytes may agree by chance. */
const FEWEST_PROVING_BYTES = 8;
const DIGEST_BYTES = 32;

const HEX_ANYWHERE = /^[0-9a-f]+$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{20,}={0,2}$/;
const PREFIXED = /^[A-Za-z][A-Za-z0-9-]*\s*[=: ]\s*(.{16,})$/s;

export const READING_CAUSES: readonly CauseEntry<string, Reading | null>[] = [
  {
    id: "signature-whitespace",
    fixes: PASS_HEADER_AS_IS,
    guesses: (text) => {
      const bare = text.trim().replace(/^(["'])(.*)\1$/s, "$2");
      return read(bare === text ? null : fromHex(bare), {
        message: "The signature has white space or quotes around it.",
        senderSigned: "the right digest",
        receiverHas: "the digest with something around it",
      });
    },
  },
  {
    id: "signature-prefix",
    fixes: SIGN_HMAC_HEX,
    guesses: (text) => {
      const rest = PREFIXED.exec(text)?.[1];
      const name = text.slice(0, text.search(/[=: ]/) + 1);
      return rest === undefined
        ? []
        : read(fromHex(rest), {
            message: `The signature has a prefix, "${name}", that PlayCamp's does not have.`,
            senderSigned: `the right digest, written after "${name}"`,
            receiverHas: "a verifier that expects hex digits alone",
          });
    },
  },
  {
    id: "signature-base64",
    fixes: SIGN_HMAC_HEX,
    guesses: (text) => {
      const bare = text.replace(/^(?:hmac-?)?sha-?256[=:]/i, "");
      if (!BASE64.test(bare)) return [];
      const bytes = Buffer.from(bare, "base64");
      const inner = bytes.toString("latin1");
      return [
        ...read(whole(bytes), {
          message: "The signature is in Base64 instead of hex.",
          senderSigned: "the right digest, written in Base64",
          receiverHas: "a verifier that expects hex",
        }),
        ...read(fromHex(inner), {
          message: "The signature is hex, encoded in Base64 once more.",
          senderSigned: "the right digest, its hex text written in Base64",
          receiverHas: "a verifier that expects hex",
        }),
      ];
    },
  },
  {
    id: "signature-truncated",
    fixes: PASS_HEADER_AS_IS,
    guesses: (text) => {
      const even = text.slice(0, text.length - (text.length % 2));
      const bytes = HEX_ANYWHERE.test(text) ? decodeHex(even) : null;
      const provable =
        bytes !== null && bytes.length >= FEWEST_PROVING_BYTES && text.length < DIGEST_BYTES * 2;
      return read(provable ? { digest: bytes, partial: true } : null, {
        message: `The signature is cut off after ${text.length} of ${DIGEST_BYTES * 2} digits.`,
        senderSigned: "this body, correctly",
        receiverHas: "the beginning of the signature, as a short column or a log keeps it",
      });
    },
  },
  {
    id: "signature-trailing-characters",
    fixes: PASS_HEADER_AS_IS,
    guesses: (text) => {
      const start = text.slice(0, DIGEST_BYTES * 2);
      return read(start === text ? null : fromHex(start), {
        message: `The signature has ${text.length - start.length} characters after its ${start.length} digits.`,
        senderSigned: "this body, correctly",
        receiverHas: "the signature with something after it",
      });
    },
  },
];

/** Every digest that the header's value may stand for, each with what is wrong about it. */
export function readSignature(signature: string): SignatureReadings {
  const { timestamp, text, loose } = splitHeader(signature);
  const variants = variantsOf<string, Reading | null>(fromHex(text), READING_CAUSES, text);
  const readings = variants.flatMap(({ value, causes }) =>
    value === null ? [] : [{ value, causes: loose ? [HEADER_SPACING, ...causes] : causes }],
  );
  return { timestamp, readings };
}

const HEADER_SPACING = {
  id: "signature-header-spacing",
  fixes: PASS_HEADER_AS_IS,
  message: 'The header is not written "t=…,v1=…", without spaces.',
  senderSigned: "the right text",
  receiverHas: "a header with other separators or with spaces",
};

function splitHeader(signature: string): {
  readonly timestamp: string | null;
  readonly text: string;
  readonly loose: boolean;
} {
  if (!isTimestampedHeader(signature)) {
    return { timestamp: null, text: signature, loose: false };
  }
  const parts = timestampedParts(signature);
  if (parts !== null) {
    return { timestamp: parts.timestamp, text: parts.hex, loose: false };
  }
  const respaced = signature
    .split(/[,;&\s]+/)
    .filter((part) => part !== "")
    .join(",");
  const loose = timestampedParts(respaced);
  return {
    timestamp: loose?.timestamp ?? null,
    text: loose?.hex ?? "",
    loose: true,
  };
}

function fromHex(text: string): Reading | null {
  const bytes = decodeHex(text);
  return bytes === null ? null : whole(bytes);
}

/** Whole digests only: of MD5, SHA-1, SHA-256, SHA-384 or SHA-512. */
function whole(bytes: Buffer): Reading | null {
  return [16, 20, 32, 48, 64].includes(bytes.length) ? { digest: bytes, partial: false } : null;
}

function read(
  value: Reading | null,
  text: {
    readonly message: string;
    readonly senderSigned: string;
    readonly receiverHas: string;
  },
) {
  return value === null ? [] : [{ value, ...text }];
}
