/** Evidence from the socket: what undici's diagnostics channels tell of one request. Sending it is undici-exchange.ts's work. */
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import type { HeaderPair, HttpRequest } from "../../core/http.js";
import { headerPairs } from "./header-pairs.js";
import { lengthLine } from "./request-bytes.js";
import { expectReply } from "./interim-replies.js";

/** What the diagnostics channels saw of one request. */
export interface SocketSight {
  readonly lengthLine: string;
  /** That carries the request, until it is settled. */
  socket: Socket | null;
  sentHead: string | null;
  remoteAddress: string | null;
  localPort: number | null;
  rawReplyHeaders: readonly HeaderPair[] | null;
  onHeadSent: (() => void) | null;
}

export function newSight(request: HttpRequest): SocketSight {
  return {
    // undici announces the head before it adds the body's length.
    lengthLine: lengthLine(request),
    socket: null,
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

/** undici creates its request object inside `dispatch`, so what is created meanwhile belongs to this sight. */
export function seenBy(sight: SocketSight, dispatch: () => void): void {
  creating = sight;
  try {
    dispatch();
  } finally {
    creating = null;
  }
}

/** To be called before the first request; again does no harm. */
export function watchSockets(): void {
  if (watching) return;
  watching = true;
  subscribe("undici:request:create", (message) => {
    const { request } = message as { request: { readonly method: string } };
    // A proxy's tunnel is opened meanwhile, and is no part of what was asked for.
    if (creating !== null && request.method !== "CONNECT") sights.set(request, creating);
  });
  subscribe("undici:client:sendHeaders", (message) => {
    const { request, headers, socket } = message as {
      request: object;
      headers: string;
      socket: Socket;
    };
    const sight = sights.get(request);
    if (sight === undefined) return;
    expectReply(socket);
    sight.socket = socket;
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
    if (sight !== undefined) sight.rawReplyHeaders = headerPairs(response.headers.map(latin1));
  });
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
