/**
 * Requests as raw HTTP text, the kind that editors call `.http`: written exactly,
 * and read leniently. Several stand in one file, divided by `###`.
 */
import { UserError } from "../core/errors.js";
import { isLoopbackHost } from "../core/http.js";
import { joinChunks } from "../core/join-chunks.js";
import { bareMessage, type StoredMessage, storedRequest } from "./message.js";
import { parseTemplate, renderTemplate } from "./placeholders.js";
import { displayText, isText, type Redacted, type RedactedHeader, segmentsOf } from "./redacted.js";

const REQUEST_LINE = /^([A-Z]{3,10}) +(\S+)(?: +HTTP\/[\d.]+)?$/;

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
  const [first = "", ...lines] = head
    .split(/\r?\n/)
    .filter((line) => line !== "" && !/^(#|\/\/)/.test(line));
  const [, method, target = ""] = REQUEST_LINE.exec(first.trim()) ?? [];
  if (method === undefined) throw invalid(first, "METHOD target HTTP/1.1");
  const headers = lines.map(parseHeader);
  const url = absoluteUrl(target, headers, first);
  const body = parseTemplate(bodyText(rest, headers, encoding));
  return storedRequest(
    method,
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

/** In origin form the host stands in its header; only this machine is taken to speak plain HTTP. */
function absoluteUrl(target: string, headers: readonly RedactedHeader[], line: string): string {
  if (/^(https?:\/\/|\{\{)/i.test(target)) return target;
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1];
  if (host === undefined || !target.startsWith("/"))
    throw invalid(line, "an absolute URL, or a path and a Host header");
  const authority = displayText(host);
  const name = authority.replace(/:\d+$/, "");
  return `${isLoopbackHost(name) ? "http" : "https"}://${authority}${target}`;
}

/** A file ends with a line break that belongs to no body, unless the length says otherwise. */
function bodyText(rest: string, headers: readonly RedactedHeader[], encoding: Encoding): string {
  const value = (wanted: string) =>
    headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? "";
  const bytes = Buffer.from(rest, encoding);
  if (/\bchunked\s*$/i.test(displayText(value("transfer-encoding")))) {
    const joined = joinChunks(bytes);
    if (joined !== null) return joined.toString(encoding);
  }
  const length = displayText(value("content-length"));
  const isWhole = length !== "" && isText(parseTemplate(rest)) && bytes.length === Number(length);
  return isWhole ? rest : rest.replace(/\r?\n$/, "");
}

function invalid(line: string, wanted: string): UserError {
  return new UserError(
    "raw_http_invalid",
    `this is no raw HTTP: ${JSON.stringify(line.slice(0, 80))} stands where ${wanted} is wanted`,
    "Write the request line, the headers, an empty line, and the body.",
  );
}
