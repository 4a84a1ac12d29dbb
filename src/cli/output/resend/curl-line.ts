/**
 * An exchange as a curl line: repeats the request to the byte, with variables
 * where secrets stood. What a shell, a terminal or curl would change on the way
 * goes through printf, so that the line can be copied from anywhere.
 */
import type { Exchange, RecordedBody, RecordedRequest } from "../../../core/http-exchange.js";
import { shellQuote } from "../../../core/shell.js";
import { printable } from "../../../reports/printable.js";

/** Headers that curl writes itself. */
const WRITTEN_BY_CURL = new Set(["host", "content-length", "connection"]);

/** A longer body is not for a command line. */
const MAX_BODY_CHARACTERS = 8_192;

/**
 * @param envNames profile path of a secret → the variable that holds it
 * @returns null when the body cannot stand on a command line
 */
export function curlLine(
  { request }: Exchange,
  envNames: ReadonlyMap<string, string>,
): string | null {
  const quote = (text: string) => quoteWithVariables(text, envNames);
  const { method, headers, url } = request;
  const body = bodyOf(request, envNames);
  if (body === null) return null;
  const hasType = headers.some(([name]) => name.toLowerCase() === "content-type");
  const sent = headers.filter(([name]) => !WRITTEN_BY_CURL.has(name.toLowerCase()));
  return [
    ...body.before,
    ...["curl", "-i", ...urlFlags(url), "-X", shellQuote(method)],
    // curl sends a header without a value only when it ends in a semicolon.
    ...sent.flatMap(([name, value]) => [
      "-H",
      quote(value === "" ? `${name};` : `${name}: ${value}`),
    ]),
    // It would say that a body is a form.
    ...(body.after.length > 0 && !hasType ? ["-H", "'Content-Type:'"] : []),
    ...body.after,
    quote(url),
  ].join(" ");
}

/** Without them curl reads brackets as a range, and takes `..` out of a path. */
function urlFlags(url: string): readonly string[] {
  const path = url.replace(/[?#].*$/s, "");
  return [
    ...(/[[\]{}]/.test(url) ? ["-g"] : []),
    ...(/\/\.\.?(\/|$)/.test(path) ? ["--path-as-is"] : []),
  ];
}

interface BodyWords {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function bodyOf(
  { body }: RecordedRequest,
  envNames: ReadonlyMap<string, string>,
): BodyWords | null {
  if (body === null || body.bytes === 0) return { before: [], after: [] };
  const text = textOf(body);
  if (body.truncated || text.length > MAX_BODY_CHARACTERS) return null;
  const isPlain = body.text !== undefined && isPastedAsItIs(body.text);
  if (isPlain)
    return { before: [], after: ["--data-binary", quoteWithVariables(body.text, envNames)] };
  const parts = partsOf(text, envNames);
  const format = parts
    .map((part) => ("text" in part ? formatOf(part.text, body.text === undefined) : "%s"))
    .join("");
  const values = parts.flatMap((part) => ("name" in part ? [`"$${part.name}"`] : []));
  return {
    before: ["printf", "--", shellQuote(format), ...values, "|"],
    after: ["--data-binary", "@-"],
  };
}

/** Of bytes that are no text, one character each. */
function textOf({ text, base64 = "" }: RecordedBody): string {
  return text ?? Buffer.from(base64, "base64").toString("latin1");
}

/** curl takes `@` for a file; a tab or a line break pasted into a terminal is a key. */
function isPastedAsItIs(text: string): boolean {
  return !text.startsWith("@") && !/[\n\t]/.test(text) && printable(text) === text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "%": "%%",
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
};

/** As the format of printf(1): what cannot be seen by its bytes, in octal. */
function formatOf(text: string, isBytes: boolean): string {
  return Array.from(text, (character) => {
    const known = ESCAPES[character];
    if (known !== undefined) return known;
    const isSeen = isBytes ? /[ -~]/.test(character) : printable(character) === character;
    return isSeen ? character : octal(Buffer.from(character, isBytes ? "latin1" : "utf8"));
  }).join("");
}

function octal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}

type Part = { readonly text: string } | { readonly name: string };

/** A place in a list has its number in brackets, as `wallet.players[1].sessionToken`. */
const MARK = /(\[secret:(?:[^[\]]|\[\d{1,6}\]){1,300}\])/;

/** Text, and variables where secrets stood. */
function partsOf(text: string, envNames: ReadonlyMap<string, string>): readonly Part[] {
  return text
    .split(MARK)
    .filter((part) => part !== "")
    .map((part) => {
      const label = /^\[secret:(.{1,3000})\]$/s.exec(part)?.[1];
      return label === undefined || !MARK.test(part)
        ? { text: part }
        : { name: envNames.get(label) ?? variableName(label) };
    });
}

/** A redacted secret becomes its variable, which the shell fills in. */
function quoteWithVariables(text: string, envNames: ReadonlyMap<string, string>): string {
  const parts = partsOf(text, envNames);
  if (parts.length === 0) return shellQuote(text);
  return parts.map((part) => ("text" in part ? shellQuote(part.text) : `"$${part.name}"`)).join("");
}

function variableName(label: string): string {
  const name = label.toUpperCase().replaceAll(/\W+/g, "_").replaceAll(/^_|_$/g, "");
  return /^\d/.test(name) ? `_${name}` : name;
}
