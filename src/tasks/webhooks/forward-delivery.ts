/** Passes a delivery on as it came, bytes and headers, and brings the reply back. */
import { adviceOnAnswer, adviceOnFailure, isRedirect } from "../../core/answer-advice.js";
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

export type Forward = (request: ServedRequest, url: string) => Promise<Forwarded>;

export interface Forwarded {
  readonly reply: ServedReply;
  /** Whether the reply is the target's. */
  readonly forwarded: boolean;
  /** Why it is not, or what the reply calls for; null for nothing. */
  readonly note: string | null;
}

/** More wait nowhere: whoever delivers is told to come again. */
const MOST_UNDER_WAY = 64;

/**
 * Passes deliveries on, so many at a time, and none that it has passed on before,
 * however many hops ago.
 *
 * @param id of this listener, like no other's
 * The reply is the target's; 502 where it gave none, 503 under too many, 508 in a loop.
 */
export function createForward(id: string, options: ForwardOptions): Forward {
  const name = `1.1 playcamp-gw-${id}`;
  let underWay = 0;
  return async (request, url) => {
    const via = headerValue(request.headers, "via");
    if (via?.includes(name) === true)
      return notForwarded(
        508,
        "this delivery was passed on from here already: --forward leads back to this listener",
      );
    if (underWay >= MOST_UNDER_WAY)
      return notForwarded(503, `${underWay} deliveries are under way`, [["Retry-After", "1"]]);
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
): Promise<Forwarded> {
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
    const advice = adviceOnFailure(url, failure);
    const error = `${new URL(url).host} gave no answer: ${failure.message}`;
    return notForwarded(502, advice === null ? error : `${error}. ${advice}`);
  }
  const { status } = reply;
  const note = isRedirect(status) ? adviceOnAnswer({ ...reply, method, url, text: "" }) : null;
  return {
    reply: { status, headers: endToEnd(reply.headers), body: reply.body },
    forwarded: true,
    note,
  };
}

function notForwarded(
  status: number,
  error: string,
  headers: readonly HeaderPair[] = [],
): Forwarded {
  return { reply: jsonReply(status, { error }, headers), forwarded: false, note: error };
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
