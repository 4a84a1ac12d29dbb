/** Passes a delivery on as it came, bytes and headers, and brings the reply back. */
import {
  type HeaderPair,
  headerValue,
  type Http,
  MAX_REPLY_BYTES,
  withoutHeader,
  withHeader,
} from "../../core/http.js";
import { jsonReply, type ServedReply, type ServedRequest } from "../../core/server.js";
import { timeoutsOf, withoutUserInfo } from "../../transport/send.js";

export interface ForwardOptions {
  readonly forwardTimeoutMs: number;
  readonly http: Http;
  readonly signal: AbortSignal;
}

export type Forward = (request: ServedRequest, url: string) => Promise<ServedReply>;

/** More wait nowhere: whoever delivers is told to come again. */
const MOST_UNDER_WAY = 64;

/**
 * Passes deliveries on, so many at a time, and none that it has passed on before,
 * however many hops ago.
 *
 * @param id of this listener, like no other's
 * @returns the target's reply; 502 where it gave none, 503 under too many, 508 in a loop
 */
export function createForward(id: string, options: ForwardOptions): Forward {
  const name = `1.1 playcamp-gw-${id}`;
  let underWay = 0;
  return async (request, url) => {
    const via = headerValue(request.headers, "via");
    if (via?.includes(name) === true)
      return jsonReply(508, {
        error: "this delivery was passed on from here already: --forward leads back",
      });
    if (underWay >= MOST_UNDER_WAY)
      return jsonReply(503, { error: `${underWay} deliveries are under way` }, [
        ["Retry-After", "1"],
      ]);
    underWay += 1;
    try {
      const marked = via === null ? name : `${via}, ${name}`;
      return await forwardDelivery(
        { ...request, headers: withHeader(request.headers, "Via", marked) },
        url,
        options,
      );
    } finally {
      underWay -= 1;
    }
  };
}

async function forwardDelivery(
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
  const named = (headerValue(headers, "connection") ?? "").split(",").map((name) => name.trim());
  return [...HOP_HEADERS, ...named].reduce((kept, name) => withoutHeader(kept, name), headers);
}
