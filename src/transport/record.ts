/** Turns an HTTP outcome into evidence, redacted before anything else sees it. */
import type { Exchange } from "../core/http-exchange.js";
import {
  KEPT_REPLY_BYTES,
  type HeaderPair,
  type HttpOutcome,
  type HttpRequest,
} from "../core/http.js";
import { recordBody } from "../core/recorded-body.js";
import type { Redactor } from "../core/redaction.js";

/** @returns what was sent and received, as it was on the wire, less the secrets */
export function recordExchange(
  step: string,
  request: HttpRequest,
  outcome: HttpOutcome,
  redactor: Redactor,
): Exchange {
  const { trace, reply, failure } = outcome;
  const kept = reply?.body.subarray(0, KEPT_REPLY_BYTES) ?? new Uint8Array();
  const clean = redactor.exchange(
    {
      url: request.url,
      headers: trace.sentHead === null ? request.headers : headersOfHead(trace.sentHead),
      body: request.body,
    },
    reply === null
      ? null
      : {
          url: "",
          headers: reply.headers,
          body: kept,
          isCut: reply.bodyBytes > kept.length,
        },
  );
  const { asked, answered } = clean;
  return {
    step,
    startedAt: new Date(trace.startedAtMs).toISOString(),
    durationMs: Math.round(trace.totalMs * 1000) / 1000,
    remoteAddress: trace.remoteAddress,
    request: {
      method: request.method,
      url: asked.url,
      headers: asked.headers,
      body: asked.body === null ? null : recordBody(asked.body, sizeOf(request.body)),
    },
    response:
      reply === null || answered === null
        ? null
        : {
            status: reply.status,
            headers: answered.headers,
            body: recordBody(answered.body ?? kept, {
              kept: kept.length,
              bytes: reply.bodyBytes,
            }),
          },
    failure: failure === null ? null : { ...failure, message: clean.text(failure.message) },
    ...(reply?.decodedFrom === undefined
      ? {}
      : { note: howItCame(reply.decodedFrom, reply.isCutShort) }),
    ...(trace.deliveryId === undefined ? {} : { deliveryId: trace.deliveryId }),
  };
}

function howItCame(decodedFrom: string, isCutShort = false): string {
  const packed = `the reply came compressed (Content-Encoding: ${decodedFrom})`;
  return isCutShort ? `${packed}, and was cut short` : packed;
}

function sizeOf(body: Uint8Array | null) {
  const length = body?.length ?? 0;
  return { kept: length, bytes: length };
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
