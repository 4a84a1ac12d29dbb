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
  type HttpReply,
  type HttpRequest,
  isLoopbackHost,
  KEPT_REPLY_BYTES,
  MAX_REPLY_BYTES,
} from "../core/http.js";
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
  sentHead: string | null;
  remoteAddress: string | null;
  localPort: number | null;
  rawReplyHeaders: readonly HeaderPair[] | null;
  onHeadSent: (() => void) | null;
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
    sight.sentHead = headers;
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
      sight.rawReplyHeaders = headerPairs(response.headers);
  });
}

function headerPairs(raw: readonly Uint8Array[]): readonly HeaderPair[] {
  const text = (at: number) => Buffer.from(raw[at] ?? []).toString("latin1");
  return Array.from(
    { length: raw.length >> 1 },
    (_, at) => [text(at * 2), text(at * 2 + 1)] as const,
  );
}

function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  signal: AbortSignal | undefined,
): Promise<HttpOutcome> {
  return new Promise((resolve) => {
    const startedAtMs = Date.now();
    const startedAt = performance.now();
    const sight: SocketSight = {
      sentHead: null,
      remoteAddress: null,
      localPort: null,
      rawReplyHeaders: null,
      onHeadSent: null,
    };
    let headMs: number | null = null;
    let settled = false;
    let controller: Dispatcher.DispatchController | null = null;
    let responseTimer: NodeJS.Timeout | undefined;
    const elapsedMs = () => performance.now() - startedAt;

    const settle = (
      result: { reply: HttpReply } | { failure: HttpFailure },
    ): void => {
      if (settled) return;
      settled = true;
      clearTimeout(totalTimer);
      clearTimeout(responseTimer);
      signal?.removeEventListener("abort", onAbort);
      const trace = {
        sentHead: sight.sentHead,
        remoteAddress: sight.remoteAddress,
        localPort: sight.localPort,
        startedAtMs,
        headMs,
        totalMs: elapsedMs(),
      };
      resolve(
        "reply" in result
          ? { reply: result.reply, failure: null, trace }
          : { reply: null, failure: result.failure, trace },
      );
    };
    // A request that was given up must never be sent later: see onRequestStart.
    const giveUp = (failure: HttpFailure): void => {
      settle({ failure });
      controller?.abort(new Error(failure.message));
    };
    const onAbort = () => giveUp({ kind: "aborted", message: "interrupted" });
    const totalTimer = setTimeout(() => {
      const { totalMs } = request.timeouts;
      if (sight.sentHead === null) {
        giveUp({
          kind: "connect-timeout",
          message: `no connection within ${totalMs} ms`,
        });
      } else if (headMs === null) {
        giveUp({
          kind: "response-timeout",
          message: `no reply within ${totalMs} ms`,
        });
      } else {
        giveUp({
          kind: "total-timeout",
          message: `the reply began after ${Math.round(headMs)} ms and had not ended after ${totalMs} ms`,
        });
      }
    }, request.timeouts.totalMs);
    sight.onHeadSent = () => {
      const { responseMs } = request.timeouts;
      responseTimer = setTimeout(() => {
        if (headMs !== null) return;
        giveUp({
          kind: "response-timeout",
          message: `no reply within ${responseMs} ms`,
        });
      }, responseMs);
    };
    if (signal?.aborted) { onAbort(); return; }
    signal?.addEventListener("abort", onAbort, { once: true });

    const chunks: Buffer[] = [];
    let keptBytes = 0;
    let bodyBytes = 0;
    let status = 0;
    const url = new URL(request.url);
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (started) => {
        controller = started;
        if (settled) started.abort(new Error("given up"));
      },
      onResponseStart: (_, statusCode) => {
        if (statusCode < 200) return;
        status = statusCode;
        headMs = elapsedMs();
      },
      onResponseData: (_, chunk) => {
        bodyBytes += chunk.length;
        const wanted = Math.min(chunk.length, KEPT_REPLY_BYTES - keptBytes);
        if (wanted > 0) {
          chunks.push(chunk.subarray(0, wanted));
          keptBytes += wanted;
        }
        if (bodyBytes > MAX_REPLY_BYTES) {
          giveUp({
            kind: "flood",
            message: `status ${status}, and a body of more than ${MAX_REPLY_BYTES / 1024 / 1024} MiB`,
          });
        }
      },
      onResponseEnd: () =>
        settle({
          reply: {
            status,
            headers: sight.rawReplyHeaders ?? [],
            body: Buffer.concat(chunks),
            bodyBytes,
          },
        }),
      onResponseError: (_, error) =>
        settle({
          failure: classifyHttpError(
            error,
            sight.sentHead !== null,
            request.timeouts,
          ),
        }),
    };
    creating = sight;
    try {
      dispatcher.dispatch(
        {
          origin: url.origin,
          path: pathAsWritten(request.url),
          method: request.method,
          headers: request.headers.flatMap(([name, value]) => [name, value]),
          body: request.body === null ? null : Buffer.from(request.body),
          reset: request.freshConnection ?? false,
        },
        handler,
      );
    } finally {
      creating = null;
    }
  });
}

/** Path and query exactly as given: a signed URL must not be re-encoded on its way. */
function pathAsWritten(url: string): string {
  const afterAuthority =
    /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? "";
  return afterAuthority.startsWith("/") ? afterAuthority : `/${afterAuthority}`;
}
