/** One text in two character sets: the body went through the wrong one, before it was signed or after. */
import { decodeEucKr } from "../../../core/euc-kr.js";
import { decodeWindows1252 } from "../../../core/text-encoding.js";
import { encodeText, utf16 } from "../../signing/mistakes/charsets.js";
import { decodeUtf8 } from "../../../core/decode-utf8.js";
import { edits, type BodyCause } from "./body-edits.js";
import { VERIFY_RAW_BODY } from "./fixes.js";

const BOM = "\uFEFF";

export const CHARSET_CAUSES: readonly BodyCause[] = [
  {
    id: "body-utf16",
    remedy: "Verify the bytes as they came; save captures as UTF-8 (PowerShell's > writes UTF-16).",
    guesses: (body) => [
      ...edits(body, fromUtf16(body), {
        message: "The body here is UTF-16; the same text in UTF-8 was signed.",
        senderSigned: "the text in UTF-8",
        receiverHas: "the text in UTF-16, as PowerShell saves it",
      }),
      ...edits(body, toUtf16(body), {
        message: "The body was signed as UTF-16; here it is UTF-8.",
        senderSigned: "the text in UTF-16",
        receiverHas: "the text in UTF-8",
      }),
    ],
  },
  {
    id: "body-charset",
    fixes: VERIFY_RAW_BODY,
    guesses: function* (body) {
      for (const [name, values] of otherCharsets(body)) {
        yield* edits(body, values(), {
          message: `The body was read in another character set than it was sent in: ${name}.`,
          senderSigned: `the same text in another character set (${name})`,
          receiverHas: "bytes that went through a wrong character set on the way",
        });
      }
    },
  },
  {
    id: "body-characters-lost",
    remedy: "Sign and verify bytes, or UTF-8 text; ASCII and old code pages lose characters.",
    guesses: (body) => [
      ...edits(body, withoutEmoji(body), {
        message:
          "What was signed had lost its characters of four bytes, such as emoji, as MySQL's utf8 does.",
        senderSigned: "the text without them, or with ? in their place",
        receiverHas: "the text with all its characters",
      }),
      ...edits(body, lossy(body), {
        message: "What was signed had lost its non-ASCII characters.",
        senderSigned:
          'the text after a conversion to ASCII: "?" or other bytes in their place (7-bit)',
        receiverHas: "the text with all its characters",
      }),
    ],
  },
  {
    id: "body-typography",
    remedy: "Copy the body from the wire or a file, not out of a chat, a mail or a document.",
    guesses: (body) =>
      edits(body, plainTypography(body), {
        message:
          "The body here has typographic quotes or no-break spaces, as chats, mails and documents make them.",
        senderSigned: "the text with plain quotes and spaces",
        receiverHas: "a copy of it with “ ” or no-break spaces",
      }),
  },
  {
    id: "body-unicode-normalised",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) => {
      const text = decodeUtf8(body);
      if (text === null) return [];
      const forms = ["NFC", "NFD", "NFKC"].map((form) => Buffer.from(text.normalize(form)));
      return edits(body, forms, {
        message: "The body's characters were composed or decomposed on the way.",
        senderSigned: "the same text in another Unicode normal form",
        receiverHas: "text whose accents or Hangul are put together differently",
      });
    },
  },
];

function fromUtf16(body: Buffer): readonly Buffer[] {
  const order = utf16Order(body);
  if (order === null) return [];
  const even = body.subarray(0, body.length - (body.length % 2));
  const text = (order === "le" ? even : Buffer.from(even).swap16())
    .toString("utf16le")
    .replace(/^\uFEFF/, "");
  return [text, text.replace(/\r?\n$/, ""), text.trim(), text.replace(/\r\n/g, "\n")].map((each) =>
    Buffer.from(each),
  );
}

/** By its mark, or by the zero bytes of ASCII. */
export function utf16Order(bytes: Uint8Array): "le" | "be" | null {
  const [first = 1, second = 1, third = 1, fourth = 1] = bytes;
  if (first === 0xff && second === 0xfe) return "le";
  if (first === 0xfe && second === 0xff) return "be";
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return "le";
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? "be" : null;
}

function toUtf16(body: Buffer): readonly Buffer[] {
  const text = decodeUtf8(body);
  return text === null
    ? []
    : [text, BOM + text].flatMap((each) => [utf16(each, "le"), utf16(each, "be")]);
}

type Charsets = readonly (readonly [name: string, values: () => readonly (Buffer | null)[]])[];

function otherCharsets(body: Buffer): Charsets {
  const text = decodeUtf8(body);
  const decoded = (charset: string) => new TextDecoder(charset).decode(body);
  if (text === null) {
    return [
      ["EUC-KR", () => [Buffer.from(decodeEucKr(body, "\uFFFD"))]],
      ["Latin-1", () => [Buffer.from(body.toString("latin1"))]],
      ["Windows-1252", () => [Buffer.from(decodeWindows1252(body))]],
      ["Shift-JIS", () => [Buffer.from(decoded("shift_jis"))]],
      ["U+FFFD for what is no UTF-8", () => [Buffer.from(body.toString("utf8"))]],
    ];
  }
  if (!/[^\0-\x7f]/.test(text)) return [];
  return [
    [
      "Latin-1",
      () => [
        /^[\0-\xff]*$/.test(text) ? Buffer.from(text, "latin1") : null,
        Buffer.from(body.toString("latin1")),
        // Twice through the wrong one.
        Buffer.from(Buffer.from(body.toString("latin1")).toString("latin1")),
      ],
    ],
    [
      "Windows-1252",
      () => [encodeText("windows-1252", text), Buffer.from(decodeWindows1252(body))],
    ],
    ["EUC-KR", () => [encodeText("euc-kr", text), Buffer.from(decodeEucKr(body, "\uFFFD"))]],
  ];
}

const FOUR_BYTES = /[\u{10000}-\u{10ffff}]/gu;

function withoutEmoji(body: Buffer): readonly Buffer[] {
  const text = decodeUtf8(body);
  if (text === null || text.search(FOUR_BYTES) === -1) return [];
  return ["", "?", "??", "????", "\uFFFD"].map((each) =>
    Buffer.from(text.replace(FOUR_BYTES, each)),
  );
}

function plainTypography(body: Buffer): readonly Buffer[] {
  const text = decodeUtf8(body);
  if (text === null) return [];
  const spaced = text.replace(/[\u00a0\u2007\u202f]/g, " ");
  const quoted = text.replace(/[“”„]/g, '"').replace(/[‘’]/g, "'");
  return [spaced, quoted, spaced.replace(/[“”„]/g, '"').replace(/[‘’]/g, "'")].map((each) =>
    Buffer.from(each),
  );
}

function lossy(body: Buffer): readonly Buffer[] {
  const text = decodeUtf8(body);
  if (text === null || !/[^\0-\x7f]/.test(text)) return [];
  return [
    Buffer.from(body.toString("ascii")),
    Buffer.from(text.replace(/[^\0-\x7f]/gu, "?")),
    Buffer.from(text.replace(/[^\0-\x7f]/g, "?")),
    Buffer.from(body.toString("latin1").replace(/[^\0-\x7f]/g, "?")),
    Buffer.from(text.replace(/[^\0-\x7f]/gu, "")),
    Buffer.from(body.toString("latin1").replace(/[^\0-\x7f]/g, "\uFFFD")),
    Buffer.from(text.replace(/[^\0-\x7f]/gu, "\uFFFD")),
    Buffer.from(text, "latin1"),
    Buffer.from(text.replace(/[^\0-\xff]/gu, "?"), "latin1"),
  ];
}
