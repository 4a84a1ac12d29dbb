/** What can stand around a digest's text, one layer at a time: quotes, a prefix, an encoding once more. */
import { percentBytes } from "../../../core/percent-bytes.js";
import type { CauseText, Remedy } from "./cause.js";
import { PASS_HEADER_AS_IS, SIGN_HMAC_HEX } from "./fixes.js";

export type Unwrap = CauseText &
  Remedy & { readonly id: string; readonly texts: readonly string[] };

const PREFIXED =
  /^(?:(?![0-9a-f]{16})[A-Za-z][\w-]*\s*[=:,]\s*|(?![0-9a-f]{16})[A-Za-z][\w-]*\s+|\(stdin\)=\s*|[A-Z][\w-]*\([^)]*\)=\s*|0x|\\x)(.{16,})$/is;
const UNSEEN = /[\s\u00ad\u200b-\u200f\u2060\ufeff]/g;
const WRAPPINGS = [
  /^b?(["'`])(.*)\1$/s,
  /^b?\[(.*)\]$/s,
  /^\((.*)\)$/s,
  /^<(\w{1,10})>(.*)<\/\1>$/s,
  /^<(.*)>$/s,
  /^\{(.*)\}$/s,
  /^[“‘](.*)[”’]$/s,
  // Optional[…] of Java, Some("…") of Rust.
  /^[A-Za-z]{3,12}[[(]["']?(.*?)["']?[)\]]$/s,
  // A JSON object, or a list of parameters.
  /["']?(?:signature|sig|hmac|hash|digest|value)["']?\s*[:=]\s*["']([^"']{16,})["']/i,
];

/** What can stand around or instead of the hex, one layer each. */
/** @param agreed how the digest is to be written: `hex`, `Base64` */
export const LAYERS: readonly ((text: string, agreed: string) => Unwrap | null)[] = [
  (text) => typed(text, "white space around or in it", [text.trim(), text.replace(/\s/g, "")]),
  (text) => typed(text, "characters in it that nobody sees", [text.replace(UNSEEN, "")]),
  // As an input method for Korean or Japanese writes them.
  (text) => typed(text, "letters or digits of full width, or alike", [text.normalize("NFKC")]),
  (text) => {
    const trimmed = text.trim();
    return {
      id: "signature-whitespace",
      fixes: PASS_HEADER_AS_IS,
      message: `The signature has something around it${formAround(trimmed)}.`,
      senderSigned: "the right digest",
      receiverHas:
        "the digest in quotes or brackets, as a program prints a text, a list or an object",
      texts: WRAPPINGS.flatMap((pattern) => pattern.exec(trimmed)?.at(-1) ?? []),
    };
  },
  (text, agreed) => {
    const rest = PREFIXED.exec(text.trim())?.[1];
    const name = rest === undefined ? "" : text.trim().slice(0, -rest.length);
    return rest === undefined
      ? null
      : {
          id: "signature-prefix",
          fixes: SIGN_HMAC_HEX,
          message: `The signature has a prefix, ${JSON.stringify(name)}, that the agreed form does not have${prefixOrigin(name)}.`,
          senderSigned: `the right digest, written after ${JSON.stringify(name)}`,
          receiverHas: `a verifier that expects ${agreed} alone`,
          texts: [rest],
        };
  },
  (text, agreed) => ({
    id: "signature-separators",
    fixes: SIGN_HMAC_HEX,
    message: "The signature's hex digits are divided by dashes, colons or spaces.",
    senderSigned: "the right digest, its bytes divided, as .NET's BitConverter writes them",
    receiverHas: `a verifier that expects ${agreed} alone`,
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
    texts: /%[0-9a-f]{2}/i.test(text) ? [percentBytes(text).toString("latin1")] : [],
  }),
  (text, agreed) => ({
    id: "signature-base64",
    fixes: SIGN_HMAC_HEX,
    message: "The signature is hex or Base64, encoded in Base64 once more.",
    senderSigned: "the right digest, its text written in Base64",
    receiverHas: `a verifier that expects ${agreed}`,
    texts: /^[A-Za-z0-9+/_-]{24,}={0,2}$/.test(text) ? printable(Buffer.from(text, "base64")) : [],
  }),
  (text, agreed) => ({
    id: "signature-hex-twice",
    fixes: SIGN_HMAC_HEX,
    message: "The signature's text was encoded in hex once more.",
    senderSigned: "the right digest, its hex or Base64 text written in hex again",
    receiverHas: `a verifier that expects ${agreed}`,
    texts: /^(?:[0-9a-f]{2}){32,}$/i.test(text) ? printable(Buffer.from(text, "hex")) : [],
  }),
];

/** What a copy or an input method leaves. */
function typed(text: string, what: string, texts: readonly string[]): Unwrap | null {
  const others = texts.filter((each) => each !== text);
  return others.length === 0
    ? null
    : {
        id: "signature-whitespace",
        fixes: PASS_HEADER_AS_IS,
        message: `The signature has ${what}.`,
        senderSigned: "the right digest",
        receiverHas:
          "the digest's text with something more, as a copy or an input method leaves it",
        texts: others,
      };
}

const LONGEST_AROUND = 20;

/** `: b'…'`; in words where it is more. */
function formAround(text: string): string {
  const form = text.replace(/[\w+/%=-]{16,}/g, "…");
  return form.length > LONGEST_AROUND ? ": quotes, brackets or an object" : `: ${form}`;
}

function prefixOrigin(name: string): string {
  if (/stdin|\)=/.test(name)) return ": it is a line that openssl dgst printed";
  return /webhook|signature/i.test(name) ? ": the header's name was pasted too" : "";
}

function printable(bytes: Buffer): readonly string[] {
  const text = bytes.toString("latin1");
  return /^[ -~]{16,}$/.test(text) ? [text] : [];
}
