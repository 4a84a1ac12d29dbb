/** How JSON libraries write the same value as text: layouts and escapes. Data for the diagnosis. */
import { type JsonLayout, type JsonStyle, unicodeEscape } from "../library-json.js";

export interface Named<Value> {
  readonly name: string;
  readonly value: Value;
}

export const COMPACT: JsonLayout = { colon: ":", comma: ",", indent: null };

export const LAYOUTS: readonly Named<JsonLayout>[] = [
  { name: "compact, as JSON.stringify writes it", value: COMPACT },
  {
    name: "with spaces after commas and colons, as Python's json.dumps and PostgreSQL's jsonb write it",
    value: { colon: ": ", comma: ", ", indent: null },
  },
  { name: "indented by two spaces", value: { colon: ": ", comma: ",", indent: "  " } },
  {
    name: "indented by four spaces, as PHP's JSON_PRETTY_PRINT does",
    value: { colon: ": ", comma: ",", indent: "    " },
  },
  { name: "indented by tabs", value: { colon: ": ", comma: ",", indent: "\t" } },
  {
    name: "indented as Jackson's pretty printer does",
    value: { colon: " : ", comma: ",", indent: "  ", inlineArrays: true },
  },
  {
    name: "indented by two spaces with CRLF, as .NET does on Windows",
    value: { colon: ": ", comma: ",", indent: "  ", newline: "\r\n" },
  },
  {
    name: "with a space after colons",
    value: { colon: ": ", comma: ",", indent: null },
  },
  {
    name: "with a space after commas",
    value: { colon: ":", comma: ", ", indent: null },
  },
  { name: "indented by three spaces", value: { colon: ": ", comma: ",", indent: "   " } },
  { name: "indented by one space", value: { colon: ": ", comma: ",", indent: " " } },
];

type Escape = JsonStyle["escape"];

const NON_ASCII = /[^\0-\x7f]/g;
const CONTROL = /\\u00([01][0-9a-f])/g;

const HTML: readonly Named<Escape>[] = [
  { name: "", value: (quoted) => quoted },
  {
    name: "with <, > and & escaped, as Go's json.Marshal and Rails do",
    value: escaping(/[<>&\u2028\u2029]/g),
  },
  {
    name: "with <, >, &, = and ' escaped, as Gson does",
    value: escaping(/[<>&='\u2028\u2029]/g),
  },
  {
    name: "with <, >, &, ' and \" escaped, as PHP's JSON_HEX flags (Symfony's and Laravel's JsonResponse) do",
    value: (quoted) => escaping(/[<>&']/g, true)(innerQuotes(quoted)),
  },
  {
    name: "with <, > and & escaped, in upper-case hex",
    value: escaping(/[<>&]/g, true),
  },
  {
    name: "with HTML characters escaped, as .NET's System.Text.Json does",
    value: (quoted) =>
      escaping(
        /[<>&'+`\x7f]/g,
        true,
      )(innerQuotes(quoted)).replace(CONTROL, (_, hex: string) => `\\u00${hex.toUpperCase()}`),
  },
];

const CHARACTERS: readonly Named<Escape>[] = [
  { name: "", value: (quoted) => quoted },
  { name: "with non-ASCII characters escaped", value: escaping(NON_ASCII) },
  {
    name: "with non-ASCII characters escaped in upper-case hex",
    value: escaping(NON_ASCII, true),
  },
];

const SLASHES: readonly Named<Escape>[] = [
  { name: "", value: (quoted) => quoted },
  {
    name: "with slashes escaped, as PHP's json_encode does",
    value: (quoted) => quoted.replace(/\//g, "\\/"),
  },
];

/** Every way to escape strings, plain ones first. */
export const ESCAPES: readonly Named<Escape>[] = HTML.flatMap((html) =>
  CHARACTERS.flatMap((characters) =>
    SLASHES.map((slashes) => ({
      name: namesOf(html, characters, slashes),
      value: (quoted: string) => characters.value(slashes.value(html.value(quoted))),
    })),
  ),
);

function namesOf(...parts: readonly Named<unknown>[]): string {
  return parts.flatMap(({ name }) => (name === "" ? [] : [name])).join(", ");
}

function escaping(characters: RegExp, upperCase = false): Escape {
  return (quoted) => quoted.replace(characters, (each) => unicodeEscape(each, upperCase));
}

/** Quotes inside the string as `\u0022`. */
function innerQuotes(quoted: string): string {
  return `"${quoted.slice(1, -1).replace(/\\"/g, "\\u0022")}"`;
}
