/** One keep-alive connection of load-http.ts: writes a request, waits for its reply, within its bounds. */
import { performance } from "node:perf_hooks";
import {
  type HttpFailure,
  type HttpOutcome,
  type HttpRequest,
  type HttpTrace,
  MAX_REPLY_BYTES,
} from "../../core/http.js";
import { type BareTarget, openSocket } from "./bare-socket.js";
import { unpacked } from "./decoded-reply.js";
import { CUT, onceEndIsKnown, RESET_AS_END } from "./end-of-connection.js";
import { classifyHttpError } from "./http-errors.js";
import { requestBytes, requestHead } from "./request-bytes.js";
import { createReplyReader, type Reading } from "./reply-reader.js";
import { createRestartableTimer } from "./restartable-timer.js";
import type { WriteTurn } from "./write-turn.js";

export interface LoadConnection {
  /**
   * To be called only when it is new or free. Settles once, and never rejects.
   *
   * @param path of the request's URL, with its query, as written
   */
  send(request: HttpRequest, path: string, signal?: AbortSignal): Promise<HttpOutcome>;
  /** As {@link send}, of a request that another connection could not send. */
  carry(exchange: Exchange): void;
  /** Whether it is open, and has not been idle for so long that the target may be about to close it. */
  isFresh(): boolean;
  /** Gives the request under way up when it listens to this signal. */
  interrupt(signal: AbortSignal): void;
  close(): void;
}

export interface ConnectionEvents {
  /** It may carry another request. */
  readonly onFree: () => void;
  readonly onClosed: () => void;
  /** It was kept, and went away before this request's turn to be written: another may carry it. */
  readonly onUnsent: (exchange: Exchange) => void;
  /**
   * Its peer let it go right after the first reply, though it said that it keeps it, or sent more
   * than was asked for: so it may with others.
   */
  readonly onFickle: () => void;
}

/** An end that follows a reply so soon belongs to it. */
const SOON_MS = 100;

/** A request on its way. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly path: string;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (outcome: HttpOutcome | Promise<HttpOutcome>) => void;
  readonly startedAtMs: number;
  readonly startedAt: number;
  sentHead: string | null;
  headMs: number | null;
}

/** What the connections of one client have in common. */
export interface SharedParts {
  /** One for all: what is read is dealt with before anything else is. */
  readonly readBuffer: Buffer;
  readonly writeTurn: WriteTurn;
}

export function openLoadConnection(
  target: BareTarget,
  { readBuffer, writeTurn }: SharedParts,
  { onFree, onClosed, onUnsent, onFickle }: ConnectionEvents,
): LoadConnection {
  const socket = openSocket(target, readBuffer, (piece) => {
    take(reader.push(piece, limitsOf(exchange?.request)));
  });
  const reader = createReplyReader();
  const timer = createRestartableTimer(() => onTime());
  let ends: Pick<HttpTrace, "remoteAddress" | "localPort"> | null = null;
  let freeSince = 0;
  let mayIdleMs = 0;
  let keptSince = 0;
  let keptReplies = 0;
  let exchange: Exchange | null = null;

  /** @returns null when there is nothing to settle */
  const endExchange = () => {
    if (exchange === null) return null;
    const { resolve, startedAtMs, startedAt, sentHead, headMs } = exchange;
    exchange = null;
    freeSince = performance.now();
    const trace: HttpTrace = {
      sentHead,
      remoteAddress: ends?.remoteAddress ?? null,
      localPort: ends?.localPort ?? null,
      startedAtMs,
      headMs,
      totalMs: freeSince - startedAt,
    };
    return { resolve, trace };
  };
  const fail = (failure: HttpFailure): void => {
    const ended = endExchange();
    ended?.resolve({ reply: null, failure, trace: ended.trace });
  };
  const giveUp = (failure: HttpFailure): void => {
    fail(failure);
    socket.destroy();
  };
  /** What was to go out on a kept connection, and was not written yet, cannot have reached anybody. */
  const lose = (failure: HttpFailure): void => {
    if (ends === null || exchange?.sentHead !== null) {
      giveUp(failure);
      return;
    }
    const unsent = exchange;
    exchange = null;
    socket.destroy();
    onUnsent(unsent);
  };
  const begin = (next: Exchange): void => {
    exchange = next;
    const { connectMs, responseMs, totalMs } = next.request.timeouts;
    if (next.signal?.aborted) giveUp(INTERRUPTED);
    else {
      timer.start(Math.min(ends === null ? connectMs : responseMs, totalMs));
      if (ends !== null) writeTurn.add(write);
    }
  };
  const write = (): void => {
    // Given up before its turn came.
    if (exchange === null || socket.destroyed) return;
    const { request, path } = exchange;
    exchange.sentHead = requestHead(request, path, target.hostHeader, "keep-alive");
    socket.write(requestBytes(exchange.sentHead, request.body ?? NOTHING));
  };
  const onTime = (): void => {
    if (exchange === null) socket.destroy();
    else giveUp(lateFailure(exchange));
  };
  const take = (reading: Reading): void => {
    // Bytes that no request asked for: whose reply would the next ones be, here or on another one?
    if (exchange === null) {
      onFickle();
      socket.destroy();
    }
    // Neither are these an answer to a request whose turn has not come.
    else if (exchange.sentHead === null) {
      onFickle();
      lose(CUT);
    } else if (reading.state === "wrong") giveUp(reading.failure);
    else if (reading.state === "whole") conclude(exchange, reading);
    else if (exchange.headMs === null && reader.hasHead()) {
      const { request, startedAt } = exchange;
      exchange.headMs = performance.now() - startedAt;
      timer.start(request.timeouts.totalMs - exchange.headMs);
    }
  };
  const conclude = (
    current: Exchange,
    { reply, idleMs }: Extract<Reading, { state: "whole" }>,
  ): void => {
    current.headMs ??= performance.now() - current.startedAt;
    const ended = endExchange();
    if (ended !== null) {
      const outcome = { reply, failure: null, trace: ended.trace };
      ended.resolve(unpacked(outcome, current.request.maxReplyBytes));
    }
    mayIdleMs = idleMs;
    if (idleMs === 0) {
      socket.destroy();
      return;
    }
    keptSince = freeSince;
    keptReplies += 1;
    onFree();
  };

  socket.on(target.tls === null ? "connect" : "secureConnect", () => {
    const { remoteAddress = null, localPort = null } = socket;
    ends = { remoteAddress, localPort };
    if (exchange === null) return;
    const { request, startedAt } = exchange;
    const { responseMs, totalMs } = request.timeouts;
    const leftMs = totalMs - (performance.now() - startedAt);
    timer.start(Math.min(responseMs, leftMs));
    write();
  });
  socket.on("end", () => {
    const reading = reader.end();
    if (exchange === null || reading.state !== "whole") lose(CUT);
    else
      onceEndIsKnown(socket, (wasReset) => {
        if (wasReset) giveUp(RESET_AS_END);
        else take(reading);
      });
  });
  socket.on("error", (error) => {
    if (exchange === null) return;
    lose(classifyHttpError(error, ends !== null, exchange.request.timeouts));
  });
  socket.on("close", () => {
    timer.stop();
    lose(CUT);
    if (keptReplies === 1 && performance.now() - keptSince < SOON_MS) onFickle();
    onClosed();
  });
  return {
    send: (request, path, signal) =>
      new Promise((resolve) => {
        begin({
          request,
          path,
          signal,
          resolve,
          startedAtMs: Date.now(),
          startedAt: performance.now(),
          sentHead: null,
          headMs: null,
        });
      }),
    carry: begin,
    isFresh: () => !socket.destroyed && performance.now() - freeSince < mayIdleMs,
    interrupt: (signal) => {
      if (exchange?.signal === signal) giveUp(INTERRUPTED);
    },
    close: () => {
      giveUp(CUT);
    },
  };
}

const NOTHING = new Uint8Array();
const INTERRUPTED: HttpFailure = { kind: "aborted", message: "interrupted" };

function limitsOf(request: HttpRequest | undefined) {
  return {
    keptBytes: request?.maxReplyBytes,
    mostBytes: request?.maxReplyBytes ?? MAX_REPLY_BYTES,
  };
}

function lateFailure({ request, sentHead, headMs }: Exchange): HttpFailure {
  const { connectMs, responseMs, totalMs } = request.timeouts;
  if (sentHead === null)
    return {
      kind: "connect-timeout",
      message: `no connection within ${Math.min(connectMs, totalMs)} ms`,
    };
  if (headMs === null)
    return {
      kind: "response-timeout",
      message: `no reply within ${Math.min(responseMs, totalMs)} ms`,
    };
  return {
    kind: "total-timeout",
    message: `the reply began after ${Math.round(headMs)} ms and had not ended after ${totalMs} ms`,
  };
}
