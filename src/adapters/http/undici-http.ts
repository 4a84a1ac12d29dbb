/**
 * The `Http` port on undici: follows no redirect, retries nothing, and knows
 * which connections a request may share, and which proxy it takes.
 */
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { buildConnector, Client, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import { type Http, type HttpRequest, isLoopbackHost } from "../../core/http.js";
import { proxyFor } from "../../core/proxy.js";
import { passOverContinue } from "./interim-replies.js";
import { createTunnelBudget, type TunnelBudget, TunnelPool } from "./proxy-tunnels.js";
import { createLooks, type LookOnce } from "./second-look.js";
import { trustOf } from "./tls-trust.js";
import { exchange } from "./undici-exchange.js";
import { watchSockets } from "./undici-sight.js";

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

export function createUndiciHttp(
  options: UndiciHttpOptions,
  lookOnce: LookOnce = createLooks(),
): ClosableHttp {
  watchSockets();
  const dispatchers = new Map<string, Dispatcher>();
  const tunnels = createTunnelBudget();
  const quiet = createQuiet();
  const dispatcherFor = (request: HttpRequest): Dispatcher => {
    const { hostname, origin } = new URL(request.url);
    const direct = isLoopbackHost(hostname) || !hasProxy(options);
    const key = JSON.stringify([
      direct ? origin : null,
      request.freshConnection ?? false,
      request.sharesConnection ?? null,
      request.timeouts.connectMs,
      request.tls ?? null,
    ]);
    let dispatcher = dispatchers.get(key);
    if (dispatcher === undefined) {
      dispatcher = createDispatcher(request, options, direct ? origin : null, tunnels);
      dispatchers.set(key, dispatcher);
    }
    return dispatcher;
  };
  return {
    http: async (request, signal) => {
      await quiet.before(request, signal);
      const route = proxyFor(request.url, options.proxy);
      const proxy = route.kind === "proxy" ? new URL(route.url).host : null;
      tunnels.begin();
      const outcome = await exchange(dispatcherFor(request), request, signal, proxy).finally(
        tunnels.end,
      );
      quiet.begins(request);
      const { failure } = outcome;
      return failure === null || proxy !== null
        ? outcome
        : { ...outcome, failure: await lookOnce(request.url, failure) };
    },
    close: async () => {
      await Promise.all([...dispatchers.values()].map((each) => each.destroy()));
      dispatchers.clear();
    },
  };
}

/** Longer than the acknowledgement of a reply is put off, which a second one may wait for (40 ms on Linux). */
const QUIET_MS = 60;

/**
 * On a shared connection, lets what follows a reply come before the next request goes out: its
 * end, which would be that request's failure, or a second reply, which would pass for its own.
 * undici then sends the request on another connection.
 */
function createQuiet() {
  const since = new Map<string, number>();
  return {
    before: async ({ sharesConnection }: HttpRequest, signal: AbortSignal | undefined) => {
      const last = sharesConnection === undefined ? undefined : since.get(sharesConnection);
      const leftMs = last === undefined ? 0 : QUIET_MS - (performance.now() - last);
      // Interrupted, the request is not sent, and says so itself.
      if (leftMs > 0) await pause(leftMs, undefined, { signal }).catch(() => undefined);
    },
    begins: ({ sharesConnection }: HttpRequest) => {
      if (sharesConnection !== undefined) since.set(sharesConnection, performance.now());
    },
  };
}

function hasProxy({ proxy }: UndiciHttpOptions): boolean {
  return Boolean(proxy.http) || Boolean(proxy.https);
}

function createDispatcher(
  request: HttpRequest,
  options: UndiciHttpOptions,
  directTo: string | null,
  tunnels: TunnelBudget,
): Dispatcher {
  const tls = trustOf(request.tls, options.extraCa);
  const shared = {
    connect: { timeout: request.timeouts.connectMs, ...tls },
    pipelining: 1,
    // Our own timers bound every phase to the millisecond; undici's are coarser.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: -1,
  };
  // An agent forgets an origin with its last connection, and would be at it anew for each request.
  if (directTo !== null) {
    const direct = { ...shared, connect: createConnector(shared.connect) };
    // A pool takes another connection while the last one is still being handed back.
    return request.sharesConnection === undefined
      ? new Pool(directTo, direct)
      : new Client(directTo, direct);
  }
  return new EnvHttpProxyAgent({
    ...shared,
    requestTls: tls,
    httpProxy: options.proxy.http ?? "",
    httpsProxy: options.proxy.https ?? options.proxy.http ?? "",
    noProxy: options.proxy.bypass ?? "",
    clientFactory: (url, shape) => new TunnelPool(url, shape, tunnels),
  });
}

function createConnector(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = buildConnector(options);
  return (target, connected) => {
    connect(target, (...[error, socket]) => {
      if (error !== null) {
        connected(error, null);
        return;
      }
      passOverContinue(socket);
      connected(null, socket);
    });
  };
}
