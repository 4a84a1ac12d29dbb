/**
 * The `RaceHttp` port on bare sockets: a body is written in two parts, which
 * undici does not, and replies are read as those of a load are. Goes straight
 * to the target, past any proxy.
 */
import { performance } from "node:perf_hooks";
import {
  type HttpFailure,
  type HttpOutcome,
  type HttpRequest,
  type HttpTrace,
  MAX_REPLY_BYTES,
  type RaceHttp,
} from "../../core/http.js";
import { type BareSocketOptions, openSocket, READ_BYTES, targetOf } from "./bare-socket.js";
import { CUT, onceEndIsKnown, RESET_AS_END } from "./end-of-connection.js";
import { classifyHttpError } from "./http-errors.js";
import { createReplyReader, type Reading } from "./reply-reader.js";
import { requestBytes, requestHead } from "./request-bytes.js";
import { pathAsWritten } from "./request-path.js";

export function raceOnSockets(options: BareSocketOptions): RaceHttp {
  return async (requests, signal) => {
    const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);
    const runners = requests.map((request) => createRunner(request, options, readBuffer));
    const onAbort = () =>
      runners.forEach((runner) => runner.giveUp({ kind: "aborted", message: "interrupted" }));
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    await Promise.all(runners.map((runner) => runner.ready));
    // One tick for all: nothing else of this process runs between the first and the last byte.
    runners.forEach((runner) => runner.release());
    const outcomes = await Promise.all(runners.map((runner) => runner.outcome));
    signal?.removeEventListener("abort", onAbort);
    return { outcomes, ...overlapOf(runners) };
  };
}

function overlapOf(runners: readonly Runner[]) {
  const released = runners.flatMap(({ releasedAt }) => releasedAt() ?? []);
  const replies = runners.flatMap(({ repliedAt }) => repliedAt() ?? []);
  const last = Math.max(...released);
  const firstReply = replies.length === 0 ? null : Math.min(...replies);
  const all = released.length === runners.length && runners.length > 0;
  return {
    releaseSpreadMs: released.length === 0 ? 0 : last - Math.min(...released),
    firstReplyAfterMs: firstReply === null || released.length === 0 ? null : firstReply - last,
    overlapped: all && (firstReply === null || firstReply > last),
  };
}

interface Runner {
  /** Resolves when all but the last byte is flushed, or when the request has failed. */
  readonly ready: Promise<void>;
  readonly outcome: Promise<HttpOutcome>;
  readonly release: () => void;
  readonly giveUp: (failure: HttpFailure) => void;
  readonly releasedAt: () => number | null;
  readonly repliedAt: () => number | null;
}

function createRunner(
  request: HttpRequest,
  options: BareSocketOptions,
  readBuffer: Buffer,
): Runner {
  const { body, timeouts } = request;
  if (body === null || body.length === 0) throw new TypeError("a race needs bodies");
  const startedAtMs = Date.now();
  const startedAt = performance.now();
  let ends: Pick<HttpTrace, "remoteAddress" | "localPort"> | null = null;
  let releasedAt: number | null = null;
  let repliedAt: number | null = null;
  let settled = false;
  let timer: NodeJS.Timeout | undefined;
  const { promise: ready, resolve: becomeReady } = withResolvers<undefined>();
  const { promise: outcome, resolve: settleOutcome } = withResolvers<HttpOutcome>();
  const target = targetOf(request, options);
  const head = requestHead(request, pathAsWritten(request.url), target.hostHeader, "close");
  const reader = createReplyReader();
  const limits = {
    keptBytes: request.maxReplyBytes,
    mostBytes: request.maxReplyBytes ?? MAX_REPLY_BYTES,
  };
  const socket = openSocket(target, readBuffer, (piece) => {
    if (!settled) take(reader.push(piece, limits));
  });

  const settle = (result: Pick<HttpOutcome, "reply" | "failure">): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    becomeReady(undefined);
    settleOutcome({
      ...result,
      trace: {
        sentHead: releasedAt === null ? null : head,
        remoteAddress: ends?.remoteAddress ?? null,
        localPort: ends?.localPort ?? null,
        startedAtMs,
        headMs: repliedAt === null ? null : repliedAt - startedAt,
        totalMs: performance.now() - startedAt,
      },
    } as HttpOutcome);
    socket.destroy();
  };
  const giveUp = (failure: HttpFailure): void => settle({ reply: null, failure });
  const giveUpAfter = (ms: number, failure: HttpFailure): void => {
    clearTimeout(timer);
    if (!settled) timer = setTimeout(() => giveUp(failure), ms);
  };
  const take = (reading: Reading): void => {
    if (reading.state === "whole" || reader.hasHead()) repliedAt ??= performance.now();
    if (reading.state === "whole") settle({ reply: reading.reply, failure: null });
    if (reading.state === "wrong") giveUp(reading.failure);
  };

  const connectMs = Math.min(timeouts.connectMs, timeouts.totalMs);
  giveUpAfter(connectMs, {
    kind: "connect-timeout",
    message: `no connection within ${connectMs} ms`,
  });
  socket.once(target.tls === null ? "connect" : "secureConnect", () => {
    const { remoteAddress = null, localPort = null } = socket;
    ends = { remoteAddress, localPort };
    const leftMs = timeouts.totalMs - (performance.now() - startedAt);
    giveUpAfter(leftMs, {
      kind: "response-timeout",
      message: `could not be prepared within ${timeouts.totalMs} ms`,
    });
    socket.write(requestBytes(head, body.subarray(0, -1)), () => becomeReady(undefined));
  });
  socket.on("end", () => {
    const reading = reader.end();
    if (reading.state !== "whole") giveUp(releasedAt === null ? CLOSED_BEFORE : CUT);
    else
      onceEndIsKnown(socket, (wasReset) => {
        if (wasReset) giveUp(RESET_AS_END);
        else take(reading);
      });
  });
  socket.on("error", (error) => {
    giveUp(classifyHttpError(error, releasedAt !== null, timeouts));
  });
  return {
    ready: ready.then(() => undefined),
    outcome,
    giveUp,
    release: () => {
      if (settled) return;
      clearTimeout(timer);
      timer = setTimeout(
        () =>
          giveUp({
            kind: repliedAt === null ? "response-timeout" : "total-timeout",
            message: `no whole reply within ${timeouts.responseMs} ms`,
          }),
        timeouts.responseMs,
      );
      socket.write(body.subarray(-1));
      releasedAt = performance.now();
    },
    releasedAt: () => releasedAt,
    repliedAt: () => repliedAt,
  };
}

const CLOSED_BEFORE: HttpFailure = {
  kind: "refused",
  message: "the connection was closed before the request could be sent",
};

/** Promise.withResolvers, which Node 20 does not have. */
function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
