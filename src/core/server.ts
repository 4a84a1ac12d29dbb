/** Serving HTTP reduced to one function type: what the sandbox and `listen` are made of. */
import type { HeaderPair } from "./http.js";

export interface ServedRequest {
  readonly method: string;
  /** Path and query as received, undecoded. */
  readonly target: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array;
  readonly remoteAddress: string;
  /**
   * Aborts when whoever asked hangs up before the reply. Absent where that cannot be seen.
   * No accessor: one in a literal gives each request a shape of its own in V8, which makes all
   * that reads it slow.
   */
  readonly left?: () => AbortSignal;
}

export interface ServedReply {
  readonly status: number;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array;
  /** Close the connection after the reply. */
  readonly closeConnection?: true;
  /** Cut the connection after so many bytes of the body. */
  readonly cutAfterBytes?: number;
}

/** The connection is cut instead of a reply. */
export type ServedOutcome = ServedReply | "reset";

export type RequestHandler = (request: ServedRequest) => Promise<ServedOutcome>;

export interface RunningServer {
  readonly port: number;
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** What came in and was no whole request, so that no handler saw it. */
export interface UnreadRequest {
  /** In words. */
  readonly reason: string;
  readonly remoteAddress: string;
  /** As far as it is known: the first line that came in. */
  readonly firstLine: string;
  /** What it was answered; null where nobody was there any more. */
  readonly status: number | null;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** A longer request body is answered 413. */
  readonly maxBodyBytes: number;
  /** Told of each such request, its body left out, and of its answer, which waits for this. */
  onTooLarge?(request: ServedRequest, reply: ServedReply): Promise<unknown>;
  /** Told of what was no whole HTTP/1.1 request. */
  onUnread?(unread: UnreadRequest): void;
  /** Told of what a handler throws, and of nothing else. */
  onDefect(error: unknown): void;
}

export type Listen = (options: ListenOptions, handler: RequestHandler) => Promise<RunningServer>;

const TEXT = new TextEncoder();

export function jsonReply(
  status: number,
  value: unknown,
  headers: readonly HeaderPair[] = [],
): ServedReply {
  return {
    status,
    headers: [["Content-Type", "application/json; charset=utf-8"], ...headers],
    body: TEXT.encode(JSON.stringify(value)),
  };
}

export function emptyReply(status: number, headers: readonly HeaderPair[] = []): ServedReply {
  return { status, headers, body: new Uint8Array(0) };
}

/** The part of a request target before `?`. */
export function pathOf(target: string): string {
  const at = target.indexOf("?");
  return at === -1 ? target : target.slice(0, at);
}

/** The part of a request target after `?`, undecoded; empty when there is none. */
export function queryOf(target: string): string {
  const at = target.indexOf("?");
  return at === -1 ? "" : target.slice(at + 1);
}
