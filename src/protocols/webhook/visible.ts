/** What can be seen of a delivery that no cause explains. It proves nothing, and says where to look first. */
import { CAN_ZSTD, isZstd, ZSTD_NEEDS } from "../../core/zstd.js";
import { utf16Order } from "./causes/body-charset.js";
import type { AgreedText } from "./causes/signature-text.js";
import { parseJsonBytes } from "./signature.js";
import { decodeUtf8 } from "../../core/decode-utf8.js";

/** The rest of a large body looks like its start. */
const LOOK = 64 * 1024;
/** Above this, whether it parses is not looked at. */
const LARGEST_PARSED = 1024 * 1024;
const DIGITS = 64;

/** @returns short clauses, such as "it begins like gzip"; the telling ones first */
export function visibleInBody(body: Buffer): readonly string[] {
  if (body.length === 0) return ["it is empty"];
  const head = body.subarray(0, LOOK);
  const text = head.toString("latin1");
  const seen = SIGNS.flatMap(([says, isSeen]) => (isSeen(head, text) ? [says] : []));
  if (seen.length > 0) return seen;
  if (body.length > LARGEST_PARSED || parseJsonBytes(body) !== null) return [];
  if (decodeUtf8(body) === null)
    return ["it is not UTF-8: it may be Latin-1, EUC-KR, compressed or cut inside a character"];
  return /^\s*[{[]/.test(text)
    ? ["it begins like JSON and does not parse: it may be cut off, or changed"]
    : [];
}

type Sign = readonly [says: string, isSeen: (head: Buffer, text: string) => boolean];

const SIGNS: readonly Sign[] = [
  [
    "it begins like gzip (1F 8B): it was not decompressed",
    (head) => head[0] === 0x1f && head[1] === 0x8b,
  ],
  [
    "it begins like zlib (78): it was not decompressed",
    (head) => head[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(head[1] ?? 0),
  ],
  [
    `it begins like Zstandard (28 B5 2F FD): it was not decompressed${CAN_ZSTD ? "" : `; ${ZSTD_NEEDS}`}`,
    (head) => isZstd(head),
  ],
  [
    "it starts with a byte order mark (BOM, EF BB BF)",
    (_, text) => text.startsWith("\xef\xbb\xbf"),
  ],
  ["it is UTF-16, not UTF-8", (head) => utf16Order(head) !== null],
  [
    "it is the text of an object that was turned into a string, not a body",
    (_, text) => /^\s*\[object \w+\]\s*$/.test(text),
  ],
  [
    "it is only a word (undefined, null or the like), as a program writes what it does not have",
    (_, text) => /^\s*(?:undefined|null|None|nil|NaN)\s*$/.test(text),
  ],
  [
    "it is an empty object or list, as a program writes what it could not read",
    (_, text) => /^\s*(?:\{\s*\}|\[\s*\])\s*$/.test(text),
  ],
  [
    "it contains U+FFFD: characters were lost when it was read",
    (_, text) => text.includes("\xef\xbf\xbd"),
  ],
  [
    "it is what console.log shows of a Buffer, cut (… more bytes): log the body's text, or its Base64",
    (_, text) => /^\s*<Buffer /.test(text),
  ],
  [
    "it has question marks in a row (??): characters may have been lost in a wrong character set",
    (_, text) => /\?\?+/.test(text),
  ],
  ["it looks like Base64 text", (_, text) => /^\s*[A-Za-z0-9+/_-]{24,}={0,2}\s*$/.test(text)],
  ["it is an HTML page", (_, text) => /^\s*<(?:!doctype|html)/i.test(text)],
  ["it is XML", (_, text) => /^\s*<\?xml/i.test(text)],
  ["it is multipart", (_, text) => /^\s*--\S+\r?\nContent-/i.test(text)],
  [
    "it still has HTTP headers in it",
    (_, text) => /^(?:POST|PUT|HTTP\/|Host:|Content-Type:)/i.test(text),
  ],
  [
    "it was shortened: an ellipsis or a word such as truncated stands at its end",
    (_, text) => /(?:\.\.\.|\xe2\x80\xa6|\(?truncated\)?|more bytes\)?)["'\s]*$/i.test(text),
  ],
  ["it is form-encoded", (_, text) => /^[\w.[\]-]+=[^\s{]*(?:&|$)/.test(text)],
  [
    "it has HTML entities (&quot;) in it: a sanitiser changed it",
    (_, text) => /&(?:quot|amp|lt|gt|#\d+);/.test(text),
  ],
  [
    "it has mojibake in it (such as Ã, ê°): it was read in a wrong character set",
    (_, text) => /\xc3[\x83\x82]\xc2|\xc3[\xaa-\xad]\xc2/.test(text),
  ],
  [
    "it holds a number too large for a double: a program may have rounded it",
    (_, text) => /[:[,]\s*-?\d{17,}/.test(text),
  ],
];

/** @param signature the header's value */
export function visibleInSignature(signature: string, agreed: AgreedText): readonly string[] {
  const text = signature.trim();
  const other = valueSeen(text);
  if (other !== null) return [other];
  if (/^v1,/.test(text) || /\bv\d,/.test(text))
    return ["the signature has the form of Standard Webhooks (v1,Base64), which is not PlayCamp's"];
  return agreed === "hex" ? visibleInHex(text) : visibleInBase64(text);
}

/** @returns what stands where any signature should; null where it may be one */
export function valueSeen(text: string): string | null {
  return OTHER_VALUES.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

const OTHER_VALUES: readonly (readonly [pattern: RegExp, says: string])[] = [
  [/[.…*•]{3,}|…|\*\*/, "the signature was masked or shortened: give the whole one"],
  [
    /^(?:Bearer |Basic )/i,
    "the signature is the value of an Authorization header, not a signature",
  ],
  [/^[\w-]{8,}\.[\w-]+\.[\w-]+$/, "the signature is a token (JWT), not a digest"],
  [/^[a-z]+:\/\//i, "the signature is a URL"],
  [
    /^\[object \w+\]$|^<Promise|^Promise /,
    "the signature is the text of an object: an await, or .digest(), is missing where it was made",
  ],
  [
    /^\$(?:2[abxy]?|argon2\w*|5|6|scrypt)\$/,
    "the signature is a hash of bcrypt, as passwords are stored, or of the like: it differs each time",
  ],
  [/^Array$/, "the signature is the word Array: PHP turned a list into text"],
];

/** @param secret the one that was verified with */
export function visibleInSecret(secret: string): readonly string[] {
  if (/[*•…]|\.{3}|x{6}/i.test(secret))
    return ["the secret here looks masked (***, …), as a page that hides it shows it"];
  return /^[<{[$%]|your|change.?me|example|placeholder/i.test(secret)
    ? ["the secret here looks like a placeholder"]
    : [];
}

function visibleInHex(text: string): readonly string[] {
  const hex = /v1=([^,]*)/.exec(text)?.[1] ?? text;
  if (hex.length === DIGITS && /[^0-9a-f]/i.test(hex))
    return [`the signature has ${DIGITS} characters and is no hex`];
  if (/^[0-9a-f]+$/i.test(hex))
    return hex.length === DIGITS
      ? []
      : [`the signature has ${hex.length} hex digits; a right one has ${DIGITS}`];
  if (/^[A-Za-z0-9+/_-]{43,44}=?$/.test(hex)) return ["the signature is Base64 and not hex"];
  return ["the signature is not 64 hex digits"];
}

const BASE64_LENGTH = 44;

function visibleInBase64(text: string): readonly string[] {
  if (/^[0-9a-f]{64}$/i.test(text)) return ["the signature is hex and not Base64"];
  if (/^[A-Za-z0-9+/]{43}=$/.test(text)) return [];
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(text)
    ? [
        `the signature has ${text.length} characters of Base64; that of a SHA-256 has ${BASE64_LENGTH}`,
      ]
    : ["the signature is not Base64 (A-Z a-z 0-9 + / and = at the end)"];
}
