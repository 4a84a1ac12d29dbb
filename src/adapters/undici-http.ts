/**
 * The `Http` port on undici. Follows no redirect, retries nothing, and takes the
 * evidence from the socket through undici's diagnostics channels.
 */
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { rootCertificates } from "node:tls";
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import {
  type HeaderPair,
  type Http,
  type HttpFailure,
  type HttpOutcome,
  type HttpRequest,
  isLoopbackHost,
  MAX_REPLY_BYTES,
} from "../core/http.js";
import { createBodyKeeper } from "./body-keeper.js";
import { headerPairs } from "./header-pairs.js";
import { classifyHttpError } from "./http-errors.js";

export interface UndiciHttpOptions {
  /** PEM certificates trusted besides the usual ones. */
  readonly extraCa: readonly string[];
  readonly proxy: {
    readonly http?: string;
    readonly https?: string;
    readonly bypass?: string;
  };
}

export interface ClosableHttp {
  readonly http: Http;
  readonly close: () => Promise<void>;
}

export function createUndiciHttp(options: UndiciHttpOptions): ClosableHttp {
  watchSockets();
  const dispatchers = new Map<string, Dispatcher>();
  const dispatcherFor = (request: HttpRequest): Dispatcher => {
    const direct =
      isLoopbackHost(new URL(request.url).hostname) || !hasProxy(options);
    const key = JSON.stringify([
      direct,
      request.freshConnection ?? false,
      request.timeouts.connectMs,
      request.tls ?? null,
    ]);
    let dispatcher = dispatchers.get(key);
    if (dispatcher === undefined) {
      dispatcher = createDispatcher(request, options, direct);
      dispatchers.set(key, dispatcher);
    }
    return dispatcher;
  };
  return {
    http: (request, signal) =>
      exchange(dispatcherFor(request), request, signal),
    close: async () => {
      await Promise.all(
        [...dispatchers.values()].map((each) => each.destroy()),
      );
      dispatchers.clear();
    },
  };
}

function hasProxy({ proxy }: UndiciHttpOptions): boolean {
  return Boolean(proxy.http) || Boolean(proxy.https);
}

function createDispatcher(
  request: HttpRequest,
  options: UndiciHttpOptions,
  direct: boolean,
): Dispatcher {
  const ca = [
    ...(request.tls?.ca === undefined ? [] : [request.tls.ca]),
    ...options.extraCa,
  ];
  const tls = {
    ...(ca.length === 0 ? {} : { ca: [...rootCertificates, ...ca] }),
    ...(request.tls?.cert === undefined ? {} : { cert: request.tls.cert }),
    ...(request.tls?.key === undefined ? {} : { key: request.tls.key }),
  };
  const shared = {
    connect: { timeout: request.timeouts.connectMs, ...tls },
    pipelining: 1,
    // Our own timers bound every phase to the millisecond; undici's are coarser.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: -1,
  };
  if (direct) return new Agent(shared);
  return new EnvHttpProxyAgent({
    ...shared,
    requestTls: tls,
    httpProxy: options.proxy.http ?? "",
    httpsProxy: options.proxy.https ?? options.proxy.http ?? "",
    noProxy: options.proxy.bypass ?? "",
  });
}

/** What the diagnostics channels saw of one request. */
interface SocketSight {
  readonly lengthLine: string;
  sentHead: string | null;
  remoteAddress: string | null;
  localPort: number | null;
  rawReplyHeaders: readonly HeaderPair[] | null;
  onHeadSent: (() => void) | null;
}

/** undici announces the head before it adds the body's length. */
function lengthLine({ method, body }: HttpRequest): string {
  const bytes = body?.length ?? 0;
  const tells = bytes > 0 || ["POST", "PUT", "PATCH"].includes(method);
  return tells ? `content-length: ${bytes}\r\n` : "";
}

function newSight(request: HttpRequest): SocketSight {
  return {
    lengthLine: lengthLine(request),
    sentHead: null,
    remoteAddress: null,
    localPort: null,
    rawReplyHeaders: null,
    onHeadSent: null,
  };
}

let creating: SocketSight | null = null;
let watching = false;
const sights = new WeakMap<object, SocketSight>();

/** undici creates its request object inside `dispatch`, so the sight set just before belongs to it. */
function watchSockets(): void {
  if (watching) return;
  watching = true;
  subscribe("undici:request:create", (message) => {
    const { request } = message as { request: object };
    if (creating !== null) sights.set(request, creating);
  });
  subscribe("undici:client:sendHeaders", (message) => {
    const { request, headers, socket } = message as {
      request: object;
      headers: string;
      socket: Socket;
    };
    const sight = sights.get(request);
    if (sight === undefined) return;
    sight.sentHead = headers + sight.lengthLine;
    sight.remoteAddress = socket.remoteAddress ?? null;
    sight.localPort = socket.localPort ?? null;
    sight.onHeadSent?.();
  });
  subscribe("undici:request:headers", (message) => {
    const { request, response } = message as {
      request: object;
      response: { headers: readonly Uint8Array[] };
    };
    const sight = sights.get(request);
    if (sight !== undefined)
      sight.rawReplyHeaders = headerPairs(response.headers.map(latin1));
  });
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  signal: AbortSignal | undefined,
): Promise<HttpOutcome> {
  return new Promise((resolve) => {
    const sight = newSight(request);
    const course = createCourse(request, sight, resolve);
    const onAbort = () => {
      course.giveUp({ kind: "aborted", message: "interrupted" });
    };
    course.onSettled(() => signal?.removeEventListener("abort", onAbort));
    if (signal?.aborted) {
      onAbort();
      return;
    }
    signal?.addEventListener("abort", onAbort, { once: true });
    creating = sight;
    try {
      dispatcher.dispatch(
        {
          origin: new URL(request.url).origin,
          path: pathAsWritten(request.url),
          method: request.method,
          headers: request.headers.flatMap(([name, value]) => [name, value]),
          body: request.body === null ? null : Buffer.from(request.body),
          reset: request.freshConnection ?? false,
        },
        createHandler(request, sight, course),
      );
    } finally {
      creating = null;
    }
  });
}

/** One exchange on its way to an outcome: its timers, and the one moment when it is settled. */
interface Course {
  readonly settle: (result: Pick<HttpOutcome, "reply" | "failure">) => void;
  /** Settles with a failure and sees to it that nothing is sent any more. */
  readonly giveUp: (failure: HttpFailure) => void;
  readonly isSettled: () => boolean;
  readonly onSettled: (cleanUp: () => void) => void;
  readonly started: (controller: Dispatcher.DispatchController) => void;
  readonly headArrived: () => void;
}

function createCourse(
  { timeouts }: HttpRequest,
  sight: SocketSight,
  resolve: (outcome: HttpOutcome) => void,
): Course {
  const startedAtMs = Date.now();
  const startedAt = performance.now();
  const cleanUps: (() => void)[] = [];
  let headMs: number | null = null;
  let settled = false;
  let controller: Dispatcher.DispatchController | null = null;
  const settle: Course["settle"] = (result) => {
    if (settled) return;
    settled = true;
    cleanUps.forEach((cleanUp) => {
      cleanUp();
    });
    const { sentHead, remoteAddress, localPort } = sight;
    const totalMs = performance.now() - startedAt;
    const trace = {
      sentHead,
      remoteAddress,
      localPort,
      startedAtMs,
      headMs,
      totalMs,
    };
    resolve({ ...result, trace } as HttpOutcome);
  };
  const giveUp = (failure: HttpFailure): void => {
    settle({ reply: null, failure });
    controller?.abort(new Error(failure.message));
  };
  const startTimer = (ms: number, onTime: () => void) => {
    const timer = setTimeout(onTime, ms);
    cleanUps.push(() => {
      clearTimeout(timer);
    });
  };
  startTimer(timeouts.totalMs, () => {
    giveUp(lateFailure(timeouts.totalMs, sight, headMs));
  });
  sight.onHeadSent = () => {
    startTimer(timeouts.responseMs, () => {
      if (headMs === null)
        giveUp(lateFailure(timeouts.responseMs, sight, headMs));
    });
  };
  return {
    settle,
    giveUp,
    isSettled: () => settled,
    onSettled: (cleanUp) => cleanUps.push(cleanUp),
    started: (given) => {
      controller = given;
      // Given up while it waited for a connection: it must not be sent now.
      if (settled) given.abort(new Error("given up"));
    },
    headArrived: () => {
      headMs = performance.now() - startedAt;
    },
  };
}

function lateFailure(
  boundMs: number,
  { sentHead }: SocketSight,
  headMs: number | null,
): HttpFailure {
  if (sentHead === null) {
    return {
      kind: "connect-timeout",
      message: `no connection within ${boundMs} ms`,
    };
  }
  if (headMs === null) {
    return {
      kind: "response-timeout",
      message: `no reply within ${boundMs} ms`,
    };
  }
  return {
    kind: "total-timeout",
    message: `the reply began after ${Math.round(headMs)} ms and had not ended after ${boundMs} ms`,
  };
}

function createHandler(
  request: HttpRequest,
  sight: SocketSight,
  course: Course,
): Dispatcher.DispatchHandler {
  const body = createBodyKeeper(request.maxReplyBytes);
  const mostBytes = request.maxReplyBytes ?? MAX_REPLY_BYTES;
  let status = 0;
  return {
    onRequestStart: course.started,
    onResponseStart: (_, statusCode) => {
      if (statusCode < 200) return;
      status = statusCode;
      course.headArrived();
    },
    onResponseData: (_, chunk) => {
      if (body.add(chunk) <= mostBytes) return;
      course.giveUp({
        kind: "flood",
        message: `status ${status}, and a body of more than ${Math.floor(mostBytes / 1024 / 1024)} MiB`,
      });
    },
    onResponseEnd: () => {
      course.settle({
        failure: null,
        reply: { status, headers: sight.rawReplyHeaders ?? [], ...body.kept() },
      });
    },
    onResponseError: (_, error) => {
      const failure = classifyHttpError(
        error,
        sight.sentHead !== null,
        request.timeouts,
      );
      course.settle({ reply: null, failure });
    },
  };
}

/** Path and query exactly as given: a signed URL must not be re-encoded on its way. */
function pathAsWritten(url: string): string {
  const afterAuthority =
    /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? "";
  return afterAuthority.startsWith("/") ? afterAuthority : `/${afterAuthority}`;
}
