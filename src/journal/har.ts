/**
 * HTTP Archives, version 1.2: what browsers and proxies read and write. Ours
 * carry the exact request in a field of their own, as the format allows.
 */
import { UserError } from "../core/errors.js";
import type { JournalEntry } from "./entry.js";
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
      readonly text?: string;
      readonly params?: readonly { name: string; value?: string }[];
    };
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
  return entries.map((entry: ForeignEntry, at) => {
    const ours = entry[OUR_FIELD];
    if (ours !== undefined) return ours;
    if (
      typeof (entry as Partial<ForeignEntry>).request?.url !== "string" ||
      typeof entry.request.method !== "string"
    )
      throw invalid(`log.entries[${at}].request has no method or url`);
    return foreignMessage(entry);
  });
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
  const { postData } = request;
  const params = postData?.params?.map(({ name, value }): [string, string] => [name, value ?? ""]);
  const body =
    postData?.text ?? (params === undefined ? null : new URLSearchParams(params).toString());
  // HTTP/2 writes these beside the real ones.
  const headers = pairsOf(request.headers).filter(([name]) => !name.startsWith(":"));
  return storedRequest(request.method, request.url, headers, body);
}

function pairsOf(
  headers: readonly { name: string; value: string }[] | undefined,
): readonly RedactedHeader[] {
  return (headers ?? []).map(({ name, value }) => [name, value]);
}

function invalid(what: string): UserError {
  return new UserError(
    "har_invalid",
    `this is no HTTP Archive: ${what}`,
    "Export it again as HAR 1.2.",
  );
}
