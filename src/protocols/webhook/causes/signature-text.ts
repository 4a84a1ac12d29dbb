/** Ways in which the signature's text may differ from 64 hex digits and still hold the right digest. */
import type { Cause, CauseText, Remedy, Variant } from "./cause.js";
import { PASS_HEADER_AS_IS, SIGN_HMAC_HEX } from "./fixes.js";
import { HEADER_SPACING, readHeader } from "./signature-header.js";

/** The digest a text claims. */
export interface Reading {
  /** Of the whole digest; null where the text does not tell it. */
  readonly digestBytes: number | null;
  readonly matches: (digest: Buffer) => boolean;
}

/** What one way to read the header claims. */
export interface SignatureClaim {
  /** The header's `t`, as written; null in a simple signature. */
  readonly timestamp: string | null;
  readonly readings: readonly Variant<Reading>[];
}

/** Fewer bytes may agree by chance. */
const FEWEST_PROVING_DIGITS = 16;
const DIGITS = 64;
/** Of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512. */
const DIGEST_BYTES = [16, 20, 28, 32, 48, 64];
/** Wrappings inside each other, such as quotes around a prefix before Base64. */
const DEEPEST = 4;

type Unwrap = CauseText & Remedy & { readonly id: string; readonly texts: readonly string[] };

const PREFIXED =
  /^(?:(?![0-9a-f]{16})[A-Za-z][\w-]*\s*[=:,]\s*|(?![0-9a-f]{16})[A-Za-z][\w-]*\s+|\(stdin\)=\s*|[A-Z][\w-]*\([^)]*\)=\s*|0x|\\x)(.{16,})$/is;
const WRAPPINGS = [
  /^b?(["'`])(.*)\1$/s,
  /^b?\[(.*)\]$/s,
  /^\((.*)\)$/s,
  /^<(.*)>$/s,
  /^\{(.*)\}$/s,
  /^[“‘](.*)[”’]$/s,
  // A JSON object, or a list of parameters.
  /["']?(?:signature|sig|hmac|hash|digest|value)["']?\s*[:=]\s*["']([^"']{16,})["']/i,
];

/** What can stand around or instead of the hex, one layer each. */
const LAYERS: readonly ((text: string) => Unwrap | null)[] = [
  (text) => ({
    id: "signature-whitespace",
    fixes: PASS_HEADER_AS_IS,
    message: "The signature has white space, quotes or brackets around it.",
    senderSigned: "the right digest",
    receiverHas: "the digest with something around it, such as a printed list or b'…' of Python",
    texts: [
      text.trim(),
      text.replace(/[\s\u00ad\u200b-\u200f\u2060\ufeff]/g, ""),
      ...WRAPPINGS.flatMap((pattern) => {
        const inner = pattern.exec(text.trim());
        return inner === null ? [] : [inner.at(-1) ?? ""];
      }),
    ],
  }),
  (text) => {
    const rest = PREFIXED.exec(text.trim())?.[1];
    const name = rest === undefined ? "" : text.trim().slice(0, -rest.length);
    return rest === undefined
      ? null
      : {
          id: "signature-prefix",
          fixes: SIGN_HMAC_HEX,
          message: `The signature has a prefix, ${JSON.stringify(name)}, that PlayCamp's does not have${prefixOrigin(name)}.`,
          senderSigned: `the right digest, written after ${JSON.stringify(name)}`,
          receiverHas: "a verifier that expects hex digits alone",
          texts: [rest],
        };
  },
  (text) => ({
    id: "signature-separators",
    fixes: SIGN_HMAC_HEX,
    message: "The signature's hex digits are divided by dashes, colons or spaces.",
    senderSigned: "the right digest, its bytes divided, as .NET's BitConverter writes them",
    receiverHas: "a verifier that expects hex digits alone",
    texts: /^(?:[0-9a-f]{2}[-: ,])+[0-9a-f]{2}$/i.test(text.trim())
      ? [text.replace(/[-: ,]/g, "")]
      : /^(?:(?:0x|\\x)[0-9a-f]{2}[, ]*)+$/i.test(text.trim())
        ? [text.replace(/0x|\\x|[, ]/gi, "")]
        : [],
  }),
  (text) => ({
    id: "signature-percent-encoded",
    fixes: PASS_HEADER_AS_IS,
    message: "The signature is percent-encoded.",
    senderSigned: "the right digest",
    receiverHas: "its text URL-encoded, as a query or a log has it",
    texts: /%[0-9a-f]{2}/i.test(text) ? percentDecoded(text) : [],
  }),
  (text) => ({
    id: "signature-base64",
    fixes: SIGN_HMAC_HEX,
    message: "The signature is hex or Base64, encoded in Base64 once more.",
    senderSigned: "the right digest, its text written in Base64",
    receiverHas: "a verifier that expects hex",
    texts: /^[A-Za-z0-9+/_-]{24,}={0,2}$/.test(text) ? printable(Buffer.from(text, "base64")) : [],
  }),
  (text) => ({
    id: "signature-hex-twice",
    fixes: SIGN_HMAC_HEX,
    message: "The signature's text was encoded in hex once more.",
    senderSigned: "the right digest, its hex or Base64 text written in hex again",
    receiverHas: "a verifier that expects the hex of the digest",
    texts: /^(?:[0-9a-f]{2}){32,}$/i.test(text) ? printable(Buffer.from(text, "hex")) : [],
  }),
];

function prefixOrigin(name: string): string {
  if (/stdin|\)=/.test(name)) return ": it is a line that openssl dgst printed";
  return /webhook|signature/i.test(name) ? ": the header's name was pasted too" : "";
}

/** What the last text is read as, each with what is wrong about it. */
function readingsOf(text: string): readonly Variant<Reading>[] {
  const readings: Variant<Reading>[] = [];
  const put = (reading: Reading | null, cause: (Cause & CauseText) | null) => {
    if (reading !== null) readings.push({ value: reading, causes: cause === null ? [] : [cause] });
  };
  const hex = /^(?:[0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, "hex") : null;
  put(whole(hex), null);
  put(whole(base64Of(text)), {
    id: "signature-base64",
    fixes: SIGN_HMAC_HEX,
    message: "The signature is in Base64 instead of hex.",
    senderSigned: "the right digest, written in Base64",
    receiverHas: "a verifier that expects hex",
  });
  put(beginning(text), {
    id: "signature-truncated",
    fixes: PASS_HEADER_AS_IS,
    message: `The signature is cut off after ${text.length} of ${DIGITS} digits.`,
    senderSigned: "this body, correctly",
    receiverHas: "the beginning of the signature, as a short column or a log keeps it",
  });
  put(masked(text), {
    id: "signature-truncated",
    fixes: PASS_HEADER_AS_IS,
    message: "The signature is cut: its middle was masked or left out.",
    senderSigned: "this body, correctly",
    receiverHas: "the beginning and the end of the signature, as a log keeps it",
  });
  put(hasMoreThanDigits(text) ? whole(hexStart(text)) : null, {
    id: "signature-trailing-characters",
    fixes: PASS_HEADER_AS_IS,
    message: `The signature has ${text.length - DIGITS} characters after its ${DIGITS} digits.`,
    senderSigned: "this body, correctly",
    receiverHas: "the signature with something after it",
  });
  put(withoutZeros(text), {
    id: "signature-zeros-lost",
    fixes: SIGN_HMAC_HEX,
    message: "The signature lost its leading zeros.",
    senderSigned:
      "the right digest, written as a number: zeros in front of it, or of its bytes, are gone",
    receiverHas: "fewer digits than the digest has",
  });
  put(whole(listedBytes(text)), {
    id: "signature-raw-bytes",
    fixes: SIGN_HMAC_HEX,
    message: "The signature is the digest's raw bytes, or a list of them, and not hex.",
    senderSigned: "the right digest, not written in hex",
    receiverHas: "a verifier that expects hex",
  });
  return readings;
}

/** Every digest that the header's value may stand for, each with what is wrong about it. */
export function readSignature(signature: string): readonly SignatureClaim[] {
  return readHeader(signature).map(({ timestamp, text, causes }) => ({
    timestamp,
    readings: unwrapped(text).map((reading) => {
      const all = [...causes, ...reading.causes];
      return { value: reading.value, causes: all, weight: Math.min(all.length, 1) };
    }),
  }));
}

/** Layer by layer, the fewest first; one cause is named once. */
function unwrapped(text: string): readonly Variant<Reading>[] {
  const readings: Variant<Reading>[] = [];
  const seen = new Set([text]);
  let layer: readonly { readonly text: string; readonly causes: readonly Cause[] }[] = [
    { text, causes: [] },
  ];
  for (let depth = 0; depth <= DEEPEST && layer.length > 0; depth += 1) {
    for (const { text: each, causes } of layer) {
      for (const reading of readingsOf(each)) {
        readings.push({ value: reading.value, causes: once([...causes, ...reading.causes]) });
      }
    }
    layer = layer.flatMap(({ text: outer, causes }) =>
      LAYERS.flatMap((unwrap) => {
        const { texts = [], ...cause } = unwrap(outer) ?? {};
        if (!isCause(cause)) return [];
        return texts.flatMap((inner) => {
          if (inner === "" || seen.has(inner)) return [];
          seen.add(inner);
          return [{ text: inner, causes: [...causes, cause] }];
        });
      }),
    );
  }
  return readings;
}

function isCause(cause: Partial<Cause>): cause is Cause {
  return cause.id !== undefined;
}

function once(causes: readonly Cause[]): readonly Cause[] {
  return causes.filter(({ id }, at) => causes.findIndex((each) => each.id === id) === at);
}

/** Every id that a reading may have. */
export const READING_IDS: readonly string[] = [
  HEADER_SPACING.id,
  ...[
    "whitespace",
    "prefix",
    "separators",
    "percent-encoded",
    "base64",
    "hex-twice",
    "truncated",
  ].map((name) => `signature-${name}`),
  ...["trailing-characters", "zeros-lost", "raw-bytes"].map((name) => `signature-${name}`),
];

/** Whole digests only. */
function whole(bytes: Buffer | null): Reading | null {
  return bytes !== null && DIGEST_BYTES.includes(bytes.length)
    ? { digestBytes: bytes.length, matches: (digest) => digest.equals(bytes) }
    : null;
}

function beginning(text: string): Reading | null {
  if (!/^[0-9a-f]{16,63}$/i.test(text)) return null;
  const start = text.toLowerCase();
  return {
    digestBytes: DIGITS / 2,
    matches: (digest) => digest.toString("hex").startsWith(start),
  };
}

function masked(text: string): Reading | null {
  const [, start = "", end = ""] =
    /^([0-9a-f]*)(?:\.{2,}|…|\*{2,}|•{2,}|x{3,}|\[?\.\.\.\]?)([0-9a-f]*)$/i.exec(text) ?? [];
  if (start.length + end.length < FEWEST_PROVING_DIGITS) return null;
  const [first, last] = [start.toLowerCase(), end.toLowerCase()];
  return {
    digestBytes: DIGITS / 2,
    matches: (digest) => {
      const hex = digest.toString("hex");
      return hex.startsWith(first) && hex.endsWith(last);
    },
  };
}

/** Of the whole number, or of each byte, as `toString(16)` without padding loses them. */
function withoutZeros(text: string): Reading | null {
  if (!/^[0-9a-f]{32,63}$/i.test(text)) return null;
  const found = text.toLowerCase();
  return {
    digestBytes: DIGITS / 2,
    matches: (digest) => {
      const hex = digest.toString("hex");
      const bytewise = Array.from(digest, (byte) => byte.toString(16)).join("");
      return hex.replace(/^0+/, "") === found || bytewise === found;
    },
  };
}

/** The usual name of the hash in front of it is part of that form. */
function base64Of(text: string): Buffer | null {
  const bare = text.replace(/^(?:hmac-?)?sha-?256[=:]/i, "");
  return /^[A-Za-z0-9+/_ -]{20,}={0,2}$/.test(bare)
    ? Buffer.from(bare.replaceAll(" ", "+"), "base64")
    : null;
}

/** Something else than white space or a second signature, which are causes of their own. */
function hasMoreThanDigits(text: string): boolean {
  const rest = text.slice(DIGITS);
  return rest.trim() !== "" && !/[0-9a-z+/]{32}/i.test(rest);
}

function hexStart(text: string): Buffer | null {
  const start = text.slice(0, DIGITS);
  return /^[0-9a-f]{64}$/i.test(start) ? Buffer.from(start, "hex") : null;
}

/** As Latin-1 text, `[-12, 34]` of Java, or the number of a big integer. */
function listedBytes(text: string): Buffer | null {
  const numbers = /^-?\d+(?:[,\s]+-?\d+){15,}$/.test(text)
    ? text.split(/[,\s]+/).map(Number)
    : null;
  if (numbers !== null) return Buffer.from(numbers.map((each) => each & 0xff));
  if (/^\d{70,78}$/.test(text))
    return Buffer.from(BigInt(text).toString(16).padStart(DIGITS, "0"), "hex");
  return /^[\0-\xff]{16,64}$/.test(text) && !/^[ -~]*$/.test(text)
    ? Buffer.from(text, "latin1")
    : null;
}

function printable(bytes: Buffer): readonly string[] {
  const text = bytes.toString("latin1");
  return /^[ -~]{16,}$/.test(text) ? [text] : [];
}

function percentDecoded(text: string): readonly string[] {
  const bytes = Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    "latin1",
  );
  return [bytes.toString("latin1")];
}
