/** A stored request as a curl command, exactly: variables stand where secrets stood. Reading one is parse-curl.ts's work. */
import { UserError } from "../core/errors.js";
import type { SecretEncoding } from "../core/redaction/encodings.js";
import { shellQuote } from "../core/shell.js";
import type { StoredRequest } from "./message.js";
import {
  type NestedSpan,
  type Redacted,
  type Segment,
  segmentsOf,
  type SecretSpan,
} from "./redacted.js";

/** Encoding → how the variable's name says so; upper-case letters are all that a name may have. */
const SUFFIXES: readonly (readonly [SecretEncoding, string])[] = [
  ["url", "_AS_URL"],
  ["form", "_AS_FORM"],
  ["query", "_AS_QUERY"],
  ["url-strict", "_AS_URL_STRICT"],
  ["url-lower", "_AS_URL_LOWER"],
  ["url-strict-lower", "_AS_URL_STRICT_LOWER"],
  ["json", "_AS_JSON"],
  ["json-slash", "_AS_JSON_SLASH"],
  ["json-ascii", "_AS_JSON_ASCII"],
  ["json-ascii-slash", "_AS_JSON_ASCII_SLASH"],
  ["json-html", "_AS_JSON_HTML"],
  ["base64", "_AS_BASE64"],
  ["base64-bare", "_AS_BASE64_BARE"],
  ["base64url", "_AS_BASE64URL"],
  ["hex", "_AS_HEX"],
  ["HEX", "_AS_UPPER_HEX"],
];

/** Stands before a variable's name in the label of a gap that was read from a shell line. */
export const VARIABLE_LABEL = "env:";

/**
 * @param envNames profile path of a secret → the variable that holds it
 * @throws {UserError} `curl_impossible`
 */
export function renderCurl(request: StoredRequest, envNames: ReadonlyMap<string, string>): string {
  const { method, url, headers, body } = request;
  const word = (redacted: Redacted) => shellWord(redacted, envNames);
  const pipe = body === null ? null : pipedBody(body);
  const words = ["curl", "-i", "-X", shellQuote(method)];
  for (const header of headers) words.push(...headerWords(header, word));
  // curl invents these; a header without a value takes them out.
  for (const name of ["User-Agent", "Accept", "Content-Type"]) {
    const own = headers.some(([each]) => each.toLowerCase() === name.toLowerCase());
    if (!own) words.push("-H", shellQuote(`${name}:`));
  }
  if (pipe !== null) words.push("--data-binary", "@-");
  else if (body !== null) words.push("--data-binary", word(body));
  words.push("--globoff", "--path-as-is", word(url));
  return `${pipe ?? ""}${words.join(" ")}`;
}

function headerWords(
  [name, value]: StoredRequest["headers"][number],
  word: (redacted: Redacted) => string,
): readonly string[] {
  const basic = basicCredentials(name, value);
  if (basic !== null) return ["-u", word(basic.base64)];
  // curl sends a header without a value only when it ends in a semicolon.
  if (value === "") return ["-H", word(`${name};`)];
  const [first, ...rest] = segmentsOf(value);
  return [
    "-H",
    typeof first === "string"
      ? word([`${name}: ${first}`, ...rest])
      : word([`${name}: `, ...segmentsOf(value)]),
  ];
}

function basicCredentials(name: string, value: Redacted): NestedSpan | null {
  const [scheme, nested, ...more] = segmentsOf(value);
  const isBasic = name === "Authorization" && scheme === "Basic " && more.length === 0;
  return isBasic && typeof nested === "object" && "base64" in nested && nested.form === undefined
    ? nested
    : null;
}

/** Bytes that no shell word can hold come through a pipe. */
function pipedBody(body: Redacted): string | null {
  const segments = segmentsOf(body);
  const first = segments[0];
  const wordable = segments.every(
    (segment) => !(typeof segment === "string" ? segment.includes("\0") : "bytes" in segment),
  );
  // An "@" at the start would be taken for a file's name.
  const isFileName = typeof first === "string" && first.startsWith("@");
  if (wordable && !isFileName) return null;
  const bytes = segments.map((segment) => {
    if (typeof segment === "string") return Buffer.from(segment, "utf8");
    if ("bytes" in segment) return Buffer.from(segment.bytes, "base64");
    throw impossible("its body holds a secret among bytes that are no text");
  });
  return `printf %s ${Buffer.concat(bytes).toString("base64")} | base64 -d | `;
}

function shellWord(redacted: Redacted, envNames: ReadonlyMap<string, string>): string {
  const segments = segmentsOf(redacted);
  if (segments.length === 0) return "''";
  return segments
    .map((segment: Segment) => {
      if (typeof segment === "string") return shellQuote(segment);
      if ("bytes" in segment || "base64" in segment)
        throw impossible("a secret is written in it in Base64 with other text");
      return `"\${${variableOf(segment, envNames)}}"`;
    })
    .join("");
}

function variableOf(
  { secret, as, nth }: SecretSpan,
  envNames: ReadonlyMap<string, string>,
): string {
  const name = secret.startsWith(VARIABLE_LABEL)
    ? secret.slice(VARIABLE_LABEL.length)
    : (envNames.get(secret) ??
      secret
        .toUpperCase()
        .replaceAll(/\W+/g, "_")
        .replace(/^(\d)|_$/, "_$1"));
  const suffix = SUFFIXES.find(([each]) => each === as)?.[1] ?? "";
  return `${name}${nth === undefined ? "" : `_${nth + 1}`}${suffix}`;
}

/** The gap that a variable of a shell line stands for. */
export function spanOfVariable(name: string): SecretSpan {
  const [as, suffix] = SUFFIXES.find(([, end]) => name.endsWith(end)) ?? ["raw" as const, ""];
  const bare = name.slice(0, name.length - suffix.length);
  return { secret: `${VARIABLE_LABEL}${bare}`, as };
}

function impossible(why: string): UserError {
  return new UserError(
    "curl_impossible",
    `this request cannot be written as a curl command: ${why}`,
    "Export it with --format bundle or http.",
  );
}
