/** Turns an HTTP outcome into evidence, redacted before anything else sees it. */
import type { Exchange, RecordedBody } from "../core/http-exchange.js";
import {
  KEPT_REPLY_BYTES,
  type HeaderPair,
  type HttpOutcome,
  type HttpRequest,
} from "../core/http.js";
import type { Redactor } from "../core/redaction.js";

/** @returns what was sent and received, as it was on the wire, less the secrets */
export function recordExchange(
  step: string,
  request: HttpRequest,
  outcome: HttpOutcome,
  redactor: Redactor,
): Exchange {
  const { trace, reply, failure } = outcome;
  return {
    step,
    startedAt: new Date(trace.startedAtMs).toISOString(),
    durationMs: Math.round(trace.totalMs * 1000) / 1000,
    remoteAddress: trace.remoteAddress,
    request: {
      method: request.method,
      url: redactor.text(request.url),
      headers: redactor.headers(
        trace.sentHead === null ? request.headers : headersOfHead(trace.sentHead),
      ),
      body: request.body === null ? null : recordBody(request.body, redactor),
    },
    response:
      reply === null
        ? null
        : {
            status: reply.status,
            headers: redactor.headers(reply.headers),
            body: recordBody(reply.body.subarray(0, KEPT_REPLY_BYTES), redactor, reply.bodyBytes),
          },
    failure: failure === null ? null : { ...failure, message: redactor.text(failure.message) },
    ...(trace.deliveryId === undefined ? {} : { deliveryId: trace.deliveryId }),
  };
}

/**
 * @param body the bytes kept
 * @param bytes how many there were in all
 */
export function recordBody(
  body: Uint8Array,
  redactor: Redactor,
  bytes: number = body.length,
): RecordedBody {
  const clean = redactor.bytes(body);
  const truncated = bytes > body.length ? { truncated: true as const } : {};
  const text = decodeUtf8(clean);
  return text === null
    ? { bytes, base64: Buffer.from(clean).toString("base64"), ...truncated }
    : { bytes, text, ...truncated };
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @returns null when the bytes are not valid UTF-8 */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

function headersOfHead(head: string): readonly HeaderPair[] {
  return head
    .split("\r\n")
    .slice(1)
    .flatMap((line) => {
      const at = line.indexOf(":");
      return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()] as const];
    });
}
