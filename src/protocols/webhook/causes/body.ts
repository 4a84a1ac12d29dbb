/** Ways in which the body in hand may differ from the body that was signed. */
import { CHARSET_CAUSES } from "./body-charset.js";
import { edits, replaceText, type BodyCause } from "./body-edits.js";
import { ENCODED_CAUSES } from "./body-encoded.js";
import { ESCAPED_CAUSES } from "./body-escaped.js";
import { PART_CAUSES } from "./body-part.js";
import { TRANSPORT_CAUSES } from "./body-transport.js";
import { VERIFY_RAW_BODY } from "./fixes.js";
import { reserialisations, unwrappedLines, usualReserialisations } from "./reserialised.js";

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** What is around a body: the body inside may have mistakes of its own. */
export const OUTER_CAUSES: readonly BodyCause[] = [
  ...TRANSPORT_CAUSES,
  ...ESCAPED_CAUSES,
  ...CHARSET_CAUSES.filter(({ id }) => id === "body-utf16"),
];

/** Whichever side wrote the body anew: that is not proved. */
const BOTH_SIDES =
  "Receiver: verify the raw bytes, before anything parses or changes them. Sender: sign exactly the bytes that are sent.";

const BODY_TABLE: readonly BodyCause[] = [
  {
    id: "body-empty",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) =>
      body.length === 0
        ? []
        : [
            {
              value: Buffer.alloc(0),
              message: "The signature is that of an empty body.",
              senderSigned:
                "no bytes at all: the body was read before it was signed, or not yet written",
              receiverHas: `a body of ${body.length} bytes`,
            },
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
        ["\n", "\r\n", " ", "\n\n", "\r", "\t", "\0"].map((end) =>
          Buffer.concat([body, Buffer.from(end)]),
        ),
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
        ...edits(body, [replaceText(lf, /\r/g, "\n"), replaceText(lf, /\n/g, "\r")], {
          message: "The body's line ends were changed between LF and CR.",
          senderSigned: "the body with other line ends",
          receiverHas: "a body with the ones it has here",
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
    id: "body-line-breaks-removed",
    remedy: "Send files with curl --data-binary @file: -d @file takes the line breaks out.",
    guesses: (body) =>
      edits(body, unwrappedLines(body), {
        message: "The body's line breaks were removed, as curl -d @file does it.",
        senderSigned: "the body with its line breaks",
        receiverHas: "the same body without them",
      }),
  },
  {
    id: "body-reserialised",
    fixes: VERIFY_RAW_BODY,
    guesses: usualReserialisations,
  },
  {
    id: "body-double-encoded",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) => [
      ...edits(body, parsedStrings(body), {
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
  ...TRANSPORT_CAUSES,
  ...ESCAPED_CAUSES,
  ...CHARSET_CAUSES,
  ...PART_CAUSES,
  ...ENCODED_CAUSES,
  // Many, and slow to write: behind all that is quick to try.
  {
    id: "body-reserialised",
    fixes: VERIFY_RAW_BODY,
    guesses: reserialisations,
  },
];

export const BODY_CAUSES: readonly BodyCause[] = BODY_TABLE.map((cause) => ({
  remedy: BOTH_SIDES,
  ...cause,
}));

function trimmings(body: Buffer): readonly Buffer[] {
  const space = (at: number) => [0x20, 0x09, 0x0a, 0x0d].includes(body[at] ?? 0);
  let start = 0;
  while (start < body.length && space(start)) start += 1;
  let end = body.length;
  while (end > start && space(end - 1)) end -= 1;
  return [
    replaceText(body, /\r?\n$/, ""),
    replaceText(body, /(?<!\0)\0+$/, ""),
    body.subarray(0, end),
    body.subarray(start),
    body.subarray(start, end),
  ];
}

function parsedStrings(body: Buffer): readonly Buffer[] {
  if (!/^\s*"/.test(body.toString("latin1", 0, 64))) return [];
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value !== "string") return [];
    return [Buffer.from(value), ...parsedStrings(Buffer.from(value))];
  } catch {
    return [];
  }
}
