/**
 * HTTP Archives, version 1.2: what browsers and proxies read and write. Ours
 * carry the exact request in a field of their own, as the format allows.
 */
import { UserError } from "../core/errors.js";
import type { JournalEntry } from "./entry.js";
import { incompleteCapture } from "./incomplete.js";
import {
  bareMessage,
  messageOf,
  type StoredMessage,
  type StoredRequest,
  storedRequest,
} from "./message.js";
import {
  displayText,
  isText,
  type Redacted,
  type RedactedBody,
  type RedactedHeader,
} from "./redacted.js";

const OUR_FIELD = "_playcampGw";

export function renderHar(
  entries: readonly JournalEntry[],
  tool: { readonly name: string; readonly version: string },
): string {
  const log = { version: "1.2", creator: tool, entries: entries.map(harEntry) };
  return `${JSON.stringify({ log }, null, 2)}\n`;
}

function harEntry(entry: JournalEntry) {
  const { request } = entry;
  const wait = entry.headMs ?? entry.durationMs;
  return {
    startedDateTime: entry.at,
    time: entry.durationMs,
    request: {
      method: entry.method,
      url: displayText(request.url),
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: namedValues(request.headers),
      queryString: queryOf(displayText(request.url)),
      ...(request.body === null
        ? {}
        : {
            postData: {
              mimeType: mimeType(request.headers),
              text: displayText(request.body.content),
            },
          }),
      headersSize: -1,
      bodySize: request.body?.size ?? 0,
    },
    response: harResponse(entry),
    cache: {},
    timings: {
      send: 0,
      wait,
      receive: roundedMs(Math.max(0, entry.durationMs - wait)),
    },
    ...(entry.remoteAddress === null ? {} : { serverIPAddress: entry.remoteAddress }),
    ...(entry.localPort === null ? {} : { connection: String(entry.localPort) }),
    comment: [entry.command, entry.step, entry.note]
      .filter((text) => text !== null && text !== "")
      .join(": "),
    [OUR_FIELD]: messageOf(entry),
  };
}

function roundedMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function harResponse({ status, response, failure }: JournalEntry) {
  const headers = response?.headers ?? [];
  const body = response?.body ?? { size: 0, content: "" };
  return {
    status: status ?? 0,
    statusText: failure ?? "",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: namedValues(headers),
    content: contentOf(body, mimeType(headers)),
    redirectURL: displayText(
      headers.find(([name]) => name.toLowerCase() === "location")?.[1] ?? "",
    ),
    headersSize: -1,
    bodySize: body.size,
  };
}

function contentOf(body: RedactedBody, type: string) {
  const plain = { size: body.size, mimeType: type };
  if (isText(body.content)) return { ...plain, text: displayText(body.content) };
  const bytes = bytesForShow(body.content);
  return { ...plain, text: bytes.toString("base64"), encoding: "base64" };
}

/** With the marks in place of the secrets. */
function bytesForShow(content: Redacted): Buffer {
  const segments = typeof content === "string" ? [content] : content;
  return Buffer.concat(
    segments.map((segment) =>
      typeof segment !== "string" && "bytes" in segment
        ? Buffer.from(segment.bytes, "base64")
        : Buffer.from(displayText([segment]), "utf8"),
    ),
  );
}

function namedValues(headers: readonly RedactedHeader[]) {
  return headers.map(([name, value]) => ({ name, value: displayText(value) }));
}

function queryOf(url: string) {
  const at = url.indexOf("?");
  if (at === -1) return [];
  const pairs = new URLSearchParams(url.slice(at + 1).split("#")[0]);
  return [...pairs].map(([name, value]) => ({ name, value }));
}

function mimeType(headers: readonly RedactedHeader[]): string {
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
  return type === undefined ? "application/octet-stream" : displayText(type);
}

interface ForeignEntry {
  readonly startedDateTime?: string;
  readonly time?: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers?: readonly { name: string; value: string }[];
    readonly postData?: {
      readonly mimeType?: string;
      readonly text?: string;
      readonly encoding?: string;
      readonly params?: readonly { name: string; value?: string; fileName?: string }[];
      readonly _file?: string;
    };
    readonly bodySize?: number;
  };
  readonly response?: {
    readonly status?: number;
    readonly headers?: readonly { name: string; value: string }[];
    readonly content?: {
      readonly text?: string;
      readonly encoding?: string;
      readonly size?: number;
    };
  };
  readonly [OUR_FIELD]?: StoredMessage;
}

/**
 * @param har parsed JSON with `log.entries`
 * @throws {UserError} `har_invalid`
 */
export function readHar(har: unknown): readonly StoredMessage[] {
  const entries = (har as { log?: { entries?: unknown } }).log?.entries;
  if (!Array.isArray(entries)) throw invalid("log.entries is no list");
  const read = entries.map((entry: ForeignEntry | null, at) => {
    if (typeof entry !== "object" || entry === null)
      throw invalid(`log.entries[${at}] is no entry`);
    const ours = entry[OUR_FIELD];
    if (ours !== undefined) return ours;
    if (
      typeof (entry as Partial<ForeignEntry>).request?.url !== "string" ||
      typeof entry.request.method !== "string"
    )
      throw invalid(`log.entries[${at}].request has no method or url`);
    return isHttp(entry) ? foreignMessage(entry) : null;
  });
  const messages = read.filter((message) => message !== null);
  if (messages.length > 0 || entries.length === 0) return messages;
  throw invalid("its entries are no HTTP requests (tunnels, WebSockets, data: or blob: URLs)");
}

/** Browsers also list what never went over HTTP, and proxies their tunnels. */
function isHttp({ request }: ForeignEntry): boolean {
  return (
    !/^(?!https?:)[a-z][a-z0-9+.-]*:/i.test(request.url) &&
    request.method.toUpperCase() !== "CONNECT"
  );
}

function foreignMessage(entry: ForeignEntry): StoredMessage {
  const { response } = entry;
  const startedMs = Date.parse(entry.startedDateTime ?? "");
  const text = response?.content?.text ?? "";
  return {
    ...bareMessage(foreignRequest(entry)),
    atMs: Number.isNaN(startedMs) ? null : startedMs,
    then:
      response === undefined || !response.status
        ? null
        : {
            status: response.status,
            durationMs: entry.time ?? null,
            headers: pairsOf(response.headers),
            body: {
              size: response.content?.size ?? text.length,
              content: response.content?.encoding === "base64" ? [{ bytes: text }] : text,
            },
          },
  };
}

function foreignRequest({ request }: ForeignEntry): StoredRequest {
  const body = foreignBody(request);
  // HTTP/2 writes these beside the real ones; a body kept as text is no longer encoded.
  const headers = pairsOf(request.headers).filter(
    ([name]) =>
      !name.startsWith(":") &&
      !(name.toLowerCase() === "content-encoding" && typeof body === "string"),
  );
  return storedRequest(request.method, request.url, headers, body);
}

/** @throws {UserError} `capture_incomplete` where there was a body and it is not in the file */
function foreignBody({
  postData,
  bodySize = -1,
  headers,
}: ForeignEntry["request"]): Redacted | null {
  const { text = "", encoding, params = [], _file: file, mimeType = "" } = postData ?? {};
  if (file !== undefined) throw incompleteCapture(`its body stands in another file, ${file}`);
  if (text !== "") {
    if (encoding?.toLowerCase() === "base64") return textOrBytes(Buffer.from(text, "base64"));
    return text;
  }
  if (params.length > 0) {
    if (/^multipart\//i.test(mimeType))
      throw incompleteCapture("of a multipart body it lists the parts, and not their bytes");
    return params.map(({ name, value = "" }) => formPair(name, value)).join("&");
  }
  const declared = pairsOf(headers).find(([name]) => name.toLowerCase() === "content-length");
  const size = Math.max(bodySize, Number(declared?.[1] ?? 0) || 0);
  if (size > 0) throw incompleteCapture(`it says that the body has ${size} bytes, and has none`);
  return postData === undefined ? null : text;
}

function textOrBytes(bytes: Buffer): Redacted {
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : [{ bytes: bytes.toString("base64") }];
}

/** Browsers keep parameters as they were sent, already encoded; others keep them decoded. */
function formPair(name: string, value: string): string {
  const isEncoded = (text: string) => /^(?:[\w.*~!'()+-]|%[0-9a-f]{2})*$/i.test(text);
  const encoded = (text: string) =>
    isEncoded(text) ? text : new URLSearchParams([["", text]]).toString().slice(1);
  return `${encoded(name)}=${encoded(value)}`;
}

function pairsOf(
  headers: readonly { name: string; value: string }[] | undefined,
): readonly RedactedHeader[] {
  const list: unknown = headers ?? [];
  if (!Array.isArray(list)) throw invalid("the headers of an entry are no list");
  return (headers ?? []).map(({ name, value }) => [name, value]);
}

function invalid(what: string): UserError {
  return new UserError(
    "har_invalid",
    `this is no HTTP Archive: ${what}`,
    "Export it again as HAR 1.2.",
  );
}
