/** Characters around and inside a secret that one side has and the other has not. */
import { trimEndOf } from "../../../core/trim-end.js";
import { mistaken, type SecretMistake } from "./mistake.js";
import { ESCAPE_MISTAKES } from "./secret-escapes.js";
import { QUOTE_PAIRS, trimmed, unquoted } from "./secret-quotes.js";

const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]/g;
const ENDS = [...Array.from("\n\r\t \u00a0\u3000\0"), "\r\n", "\n\n", "\r\n\r\n", "  "];
const FRONTS = [...Array.from(" \t\n\u00a0\u3000"), "\r\n", "  "];
const NAMED = /^\s*(?:export\s+|set\s+|\$env:|-e\s+)?["']?[A-Za-z_][\w.-]*["']?\s*(?:=\s*|:\s+)/;
const PREFIX = /^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z]+)*[_:](?=.)/;

const COPY_EXACTLY = "Copy the {secret} again, exactly, on the side that has it wrong.";

export const TEXT_MISTAKES: readonly SecretMistake[] = [
  {
    id: "byte-order-mark",
    entryId: "byte_order_mark",
    remedy: "Save the {secret} without a byte order mark.",
    of: (secret) => [
      ...mistaken(
        secret,
        [secret.replace(/^(?:\uFEFF|ï»¿)/, "")],
        "the {secret} without a byte order mark",
        "the {secret} with a byte order mark (BOM) in front of it, which does not show",
      ),
      ...mistaken(
        secret,
        [`\uFEFF${secret}`],
        "the {secret} with a byte order mark (BOM) in front of it",
        "the {secret} without it",
      ),
    ],
  },
  {
    id: "whitespace",
    entryId: "whitespace",
    remedy:
      "Correct the {secret} that is given here. A line break at the end of a secret file is the usual reason.",
    of: (secret) =>
      mistaken(
        secret,
        [
          secret.replace(/\r?\n$/, ""),
          secret.trim(),
          secret.trimEnd(),
          secret.trimStart(),
          secret.replace(/\s+/g, ""),
        ],
        "the {secret} without its white space",
        "the {secret} with white space: a newline, a space, a tab or a no-break space",
      ),
  },
  {
    id: "whitespace",
    entryId: "trailing_newline",
    remedy:
      "Trim the {secret} on the signing server, which probably read it from a file with its line break.",
    of: (secret) => [
      ...mistaken(
        secret,
        ENDS.map((end) => secret + end),
        "the {secret} with white space at its end: a newline, a space or the like, as a file or echo adds it",
        "the {secret} without it",
      ),
      ...mistaken(
        secret,
        FRONTS.map((front) => front + secret),
        "the {secret} with white space in front of it",
        "the {secret} without it",
      ),
      ...mistaken(
        secret,
        FRONTS.flatMap((front) => [front + secret + front, `${front}${secret}\n`]),
        "the {secret} with white space on both sides",
        "the {secret} without it",
      ),
    ],
  },
  {
    id: "invisible-character",
    entryId: "invisible_character",
    remedy: `Type the {secret}, or paste it through a plain text editor, on the side that has the invisible character. ${COPY_EXACTLY}`,
    of: (secret) => [
      ...mistaken(
        secret,
        [
          secret.replace(INVISIBLE, ""),
          secret.replace(INVISIBLE, "").trim(),
          secret.replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, " "),
          secret.replace(INVISIBLE, "").replace(/\s/g, ""),
          secret.replace(/[\u2010-\u2015\u2212]/g, "-"),
        ],
        "the {secret} without the invisible or look-alike characters in it",
        "the {secret} with an invisible or look-alike character, such as a zero-width space or a soft hyphen",
      ),
      ...mistaken(
        secret,
        Array.from("\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\ufeff").flatMap((each) => [
          secret + each,
          each + secret,
        ]),
        "the {secret} with an invisible character at an end, such as a zero-width space",
        "the {secret} without it",
      ),
    ],
  },
  {
    id: "quotes",
    entryId: "quoted",
    remedy:
      "Take the quotes off the {secret} that is given here: they belong to the file's own form.",
    of: (secret) =>
      unquoted(secret).flatMap((bare) =>
        mistaken(
          secret,
          [bare],
          "the {secret} without quotes",
          secret.trim() === secret || bare.trim() !== bare
            ? "the {secret} with quotes that do not belong to it"
            : "the {secret} with quotes around it, and white space around them",
        ),
      ),
  },
  {
    id: "quotes",
    entryId: "quoted_by_signer",
    remedy: "Remove the quotes from the {secret} on the signing server.",
    of: (secret) =>
      mistaken(
        secret,
        [
          ...QUOTE_PAIRS.map((pair) => pair.charAt(0) + secret + pair.charAt(1)),
          `"${secret}`,
          `${secret}"`,
          `'${secret}`,
          `${secret}'`,
          `b'${secret}'`,
          `\\"${secret}\\"`,
        ],
        "the {secret} with quotes around it",
        "the {secret} without quotes",
      ),
  },
  {
    id: "punctuation",
    entryId: "punctuation",
    remedy: `Take the character off that does not belong to the {secret}. ${COPY_EXACTLY}`,
    of: (secret) => [
      ...mistaken(
        secret,
        [withoutPunctuation(secret), trimmed(secret, /[\s"'`“”‘’„«»「」]/, /[\s"'`“”‘’„«»「」,;]/)],
        "the {secret} without quotes, comma or semicolon",
        "the {secret} with a character at its end that does not belong to it (quotes, a comma or a semicolon from a file)",
      ),
      ...mistaken(
        secret,
        [secret.replace(/(?<!\s)\s+(?:#|\/\/).*$/s, "")],
        "the {secret} without the comment behind it",
        "the {secret} with a comment behind it, as some files keep it in the value",
      ),
      ...mistaken(
        secret,
        Array.from(",;.:").flatMap((each) => [
          secret + each,
          `"${secret}"${each}`,
          `'${secret}'${each}`,
        ]),
        "the {secret} with a comma, a semicolon or the like after it",
        "the {secret} without it",
      ),
    ],
  },
  {
    id: "name-in-value",
    entryId: "name_in_value",
    remedy: "Give the value alone: the variable's name and the equals sign are not part of it.",
    of: (secret) => {
      const bare = secret.replace(NAMED, "");
      return [
        ...mistaken(
          secret,
          bare === secret ? [] : [bare, bare.trim(), ...unquoted(bare)],
          "the value after the name",
          "the variable's name and its value, as a whole line of a .env file or a header is",
        ),
        ...mistaken(
          secret,
          [secret.replace(/^(?:Bearer|Basic|Token|Secret|Key)[ :]+/i, "")],
          "the {secret} without the word in front of it",
          "the {secret} behind a word such as Bearer, as a header has it",
        ),
      ];
    },
  },
  ...ESCAPE_MISTAKES,
  {
    id: "prefix",
    entryId: "prefix",
    remedy: "Use the {secret} with its prefix, exactly as it was shown, on both sides.",
    of: (secret) => {
      const bare = secret.replace(/^v\d,/, "").replace(PREFIX, "");
      return [
        ...mistaken(
          secret,
          [bare, secret.replace(/^v\d,/, ""), secret.replace(/^.*[_:](?=.)/s, "")],
          "the {secret} without its prefix",
          "the {secret} with its prefix",
        ),
        ...mistaken(
          secret,
          bare === secret ? [] : base64Bytes(bare),
          "the bytes that Base64 decoding makes of what follows the prefix",
          "the {secret} as text, with its prefix",
        ),
        ...mistaken(
          secret,
          ["whsec_", "v1,whsec_", "v1,", "sk_", "sha256=", "Bearer "].map((each) => each + secret),
          "the {secret} with a prefix (whsec_ or the like) before it",
          "the {secret} without it",
        ),
      ];
    },
  },
];

/** @returns nothing for what is no Base64 */
export function base64Bytes(text: string): readonly Buffer[] {
  const bare = text.trim();
  return /^[A-Za-z0-9+/_-]{2,}={0,2}$/.test(bare) ? [Buffer.from(bare, "base64")] : [];
}

/** What a sentence or a list puts after a secret. */
function withoutPunctuation(secret: string): string {
  const text = secret.trimEnd();
  const cut = trimEndOf(text, ",;.:)]}>\\");
  return cut === text ? secret : cut;
}
