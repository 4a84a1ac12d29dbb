/**
 * The `RaceHttp` port on node:http: it lets the body be written in two parts,
 * which undici does not. Goes straight to the target, past any proxy.
 */
import { type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { performance } from "node:perf_hooks";
import {
  type HeaderPair,
  type HttpFailure,
  type HttpOutcome,
  type HttpRequest,
  MAX_REPLY_BYTES,
  type RaceHttp,
} from "../../core/http.js";
import { createBodyKeeper } from "./body-keeper.js";
import { headerPairs } from "./header-pairs.js";
import { classifyHttpError } from "./http-errors.js";
import { pathAsWritten } from "./request-path.js";
import { trustOf } from "./tls-trust.js";

export interface RaceOptions {
  readonly extraCa: readonly string[];
}

export function raceOnSockets(options: RaceOptions): RaceHttp {
  return async (requests, signal) => {
    const runners = requests.map((request) => createRunner(request, options));
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

function createRunner(request: HttpRequest, options: RaceOptions): Runner {
  const { body, timeouts } = request;
  if (body === null || body.length === 0) throw new TypeError("a race needs bodies");
  const startedAtMs = Date.now();
  const startedAt = performance.now();
  let releasedAt: number | null = null;
  let repliedAt: number | null = null;
  let settled = false;
  let timer: NodeJS.Timeout | undefined;
  const { promise: ready, resolve: becomeReady } = withResolvers<undefined>();
  const { promise: outcome, resolve: settleOutcome } = withResolvers<HttpOutcome>();
  const { client, head } = openRequest(request, options);

  const settle = (result: Pick<HttpOutcome, "reply" | "failure">): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    becomeReady(undefined);
    settleOutcome({
      ...result,
      trace: {
        sentHead: releasedAt === null ? null : head,
        remoteAddress: client.socket?.remoteAddress ?? null,
        localPort: client.socket?.localPort ?? null,
        startedAtMs,
        headMs: repliedAt === null ? null : repliedAt - startedAt,
        totalMs: performance.now() - startedAt,
      },
    } as HttpOutcome);
  };
  const giveUp = (failure: HttpFailure): void => {
    settle({ reply: null, failure });
    client.destroy();
  };
  const giveUpAfter = (ms: number, failure: HttpFailure): void => {
    clearTimeout(timer);
    if (!settled) timer = setTimeout(() => giveUp(failure), ms);
  };
  const connectMs = Math.min(timeouts.connectMs, timeouts.totalMs);
  giveUpAfter(connectMs, {
    kind: "connect-timeout",
    message: `no connection within ${connectMs} ms`,
  });
  whenConnected(client, () => {
    const leftMs = timeouts.totalMs - (performance.now() - startedAt);
    giveUpAfter(leftMs, {
      kind: "response-timeout",
      message: `could not be prepared within ${timeouts.totalMs} ms`,
    });
  });
  client.on("error", (error) =>
    settle({
      reply: null,
      failure: classifyHttpError(error, releasedAt !== null, timeouts),
    }),
  );
  client.on("response", (message) => {
    repliedAt = performance.now();
    readReply(message, settle, giveUp);
  });
  client.write(body.subarray(0, body.length - 1), () => becomeReady(undefined));
  // A body of one byte has nothing to write ahead; its head is flushed all the same.
  client.flushHeaders();
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
      client.end(body.subarray(body.length - 1));
      releasedAt = performance.now();
    },
    releasedAt: () => releasedAt,
    repliedAt: () => repliedAt,
  };
}

function openRequest(
  request: HttpRequest,
  { extraCa }: RaceOptions,
): { client: ClientRequest; head: string } {
  const url = new URL(request.url);
  const target = pathAsWritten(request.url);
  const headers: readonly HeaderPair[] = [
    ["Host", url.host],
    ["Connection", "close"],
    ...request.headers,
    ["Content-Length", String(request.body?.length ?? 0)],
  ];
  const open = url.protocol === "https:" ? httpsRequest : httpRequest;
  const client = open({
    method: request.method,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? undefined : Number(url.port),
    path: target,
    agent: false,
    setHost: false,
    headers: headers.flatMap(([name, value]) => [name, value]),
    ...trustOf(request.tls, extraCa),
  });
  client.setNoDelay(true);
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return {
    client,
    head: [`${request.method} ${target} HTTP/1.1`, ...lines].join("\r\n"),
  };
}

/** With TLS, when its handshake is over as well. */
function whenConnected(client: ClientRequest, then: () => void): void {
  const event = client.protocol === "https:" ? "secureConnect" : "connect";
  client.once("socket", (socket) => socket.once(event, then));
}

function readReply(
  message: IncomingMessage,
  settle: (result: Pick<HttpOutcome, "reply" | "failure">) => void,
  giveUp: (failure: HttpFailure) => void,
): void {
  const body = createBodyKeeper();
  message.on("data", (chunk: Buffer) => {
    if (body.add(chunk) > MAX_REPLY_BYTES)
      giveUp({ kind: "flood", message: "the reply does not end" });
  });
  message.on("end", () => {
    settle({
      failure: null,
      reply: {
        status: message.statusCode ?? 0,
        headers: headerPairs(message.rawHeaders),
        ...body.kept(),
      },
    });
  });
  message.on("close", () =>
    settle({
      reply: null,
      failure: {
        kind: "reset",
        message: "the connection was cut before a whole reply",
      },
    }),
  );
}

/** Promise.withResolvers, which Node 20 does not have. */
function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
