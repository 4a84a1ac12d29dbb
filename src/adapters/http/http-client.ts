/** What a command gets to send with: single requests on undici, races and load on bare sockets. */
import type { Http, HttpClient, HttpRequest } from "../../core/http.js";
import { once } from "../../core/memoize.js";
import { proxyFor } from "../../core/proxy.js";
import { decodingHttp, decodingRace } from "./decoded-reply.js";
import { createLoadHttp } from "./load-http.js";
import { createLooks, type LookOnce } from "./second-look.js";
import type { ClosableHttp, UndiciHttpOptions } from "./undici-http.js";

export function createHttpClient(options: UndiciHttpOptions): HttpClient {
  const lookOnce = createLooks();
  // A load needs neither undici nor Node's own client, which take long to load.
  let opened: Promise<ClosableHttp> | null = null;
  const open = async () => {
    const { createUndiciHttp } = await import("./undici-http.js");
    return createUndiciHttp(options, lookOnce);
  };
  const single = decodingHttp(async (request, signal) =>
    (await (opened ??= open())).http(request, signal),
  );
  const race = once(async () => (await import("./race-http.js")).raceOnSockets(options));
  const load = createLoadHttp(options);
  const bare = looking(load.http, lookOnce);
  return {
    http: (request, signal) => {
      const isBare = isPlain(request) && proxyFor(request.url, options.proxy).kind === "direct";
      return (isBare ? bare : single)(request, signal);
    },
    race: decodingRace(async (requests, signal) => (await race())(requests, signal)),
    load: load.http,
    close: async () => {
      await Promise.all([opened?.then((single) => single.close()), load.close()]);
    },
  };
}

/** Whoever wants a connection, or a body, of a certain kind gets it from undici. */
function isPlain(request: HttpRequest): boolean {
  const { isOneOfMany, freshConnection, sharesConnection, inPieces, chunked, method } = request;
  const wantsBody = inPieces === true || chunked === true;
  const wantsConnection = freshConnection === true || sharesConnection !== undefined;
  // A bare connection would wait for the body whose length the reply to a HEAD tells.
  return isOneOfMany === true && method !== "HEAD" && !wantsBody && !wantsConnection;
}

function looking(http: Http, lookOnce: LookOnce): Http {
  return async (request, signal) => {
    const outcome = await http(request, signal);
    const { failure } = outcome;
    return failure === null
      ? outcome
      : { ...outcome, failure: await lookOnce(request.url, failure) };
  };
}
