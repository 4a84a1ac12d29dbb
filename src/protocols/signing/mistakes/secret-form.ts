/** One secret in two encodings: one side decodes, encodes or hashes it, and the other does not. */
import { trimEndOf } from "../../../core/trim-end.js";
import { lowerEscapes, urlPart } from "../../../core/url-part.js";
import { createHash } from "node:crypto";
import { everyEncodingOf } from "../encodings.js";
import { encodeText, utf16 } from "./charsets.js";
import { mistaken, type SecretMistake } from "./mistake.js";
import { base64Bytes } from "./secret-text.js";

const AGREE =
  "Agree on one reading of the {secret}: use its text as it is on both sides, or store here what the signer uses.";
const AS_TEXT = `Use the {secret}'s text as it is, without decoding it; where this side holds an encoded copy, store the decoded one. ${AGREE}`;

export const FORM_MISTAKES: readonly SecretMistake[] = [
  {
    id: "hex-decoded",
    entryId: "hex_decoded",
    remedy: AS_TEXT,
    of: (secret) =>
      mistaken(
        secret,
        /^(?:[0-9a-f]{2})+$/i.test(secret.trim()) ? [Buffer.from(secret.trim(), "hex")] : [],
        "the bytes that hex decoding makes of the {secret}",
        "the {secret}'s text, in hex",
      ),
  },
  {
    id: "base64-decoded",
    entryId: "base64_decoded",
    remedy: AS_TEXT,
    of: (secret) => [
      ...mistaken(
        secret,
        base64Bytes(secret),
        "the bytes that Base64 decoding makes of the {secret}",
        "the {secret}'s text, in Base64, as a Kubernetes secret shows it",
      ),
      ...mistaken(
        secret,
        base64Bytes(secret).map(trimmed),
        "the bytes that Base64 decoding makes of the {secret}, without the white space at their ends",
        "the {secret}'s text, in Base64, with white space encoded in it, as echo | base64 makes it",
      ),
    ],
  },
  {
    id: "encoded",
    entryId: "encoded_by_signer",
    remedy: AGREE,
    of: (secret) =>
      mistaken(
        secret,
        [secret, `${secret}\n`].flatMap((each) =>
          everyEncodingOf(Buffer.from(each)).flatMap((text) => [text, trimEndOf(text, "=")]),
        ),
        "the {secret} written in hex or Base64",
        "the {secret}'s own text",
      ),
  },
  {
    id: "hashed",
    entryId: "hashed",
    remedy: AGREE,
    of: (secret) =>
      mistaken(
        secret,
        ["sha256", "sha1", "md5", "sha512"].flatMap((name) => {
          const bytes = createHash(name).update(secret).digest();
          return [bytes, ...everyEncodingOf(bytes)];
        }),
        "a hash of the {secret} (SHA-256, SHA-1, MD5 or SHA-512)",
        "the {secret}'s own text",
      ),
  },
  {
    id: "url-encoded",
    entryId: "url_encoded",
    remedy: AGREE,
    of: (secret) => [
      ...mistaken(
        secret,
        [percentDecoded(secret), percentDecoded(secret.replace(/\+/g, " "))],
        "the {secret} URL-decoded (a + read as a space)",
        "the {secret} as it is written",
      ),
      ...mistaken(
        secret,
        [secret.replace(/\+/g, " ")],
        "the {secret} with + read as a space",
        "the {secret} with its +",
      ),
      ...mistaken(
        secret,
        [
          urlPart(secret),
          urlPart(secret).replace(/%20/g, "+"),
          lowerEscapes(urlPart(secret)),
          secret.replace(/ /g, "+"),
        ],
        "the {secret} URL-encoded",
        "the {secret} as it is written",
      ),
    ],
  },
  {
    id: "html-escaped",
    entryId: "html_escaped",
    remedy: AGREE,
    of: (secret) => [
      ...mistaken(
        secret,
        [unescapedHtml(secret)],
        "the {secret} without &amp; and the like",
        "the {secret} HTML-escaped",
      ),
      ...mistaken(
        secret,
        [escapedHtml(secret)],
        "the {secret} HTML-escaped (&amp;)",
        "the {secret} as it is written",
      ),
    ],
  },
  {
    id: "base64-alphabet",
    entryId: "base64_alphabet",
    remedy: AGREE,
    of: (secret) => [
      ...mistaken(
        secret,
        [secret.replaceAll("+", "-").replaceAll("/", "_")],
        "the {secret} with - and _ for + and /, as URL-safe Base64 has them",
        "the {secret} with + and /",
      ),
      ...mistaken(
        secret,
        [secret.replaceAll("-", "+").replaceAll("_", "/")],
        "the {secret} with + and / for - and _, as plain Base64 has them",
        "the {secret} with - and _",
      ),
    ],
  },
  {
    id: "letter-case",
    entryId: "letter_case",
    remedy: AGREE,
    of: (secret) =>
      mistaken(
        secret,
        [secret.toLowerCase(), secret.toUpperCase()],
        "the {secret} in lower case, or in upper case",
        "the {secret} in other letter case",
      ),
  },
  {
    id: "charset",
    entryId: "charset",
    remedy: "Read the {secret} as UTF-8 on both sides, or agree on one without special characters.",
    of: (secret) =>
      mistaken(
        secret,
        [
          ...otherCharsets(secret),
          utf16(secret, "le"),
          utf16(secret, "be"),
          secret.normalize("NFC"),
          secret.normalize("NFD"),
          secret.normalize("NFKC"),
        ],
        "the {secret}'s text in another character set (Latin-1, UTF-16, EUC-KR, ASCII with ?) or normal form",
        "the {secret} in UTF-8",
      ),
  },
  {
    id: "list",
    entryId: "list",
    remedy: "Give one {secret}; several belong into a list of references.",
    of: (secret) => [
      ...mistaken(
        secret,
        valuesIn(secret),
        "one value",
        "several values, or JSON, in one {secret}",
      ),
      ...mistaken(
        secret,
        [secret + secret, `${secret}\n${secret}`],
        "the {secret} twice, one behind the other, as if it was pasted twice",
        "the {secret} once",
      ),
      ...mistaken(
        secret,
        [halfOf(secret)],
        "the {secret} once",
        "the {secret} twice, one behind the other, as if it was pasted twice",
      ),
    ],
  },
];

function halfOf(secret: string): string {
  const half = secret.slice(0, secret.length / 2);
  return half + half === secret ? half : secret;
}

function otherCharsets(secret: string): readonly (Buffer | null)[] {
  const mojibake = Buffer.from(secret).toString("latin1");
  const bytes = /^[\0-\xff]*$/.test(secret) ? Buffer.from(secret, "latin1") : null;
  return /[^\0-\x7f]/.test(secret)
    ? [
        bytes,
        encodeText("windows-1252", secret),
        encodeText("euc-kr", secret),
        Buffer.from(mojibake),
        Buffer.from(secret, "ascii"),
        Buffer.from(secret.replace(/[^\0-\x7f]/gu, "?")),
        Buffer.from(secret.replace(/[^\0-\x7f]/gu, "")),
      ]
    : [];
}

function valuesIn(secret: string): readonly string[] {
  const text = secret.trim();
  if (/^[{["]/.test(text)) {
    try {
      const value: unknown = JSON.parse(text);
      const values = typeof value === "object" && value !== null ? Object.values(value) : [value];
      return values.filter((each): each is string => typeof each === "string");
    } catch {
      return [];
    }
  }
  return text.split(/[,;\s|]+/);
}

function trimmed(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString("latin1").trim(), "latin1");
}

function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const ENTITIES: readonly (readonly [string, RegExp])[] = [
  ["<", /&(?:lt|#60|#x3c);/gi],
  [">", /&(?:gt|#62|#x3e);/gi],
  ['"', /&(?:quot|#34|#x22);/gi],
  ["'", /&(?:apos|#0?39|#x27);/gi],
  ["/", /&#x2f;/gi],
  ["&", /&(?:amp|#38|#x26);/gi],
];

/** What a sanitiser or a template engine did, undone. */
export function unescapedHtml(text: string): string {
  return ENTITIES.reduce((each, [character, entity]) => each.replace(entity, character), text);
}

function escapedHtml(text: string): string {
  const named: Record<string, string> = {
    "&": "amp",
    "<": "lt",
    ">": "gt",
    '"': "quot",
    "'": "#39",
  };
  return text.replace(/[&<>"']/g, (each) => `&${named[each] ?? ""};`);
}
