/** The body in hand is the signed body escaped for a page or a form, or as a program prints it. */
import { decodeUtf8 } from "../../../core/decode-utf8.js";
import { percentBytes } from "../../../core/percent-bytes.js";
import { unquotedPrintable } from "../../../core/quoted-printable.js";
import { unescapedHtml } from "../../signing/mistakes/secret-form.js";
import { edits, replaceText, type BodyCause } from "./body-edits.js";
import { VERIFY_RAW_BODY } from "./fixes.js";

export const ESCAPED_CAUSES: readonly BodyCause[] = [
  {
    id: "body-html-escaped",
    remedy: "Verify the raw body before a sanitiser changes it.",
    guesses: (body) => {
      const text = /&(?:#|[a-z]+;)/i.test(body.toString("latin1")) ? decodeUtf8(body) : null;
      return text === null
        ? []
        : edits(
            body,
            [text, withoutTags(text)].flatMap((each) => [
              Buffer.from(unescapedHtml(each)),
              Buffer.from(quotesKept(each)),
            ]),
            {
              message: "The body here was HTML-escaped, as a sanitiser does it.",
              senderSigned: 'the text with <, >, & and " as they are',
              receiverHas: "&lt;, &gt;, &amp; or &quot; in their place",
            },
          );
    },
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
    id: "body-plus-to-space",
    fixes: VERIFY_RAW_BODY,
    guesses: (body) =>
      edits(body, [replaceText(body, / /g, "+")], {
        message: "The body was decoded as a form: its plus signs became spaces.",
        senderSigned: "the body with + where spaces are here",
        receiverHas: "spaces in their place",
      }),
  },
  {
    id: "body-printed",
    remedy: "Keep the raw bytes, not what a language or a chat prints of them.",
    guesses: (body) =>
      edits(body, printed(body), {
        message: "The body here is what a program prints of the bytes that were signed.",
        senderSigned: "the body itself",
        receiverHas:
          "its printed form, such as b'…', with backslashes, quoted-printable or in a code block",
      }),
  },
];

/** Behind the text of a page stand no more closing tags. */
const LONGEST_END = 256;

/** Of a page around it. */
function withoutTags(text: string): string {
  const inner = text.replace(/^\s*(?:<[^<>]{1,200}>\s*)+/, "");
  const end = Math.max(0, inner.length - LONGEST_END);
  return inner.slice(0, end) + inner.slice(end).replace(CLOSING_TAGS, "");
}

/** None of the spaces between them could belong to two. */
const CLOSING_TAGS = /(?<!\s)\s{0,50}(?:<\/[a-z]{1,20}>\s{0,50}){1,20}$/i;

/** Inside JSON a quote stays escaped. */
function quotesKept(text: string): string {
  return unescapedHtml(text.replace(/&(?:quot|#34);/g, '\\"'));
}

const MOST_FIELDS = 64;

/** The whole text decoded, and each field's name and value: a bare JSON body arrives as a name. */
function formValues(body: Buffer): readonly Buffer[] {
  const text = body.toString("latin1");
  if (!/^[^\s{["]/.test(text) && !/=$/.test(text)) return [];
  const fields = text.split("&", MOST_FIELDS).flatMap((field) => {
    const at = field.indexOf("=");
    return at === -1 ? [field] : [field.slice(at + 1), field.slice(0, at)];
  });
  return [text.replace(/=$/, ""), ...fields]
    .flatMap((field) => [percentBytes(field, " "), percentBytes(field)])
    .filter((value) => value.length > 1);
}

function printed(body: Buffer): readonly Buffer[] {
  const text = body.toString("latin1");
  const found: Buffer[] = [];
  const fenced = /^\s*```\w*\r?\n(.*?)\r?\n?```\s*$/s.exec(text)?.[1];
  if (fenced !== undefined) found.push(Buffer.from(fenced, "latin1"));
  const quoted = /^\s*b?(["'])(.*)\1\s*$/s.exec(text)?.[2];
  if (quoted !== undefined) found.push(unprinted(quoted));
  if (/^\s*\{\\"|^\s*\[\{\\"|\\x[0-9a-f]{2}/i.test(text)) found.push(unprinted(text));
  if (/=3D|=\r?\n/i.test(text)) found.push(Buffer.from(unquotedPrintable(text), "latin1"));
  return found;
}

function unprinted(text: string): Buffer {
  const named: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
  return Buffer.from(
    text.replace(/\\(?:x([0-9a-f]{2})|(.))/gis, (_, hex?: string, other: string = "") =>
      hex === undefined ? (named[other] ?? other) : String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    "latin1",
  );
}
