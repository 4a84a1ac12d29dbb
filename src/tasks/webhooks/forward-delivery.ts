/** Passes a delivery on as it came, bytes and headers, and brings the reply back. */
import {
  type HeaderPair,
  headerValue,
  type Http,
  MAX_REPLY_BYTES,
  withoutHeader,
} from "../../core/http.js";
import { jsonReply, type ServedReply, type ServedRequest } from "../../core/server.js";
import { timeoutsOf, withoutUserInfo } from "../../transport/send.js";

export interface ForwardOptions {
  readonly forwardTimeoutMs: number;
  readonly http: Http;
  readonly signal: AbortSignal;
}

/** @returns the target's reply, or 502 where it gave none */
export async function forwardDelivery(
  { method, headers, body }: ServedRequest,
  url: string,
  { forwardTimeoutMs, http, signal }: ForwardOptions,
): Promise<ServedReply> {
  const { reply, failure } = await http(
    {
      method,
      ...withoutUserInfo(url, endToEnd(headers)),
      body: body.length === 0 && method !== "POST" ? null : body,
      timeouts: timeoutsOf(forwardTimeoutMs),
      maxReplyBytes: MAX_REPLY_BYTES,
      step: "passed on",
    },
    signal,
  );
  if (failure !== null) {
    return jsonReply(502, {
      error: `${new URL(url).host} gave no answer: ${failure.message}`,
    });
  }
  return {
    status: reply.status,
    headers: endToEnd(reply.headers),
    body: reply.body,
  };
}

/** Written anew for the connection on which they travel. */
const HOP_HEADERS = [
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "keep-alive",
  "expect",
  "upgrade",
];

/** Without what belongs to the connection, and what its Connection header says belongs to it. */
function endToEnd(headers: readonly HeaderPair[]): readonly HeaderPair[] {
  const named = (headerValue(headers, "connection") ?? "").split(/\s*,\s*/);
  return [...HOP_HEADERS, ...named].reduce((kept, name) => withoutHeader(kept, name), headers);
}
