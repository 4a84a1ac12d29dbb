/**
 * Requests as raw HTTP text, the kind that editors call `.http`: written exactly,
 * and read leniently. Several stand in one file, divided by `###`.
 */
import { UserError } from "../core/errors.js";
import { isLoopbackHost } from "../core/http.js";
import { joinChunks } from "../core/join-chunks.js";
import { incompleteCapture } from "./incomplete.js";
import { bareMessage, type StoredMessage, storedRequest } from "./message.js";
import { parseTemplate, renderTemplate } from "./placeholders.js";
import { displayText, isText, type Redacted, type RedactedHeader, segmentsOf } from "./redacted.js";

const REQUEST_LINE = /^([A-Za-z]{3,10}) +(\S+)(?: +HTTP\/[\d.]+)?$/;

export function renderRawHttp(messages: readonly StoredMessage[]): string {
  return messages
    .map(({ id, request }) => {
      const headers = request.headers.map(([name, value]) => `${name}: ${renderTemplate(value)}\n`);
      // A line of the body may look like the divider, or its end like a line break.
      const body =
        request.body === null
          ? ""
          : `\n${renderTemplate(request.body).replaceAll(/^###/gm, "{{hex:23}}##").replace(/\r$/, "{{hex:0d}}")}\n`;
      return `### ${id ?? "request"}\n${request.method} ${renderTemplate(request.url)} HTTP/1.1\n${headers.join("")}${body}`;
    })
    .join("");
}

/**
 * @param input a file's bytes; those of a body stay what they are, UTF-8 or not
 * @throws {UserError} `raw_http_invalid`
 */
export function parseRawHttp(input: Uint8Array): readonly StoredMessage[] {
  const utf8 = Buffer.from(input).toString("utf8");
  const encoding = Buffer.from(utf8).equals(input) ? "utf8" : "latin1";
  const text = Buffer.from(input)
    .toString(encoding)
    .replace(encoding === "utf8" ? /^\uFEFF/ : /^\xEF\xBB\xBF/, "");
  const parts = text.split(/^###.*\r?\n?/m).filter((part) => part.trim() !== "");
  return parts.map((part) => bareMessage(parseRequest(part, encoding)));
}

type Encoding = "utf8" | "latin1";

function parseRequest(text: string, encoding: Encoding) {
  const blank = /\r?\n\r?\n/.exec(text);
  const head = blank === null ? text : text.slice(0, blank.index);
  const rest = blank === null ? "" : text.slice(blank.index + blank[0].length);
  // A folded line continues the one before; HTTP/2 writes :names beside the headers.
  const [first = "", ...lines] = head
    .replace(/\r?\n[ \t]+(?=\S)/g, " ")
    .split(/\r?\n/)
    .filter((line) => line !== "" && !/^(#|\/\/|:[a-z]+:)/.test(line));
  const [, method, target = ""] = REQUEST_LINE.exec(first.trim()) ?? [];
  if (method === undefined) throw notHttp(first);
  const headers = lines.map(parseHeader);
  const url = absoluteUrl(target, headers, first);
  const body = bodyOf(rest, headers, encoding);
  return storedRequest(
    method.toUpperCase(),
    parseTemplate(url),
    headers,
    encoding === "utf8" ? body : bytesOf(body),
  );
}

/** What was read as Latin-1, as the bytes that it was. */
function bytesOf(body: Redacted): Redacted {
  return segmentsOf(body).map((segment) =>
    typeof segment === "string"
      ? { bytes: Buffer.from(segment, "latin1").toString("base64") }
      : segment,
  );
}

function parseHeader(line: string): RedactedHeader {
  const at = line.indexOf(":");
  if (at < 1) throw invalid(line, "Name: value");
  return [line.slice(0, at).trim(), parseTemplate(line.slice(at + 1).trim())];
}

/** A mark of this tool for what it took out, in place of a variable of some editor. */
function isOwnGap(target: string): boolean {
  return target.startsWith("{{") && !isText(parseTemplate(target));
}

/** In origin form the host stands in its header; only this machine is taken to speak plain HTTP. */
function absoluteUrl(target: string, headers: readonly RedactedHeader[], line: string): string {
  if (/^https?:\/\//i.test(target) || isOwnGap(target)) return target;
  if (target.startsWith("{{"))
    throw new UserError(
      "raw_http_invalid",
      `the variable ${/^\{\{[^}]*\}\}/.exec(target)?.[0] ?? target} of the URL is not known here`,
      "Write the URL out in the file.",
    );
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1];
  if (host === undefined || !target.startsWith("/"))
    throw invalid(line, "an absolute URL, or a path and a Host header");
  const authority = displayText(host);
  const name = authority.replace(/:\d+$/, "");
  return `${isLoopbackHost(name) ? "http" : "https"}://${authority}${target}`;
}

/**
 * What the declared length bounds is the body as it came, `{{…}}` included;
 * without one, a file ends with a line break that belongs to no body.
 *
 * @throws {UserError} `capture_incomplete`
 */
function bodyOf(rest: string, headers: readonly RedactedHeader[], encoding: Encoding): Redacted {
  const value = (wanted: string) =>
    displayText(headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? "");
  const bytes = Buffer.from(rest, encoding);
  if (/\bchunked\s*$/i.test(value("transfer-encoding"))) {
    const joined = joinChunks(bytes);
    if (joined !== null) return joined.toString(encoding);
  }
  const trimmed = rest.replace(/\r?\n$/, "");
  const declared = /^\d{1,15}$/.exec(value("content-length"))?.[0];
  if (declared === undefined) return parseTemplate(trimmed);
  const length = Number(declared);
  if (bytes.length === length) return rest;
  const hasGaps = !isText(parseTemplate(rest));
  if (hasGaps && Buffer.byteLength(trimmed, encoding) !== length) return parseTemplate(trimmed);
  if (bytes.length > length) return bytes.subarray(0, length).toString(encoding);
  const crlf = Buffer.from(rest.replace(/\r?\n/g, "\r\n"), encoding);
  if (crlf.length >= length && crlf.length > bytes.length)
    return crlf.subarray(0, length).toString(encoding);
  throw incompleteCapture(`its Content-Length says ${length} bytes, and ${bytes.length} are there`);
}

/** Other things that people take for a request. */
function notHttp(line: string): UserError {
  const known: readonly (readonly [RegExp, string])[] = [
    [/^@\w+\s*=/, "a file with variables ({{base}} and the like), which are not known here"],
    [
      /"(?:[A-Z]+ \S+ HTTP\/[\d.]+|- - -)"|^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d \S+ [A-Z]+ \/|^#(?:Fields|Software|Version):/,
      "a line of an access log, which holds no whole request",
    ],
    [/^\s*\[?\d{2,4}[-/]\w{2,3}[-/]\d{2,4}\b/, "a line of a log, which holds no whole request"],
    [
      /^type: collection\.insomnia/,
      "an export of Insomnia as YAML: export it as JSON (format 4) or as HAR",
    ],
    [
      /^(?:axios|requests|\$?\w+\s*=\s*(?:axios|requests))\b/,
      "a call of a library, which only running it turns into a request",
    ],
    [/^HTTP\/[\d.]+ \d{3}/, "a response, not a request"],
  ];
  const kind = known.find(([pattern]) => pattern.test(line))?.[1];
  if (kind === undefined) return invalid(line, "METHOD target HTTP/1.1");
  return new UserError(
    "raw_http_invalid",
    `no request can be read from this: it is ${kind}`,
    "Give the request as raw HTTP, a HAR, or a curl command; or the body and the signature alone. A signed entry URL goes to verify-entry.",
  );
}

function invalid(line: string, wanted: string): UserError {
  return new UserError(
    "raw_http_invalid",
    `this is no raw HTTP: ${JSON.stringify(line.slice(0, 80))} stands where ${wanted} is wanted`,
    "Write the request line, the headers, an empty line, and the body.",
  );
}
