/** What a command gets to send with: single requests on undici, races on bare sockets. */
import type { Http, RaceHttp } from "../core/http.js";
import { raceOnSockets } from "./race-http.js";
import { createUndiciHttp, type UndiciHttpOptions } from "./undici-http.js";

export interface HttpClient {
  readonly http: Http;
  readonly race: RaceHttp;
  readonly close: () => Promise<void>;
}

export function createHttpClient(options: UndiciHttpOptions): HttpClient {
  const { http, close } = createUndiciHttp(options);
  return { http, close, race: raceOnSockets({ extraCa: options.extraCa }) };
}
