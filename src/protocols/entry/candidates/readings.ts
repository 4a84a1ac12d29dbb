/** How a signature's text may relate to the digest it should be: encoded otherwise, cut off, or with something added. */
import {
  decodeStart,
  encodeSignature,
  SIGNATURE_ENCODINGS,
  type SignatureEncoding,
} from "../../signing/encodings.js";
import type { Variant } from "../../webhook/causes/cause.js";
import {
  readSignature as readForms,
  type Reading as SignatureForm,
} from "../../webhook/causes/signature-text.js";
import { proved, type EntryFinding } from "../finding.js";
import { trimEndOf } from "../../../core/trim-end.js";

/** `finding` is null when the text is exactly what was agreed. */
export interface Reading {
  readonly finding: EntryFinding | null;
  /** So short that it proves nothing where anything else is assumed too. */
  readonly isWeak?: true;
}

export type SignatureReader = (digest: Buffer) => Reading | null;

/** Fewer agreeing characters prove nothing. */
const SHORTEST_PREFIX = 8;
/** Fewer bytes agree by chance with one of the many digests that are tried. */
const PROVING_BYTES = 8;

/**
 * Prepares the comparison of signatures with many digests.
 *
 * @param found one, or several of which any may match
 * @param settings where the profile says the encoding
 * @returns a function that says how a digest gives one of the texts, or null when it gives none
 */
export function createSignatureReader(
  found: readonly string[],
  agreed: SignatureEncoding,
  settings: string,
): SignatureReader {
  const near = new Map<string, { readonly text: string; readonly start: Buffer }[]>();
  const whole = new Map<string, Form>();
  const partial: Form[] = [];
  for (const text of found) {
    for (const start of digestStarts(text.trim().replaceAll(" ", "+"))) {
      const place = firstBytes(start);
      if (place !== null) near.set(place, [...(near.get(place) ?? []), { text, start }]);
    }
    for (const form of signatureForms(text)) {
      const digest = form.value.whole?.toString("latin1");
      if (digest === undefined) partial.push({ text, form });
      else if (!whole.has(digest)) whole.set(digest, { text, form });
    }
  }
  return (digest) => {
    for (const { text, start } of near.get(firstBytes(digest) ?? "") ?? []) {
      const length = Math.min(start.length, digest.length);
      if (!digest.subarray(0, length).equals(start.subarray(0, length))) continue;
      const reading = readSignature(text, digest, agreed, settings);
      if (reading !== null) return reading;
    }
    const other =
      whole.get(digest.toString("latin1")) ??
      partial.find(({ form }) => form.value.matches(digest));
    return other === undefined ? null : formReading(other.form, other.text, digest, agreed);
  };
}

interface Form {
  readonly text: string;
  readonly form: Variant<SignatureForm>;
}

/** What is looked up first: fewer bytes prove nothing. */
function firstBytes(bytes: Buffer): string | null {
  return bytes.length < 4 ? null : bytes.toString("latin1", 0, 4);
}

/** What else can stand around the digits, as with webhooks; plain text is read more exactly here. */
function signatureForms(found: string): readonly Variant<SignatureForm>[] {
  return readForms(found).flatMap(({ readings }) =>
    readings.filter(({ causes }) => causes.length > 0),
  );
}

function formReading(
  { causes }: Variant<SignatureForm>,
  found: string,
  digest: Buffer,
  agreed: SignatureEncoding,
): Reading {
  const [first] = causes;
  return {
    finding: proved(
      "signature",
      first?.id.replaceAll("-", "_") ?? "signature_encoding",
      causes
        .map(({ message }) => message.replace("the agreed form does not have", "was not agreed"))
        .join(" "),
      `Write the digest as ${agreed}, with nothing around it.`,
      { expected: encodeSignature(agreed, digest), found },
    ),
  };
}

/** What the digest's first bytes would be, under each way to decode the text: the agreed ones, and looser ones. */
function digestStarts(text: string): readonly Buffer[] {
  const base64 = Buffer.from(/^[A-Za-z0-9+/_-]*/.exec(text)?.[0] ?? "", "base64");
  const starts = [
    ...SIGNATURE_ENCODINGS.map((encoding) => decodeStart(encoding, text)),
    hexStart(text),
    base64,
    hexStart(base64.toString("latin1")),
  ];
  const distinct = new Map(starts.map((start) => [start.toString("latin1"), start]));
  return [...distinct.values()];
}

function hexStart(text: string): Buffer {
  return Buffer.from(/^[0-9a-f]*/i.exec(text)?.[0] ?? "", "hex");
}

function readSignature(
  found: string,
  digest: Buffer,
  agreed: SignatureEncoding,
  settings: string,
): Reading | null {
  const expected = encodeSignature(agreed, digest);
  if (found === expected) return { finding: null };
  return (
    // Before cut-off texts: Base64 without padding is a whole signature.
    encoded(found, digest, agreed, settings) ??
    altered(found, expected) ??
    SIGNATURE_ENCODINGS.map((each) => altered(found, encodeSignature(each, digest))).find(
      (reading) => reading !== null,
    ) ??
    null
  );
}

function altered(found: string, expected: string): Reading | null {
  const compared = { expected, found };
  if (found.trim() === expected) {
    return {
      finding: proved(
        "signature",
        "signature_whitespace",
        "The signature has whitespace around it.",
        "Trim the signature where the token is put together.",
        compared,
      ),
    };
  }
  if (found.includes(" ") && found.replaceAll(" ", "+") === expected) {
    return { finding: plusFinding(compared) };
  }
  if (found.length >= SHORTEST_PREFIX && expected.startsWith(found)) {
    return {
      ...(startBytes(found, expected) < PROVING_BYTES ? { isWeak: true as const } : {}),
      finding: proved(
        "signature",
        "signature_truncated",
        `The signature is cut off: these are the first ${found.length} of ${expected.length} characters of the right one.`,
        "Look for a column, log line or buffer that is too short for the whole signature.",
        compared,
      ),
    };
  }
  if (expected !== "" && found.startsWith(expected)) {
    return {
      finding: proved(
        "signature",
        "signature_trailing_text",
        `After the right signature follow ${found.length - expected.length} characters that do not belong there.`,
        "End the token with the signature's last character.",
        compared,
      ),
    };
  }
  return null;
}

/** How many bytes of a SHA-256 or a longer digest the beginning of its text tells. */
function startBytes(start: string, whole: string): number {
  const isHex = /^[0-9a-f]+$/i.test(whole);
  return Math.floor((start.length * (isHex ? 4 : 6)) / 8);
}

/** Shared with the repair of whole tokens. */
export function plusFinding(compared: {
  readonly expected?: string;
  readonly found?: string;
}): EntryFinding {
  return proved(
    "url",
    "plus_read_as_space",
    "A `+` was put into the URL as it is, and in a query that means a space.",
    "URL-encode the token, so that `+` becomes `%2B`; or agree on base64url or hex.",
    compared,
  );
}

const OTHER_TEXTS: readonly (readonly [name: string, text: (digest: Buffer) => string])[] = [
  ...SIGNATURE_ENCODINGS.map(
    (encoding) => [encoding, (digest: Buffer) => encodeSignature(encoding, digest)] as const,
  ),
  ["base64 without padding", (digest) => trimEndOf(digest.toString("base64"), "=")],
  ["base64url with padding", (digest) => paddedUrl(digest)],
  ["base64 of the hex text", (digest) => Buffer.from(digest.toString("hex")).toString("base64")],
  ["base64 of the HEX text", (digest) => base64OfUpperHex(digest)],
];

function encoded(
  found: string,
  digest: Buffer,
  agreed: SignatureEncoding,
  settings: string,
): Reading | null {
  const text = found.trim().replaceAll(" ", "+");
  const mixedHex = text.toLowerCase() === digest.toString("hex") ? "hex in mixed case" : undefined;
  const name = OTHER_TEXTS.find(([, render]) => render(digest) === text)?.[0] ?? mixedHex;
  if (name === undefined || name === agreed) return null;
  return {
    finding: proved(
      "signature",
      "signature_encoding",
      `The signature is right but written as ${name}; agreed is ${agreed}.`,
      `Write the digest as ${agreed} on the signing server, or change ${settings}.encoding.`,
      { expected: encodeSignature(agreed, digest), found },
    ),
  };
}

function paddedUrl(digest: Buffer): string {
  return digest.toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

function base64OfUpperHex(digest: Buffer): string {
  return Buffer.from(digest.toString("hex").toUpperCase()).toString("base64");
}
