/** What a signer may have made of the whole text before signing it: another character set, an encoding, or something around it. */
import { lowerEscapes } from "../../../core/url-part.js";
import { encodeText, utf16 } from "../../signing/mistakes/charsets.js";
import { proved, type EntryFinding } from "../finding.js";

export interface FormCandidate {
  /** Null where the text has no such form. */
  readonly write: (text: Buffer) => Buffer | null;
  /** null for the text as it is. */
  readonly finding: EntryFinding | null;
}

/** @param separator between the fields, where there is one */
export function textForms(separator: string | null): readonly FormCandidate[] {
  const joint = separator ?? "";
  return [
    { write: (text) => text, finding: null },
    ...around("", "\n", "message_line_break", "with a line break at its end, as echo adds it"),
    ...around("", "\r\n", "message_line_break", "with a line break at its end"),
    ...(joint === ""
      ? []
      : [
          ...around(
            "",
            joint,
            "message_separator_at_end",
            `with the separator "${joint}" at its end`,
          ),
          ...around(
            joint,
            "",
            "message_separator_in_front",
            `with the separator "${joint}", or an empty field, in front`,
          ),
          ...around(
            "",
            joint + joint,
            "message_separator_at_end",
            `with two separators "${joint}" at its end`,
          ),
          form("message_separator_twice", `with empty fields between its fields`, (text) =>
            Buffer.from(text.toString("latin1").replaceAll(joint, joint + joint), "latin1"),
          ),
        ]),
    form("message_url_encoded", "URL-encoded", (text) =>
      Buffer.from(encodeURIComponent(text.toString("utf8"))),
    ),
    form("message_url_encoded", "URL-encoded in lower-case hex", (text) =>
      Buffer.from(lowerEscapes(encodeURIComponent(text.toString("utf8")))),
    ),
    form("message_charset", "in UTF-16 (little endian)", (text) =>
      utf16(text.toString("utf8"), "le"),
    ),
    form("message_charset", "in UTF-16 (big endian)", (text) => utf16(text.toString("utf8"), "be")),
    form("message_charset", "in EUC-KR", (text) =>
      /[^\0-\x7f]/.test(text.toString("latin1"))
        ? encodeText("euc-kr", text.toString("utf8"))
        : null,
    ),
    form("message_charset", "in Latin-1", (text) => Buffer.from(text.toString("utf8"), "latin1")),
    form("message_charset", "with question marks for what is not ASCII", (text) =>
      Buffer.from(text.toString("utf8").replace(/[^\0-\x7f]/gu, "?")),
    ),
    form("message_encoded", "in Base64", (text) => Buffer.from(text.toString("base64"))),
    form("message_encoded", "in hex", (text) => Buffer.from(text.toString("hex"))),
    form("message_letter_case", "in lower case", (text) =>
      Buffer.from(text.toString("utf8").toLowerCase()),
    ),
    form("message_letter_case", "in upper case", (text) =>
      Buffer.from(text.toString("utf8").toUpperCase()),
    ),
    ...around('"', '"', "message_quoted", "in quotes"),
    ...around("'", "'", "message_quoted", "in quotes"),
    ...around(" ", "", "message_whitespace", "with a space in front"),
    ...around("", " ", "message_whitespace", "with a space at its end"),
    ...around("", "\0", "message_whitespace", "with a zero byte at its end"),
  ];
}

function around(
  before: string,
  after: string,
  cause: string,
  how: string,
): readonly FormCandidate[] {
  return [
    form(cause, how, (text) => Buffer.concat([Buffer.from(before), text, Buffer.from(after)])),
  ];
}

function form(cause: string, how: string, write: FormCandidate["write"]): FormCandidate {
  return {
    write,
    finding: proved(
      "signature",
      cause,
      `The text was signed ${how}.`,
      "Sign exactly the agreed text, in UTF-8, with nothing around it.",
    ),
  };
}
