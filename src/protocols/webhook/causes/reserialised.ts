/** The body parsed and written again: the texts that JSON libraries give the same value. */
import { type JsonNode, readJsonTree } from "../../../core/json/tree.js";
import { type JsonLayout, type JsonStyle, renderJson, unicodeEscape } from "../library-json.js";
import type { Guess } from "./cause.js";
import { decodeUtf8 } from "../decode-utf8.js";

interface Named<Value> {
  readonly name: string;
  readonly value: Value;
}

const LAYOUTS: readonly Named<JsonLayout>[] = [
  {
    name: "compact, as JSON.stringify writes it",
    value: { colon: ":", comma: ",", indent: null },
  },
  {
    name: "with spaces after commas and colons, as Python's json.dumps writes it",
    value: { colon: ": ", comma: ", ", indent: null },
  },
  {
    name: "indented by two spaces",
    value: { colon: ": ", comma: ",", indent: "  " },
  },
  {
    name: "indented by four spaces",
    value: { colon: ": ", comma: ",", indent: "    " },
  },
  {
    name: "indented by tabs",
    value: { colon: ": ", comma: ",", indent: "\t" },
  },
  {
    name: "indented as Jackson's pretty printer does",
    value: { colon: " : ", comma: ",", indent: "  ", inlineArrays: true },
  },
];

const NON_ASCII = /[^\0-\x7f]/g;

const ESCAPES: readonly Named<JsonStyle["escape"]>[] = [
  { name: "", value: (quoted) => quoted },
  {
    name: "with non-ASCII characters escaped",
    value: (quoted) => quoted.replace(NON_ASCII, (char) => unicodeEscape(char)),
  },
  {
    name: "with slashes escaped",
    value: (quoted) => quoted.replace(/\//g, "\\/"),
  },
  {
    name: "with slashes and non-ASCII characters escaped, as PHP's json_encode does",
    value: (quoted) =>
      quoted.replace(/\//g, "\\/").replace(NON_ASCII, (char) => unicodeEscape(char)),
  },
  {
    name: "with <, > and & escaped, as Go's json.Marshal does",
    value: (quoted) => quoted.replace(/[<>&\u2028\u2029]/g, (char) => unicodeEscape(char)),
  },
  {
    name: "with HTML and non-ASCII characters escaped, as .NET's System.Text.Json does",
    value: (quoted) =>
      `"${quoted
        .slice(1, -1)
        .replace(/\\"/g, "\\u0022")
        .replace(/[<>&'+`]|[^\0-\x7f]/g, (char) => unicodeEscape(char, true))}"`,
  },
];

/** @returns nothing for a body that is no JSON */
export function* reserialisations(body: Buffer): Iterable<Guess<Buffer>> {
  const text = decodeUtf8(body);
  const node = text === null ? null : readJsonTree(text);
  if (text === null || node === null) return;
  const compact = LAYOUTS[0]?.value ?? { colon: ":", comma: ",", indent: null };
  const plain = renderJson(node, { layout: compact, escape: (each) => each });
  for (const style of stylesFor(node, plain, compact)) {
    const written = renderJson(node, style.value);
    for (const end of ["", "\n"]) {
      if (written + end === text) continue;
      const after = end === "" ? "" : ", with a newline at the end";
      yield {
        value: Buffer.from(written + end),
        message: "The JSON was parsed and written again: same content, other bytes.",
        senderSigned: `the same JSON ${style.name}${after}`,
        receiverHas: "the JSON written in another way",
      };
    }
  }
}

/** Styles that change nothing in this text are left out. */
function stylesFor(node: JsonNode, plain: string, layout: JsonLayout): readonly Named<JsonStyle>[] {
  const changes = (style: Partial<JsonStyle>) =>
    renderJson(node, { layout, escape: (each) => each, ...style }) !== plain;
  const escapes = ESCAPES.filter(({ name, value }) => name === "" || changes({ escape: value }));
  const orders = changes({ sortKeys: true }) ? [false, true] : [false];
  const numbers = changes({ plainNumbers: true }) ? [false, true] : [false];
  return LAYOUTS.flatMap((each) =>
    escapes.flatMap((escape) =>
      orders.flatMap((sortKeys) =>
        numbers.map((plainNumbers) => ({
          name: [
            each.name,
            escape.name,
            sortKeys ? "with its keys sorted" : "",
            plainNumbers ? "with its numbers shortened" : "",
          ]
            .filter((part) => part !== "")
            .join(", "),
          value: {
            layout: each.value,
            escape: escape.value,
            sortKeys,
            plainNumbers,
          },
        })),
      ),
    ),
  );
}
