/** Says in our words what undici's and Node's errors mean for the one who waits for a reply. */
import { type HttpFailure, type HttpTimeouts, isUnreachable } from "../../core/http.js";
import { ProxyFailure } from "./proxy-tunnels.js";

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

/** @param requestSent whether the request's head had been written */
export function classifyHttpError(
  error: unknown,
  requestSent: boolean,
  timeouts: HttpTimeouts,
): HttpFailure {
  if (error instanceof ProxyFailure) return proxyFailure(error, timeouts);
  const { name, code, message } = rootOf(error);
  if (DNS.has(code)) return { kind: "dns", message: `the host name does not resolve (${code})` };
  if (REFUSED.has(code)) return { kind: "refused", message: `connection refused (${code})` };
  if (CONNECT_TIMEOUT.has(code) && !requestSent) {
    return {
      kind: "connect-timeout",
      message: `no connection within ${timeouts.connectMs} ms`,
    };
  }
  if (TLS.test(code)) return { kind: "tls", message: `TLS: ${message} (${code})` };
  if (code === "UND_ERR_HEADERS_OVERFLOW") {
    return { kind: "flood", message: "the reply's headers are too large" };
  }
  // undici's parser gives some of its errors no code.
  if (MALFORMED.test(code) || name === "HTTPParserError") {
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
function proxyFailure({ message, cause }: ProxyFailure, timeouts: HttpTimeouts): HttpFailure {
  if (cause === undefined) return { kind: "refused", message };
  const failure = classifyHttpError(cause, false, timeouts);
  const kind = isUnreachable(failure) ? failure.kind : "refused";
  return { kind, message: `${message}: ${failure.message}` };
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
