/** URLs as people paste them: out of mail, code, logs and command lines. What was done to them on the way, undone. */
import { unquotedPrintable } from "../../core/quoted-printable.js";
import { trimEndOf } from "../../core/trim-end.js";
import { unescapedHtml } from "../signing/mistakes/secret-form.js";
import { proved, type EntryFinding } from "./finding.js";

export interface PastedEntry {
  readonly input: string;
  readonly finding: EntryFinding;
}

/** More than two layers are nobody's link. */
const DEEPEST = 3;
/** Longer texts are no links. */
const LONGEST = 20_000;

type Undo = readonly [cause: string, message: string, undo: (text: string) => string];

const COPY = "Copy the link itself, not a text it was written into.";

const UNDO: readonly Undo[] = [
  [
    "url_html_escaped",
    "The URL is HTML-escaped: it has &amp; in place of &.",
    (text) => unescapedHtml(text),
  ],
  [
    "url_json_escaped",
    "The URL is escaped as in JSON: \\/ for slashes, or \\u0026 for &.",
    unescapedJson,
  ],
  [
    "url_quoted_printable",
    "The URL is quoted-printable, as mail is: =3D in place of =.",
    // Behind a parameter's own "=" digits may stand: those of a URL's signs alone.
    (text) => unquotedPrintable(text, "3D|26|3F|7C|25|2F|3A"),
  ],
  [
    "url_line_broken",
    "The URL has line breaks in it.",
    (text) => text.replace(/(?:\\?\r?\n|\u2028)\s*(?:>\s*)?/g, ""),
  ],
  [
    "url_invisible_character",
    "The URL has characters in it that do not show, such as a zero-width space.",
    (text) => text.replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, ""),
  ],
  ["url_encoded_whole", "The whole URL is URL-encoded.", decodedWhole],
  [
    "url_in_text",
    "The URL stands in other text, such as a command, a log line or quotes.",
    urlInText,
  ],
  [
    "url_punctuation",
    "A character follows the URL that does not belong to it.",
    (text) => trimEndOf(text, ".,;:!?)]}>\"'’”"),
  ],
  [
    "url_in_url",
    "The URL stands in a parameter of another URL: a redirect, a referrer or a deep link.",
    urlInUrl,
  ],
  [
    "url_separators",
    "The parameters are not divided by & alone: there is a semicolon, ^& or \\x26.",
    (text) => text.replace(/\^&|\\x26|;/gi, "&"),
  ],
  [
    "url_second_question_mark",
    "A second ? stands where & divides the parameters.",
    (text) => {
      const from = text.indexOf("?") + 1;
      return text.slice(0, from) + text.slice(from).replaceAll("?", "&");
    },
  ],
  [
    "url_fragment",
    "The parameters stand behind #, and no browser sends that to a server.",
    (text) => text.replace(/^([^?#]*)#\/?\??/, "$1?"),
  ],
  [
    "url_encoded_equals",
    "The = between the parameters' names and values is URL-encoded (%3D).",
    (text) => text.replace(/([?&][\w.-]+)%3D/gi, "$1="),
  ],
  [
    "parameter_as_list",
    "A parameter is named as a list, name[].",
    (text) => text.replace(/([?&][\w.-]+)(?:\[\d*\]|%5B\d*%5D)=/gi, "$1="),
  ],
];

/** Every text that the input may have been, the fewest changes first. */
export function* pastedForms(input: string): Generator<PastedEntry> {
  if (input.length > LONGEST) return;
  const seen = new Set([input]);
  let layer: readonly { readonly text: string; readonly first: Undo | null }[] = [
    { text: input, first: null },
  ];
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const next: { readonly text: string; readonly first: Undo }[] = [];
    for (const { text, first } of layer) {
      for (const undo of UNDO) {
        const undone = undo[2](text);
        if (undone === "" || seen.has(undone)) continue;
        seen.add(undone);
        const [cause, message] = first ?? undo;
        next.push({ text: undone, first: first ?? undo });
        yield {
          input: undone,
          finding: proved("url", cause, message, COPY, { expected: undone, found: input }),
        };
      }
    }
    layer = next;
  }
}

function unescapedJson(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replace(/\\([/"&?=|\\])/g, "$1");
}

function decodedWhole(text: string): string {
  if (!isEncodedWhole(text)) return "";
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Its separators are encoded with the rest of it. */
function isEncodedWhole(text: string): boolean {
  if (/^(?:https?)?%(?:3A|2F)|^https?%/i.test(text)) return true;
  const [start = ""] = text.split(/[?&=]/, 1);
  const query = start.search(/%3F/i);
  return start.search(/%3D/i) > 0 || (query !== -1 && /%3D/i.test(start.slice(query)));
}

function urlInText(text: string): string {
  const quoted = quotedUrl(text);
  if (quoted !== null) return quoted;
  const [url] = /https?:\/\/[^\s"'`<>]+/i.exec(text) ?? [];
  return url ?? pathInText(text);
}

/** The first parameter that holds a URL with parameters of its own. */
function urlInUrl(text: string): string {
  for (const [, value = ""] of text.matchAll(/[?&#][\w.-]+=([^&#\s"'<>]+)/g)) {
    try {
      const inner = decodeURIComponent(value);
      if (/^(?:https?:\/)?\/[^?]*\?/i.test(inner)) return inner;
    } catch {
      // Not this one.
    }
  }
  return "";
}

/** A URL with a query in quotation marks or brackets of any kind. */
function quotedUrl(text: string): string | null {
  for (const { 0: run, index } of text.matchAll(/[^"'`<>\s]+/g)) {
    const isClosed = /["'`>]/.test(text.charAt(index + run.length));
    const end = isClosed ? run.length : run.lastIndexOf(")");
    const query = run.slice(0, Math.max(0, end)).lastIndexOf("?");
    const starts = /["'`<]/.test(text.charAt(index - 1)) ? [0] : [];
    for (const { index: bracket } of run.matchAll(/\(/g)) starts.push(bracket + 1);
    const start = starts.find(
      (at) => at < query && /^(?:https?:\/\/|\/)/i.test(run.slice(at, at + 8)),
    );
    if (start !== undefined) return run.slice(start, end);
  }
  return null;
}

/** Such as `/sponsor?usn=1`, from the first slash on. */
function pathInText(text: string): string {
  for (const [run] of text.matchAll(/[^\s"'`<>]+/g)) {
    const query = run.indexOf("?");
    const slash = run.indexOf("/");
    if (slash !== -1 && slash < query && query < run.length - 1) return run.slice(slash);
  }
  return "";
}
