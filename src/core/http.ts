/**
 * HTTP reduced to one function type. A reply of any status is a reply; only the
 * absence of a whole, well-formed reply is a failure.
 */

export { hostOf, isLoopbackHost } from "./host.js";

export type HeaderPair = readonly [name: string, value: string];

export interface HttpTimeouts {
  /** TCP and TLS set-up. */
  readonly connectMs: number;
  /** From the last request byte to the reply's head. */
  readonly responseMs: number;
  /** The whole exchange, connecting included. */
  readonly totalMs: number;
}

/** PEM texts, already read. */
export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** What a profile section says of every request to its target. */
export interface ConnectionSettings {
  /** Sent before a request's own headers, which win. */
  readonly headers: readonly HeaderPair[];
  readonly timeoutMs: number;
  readonly tls: TlsSettings | null;
}

export interface HttpRequest {
  readonly method: string;
  /** Sent as written: nothing is normalised or re-encoded. */
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array | null;
  readonly timeouts: HttpTimeouts;
  readonly tls?: TlsSettings;
  /** A fresh connection cannot be one that the target is just closing. Default: pooled. */
  readonly freshConnection?: boolean;
  /** Requests to an origin that give one name here go out on one connection, one after another. */
  readonly sharesConnection?: string;
  /** Keep the reply's body up to this many bytes, and take more for a flood. Default: {@link KEPT_REPLY_BYTES} and {@link MAX_REPLY_BYTES}. */
  readonly maxReplyBytes?: number;
  /** The body in several pieces, one of them cut inside a character, each sent on its own. */
  readonly inPieces?: true;
  /** The body in chunks (RFC 9112, 7.1), its length not said before. */
  readonly chunked?: true;
  /** One of very many to its target: on a bare connection, which costs little, where no proxy is on the way. */
  readonly isOneOfMany?: true;
  /** What the request is for, in a few words; for the journal, never sent. */
  readonly step?: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: readonly HeaderPair[];
  /** The first {@link KEPT_REPLY_BYTES} of the body, or what the request asked for. */
  readonly body: Uint8Array;
  /** Bytes received, kept or not. */
  readonly bodyBytes: number;
  /** The Content-Encoding that the body came in, such as `gzip`: it is decoded here, and the header taken out. */
  readonly decodedFrom?: string;
  /** Compressed, it ended before its end: `body` is what came. */
  readonly isCutShort?: true;
}

export type HttpFailureKind =
  /** The host's name does not resolve. */
  | "dns"
  /** Nothing listens there, or no route. */
  | "refused"
  | "connect-timeout"
  | "tls"
  /** Sent, and no reply's head in time. */
  | "response-timeout"
  /** The reply began and did not end in time. */
  | "total-timeout"
  /** The connection went away before a whole reply. */
  | "reset"
  /** What came back is not HTTP. */
  | "malformed"
  /** The reply exceeded {@link MAX_REPLY_BYTES}, or what the request allowed. */
  | "flood"
  | "aborted";

export interface HttpFailure {
  readonly kind: HttpFailureKind;
  readonly message: string;
}

export interface HttpTrace {
  /** The request head as it was written to the socket, or null when nothing was. */
  readonly sentHead: string | null;
  readonly remoteAddress: string | null;
  readonly localPort: number | null;
  readonly startedAtMs: number;
  /** Until the reply's head; null when none came. */
  readonly headMs: number | null;
  readonly totalMs: number;
  /** In the journal, where one is kept. */
  readonly deliveryId?: string;
}

export type HttpOutcome =
  | {
      readonly reply: HttpReply;
      readonly failure: null;
      readonly trace: HttpTrace;
    }
  | {
      readonly reply: null;
      readonly failure: HttpFailure;
      readonly trace: HttpTrace;
    };

/** Turns of the event loop after which a request that was handed over is on its way: what came in on a kept connection is read first. */
export const TURNS_TO_SEND = 3;

/** @internal */
export type Http = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpOutcome>;

/** What several requests did that were released at the same moment. */
export interface RaceOutcome {
  /** In the order of the requests. */
  readonly outcomes: readonly HttpOutcome[];
  /** From the first last byte to the last one. */
  readonly releaseSpreadMs: number;
  /** From the last byte of the last request to the first reply; null when none came. */
  readonly firstReplyAfterMs: number | null;
  /** Every request was complete before the first reply came; a race without overlap proves nothing. */
  readonly overlapped: boolean;
}

/**
 * Sends requests so that they are all handled at the same time: each on its own
 * connection, everything but the last body byte written and flushed, then all
 * last bytes at once. Every request needs a body.
 *
 * @internal
 */
export type RaceHttp = (
  requests: readonly HttpRequest[],
  signal?: AbortSignal,
) => Promise<RaceOutcome>;

/**
 * What a command gets to send with.
 *
 * @internal
 */
export interface HttpClient {
  readonly http: Http;
  readonly race: RaceHttp;
  /** As `http`, for many small requests to one target: cheaper, and past any proxy. */
  readonly load: Http;
  readonly close: () => Promise<void>;
}

export const KEPT_REPLY_BYTES = 1024 * 1024;
export const MAX_REPLY_BYTES = 16 * 1024 * 1024;

export const DEFAULT_CONNECT_TIMEOUT_MS = 5_000;

/** True when the request surely never reached the target's application. */
export function isUnreachable(failure: HttpFailure): boolean {
  return ["dns", "refused", "connect-timeout", "tls"].includes(failure.kind);
}

/** The first value of a header, whatever its case; null when absent. */
export function headerValue(headers: readonly HeaderPair[], name: string): string | null {
  const wanted = name.toLowerCase();
  for (const [candidate, value] of headers)
    // Its length first: to make it lower-case takes longer, and few are as long.
    if (candidate.length === wanted.length && candidate.toLowerCase() === wanted) return value;
  return null;
}

/** Replaces or adds a header, keeping the order of the others. */
export function withHeader(
  headers: readonly HeaderPair[],
  name: string,
  value: string,
): readonly HeaderPair[] {
  const wanted = name.toLowerCase();
  const at = headers.findIndex(([candidate]) => candidate.toLowerCase() === wanted);
  if (at === -1) return [...headers, [name, value]];
  return headers.map((pair, index) => (index === at ? ([pair[0], value] as const) : pair));
}

export function withoutHeader(headers: readonly HeaderPair[], name: string): readonly HeaderPair[] {
  const wanted = name.toLowerCase();
  return headers.filter(([candidate]) => candidate.toLowerCase() !== wanted);
}

/** Joins a base URL, taken as a prefix, and a path that starts with `/`. */
export function joinUrl(base: string, path: string): string {
  const [prefix, query] = splitOnce(base, "?");
  const joined = prefix.replace(/(?<!\/)\/+$/, "") + path;
  return query === undefined ? joined : `${joined}?${query}`;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
