/** Ways in which the body in hand may differ from the body that was signed. */
import { decodeUtf8 } from "../decode-utf8.js";
import type { CauseEntry, CauseText, Guess } from "./cause.js";
import { VERIFY_RAW_BODY } from "./fixes.js";
import { reserialisations } from "./reserialised.js";

type BodyCause = CauseEntry<Buffer, Buffer>;

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

export const BODY_CAUSES: readonly BodyCause[] = [
  {
    id: "body-empty",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) =>
      body.length === 0
        ? []
        : [
            guess(Buffer.alloc(0), {
              message: "The signature is that of an empty body.",
              senderSigned:
                "no bytes at all: the body was read before it was signed, or not yet written",
              receiverHas: `a body of ${body.length} bytes`,
            }),
          ],
  },
  {
    id: "body-whitespace-added",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) =>
      edits(body, trimmings(body), {
        message: "The body has white space around it that was not signed.",
        senderSigned: "the body without that white space",
        receiverHas:
          "a body with white space or a newline at an end, as an editor, echo or a log adds it",
      }),
  },
  {
    id: "body-whitespace-removed",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) =>
      edits(
        body,
        ["\n", "\r\n", " ", "\n\n"].map((end) => Buffer.concat([body, Buffer.from(end)])),
        {
          message: "The body lacks white space at its end that was signed.",
          senderSigned: "the body with a newline or a space at its end",
          receiverHas: "a trimmed body",
        },
      ),
  },
  {
    id: "body-bom",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) => {
      const has = body.subarray(0, 3).equals(BOM);
      return edits(body, [has ? body.subarray(3) : Buffer.concat([BOM, body])], {
        message: has
          ? "The body starts with a byte order mark that was not signed."
          : "The byte order mark that was signed is gone.",
        senderSigned: `the body ${has ? "without" : "with"} a byte order mark (EF BB BF)`,
        receiverHas: `a body ${has ? "with" : "without"} one`,
      });
    },
  },
  {
    id: "body-line-endings",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) => {
      const lf = replaceText(body, /\r\n/g, "\n");
      return [
        ...edits(body, [lf], {
          message: "The body's line ends were turned from LF into CRLF.",
          senderSigned: "the body with LF line ends",
          receiverHas: "a body with CRLF line ends",
        }),
        ...edits(body, [replaceText(lf, /\n/g, "\r\n")], {
          message: "The body's line ends were turned from CRLF into LF.",
          senderSigned: "the body with CRLF line ends",
          receiverHas: "a body with LF line ends",
        }),
      ];
    },
  },
  {
    id: "body-reserialised",
    fixes: VERIFY_RAW_BODY,
    guesses: reserialisations,
  },
  {
    id: "body-double-encoded",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) => [
      ...edits(body, parsedString(body), {
        message: "The body was encoded as JSON twice.",
        senderSigned: "the JSON itself",
        receiverHas: "a JSON string that contains the JSON",
      }),
      ...edits(body, [Buffer.from(JSON.stringify(body.toString("utf8")))], {
        message: "The sender encoded the body as JSON twice before signing.",
        senderSigned: "a JSON string that contains the JSON",
        receiverHas: "the JSON itself",
      }),
    ],
  },
  {
    id: "body-form-encoded",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) =>
      edits(body, formValues(body), {
        message: "The body is form-encoded; the JSON inside was signed.",
        senderSigned: "the JSON alone",
        receiverHas: "the JSON URL-encoded, as a form field",
      }),
  },
  {
    id: "body-charset",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) =>
      edits(body, otherCharsets(body), {
        message: "The body was read in another character set than it was sent in.",
        senderSigned: "the same text in another character set",
        receiverHas: "bytes that went through a wrong character set on the way",
      }),
  },
  {
    id: "body-unicode-normalised",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) => {
      const text = decodeUtf8(body);
      if (text === null) return [];
      const forms = ["NFC", "NFD"].map((form) => Buffer.from(text.normalize(form)));
      return edits(body, forms, {
        message: "The body's characters were composed or decomposed on the way.",
        senderSigned: "the same text in another Unicode normal form",
        receiverHas: "text whose accents or Hangul are put together differently",
      });
    },
  },
];

function guess(value: Buffer, text: CauseText): Guess<Buffer> {
  return { value, ...text };
}

/** Guesses that really differ from the body. */
function edits(body: Buffer, values: readonly Buffer[], text: CauseText): readonly Guess<Buffer>[] {
  return values.filter((value) => !value.equals(body)).map((value) => guess(value, text));
}

/** Byte for byte, so that what is no UTF-8 survives. */
function replaceText(body: Buffer, pattern: RegExp, by: string): Buffer {
  return Buffer.from(body.toString("latin1").replace(pattern, by), "latin1");
}

function trimmings(body: Buffer): readonly Buffer[] {
  const space = (at: number) => [0x20, 0x09, 0x0a, 0x0d].includes(body[at] ?? 0);
  let start = 0;
  while (start < body.length && space(start)) start += 1;
  let end = body.length;
  while (end > start && space(end - 1)) end -= 1;
  return [
    replaceText(body, /\r?\n$/, ""),
    body.subarray(0, end),
    body.subarray(start),
    body.subarray(start, end),
  ];
}

function parsedString(body: Buffer): readonly Buffer[] {
  if (!/^\s*"/.test(body.toString("latin1", 0, 64))) return [];
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "string" ? [Buffer.from(value)] : [];
  } catch {
    return [];
  }
}

/** The whole text decoded, and each field's name and value: a bare JSON body arrives as a name. */
function formValues(body: Buffer): readonly Buffer[] {
  const text = body.toString("latin1");
  if (!/^[^\s{["]/.test(text) && !/=$/.test(text)) return [];
  const fields = text.split("&").flatMap((field) => {
    const at = field.indexOf("=");
    return at === -1 ? [field] : [field.slice(at + 1), field.slice(0, at)];
  });
  return [text.replace(/=$/, ""), ...fields].map(decodeForm).filter((value) => value.length > 1);
}

function decodeForm(text: string): Buffer {
  const spaced = text.replace(/\+/g, " ");
  return Buffer.from(
    spaced.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    "latin1",
  );
}

function otherCharsets(body: Buffer): readonly Buffer[] {
  const text = decodeUtf8(body);
  const asLatin1 = Buffer.from(body.toString("latin1"), "utf8");
  if (text !== null) {
    return /^[\0-\xff]*$/.test(text) ? [Buffer.from(text, "latin1"), asLatin1] : [asLatin1];
  }
  const korean = new TextDecoder("euc-kr").decode(body);
  return [Buffer.from(korean, "utf8"), asLatin1];
}
