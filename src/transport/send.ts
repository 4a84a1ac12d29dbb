/** Sends one request and keeps the evidence. The only way in which a request leaves this tool. */
import { UserError } from "../core/errors.js";
import type { Exchange } from "../core/http-exchange.js";
import {
  type ConnectionSettings,
  DEFAULT_CONNECT_TIMEOUT_MS,
  type HeaderPair,
  headerValue,
  type Http,
  type HttpOutcome,
  type RaceHttp,
  type RaceOutcome,
  type TlsSettings,
  type HttpRequest,
  type HttpTimeouts,
} from "../core/http.js";
import type { Redactor } from "../core/redaction.js";
import { recordExchange } from "./record.js";

/** What a caller says of a request; the rest is the same for a whole section. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array | null;
  /** As in {@link HttpRequest}; the evidence keeps no more than usual. */
  readonly maxReplyBytes?: number;
  /** As in {@link HttpRequest}. */
  readonly inPieces?: true;
  /** As in {@link HttpRequest}. */
  readonly chunked?: true;
  /** In place of the connection's own, for a request to another host. */
  readonly tls?: TlsSettings;
  /** In place of the connection's own. */
  readonly timeoutMs?: number;
  /** As in {@link HttpRequest}. */
  readonly step?: string;
  /** On the connection of the request before it that gives the same name, and left open. */
  readonly reusesConnection?: string;
}

export interface Sent {
  readonly outcome: HttpOutcome;
  readonly exchange: Exchange;
}

export type Send = (step: string, request: OutgoingRequest) => Promise<Sent>;

export interface SendOptions {
  readonly http: Http;
  readonly redactor: Redactor;
  readonly connection: ConnectionSettings;
  /** A new connection for each request: nothing that an idle one did can be blamed on the target. */
  readonly freshConnections: boolean;
  readonly signal?: AbortSignal;
}

export function createSend(options: SendOptions): Send {
  const { http, redactor, connection, freshConnections, signal } = options;
  return async (step, outgoing) => {
    const { reusesConnection, ...rest } = outgoing;
    const isFresh = freshConnections && reusesConnection === undefined;
    const complete = completeRequest({ ...rest, step }, connection, isFresh);
    const request =
      reusesConnection === undefined
        ? complete
        : { ...complete, sharesConnection: reusesConnection };
    const outcome = await http(request, signal);
    return {
      outcome,
      exchange: recordExchange(step, request, outcome, redactor),
    };
  };
}

export interface RacedRound {
  readonly sent: readonly Sent[];
  readonly overlapped: boolean;
  /** How closely the requests were released, in words. */
  readonly proof: string;
}

export type Race = (step: string, requests: readonly OutgoingRequest[]) => Promise<RacedRound>;

export function createRace(
  options: Omit<SendOptions, "http" | "freshConnections"> & {
    readonly race: RaceHttp;
  },
): Race {
  const { race, redactor, connection, signal } = options;
  return async (step, outgoing) => {
    const requests = outgoing.map((each) => completeRequest({ ...each, step }, connection, true));
    const round = await race(requests, signal);
    const proof = describeRound(round, requests.length);
    const sent = requests.flatMap((request, at) => {
      const outcome = round.outcomes[at];
      if (outcome === undefined) return [];
      const name = `${step} (${at + 1} of ${requests.length})`;
      return [
        {
          outcome,
          exchange: {
            ...recordExchange(name, request, outcome, redactor),
            note: proof,
          },
        },
      ];
    });
    return { sent, overlapped: round.overlapped, proof };
  };
}

function describeRound(round: RaceOutcome, count: number): string {
  const spread = `${count} requests, last bytes released within ${round.releaseSpreadMs.toFixed(2)} ms`;
  if (round.firstReplyAfterMs === null) return `${spread}, no reply`;
  return round.overlapped
    ? `${spread}, first reply ${round.firstReplyAfterMs.toFixed(2)} ms after the last of them: they overlapped`
    : `${spread}, but a reply came before the last of them: they did not overlap`;
}

/** Adds a section's headers, time-outs and TLS material to a request. */
export function completeRequest(
  outgoing: OutgoingRequest,
  connection: ConnectionSettings,
  freshConnection: boolean,
): HttpRequest {
  const { timeoutMs = connection.timeoutMs, ...rest } = outgoing;
  const { url, headers: own } = withoutUserInfo(rest.url, rest.headers);
  const headers = withDefaults(connection.headers, own);
  for (const [name, value] of headers) assertSendable(name, value);
  const request = {
    ...rest,
    url,
    headers,
    freshConnection,
    timeouts: timeoutsOf(timeoutMs),
  };
  return connection.tls === null || rest.tls !== undefined
    ? request
    : { ...request, tls: connection.tls };
}

/**
 * User and password of a URL, as Basic authentication: what curl and browsers make of
 * them. A header that says who asks wins.
 */
export function withoutUserInfo(
  url: string,
  headers: readonly HeaderPair[],
): { readonly url: string; readonly headers: readonly HeaderPair[] } {
  const [, start = "", info] = /^(https?:\/\/)([^/?#]*)@/i.exec(url) ?? [];
  if (info === undefined) return { url, headers };
  const bare = start + url.slice(start.length + info.length + 1);
  if (headerValue(headers, "authorization") !== null || info === "" || info === ":")
    return { url: bare, headers };
  const [user = "", ...password] = info.split(":").map(percentDecoded);
  const credentials = Buffer.from(`${user}:${password.join(":")}`).toString("base64");
  return { url: bare, headers: [...headers, ["Authorization", `Basic ${credentials}`]] };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A section's headers, and those of a request, which win. */
export function withDefaults(
  defaults: readonly HeaderPair[],
  own: readonly HeaderPair[],
): readonly HeaderPair[] {
  if (defaults.length === 0) return own;
  const names = new Set(own.map(([name]) => name.toLowerCase()));
  return [...defaults.filter(([name]) => !names.has(name.toLowerCase())), ...own];
}

/** The section's time-out bounds the whole exchange; connecting has its own, shorter bound. */
export function timeoutsOf(timeoutMs: number): HttpTimeouts {
  return {
    connectMs: Math.min(DEFAULT_CONNECT_TIMEOUT_MS, timeoutMs),
    responseMs: timeoutMs,
    totalMs: timeoutMs,
  };
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

function assertSendable(name: string, value: string): void {
  if (HEADER_NAME.test(name) && HEADER_VALUE.test(value)) return;
  throw new UserError(
    "header_invalid",
    `the header ${JSON.stringify(name)} cannot be sent: its name or value has a character that HTTP does not allow`,
    "Look for a line break or a non-Latin character in the profile's headers, or in a secret that travels in this header.",
  );
}
