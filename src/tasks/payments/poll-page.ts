/** Polling one page: paced, signed anew for every attempt, repeated while that may help. */
import type { Http } from "../../core/http.js";
import { headerValue, type HeaderPair } from "../../core/http.js";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import { afterPoll } from "../../protocols/payments/outcomes.js";
import type { PageState } from "../../protocols/payments/paging.js";
import { readPollReply, type PollReply } from "../../protocols/payments/reply.js";
import { buildPollRequest } from "../../protocols/payments/request.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import { completeRequest } from "../../transport/send.js";
import type { Pace } from "./pace.js";
import {
  delayMs,
  interrupted,
  persist,
  type Persisted,
  type PersistPorts,
  type Stop,
} from "./persist.js";

const MOST_PAGE_BYTES = 64 * 1024 * 1024;

export interface PollPorts extends PersistPorts {
  readonly http: Http;
  readonly pace: Pace;
  /**
   * Lets what has come in meanwhile be taken in, and what is to go out go on.
   * Replies and batches are larger than a socket's buffers: while a page is
   * worked on in one go, both other sides would only wait.
   */
  readonly breathe: () => Promise<void>;
  /** Told of every request, for --verbose. */
  readonly trace: (text: string) => void;
}

export type PolledPage =
  | {
      readonly kind: "page";
      readonly reply: PollReply & { ok: true };
      readonly requestUrl: string;
      readonly headers: readonly HeaderPair[];
    }
  /** The server would not give a page that was only asked for to be sure. */
  | { readonly kind: "past-the-end" }
  | { readonly kind: "stop"; readonly stop: Stop };

type Requested = Promise<{
  readonly result: Persisted;
  readonly requestUrl: string;
}>;

/** A 200 that makes no sense may be a proxy's, or a limit told in the body: asked again so often. */
const UNREADABLE_ATTEMPTS = 3;

/** @param requested the page's first request, made already */
export async function pollPage(
  settings: PaymentsSettings,
  window: TimeRange,
  state: PageState,
  ports: PollPorts,
  requested: Requested,
): Promise<PolledPage> {
  const whom = "the source";
  let request = requested;
  for (let attempt = 1; ; attempt += 1) {
    const { result, requestUrl } = await request;
    if (!result.ok) {
      const isEnd = state.probing && result.answered;
      return isEnd ? { kind: "past-the-end" } : { kind: "stop", stop: result.stop };
    }
    const { reply } = result.outcome;
    if (reply === null) return { kind: "stop", stop: interrupted().stop };
    if (reply.bodyBytes > reply.body.length)
      return refused(`${whom}: a page of ${reply.bodyBytes} bytes is too large`);
    const read = readPollReply(
      settings.source,
      reply.body,
      headerValue(reply.headers, "content-type"),
    );
    if (read.ok) return { kind: "page", reply: read, requestUrl, headers: reply.headers };
    if (state.probing) return { kind: "past-the-end" };
    if (attempt >= UNREADABLE_ATTEMPTS)
      return refused(`${whom}: HTTP ${reply.status}, but ${read.problem}`);
    await ports.clock.sleep(delayMs(attempt, ports.random), ports.signal);
    if (ports.signal.aborted) return { kind: "stop", stop: interrupted().stop };
    request = requestPage(settings, window, state, ports);
  }
}

function refused(message: string): PolledPage {
  return { kind: "stop", stop: { kind: "refused", message } };
}

/** Asks for a page until there is an answer; what it says is for {@link pollPage}. */
export async function requestPage(
  settings: PaymentsSettings,
  window: TimeRange,
  state: PageState,
  ports: PollPorts,
): Requested {
  const { source, key, partner, connection } = settings;
  let requestUrl = source.url;
  const result = await persist(
    "the source",
    async () => {
      await ports.pace.turn(ports.signal);
      const request = buildPollRequest(source, window, state, {
        key: key?.value ?? null,
        nowMs: ports.clock.nowMs(),
        partner,
      });
      requestUrl = request.url;
      const outcome = await ports.http(
        {
          ...completeRequest(request, connection, false),
          maxReplyBytes: MOST_PAGE_BYTES,
        },
        ports.signal,
      );
      ports.trace(
        `${request.method} ${request.url}: ${outcome.reply?.status ?? outcome.failure?.message ?? ""}, ${outcome.reply?.bodyBytes ?? 0} bytes, ${Math.round(outcome.trace.totalMs)} ms`,
      );
      return outcome;
    },
    afterPoll,
    ports,
  );
  return { result, requestUrl };
}
