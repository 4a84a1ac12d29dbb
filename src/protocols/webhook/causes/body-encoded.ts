/** The sender encoded the body once more before it signed it, or signed another text in its place. */
import { everyEncodingOf } from "../../signing/encodings.js";
import { decodeUtf8 } from "../../../core/decode-utf8.js";
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
    guesses: function* (body) {
      const told = {
        message: "The sender encoded the body once more before signing it.",
        senderSigned: "the body as Base64, as hex, URL-encoded, HTML-escaped or printed as b'…'",
        receiverHas: "the body itself",
      };
      yield* edits(body, everyForm(body), told);
      const text = decodeUtf8(body);
      if (text === null) return;
      for (const form of textForms(text)) yield* edits(body, [form], told);
    },
  },
];

function everyForm(body: Buffer): readonly Buffer[] {
  return everyEncodingOf(body).map((text) => Buffer.from(text));
}

/** One at a time: each may be several times as long as the body. */
function* textForms(text: string): Generator<Buffer> {
  for (const make of TEXT_FORMS) yield Buffer.from(make(text));
}

const asForm = (text: string) =>
  encodeURIComponent(text)
    .replace(/%20/g, "+")
    .replace(/[!'()*~]/g, byteOf);
const asHtml = (text: string) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const asQuotedHtml = (text: string) => asHtml(text).replace(/"/g, "&quot;");

const TEXT_FORMS: readonly ((text: string) => string)[] = [
  (text) => encodeURIComponent(text),
  (text) => encodeURIComponent(text).replace(/[!'()*]/g, byteOf),
  asForm,
  ...["payload", "body", "data", "json"].flatMap((name) => [
    (text: string) => `${name}=${asForm(text)}`,
    (text: string) => `${name}=${encodeURIComponent(text)}`,
  ]),
  (text) => `${asForm(text)}=`,
  asHtml,
  asQuotedHtml,
  (text) => asQuotedHtml(text).replace(/'/g, "&#39;"),
  (text) => asQuotedHtml(text).replace(/'/g, "&#039;"),
  (text) => `b'${text}'`,
  (text) => `"${text}"`,
  (text) => `'${text}'`,
  (text) => text.replace(/\s+/g, ""),
  (text) => text.replace(/\s+/g, " "),
  (text) => text.toLowerCase(),
  (text) => text.replace(/"/g, '\\"'),
  (text) => text.replace(/\\/g, ""),
];

function byteOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
