/** What a command gets to send with: single requests on undici, races and load on bare sockets. */
import type { HttpClient } from "../../core/http.js";
import { decodingHttp, decodingRace } from "./decoded-reply.js";
import { createLoadHttp } from "./load-http.js";
import { raceOnSockets } from "./race-http.js";
import { createUndiciHttp, type UndiciHttpOptions } from "./undici-http.js";

export function createHttpClient(options: UndiciHttpOptions): HttpClient {
  const single = createUndiciHttp(options);
  const load = createLoadHttp(options);
  return {
    http: decodingHttp(single.http),
    race: decodingRace(raceOnSockets(options)),
    load: decodingHttp(load.http),
    close: async () => {
      await Promise.all([single.close(), load.close()]);
    },
  };
}
