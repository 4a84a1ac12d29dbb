/** How the sandbox's counterparts call each other and whom they deliver to. */
import { UserError } from "../core/errors.js";
import { isLinkLocal } from "../core/host.js";
import type { HeaderPair, Http, HttpFailure, HttpReply } from "../core/http.js";

export interface OutgoingCall {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array | null;
  readonly timeoutMs: number;
}

export type CallOutcome =
  | { readonly reply: HttpReply; readonly failure: null }
  | { readonly reply: null; readonly failure: Pick<HttpFailure, "message"> };

/** @param http null where this sandbox only answers; that is a failure like any other */
export async function call(
  http: Http | null,
  { method, url, headers, body, timeoutMs }: OutgoingCall,
  signal: AbortSignal,
): Promise<CallOutcome> {
  if (http === null) return failed("this sandbox only answers");
  if (isLinkLocal(new URL(url).hostname)) return failed(OWN_LINK);
  try {
    const { reply, failure, trace } = await http(
      {
        method,
        url,
        headers,
        body,
        timeouts: {
          connectMs: timeoutMs,
          responseMs: timeoutMs,
          totalMs: timeoutMs,
        },
        freshConnection: true,
      },
      signal,
    );
    // A name may lead there as well; then nobody gets to read what was answered.
    if (trace.remoteAddress !== null && isLinkLocal(trace.remoteAddress)) return failed(OWN_LINK);
    return reply === null
      ? { reply, failure: { message: failure.message } }
      : { reply, failure: null };
  } catch (error) {
    // A live host that must not be reached from here is no defect of the sandbox.
    if (error instanceof UserError) return failed(error.message);
    throw error;
  }
}

const OWN_LINK = "that is an address of this machine's own link";

function failed(message: string): CallOutcome {
  return { reply: null, failure: { message } };
}

export function isAccepted({ reply }: CallOutcome): boolean {
  return reply !== null && reply.status >= 200 && reply.status < 300;
}
