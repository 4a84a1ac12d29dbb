/** One exchange through undici: bounded in every phase, settled exactly once. What the socket saw comes from undici-sight.ts. */
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import type { Dispatcher } from "undici";
import {
  type HttpFailure,
  type HttpOutcome,
  type HttpRequest,
  MAX_REPLY_BYTES,
} from "../../core/http.js";
import { createBodyKeeper } from "./body-keeper.js";
import { CUT, isReset, onceEndIsKnown, RESET_AS_END } from "./end-of-connection.js";
import { classifyHttpError, floodFailure } from "./http-errors.js";
import { pathAsWritten } from "./request-path.js";
import { newSight, seenBy, type SocketSight } from "./undici-sight.js";

/**
 * Settles once, whatever happens, and never rejects.
 *
 * @param proxy host and port of the proxy on the way; null for none
 */
export function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  signal: AbortSignal | undefined,
  proxy: string | null,
): Promise<HttpOutcome> {
  return new Promise((resolve) => {
    const sight = newSight(request);
    const course = createCourse(request, sight, resolve);
    // Not written here: V8 takes a function that is assigned to a member for one that lives long, with all it leads to.
    sight.onHeadSent = course.headSent;
    const onAbort = () => {
      course.giveUp({ kind: "aborted", message: "interrupted" });
    };
    course.onSettled(() => signal?.removeEventListener("abort", onAbort));
    if (signal?.aborted) {
      onAbort();
      return;
    }
    signal?.addEventListener("abort", onAbort, { once: true });
    seenBy(sight, () => {
      dispatcher.dispatch(
        {
          origin: new URL(request.url).origin,
          path: pathAsWritten(request.url),
          method: request.method,
          headers: headersOf(request).flatMap(([name, value]) => [name, value]),
          body: bodyOf(request),
          reset: request.freshConnection ?? false,
        },
        createHandler(request, sight, course, proxy),
      );
    });
  });
}

/** undici knows the length of a whole body by itself. */
function headersOf({ headers, body, inPieces }: HttpRequest): HttpRequest["headers"] {
  const isWhole = body === null || inPieces !== true;
  return isWhole ? headers : [...headers, ["Content-Length", String(body.length)]];
}

function bodyOf({ body, inPieces, chunked }: HttpRequest): Buffer | Readable | null {
  if (body === null) return null;
  const whole = bufferOver(body);
  // What has no length before it is sent in chunks.
  if (chunked === true) return Readable.from([whole], { objectMode: false });
  return inPieces === true ? Readable.from(piecesOf(whole), { objectMode: false }) : whole;
}

/** Long enough for a piece to be read on its own, by a busy receiver too. */
const PIECE_GAP_MS = 40;

async function* piecesOf(body: Buffer): AsyncGenerator<Buffer> {
  const inside = 1 + body.findIndex((byte) => byte >= 0x80);
  const cuts = [inside, Math.floor(body.length / 2)].filter((at) => at > 0 && at < body.length);
  let from = 0;
  for (const to of [...cuts.sort((a, b) => a - b), body.length]) {
    if (to > from) yield body.subarray(from, to);
    from = to;
    await pause(PIECE_GAP_MS);
  }
}

/** The same bytes, not a copy of them. */
function bufferOver({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

/** One exchange on its way to an outcome: its timers, and the one moment when it is settled. */
interface Course {
  readonly settle: (result: Pick<HttpOutcome, "reply" | "failure">) => void;
  /** Settles with a failure and sees to it that nothing is sent any more. */
  readonly giveUp: (failure: HttpFailure) => void;
  readonly isSettled: () => boolean;
  readonly onSettled: (cleanUp: () => void) => void;
  readonly started: (controller: Dispatcher.DispatchController) => void;
  readonly headSent: () => void;
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
    // What a WeakMap's value leads to outlives V8's quick collections: a long run would be full of replies.
    sight.onHeadSent = null;
    sight.socket = null;
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
    headSent: () => {
      startTimer(timeouts.responseMs, () => {
        if (headMs === null) giveUp(lateFailure(timeouts.responseMs, sight, headMs));
      });
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
  proxy: string | null,
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
      course.giveUp(floodFailure(status, mostBytes));
    },
    onResponseEnd: () => {
      const reply = { status, headers: sight.rawReplyHeaders ?? [], ...body.kept() };
      const { socket } = sight;
      if (!isOver(socket)) course.settle({ failure: null, reply });
      else
        onceEndIsKnown(socket, (wasReset) => {
          course.settle(
            wasReset ? { reply: null, failure: RESET_AS_END } : { failure: null, reply },
          );
        });
    },
    onResponseError: (_, error) => {
      const failure = classifyHttpError(error, sight.sentHead !== null, request.timeouts, proxy);
      const isCut = failure.kind === "malformed" && isOver(sight.socket);
      course.settle({ reply: null, failure: isCut ? CUT : failure });
    },
  };
}

/** Whether it is with its connection that a reply came to an end, a good or a bad one. */
function isOver(socket: Socket | null): socket is Socket {
  return socket !== null && (socket.readableEnded || isReset(socket.errored));
}
