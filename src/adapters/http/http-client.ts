/** What a command gets to send with: single requests on undici, races and load on bare sockets. */
import type { Http, HttpClient, HttpRequest } from "../../core/http.js";
import { proxyFor } from "../../core/proxy.js";
import { decodingHttp, decodingRace } from "./decoded-reply.js";
import { createLoadHttp } from "./load-http.js";
import { raceOnSockets } from "./race-http.js";
import { createLooks, type LookOnce } from "./second-look.js";
import { createUndiciHttp, type UndiciHttpOptions } from "./undici-http.js";

export function createHttpClient(options: UndiciHttpOptions): HttpClient {
  const lookOnce = createLooks();
  const single = createUndiciHttp(options, lookOnce);
  const load = createLoadHttp(options);
  const bare = looking(load.http, lookOnce);
  return {
    http: decodingHttp((request, signal) => {
      const isBare = isPlain(request) && proxyFor(request.url, options.proxy).kind === "direct";
      return (isBare ? bare : single.http)(request, signal);
    }),
    race: decodingRace(raceOnSockets(options)),
    load: decodingHttp(load.http),
    close: async () => {
      await Promise.all([single.close(), load.close()]);
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
