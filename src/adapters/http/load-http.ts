/**
 * The `Http` port for load: bare keep-alive connections, one request at a time
 * on each, at a small part of what a full client costs. Goes straight to the
 * target, past any proxy; follows no redirect, retries nothing. Replies come
 * in the form that they were compressed from.
 */
import type { Http, HttpRequest, TlsSettings } from "../../core/http.js";
import { type BareSocketOptions, type BareTarget, READ_BYTES, targetOf } from "./bare-socket.js";
import { type LoadConnection, openLoadConnection, type SharedParts } from "./load-connection.js";
import { pathAsWritten } from "./request-path.js";
import type { ClosableHttp } from "./undici-http.js";
import { createWriteTurn } from "./write-turn.js";

/** Opens as many connections as there are requests at the same time, and keeps them. */
export function createLoadHttp(options: BareSocketOptions): ClosableHttp {
  const lanes = new Map<string, Lane>();
  const shared: SharedParts = {
    readBuffer: Buffer.allocUnsafeSlow(READ_BYTES),
    writeTurn: createWriteTurn(),
  };
  const watched = new WeakSet<AbortSignal>();
  let latest: Route | null = null;

  const routeOf = (request: HttpRequest): Route => {
    // A load has one target; finding it again must not cost anything.
    if (latest !== null && isSameTarget(latest, request)) return latest;
    const { url, tls } = request;
    const target = targetOf(request, options);
    const key = JSON.stringify([target.origin, tls ?? null]);
    const lane = lanes.get(key) ?? { target, idle: [], all: new Set(), keeps: true };
    lanes.set(key, lane);
    latest = { url, tls, path: pathAsWritten(url), lane };
    return latest;
  };
  const everyConnection = () => [...lanes.values()].flatMap(({ all }) => [...all]);
  const watch = (signal: AbortSignal) => {
    if (watched.has(signal)) return;
    watched.add(signal);
    // One listener for all requests: there may be a million of them.
    const onAbort = () => everyConnection().forEach((each) => each.interrupt(signal));
    signal.addEventListener("abort", onAbort, { once: true });
  };

  const http: Http = (request, signal) => {
    if (signal !== undefined) watch(signal);
    const { lane, path } = routeOf(request);
    return connectionIn(lane, shared).send(request, path, signal);
  };
  return {
    http,
    close: () => {
      everyConnection().forEach((each) => each.close());
      lanes.clear();
      latest = null;
      return Promise.resolve();
    },
  };
}

/** Where requests to one URL go. */
interface Route {
  readonly url: string;
  readonly tls: TlsSettings | undefined;
  readonly path: string;
  readonly lane: Lane;
}

/** The connections to one target. */
interface Lane {
  readonly target: BareTarget;
  /** The one used last is the last, so that those which nobody needs are let go. */
  readonly idle: LoadConnection[];
  readonly all: Set<LoadConnection>;
  /** Whether connections are used again: not at a target that lets them go with each reply, or answers twice. */
  keeps: boolean;
}

function connectionIn(lane: Lane, shared: SharedParts): LoadConnection {
  const free = lane.idle.pop();
  if (free?.isFresh()) return free;
  free?.close();
  return newConnectionIn(lane, shared);
}

function newConnectionIn(lane: Lane, shared: SharedParts): LoadConnection {
  const { target, idle, all } = lane;
  const connection = openLoadConnection(target, shared, {
    onFree: () => {
      if (lane.keeps) idle.push(connection);
      else connection.close();
    },
    onClosed: () => {
      all.delete(connection);
      const at = idle.indexOf(connection);
      if (at !== -1) idle.splice(at, 1);
    },
    onFickle: () => {
      lane.keeps = false;
      idle.splice(0).forEach((each) => each.close());
    },
    onUnsent: (exchange) => newConnectionIn(lane, shared).carry(exchange),
  });
  all.add(connection);
  return connection;
}

function isSameTarget(route: Route, { url, tls }: HttpRequest): boolean {
  return route.url === url && route.tls === tls;
}
