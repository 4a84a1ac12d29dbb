/** Says in our words what undici's and Node's errors mean for the one who waits for a reply. */
import { type HttpFailure, type HttpTimeouts, isUnreachable } from "../../core/http.js";
import { ProxyFailure } from "./proxy-failure.js";
import { SPEAKS_TLS } from "./second-look.js";

const DNS = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA", "EAI_FAIL"]);
const REFUSED = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "EHOSTDOWN",
  "ENETDOWN",
]);
const CONNECT_TIMEOUT = new Set(["UND_ERR_CONNECT_TIMEOUT", "ETIMEDOUT"]);
const TLS =
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA)/;
const MALFORMED = /^(HPE_|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|UND_ERR_HTTP_PARSER)/;

/**
 * @param requestSent whether the request's head had been written
 * @param proxy host and port of the proxy on the way; null for none
 */
export function classifyHttpError(
  error: unknown,
  requestSent: boolean,
  timeouts: HttpTimeouts,
  proxy: string | null = null,
): HttpFailure {
  if (error instanceof ProxyFailure) return proxyFailure(error, timeouts, proxy ?? "");
  const { name, code, message } = rootOf(error);
  const who = proxy === null ? "" : `the proxy ${proxy}: `;
  if (DNS.has(code))
    return { kind: "dns", message: `${who}the host name does not resolve (${code})` };
  if (REFUSED.has(code)) return { kind: "refused", message: `${who}connection refused (${code})` };
  if (CONNECT_TIMEOUT.has(code) && !requestSent) {
    return {
      kind: "connect-timeout",
      message: `${who}no connection within ${timeouts.connectMs} ms`,
    };
  }
  if (TLS.test(code)) return { kind: "tls", message: `TLS: ${tlsWords(code, message)} (${code})` };
  if (code === "UND_ERR_HEADERS_OVERFLOW") {
    return { kind: "flood", message: "the reply's headers are too large" };
  }
  if (message === "bad upgrade")
    return {
      kind: "malformed",
      message: "it answers 101 and changes to a protocol that nobody asked for",
    };
  // undici's parser gives some of its errors no code.
  if (MALFORMED.test(code) || name === "HTTPParserError") {
    const spoken = spokenIn(dataOf(error));
    if (spoken !== null) return spoken;
    return {
      kind: "malformed",
      message: `what came back is not valid HTTP: ${message}${inBrackets(code)}`,
    };
  }
  // Of a status such as 000 or an unasked 101 it takes for granted that nobody sends it.
  if (requestSent && code === "ERR_ASSERTION") {
    return {
      kind: "malformed",
      message:
        "what came back is not valid HTTP: its status line is none that may answer a request",
    };
  }
  if (!requestSent) {
    return {
      kind: "refused",
      message: `the connection was closed before the request could be sent (${code})`,
    };
  }
  return {
    kind: "reset",
    message: `the connection was cut before a whole reply: ${message}${inBrackets(code)}`,
  };
}

/** Whatever the proxy did, the target has seen nothing of it. */
function proxyFailure(
  { message, status, cause }: ProxyFailure,
  timeouts: HttpTimeouts,
  proxy: string,
): HttpFailure {
  if (status !== null) return refusedByProxy(proxy, status);
  if (cause === undefined) return { kind: "refused", message: `the proxy ${proxy}: ${message}` };
  const failure = classifyHttpError(cause, false, timeouts, proxy);
  return isUnreachable(failure) ? failure : { ...failure, kind: "refused" };
}

function refusedByProxy(proxy: string, status: number): HttpFailure {
  const message =
    status === 407
      ? `the proxy ${proxy} wants a user and a password (407)`
      : `the proxy ${proxy} does not connect to the target (${status})`;
  return { kind: "refused", message };
}

/** OpenSSL's own text holds addresses in memory and paths of its source. */
function tlsWords(code: string, message: string): string {
  if (/WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST|RECORD_LAYER/.test(code))
    return "the other side does not speak TLS";
  return code.startsWith("ERR_SSL_")
    ? code.slice("ERR_SSL_".length).toLowerCase().replaceAll("_", " ")
    : message;
}

/** How the servers begin that are most often taken for one of HTTP/1.1. */
const SPOKEN: readonly (readonly [beginning: RegExp, what: string])[] = [
  [/^\x00\x00[\s\S]\x04/, "HTTP/2 without TLS (gRPC, h2c)"],
  [/^SSH-/, "SSH"],
  [/^220[ -]/, "SMTP or FTP"],
  [/^[-+](?:ERR|OK|NOAUTH)/, "Redis or POP3"],
  [/^[\s\S]\x00\x00\x00\x0a\d/, "MySQL"],
  [/^HTTP\/(?!1\.)/, "another version of HTTP"],
];

/** What undici's parser stopped at. */
function dataOf(error: unknown): string {
  const isTold = error instanceof Error && "data" in error && typeof error.data === "string";
  return isTold ? String(error.data) : "";
}

/**
 * @param data what came in place of a reply, each byte as one character
 * @returns null where its beginning is not known
 */
export function spokenIn(data: string): HttpFailure | null {
  if (/^[\x15\x16]\x03/.test(data)) return { kind: "tls", message: SPEAKS_TLS };
  const what = SPOKEN.find(([beginning]) => beginning.test(data))?.[1];
  return what === undefined
    ? null
    : { kind: "malformed", message: `what came back is not valid HTTP but ${what}` };
}

/** A body that does not end. */
export function floodFailure(status: number, mostBytes: number): HttpFailure {
  return {
    kind: "flood",
    message: `status ${status}, and a body of more than ${Math.floor(mostBytes / 1024 / 1024)} MiB`,
  };
}

/** An AggregateError (several addresses tried) speaks through its first member. */
function rootOf(error: unknown): {
  name: string;
  code: string;
  message: string;
} {
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0]);
  const {
    name = "",
    code = "",
    message = String(error),
  } = error as { name?: string; code?: string; message?: string };
  return { name, code, message };
}

function inBrackets(code: string): string {
  return code === "" ? "" : ` (${code})`;
}
