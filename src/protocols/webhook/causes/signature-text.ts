/** Ways in which the signature's text may differ from the agreed one and still hold the right digest. */
import type { Cause, CauseText, Variant } from "./cause.js";
import { PASS_HEADER_AS_IS, SIGN_HMAC_HEX } from "./fixes.js";
import { HEADER_SPACING, readHeader } from "./signature-header.js";
import { listedBytes } from "./listed-bytes.js";
import { LAYERS } from "./signature-layers.js";

/** The digest a text claims. */
export interface Reading {
  /** Of the whole digest. */
  readonly digestBytes: number;
  /** The digest, where the text holds all of it. */
  readonly whole?: Buffer;
  readonly matches: (digest: Buffer) => boolean;
}

/** What one way to read the header claims. */
export interface SignatureClaim {
  /** The header's `t`, as written; null in a simple signature. */
  readonly timestamp: string | null;
  readonly readings: readonly Variant<Reading>[];
}

/** How a digest is to be written. */
export type AgreedText = "hex" | "base64";

interface TextForm {
  readonly name: string;
  /** Of a SHA-256. */
  readonly length: number;
  readonly characters: string;
  readonly write: (digest: Buffer) => string;
  /** The beginning of a digest, and enough of it to prove something. */
  readonly start: RegExp;
  readonly cut: RegExp;
  readonly fewest: number;
}

/** What is left out in the middle. */
const GAP = String.raw`(?:\.{2,}|…|\*{2,}|•{2,}|x{3,}|\[?\.\.\.\]?)`;

/** 64 bits are proof: fewer may agree by chance with one of the many digests that are tried. */
const TEXT_FORMS: Readonly<Record<AgreedText, TextForm>> = {
  hex: {
    name: "hex",
    length: 64,
    characters: "digits",
    write: (digest) => digest.toString("hex"),
    start: /^[0-9a-f]{16,63}$/i,
    cut: new RegExp(`^([0-9a-f]*)${GAP}([0-9a-f]*)$`, "i"),
    fewest: 16,
  },
  base64: {
    name: "Base64",
    length: 44,
    characters: "characters",
    write: (digest) => digest.toString("base64"),
    start: /^[A-Za-z0-9+/]{11,42}$/,
    cut: new RegExp(`^([A-Za-z0-9+/]*)${GAP}([A-Za-z0-9+/]*=?)$`),
    fewest: 12,
  },
};

const DIGITS = TEXT_FORMS.hex.length;
/** Of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512. */
const DIGEST_BYTES = [16, 20, 28, 32, 48, 64];
/** Wrappings inside each other, such as quotes around a prefix before Base64. */
const DEEPEST = 4;

/** What the last text is read as, each with what is wrong about it. */
function readingsOf(text: string, agreed: AgreedText): readonly Variant<Reading>[] {
  const form = TEXT_FORMS[agreed];
  const verifier = `a verifier that expects ${form.name}`;
  const readings: Variant<Reading>[] = [];
  const put = (reading: Reading | null, cause: (Cause & CauseText) | null) => {
    if (reading !== null) readings.push({ value: reading, causes: cause === null ? [] : [cause] });
  };
  const otherEncoding = (used: TextForm): Cause & CauseText => ({
    id: `signature-${used.name.toLowerCase()}`,
    fixes: SIGN_HMAC_HEX,
    message: `The signature is in ${used.name} instead of ${form.name}.`,
    senderSigned: `the right digest, written in ${used.name}`,
    receiverHas: verifier,
  });
  const hex = /^(?:[0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, "hex") : null;
  put(whole(hex), agreed === "hex" ? null : otherEncoding(TEXT_FORMS.hex));
  const base64 = base64Of(text);
  if (agreed === "hex") put(whole(base64), otherEncoding(TEXT_FORMS.base64));
  else
    put(
      whole(base64),
      base64?.toString("base64") === text
        ? null
        : {
            id: "signature-base64-form",
            fixes: SIGN_HMAC_HEX,
            message:
              "The signature is not in standard Base64: it has - and _ (the URL-safe kind), a space for +, or no padding.",
            senderSigned: "the right digest, in another kind of Base64",
            receiverHas: verifier,
          },
    );
  put(beginning(text, form), {
    id: "signature-truncated",
    fixes: PASS_HEADER_AS_IS,
    message: `The signature is cut off after ${text.length} of ${form.length} ${form.characters}.`,
    senderSigned: "this body, correctly",
    receiverHas: "the beginning of the signature, as a short column or a log keeps it",
  });
  put(masked(text, form), {
    id: "signature-truncated",
    fixes: PASS_HEADER_AS_IS,
    message: "The signature is cut: its middle was masked or left out.",
    senderSigned: "this body, correctly",
    receiverHas: "the beginning and the end of the signature, as a log keeps it",
  });
  const extra = text.length - form.length;
  put(whole(beforeRest(text, agreed)), {
    id: "signature-trailing-characters",
    fixes: PASS_HEADER_AS_IS,
    message: `The signature has ${extra === 1 ? "1 character" : `${extra} characters`} after its ${form.length} ${form.characters}.`,
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
  put(signExtended(text), {
    id: "signature-sign-extended",
    fixes: SIGN_HMAC_HEX,
    message:
      "The signature has ffffff before the bytes above 7f: each byte was taken for a number with a sign.",
    senderSigned: "the right digest, its bytes written with Java's Integer.toHexString or the like",
    receiverHas: verifier,
  });
  put(whole(listedBytes(text)), {
    id: "signature-raw-bytes",
    fixes: SIGN_HMAC_HEX,
    message: `The signature is the digest's raw bytes, or a list of them, and not ${form.name}.`,
    senderSigned: `the right digest, not written in ${form.name}`,
    receiverHas: verifier,
  });
  return readings;
}

/** Every digest that the header's value may stand for, each with what is wrong about it. */
export function readSignature(
  signature: string,
  agreed: AgreedText = "hex",
): readonly SignatureClaim[] {
  return readHeader(signature).map(({ timestamp, text, causes }) => ({
    timestamp,
    readings: unwrapped(text, agreed).map((reading) => {
      const all = [...causes, ...reading.causes];
      return { value: reading.value, causes: all, weight: Math.min(all.length, 1) };
    }),
  }));
}

/** Layer by layer, the fewest first; one cause is named once. */
function unwrapped(text: string, agreed: AgreedText): readonly Variant<Reading>[] {
  const readings: Variant<Reading>[] = [];
  const seen = new Set([text]);
  let layer: readonly { readonly text: string; readonly causes: readonly Cause[] }[] = [
    { text, causes: [] },
  ];
  for (let depth = 0; depth <= DEEPEST && layer.length > 0; depth += 1) {
    for (const { text: each, causes } of layer) {
      for (const reading of readingsOf(each, agreed)) {
        readings.push({ value: reading.value, causes: once([...causes, ...reading.causes]) });
      }
    }
    layer = layer.flatMap(({ text: outer, causes }) =>
      LAYERS.flatMap((unwrap) => {
        const { texts = [], ...cause } = unwrap(outer, TEXT_FORMS[agreed].name) ?? {};
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

/** Every id that a reading of a webhook may have. */
export const READING_IDS: readonly string[] = [
  HEADER_SPACING,
  ...[
    "whitespace",
    "prefix",
    "separators",
    "percent-encoded",
    "base64",
    "hex-twice",
    "truncated",
  ].map((name) => `signature-${name}`),
  ...["trailing-characters", "zeros-lost", "sign-extended", "raw-bytes"].map(
    (name) => `signature-${name}`,
  ),
];

/** Whole digests only. */
function whole(bytes: Buffer | null): Reading | null {
  return bytes !== null && DIGEST_BYTES.includes(bytes.length)
    ? { digestBytes: bytes.length, whole: bytes, matches: (digest) => digest.equals(bytes) }
    : null;
}

function beginning(text: string, { start, write, name }: TextForm): Reading | null {
  if (!start.test(text)) return null;
  const found = name === "hex" ? text.toLowerCase() : text;
  return { digestBytes: DIGITS / 2, matches: (digest) => write(digest).startsWith(found) };
}

function masked(text: string, { cut, write, fewest, name }: TextForm): Reading | null {
  const [, start = "", end = ""] = cut.exec(name === "hex" ? text.toLowerCase() : text) ?? [];
  if (start.length + end.length < fewest) return null;
  return {
    digestBytes: DIGITS / 2,
    matches: (digest) => {
      const right = write(digest);
      return right.startsWith(start) && right.endsWith(end);
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

function signExtended(text: string): Reading | null {
  if (!/^[0-9a-f]{70,256}$/i.test(text)) return null;
  const found = text.toLowerCase();
  const written = (digest: Buffer, digits: number) =>
    Array.from(new Int8Array(digest), (byte) =>
      (byte >>> 0).toString(16).padStart(digits, "0"),
    ).join("");
  return {
    digestBytes: DIGITS / 2,
    matches: (digest) => [1, 2].some((digits) => written(digest, digits) === found),
  };
}

/** The usual name of the hash in front of it is part of that form. */
function base64Of(text: string): Buffer | null {
  const bare = text.replace(/^(?:hmac-?)?sha-?256[=:]/i, "");
  return /^[A-Za-z0-9+/_ -]{20,}={0,2}$/.test(bare)
    ? Buffer.from(bare.replaceAll(" ", "+"), "base64")
    : null;
}

/** The digest in front of something that is neither white space nor a second signature: those are causes of their own. */
function beforeRest(text: string, agreed: AgreedText): Buffer | null {
  const { length } = TEXT_FORMS[agreed];
  const rest = text.slice(length);
  if (rest.trim() === "" || /[0-9a-z+/]{32}/i.test(rest)) return null;
  const start = text.slice(0, length);
  if (agreed === "hex") return /^[0-9a-f]{64}$/i.test(start) ? Buffer.from(start, "hex") : null;
  return /^[A-Za-z0-9+/]{43}=$/.test(start) ? Buffer.from(start, "base64") : null;
}
