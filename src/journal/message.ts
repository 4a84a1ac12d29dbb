/** A stored request that can be sent again, whatever it was read from. */
import type { JournalEntry } from "./entry.js";
import type { Redacted, RedactedBody, RedactedHeader } from "./redacted.js";
import { displayText, spansOf, type SecretSpan } from "./redacted.js";

export interface StoredRequest {
  readonly method: string;
  readonly url: Redacted;
  /** Less those that every connection writes for itself. */
  readonly headers: readonly RedactedHeader[];
  readonly body: Redacted | null;
}

/** What the target said when the request was first sent. */
interface StoredReply {
  readonly status: number;
  readonly durationMs: number | null;
  readonly headers: readonly RedactedHeader[];
  readonly body: RedactedBody;
}

export interface StoredMessage {
  /** Of the journal entry; null for what came from elsewhere. */
  readonly id: string | null;
  /** What it was made anew from, where the bytes of then are not known: `log 7`. */
  readonly rebuiltFrom?: string;
  readonly atMs: number | null;
  readonly command: string | null;
  readonly live: boolean;
  readonly keys: Readonly<Record<string, string>>;
  readonly request: StoredRequest;
  readonly then: StoredReply | null;
  /** Why there was no reply, where that is known. */
  readonly thenFailure: string | null;
}

const WRITTEN_BY_CONNECTION = new Set([
  ...["connection", "content-length", "transfer-encoding", "keep-alive", "proxy-connection"],
  ...["expect", "upgrade", "http2-settings", "te", "trailer"],
]);

export function messageOf(entry: JournalEntry): StoredMessage {
  const { request, response } = entry;
  return {
    id: entry.id,
    atMs: Date.parse(entry.at),
    command: entry.command,
    live: entry.live,
    keys: entry.keys,
    request: storedRequest(
      entry.method,
      request.url,
      request.headers,
      request.body?.content ?? null,
    ),
    then:
      entry.status === null || response === null
        ? null
        : { status: entry.status, durationMs: entry.durationMs, ...response },
    thenFailure: entry.failureMessage ?? entry.failure,
  };
}

/** A request from outside the journal, of which nothing else is known. */
export function bareMessage(request: StoredRequest): StoredMessage {
  return {
    id: null,
    atMs: null,
    command: null,
    live: false,
    keys: {},
    request,
    then: null,
    thenFailure: null,
  };
}

/** Leaves out what the connection writes; a Host that differs from the URL's was meant. */
export function storedRequest(
  method: string,
  url: Redacted,
  headers: readonly RedactedHeader[],
  body: Redacted | null,
): StoredRequest {
  const host = hostOf(displayText(url));
  const isMeant = (name: string, value: Redacted) =>
    name === "host" ? displayText(value) !== host : !WRITTEN_BY_CONNECTION.has(name);
  return {
    method,
    url,
    headers: headers.filter(([name, value]) => isMeant(name.toLowerCase(), value)),
    body: body === "" || body?.length === 0 ? null : body,
  };
}

function hostOf(url: string): string | null {
  return /^[a-z]+:\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(url)?.[1] ?? null;
}

/** Every gap of a request. */
export function spansOfRequest(request: StoredRequest): readonly SecretSpan[] {
  return [
    ...spansOf(request.url),
    ...request.headers.flatMap(([, value]) => spansOf(value)),
    ...(request.body === null ? [] : spansOf(request.body)),
  ];
}
