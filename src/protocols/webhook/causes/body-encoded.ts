/** The sender encoded the body once more before it signed it, or signed another text in its place. */
import { everyEncodingOf } from "../../signing/encodings.js";
import { decodeUtf8 } from "../decode-utf8.js";
import { edits, type BodyCause } from "./body-edits.js";

/** What becomes of an object that a program turns into text. */
const NO_TEXT = [
  "[object Object]",
  "undefined",
  "null",
  "{}",
  "[]",
  '""',
  "[object Promise]",
  "Array",
]
  .concat([
    "[object Buffer]",
    "[object ReadableStream]",
    "[object Uint8Array]",
    "None",
    "nil",
    "true",
  ])
  .concat(["b''", "false", "[object ArrayBuffer]", "[object Array]"]);

export const ENCODED_CAUSES: readonly BodyCause[] = [
  {
    id: "body-turned-into-text",
    remedy: "Sign and verify the raw bytes: an object that was parsed is not the text that came.",
    guesses: function* (body) {
      for (const text of NO_TEXT) {
        yield* edits(body, [Buffer.from(text)], {
          message: `The text ${JSON.stringify(text)} was signed: an object was turned into a string, or was not there.`,
          senderSigned: `the text ${JSON.stringify(text)}`,
          receiverHas: "the body itself",
        });
      }
    },
  },
  {
    id: "body-encoded-before-signing",
    remedy: "Sign exactly the bytes that are sent.",
    guesses: (body) => {
      const text = decodeUtf8(body);
      return edits(
        body,
        text === null ? everyForm(body) : [...everyForm(body), ...textForms(text)],
        {
          message: "The sender encoded the body once more before signing it.",
          senderSigned: "the body as Base64, as hex, URL-encoded, HTML-escaped or printed as b'…'",
          receiverHas: "the body itself",
        },
      );
    },
  },
];

function everyForm(body: Buffer): readonly Buffer[] {
  return everyEncodingOf(body).map((text) => Buffer.from(text));
}

function textForms(text: string): readonly Buffer[] {
  const encoded = encodeURIComponent(text);
  const form = encoded.replace(/%20/g, "+").replace(/[!'()*~]/g, byteOf);
  const html = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return [
    encoded,
    encoded.replace(/[!'()*]/g, byteOf),
    form,
    ...["payload", "body", "data", "json"].flatMap((name) => [
      `${name}=${form}`,
      `${name}=${encoded}`,
    ]),
    `${form}=`,
    html,
    html.replace(/"/g, "&quot;"),
    html.replace(/"/g, "&quot;").replace(/'/g, "&#39;"),
    html.replace(/"/g, "&quot;").replace(/'/g, "&#039;"),
    `b'${text}'`,
    `"${text}"`,
    `'${text}'`,
    text.replace(/\s+/g, ""),
    text.replace(/\s+/g, " "),
    text.toLowerCase(),
    text.replace(/"/g, '\\"'),
    text.replace(/\\/g, ""),
  ].map((each) => Buffer.from(each));
}

function byteOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
