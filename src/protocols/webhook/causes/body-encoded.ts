/** The sender encoded the body once more before it signed it, or signed another text in its place. */
import { everyEncodingOf } from "../../signing/encodings.js";
import { decodeUtf8 } from "../../../core/decode-utf8.js";
import { edits, type BodyCause } from "./body-edits.js";
import type { CauseText } from "./cause.js";

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
      yield* edits(body, everyForm(body), signedAs("in hex or Base64"));
      const text = decodeUtf8(body);
      if (text === null) return;
      // One at a time: each may be several times as long as the body.
      for (const [how, make] of TEXT_FORMS)
        yield* edits(body, [Buffer.from(make(text))], signedAs(how));
    },
  },
];

function signedAs(how: string): CauseText {
  return {
    message: `The sender signed the body ${how}.`,
    senderSigned: `the body ${how}`,
    receiverHas: "the body itself",
  };
}

function everyForm(body: Buffer): readonly Buffer[] {
  return everyEncodingOf(body).map((text) => Buffer.from(text));
}

const asForm = (text: string) =>
  encodeURIComponent(text)
    .replace(/%20/g, "+")
    .replace(/[!'()*~]/g, byteOf);
const asHtml = (text: string) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const asQuotedHtml = (text: string) => asHtml(text).replace(/"/g, "&quot;");

const TEXT_FORMS: readonly (readonly [how: string, make: (text: string) => string])[] = [
  ["URL-encoded", (text) => encodeURIComponent(text)],
  ["URL-encoded", (text) => encodeURIComponent(text).replace(/[!'()*]/g, byteOf)],
  ["URL-encoded, as a form is", asForm],
  ...["payload", "body", "data", "json"].flatMap((name) => {
    const how = `URL-encoded, as the field "${name}" of a form`;
    return [
      [how, (text: string) => `${name}=${asForm(text)}`] as const,
      [how, (text: string) => `${name}=${encodeURIComponent(text)}`] as const,
    ];
  }),
  ["URL-encoded, as the name of a form's only field", (text) => `${asForm(text)}=`],
  ["HTML-escaped", asHtml],
  ["HTML-escaped", asQuotedHtml],
  ["HTML-escaped", (text) => asQuotedHtml(text).replace(/'/g, "&#39;")],
  ["HTML-escaped", (text) => asQuotedHtml(text).replace(/'/g, "&#039;")],
  ["as Python prints bytes, b'…'", (text) => `b'${text}'`],
  ["in quotes", (text) => `"${text}"`],
  ["in quotes", (text) => `'${text}'`],
  ["without any white space", (text) => text.replace(/\s+/g, "")],
  ["with each white space made one blank", (text) => text.replace(/\s+/g, " ")],
  ["in lower case", (text) => text.toLowerCase()],
  ["with backslashes before its quotes", (text) => text.replace(/"/g, '\\"')],
  ["without its backslashes", (text) => text.replace(/\\/g, "")],
];

function byteOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
