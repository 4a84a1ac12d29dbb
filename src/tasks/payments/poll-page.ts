/** Polling one page: paced, signed anew for every attempt, repeated while that may help. */
import { headerValue, type HeaderPair, type Http, type HttpReply } from "../../core/http.js";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import { afterPoll } from "../../protocols/payments/outcomes.js";
import type { PageState } from "../../protocols/payments/paging.js";
import type { PaymentSource } from "../../protocols/payments/mapping.js";
import { withPollAuth } from "../../protocols/payments/poll-auth.js";
import { readSigns, type ReplySigns } from "../../protocols/payments/reply-signs.js";
import { readPollReply, type PollReply } from "../../protocols/payments/reply.js";
import { buildPollRequest, type PollRequest } from "../../protocols/payments/request.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import { completeRequest } from "../../transport/send.js";
import type { Access } from "./access-token.js";
import type { Bounds } from "./bounds.js";
import { fetchReport } from "./fetch-report.js";
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
  readonly access: Access;
  /**
   * Lets what has come in meanwhile be taken in, and what is to go out go on.
   * Replies and batches are larger than a socket's buffers: while a page is
   * worked on in one go, both other sides would only wait.
   */
  readonly breathe: () => Promise<void>;
  /** Told once a key. */
  readonly noticeOnce: (key: string, text: string) => void;
  /** Told of every request, for --verbose. */
  readonly trace: (text: string) => void;
}

/** How a window is polled. */
export interface WindowOrder {
  readonly settings: PaymentsSettings;
  /** Of the whole run: what a source that takes no range gives outside of it is left out. */
  readonly range: TimeRange;
  readonly window: TimeRange;
  readonly bounds: Bounds;
}

export type PolledPage =
  | {
      readonly kind: "page";
      readonly reply: PollReply & { ok: true };
      readonly requestUrl: string;
      readonly status: number;
      readonly headers: readonly HeaderPair[];
      readonly signs: ReplySigns;
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

/** @param requested the page's first request, where it was made before */
export async function pollPage(
  settings: PaymentsSettings,
  window: TimeRange,
  state: PageState,
  ports: PollPorts,
  requested = requestPage(settings, window, state, ports),
): Promise<PolledPage> {
  const whom = "the source";
  let request = requested;
  for (let attempt = 1; ; attempt += 1) {
    const { result, requestUrl } = await request;
    if (!result.ok) {
      const isEnd = state.probing && PAST_THE_END.has(result.status ?? 0);
      return isEnd ? { kind: "past-the-end" } : { kind: "stop", stop: result.stop };
    }
    const { reply } = result.outcome;
    if (reply === null) return { kind: "stop", stop: interrupted().stop };
    if (reply.bodyBytes > reply.body.length)
      return stopped("refused", `${whom}: a page of ${reply.bodyBytes} bytes is too large`);
    const { status, headers } = reply;
    const read = reply.isCutShort === true ? CUT_SHORT : readReply(settings.source, reply);
    if (read.ok) {
      const { signs } = read;
      return { kind: "page", reply: read.reply, requestUrl, status, headers, signs };
    }
    if (state.probing && read.mayBeEnd) return { kind: "past-the-end" };
    if (attempt >= UNREADABLE_ATTEMPTS)
      return stopped(read.stop, `${whom}: HTTP ${status}, but ${read.problem}`);
    await ports.clock.sleep(delayMs(attempt, ports.random), ports.signal);
    if (ports.signal.aborted) return { kind: "stop", stop: interrupted().stop };
    request = requestPage(settings, window, state, ports);
  }
}

function stopped(kind: Stop["kind"], message: string): PolledPage {
  return { kind: "stop", stop: { kind, message } };
}

/** Refusals by which servers say that there is no such page; a 401 or 403 says something else. */
const PAST_THE_END = new Set([400, 404, 406, 409, 410, 416, 422]);

type Read =
  | { readonly ok: true; readonly reply: PollReply & { ok: true }; readonly signs: ReplySigns }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly stop: Stop["kind"];
      /** Behind the last page it is a way to say so. */
      readonly mayBeEnd: boolean;
    };

const CUT_SHORT: Read & { ok: false } = {
  ok: false,
  problem: "its compressed body ends too early: there may be more records",
  stop: "incomplete",
  mayBeEnd: false,
};

/** What an answer that is no refusal brings: records, or word of why it has none. */
function readReply(source: PaymentSource, { status, headers, body }: HttpReply): Read {
  if (status === source.empty?.status) {
    return { ok: true, reply: NO_RECORDS, signs: readSigns(null, [], "") };
  }
  if (status === 202) {
    const where = headerValue(headers, "location");
    const hint = where === null ? "" : ` (it names ${where})`;
    return incomplete(`what was asked for is still being made ready${hint}: no records came`);
  }
  const reply = readPollReply(source, body, headerValue(headers, "content-type"));
  if (!reply.ok) {
    const mayBeEnd = reply.code !== "encoding" && !SOUNDS_BUSY.test(reply.problem);
    return { ok: false, problem: reply.problem, stop: "refused", mayBeEnd };
  }
  const ignored = [...(source.ignore ?? []), source.success?.path ?? ""];
  const signs = readSigns(reply.body, headers, source.records ?? "", ignored);
  if (signs.fault !== null && reply.records.length === 0 && reply.presence !== "empty") {
    return { ...incomplete(`the reply tells of an error: ${signs.fault}`), mayBeEnd: false };
  }
  return { ok: true, reply, signs };
}

/** A server that is short of something has not said that there is no such page. */
const SOUNDS_BUSY =
  /quota|limit|too many|throttl|exceed|busy|time.?out|unavailable|maintenance|internal|try again/i;

const NO_RECORDS: PollReply & { ok: true } = {
  ok: true,
  records: [],
  body: null,
  presence: "empty",
  digest: "",
};

function incomplete(problem: string): Read & { ok: false } {
  return { ok: false, problem, stop: "incomplete", mayBeEnd: false };
}

/** Asks for a page until there is an answer; what it says is for {@link pollPage}. */
export async function requestPage(
  settings: PaymentsSettings,
  window: TimeRange,
  state: PageState,
  ports: PollPorts,
): Requested {
  for (;;) {
    const held = ports.access.key();
    // A page that needs no token is asked for in this very turn.
    const access = held instanceof Promise ? await held : held;
    if (!access.ok) {
      const { stop } = access;
      return { result: { ok: false, stop, status: null }, requestUrl: settings.source.url };
    }
    const asked = await askFor(settings, window, state, access.key, ports);
    const { result } = asked;
    if (result.ok) ports.access.taken();
    const isRefused = !result.ok && result.status === 401;
    if (!isRefused || !ports.access.refused(access.key)) return asked;
    ports.notice("the source refuses the access token: another one is asked for");
  }
}

async function askFor(
  settings: PaymentsSettings,
  window: TimeRange,
  state: PageState,
  key: string | null,
  ports: PollPorts,
): Requested {
  const { source, partner } = settings;
  const credentials = () => ({ key, nowMs: ports.clock.nowMs(), partner });
  let requestUrl = source.url;
  const ask = () =>
    send(settings, ports, () => {
      const request = buildPollRequest(source, window, state, credentials());
      requestUrl = request.url;
      return request;
    });
  const { report } = source;
  if (report === undefined) return { result: await ask(), requestUrl };
  const get = (url: string, withCredentials: boolean) =>
    send(settings, ports, () => {
      const bare = { method: "GET" as const, url, headers: [], body: null };
      if (!withCredentials) return bare;
      return withPollAuth(bare, source, credentials(), { from: "", to: "" });
    });
  const result = await fetchReport({ report, url: source.url, ask, get }, ports);
  return { result, requestUrl };
}

/** One request, paced, until there is an answer. */
function send(
  { source, connection }: PaymentsSettings,
  ports: PollPorts,
  build: () => PollRequest,
): Promise<Persisted> {
  return persist(
    "the source",
    async () => {
      await ports.pace.turn(ports.signal);
      const request = build();
      const isOwn = new URL(request.url).origin === new URL(source.url).origin;
      const outcome = await ports.http(
        {
          ...completeRequest(
            request,
            isOwn ? connection : { ...connection, headers: [], tls: null },
            false,
          ),
          maxReplyBytes: MOST_PAGE_BYTES,
        },
        ports.signal,
      );
      ports.trace(
        `${request.method} ${request.url}: ${outcome.reply?.status ?? outcome.failure?.message ?? ""}, ${outcome.reply?.bodyBytes ?? 0} bytes, ${Math.round(outcome.trace.totalMs)} ms`,
      );
      return outcome;
    },
    (sent, nowMs) => {
      if (!("status" in sent)) return afterPoll(sent, nowMs);
      const isRedirect = source.report !== undefined && sent.status >= 300 && sent.status < 400;
      return sent.status === source.empty?.status || isRedirect
        ? { kind: "read" }
        : afterPoll(sent, nowMs);
    },
    ports,
  );
}
