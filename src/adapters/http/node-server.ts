/** The `Listen` port on node:http. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../../core/errors.js";
import { once } from "../../core/memoize.js";
import { headerPairs } from "./header-pairs.js";
import { cutOff, refuseUnread } from "./unread-request.js";
import {
  emptyReply,
  type Listen,
  type ListenOptions,
  type RequestHandler,
  type ServedReply,
} from "../../core/server.js";

export const listenOnNode: Listen = async ({ host: written, ...others }, handler) => {
  const options = { ...others, host: written.trim().replace(/^\[(.*)\]$/, "$1") };
  // Node would take it for every address of this machine.
  if (options.host === "") throw listenError(new Error("there is no address"), options);
  // A request without Host is taken too: whoever wants to see what comes in wants to see that.
  const settings = { keepAliveTimeout: 5_000, requireHostHeader: false };
  const server = createServer(settings, (request, response) => {
    readBody(request, options.maxBodyBytes, (body) => {
      void serve(request, body, response, options, handler);
    });
  });
  server.on("clientError", (error, socket) => {
    refuseUnread(error, socket, options);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    port,
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const NO_BODY = new Uint8Array(0);
const TOO_LARGE: ServedReply = { ...emptyReply(413), closeConnection: true };

/** @param body null where it is too long */
async function serve(
  request: IncomingMessage,
  body: Uint8Array | null | "aborted",
  response: ServerResponse,
  options: ListenOptions,
  handler: RequestHandler,
): Promise<void> {
  const left = createLeft(response);
  try {
    if (body === "aborted") {
      options.onUnread?.(cutOff(request));
      return;
    }
    const served = {
      method: request.method ?? "GET",
      target: request.url ?? "/",
      headers: headerPairs(request.rawHeaders),
      body: body ?? NO_BODY,
      remoteAddress: request.socket.remoteAddress ?? "",
      left,
    };
    const outcome = body === null ? TOO_LARGE : await handler(served);
    if (outcome === TOO_LARGE) await options.onTooLarge?.(served, TOO_LARGE);
    if (outcome === "reset") {
      request.socket.resetAndDestroy();
      return;
    }
    const headers: string[] = [];
    for (const [name, value] of outcome.headers) headers.push(name, value);
    headers.push("Content-Length", String(outcome.body.length));
    if (outcome.closeConnection) headers.push("Connection", "close");
    response.writeHead(outcome.status, headers);
    const { cutAfterBytes } = outcome;
    if (cutAfterBytes === undefined) response.end(outcome.body);
    else cutShort(response, outcome.body.subarray(0, cutAfterBytes));
  } catch (error) {
    options.onDefect(error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }
}

/** Most handlers never ask for it, and an AbortController takes longer to make than a short answer. */
function createLeft(response: ServerResponse): () => AbortSignal {
  return once(() => {
    const controller = new AbortController();
    const tell = () => {
      if (!response.writableFinished) controller.abort();
    };
    if (response.destroyed) tell();
    else response.once("close", tell);
    return controller.signal;
  });
}

/** The promised length never arrives. */
function cutShort(response: ServerResponse, beginning: Uint8Array): void {
  response.write(beginning, () => response.socket?.destroy());
}

/** @param done is called once, with null for a body that is too long */
function readBody(
  request: IncomingMessage,
  maxBytes: number,
  done: (body: Uint8Array | null | "aborted") => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isDone = false;
  const end = (body: Uint8Array | null | "aborted") => {
    if (isDone) return;
    isDone = true;
    done(body);
  };
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) end(null);
    else chunks.push(chunk);
  });
  request.on("end", () => end(joined(chunks)));
  const onAborted = () => end("aborted");
  request.on("error", onAborted);
  request.on("close", onAborted);
}

/** Most come in one piece, which need not be copied: Node has done so already. */
function joined(chunks: readonly Buffer[]): Uint8Array {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}

function listenError(error: NodeJS.ErrnoException, { host, port }: ListenOptions): Error {
  const unavailable = (hint: string) =>
    new UserError("port_unavailable", `cannot listen on ${host}:${port}: ${error.message}`, hint, {
      cause: error,
    });
  switch (error.code ?? "EINVAL") {
    case "EADDRINUSE":
      return new UserError(
        "port_in_use",
        `port ${port} on ${host} is already in use`,
        "Choose another port, or leave it out for a free one.",
        { cause: error },
      );
    case "EACCES":
      return unavailable("Choose a port above 1023.");
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_FAIL":
    case "EAI_NODATA":
    case "EINVAL":
    case "EAFNOSUPPORT":
      return unavailable("Choose an address of this machine.");
    default:
      return error;
  }
}
