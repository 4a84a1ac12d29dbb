/** Plain HTTP on loopback for the strangers: whole requests in, answers out in the manner of each. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";

export interface Asked {
  readonly method: string;
  /** As decoded by nobody: with its query. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The pieces in which the body arrived. */
  readonly pieces: readonly Buffer[];
  /** 1 for the first request of its connection. */
  readonly nthOfConnection: number;
  /** The same for all requests of one connection. */
  readonly connection: object;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

export type Handler = (asked: Asked) => Answer | Promise<Answer>;

/** How answers travel, whatever they say. */
export interface Manner {
  readonly delayMs?: number;
  /** One worker: so long for each answer, one after the other. */
  readonly oneByOneMs?: number;
  readonly chunked?: true;
  readonly closes?: true;
  /** The body ends where the connection does: no length, no pieces. */
  readonly untilClosed?: true;
  /** Says 103 before every answer. */
  readonly hints?: true;
  /** Where the request takes it. */
  readonly zips?: true;
  readonly headers?: Readonly<Record<string, string>>;
  /** Names of headers in capitals. */
  readonly shouts?: true;
  readonly indent?: number;
}

export interface Served {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export async function serve(handler: Handler, manner: Manner = {}): Promise<Served> {
  const counts = new WeakMap<Socket, number>();
  let worker = Promise.resolve();
  const server = createServer((request, response) => {
    const nth = (counts.get(request.socket) ?? 0) + 1;
    counts.set(request.socket, nth);
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("error", () => undefined);
    request.on("end", () => {
      const target = request.url ?? "/";
      const cut = target.indexOf("?");
      const asked: Asked = {
        method: request.method ?? "",
        target,
        path: cut < 0 ? target : target.slice(0, cut),
        query: new URLSearchParams(cut < 0 ? "" : target.slice(cut)),
        headers: request.headers,
        body: Buffer.concat(pieces),
        pieces,
        nthOfConnection: nth,
        connection: request.socket,
      };
      void answered(handler, asked).then(async ({ status, headers, body }) => {
        if (manner.delayMs !== undefined) await wait(manner.delayMs);
        const { oneByOneMs } = manner;
        if (oneByOneMs !== undefined) await (worker = worker.then(() => wait(oneByOneMs)));
        const zips = manner.zips && /gzip/.test(header(asked, "accept-encoding") ?? "");
        const text = zips ? gzipSync(written(body, manner)) : written(body, manner);
        if (manner.hints) response.writeEarlyHints({ link: "</style.css>; rel=preload" });
        if (manner.untilClosed) response.useChunkedEncodingByDefault = false;
        const unsized = manner.chunked ?? manner.untilClosed;
        const all: Record<string, string> = {
          ...(typeof body === "string" ? {} : { "Content-Type": "application/json" }),
          ...(unsized ? {} : { "Content-Length": String(Buffer.byteLength(text)) }),
          ...(zips ? { "Content-Encoding": "gzip" } : {}),
          ...(manner.closes || manner.untilClosed ? { Connection: "close" } : {}),
          ...manner.headers,
          ...headers,
        };
        const name = (key: string) => (manner.shouts ? key.toUpperCase() : key);
        response.writeHead(
          status,
          Object.fromEntries(Object.entries(all).map(([key, value]) => [name(key), value])),
        );
        if (manner.chunked)
          for (const part of String(text).match(/[^]{1,7}/gu) ?? []) response.write(part);
        response.end(manner.chunked ? undefined : text);
      });
    });
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A handler that throws is a server that answers 500. */
async function answered(handler: Handler, asked: Asked): Promise<Answer> {
  try {
    return await handler(asked);
  } catch {
    return { status: 500, body: { error: "internal" } };
  }
}

function written(body: unknown, { indent }: Manner): string {
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body, null, indent);
}

/** A header that came once, or all its values as Node joins them. */
export function header({ headers }: Asked, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

export function jsonOf(text: Buffer | string): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An id as text: strings and numbers alike, anything else is none. */
export function idText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
