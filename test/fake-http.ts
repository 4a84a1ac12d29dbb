/** An `Http` port made of canned outcomes; remembers what it was asked. */
import type {
  HeaderPair,
  Http,
  HttpFailureKind,
  HttpOutcome,
  HttpRequest,
} from "../src/core/http.js";

const TRACE = {
  sentHead: null,
  remoteAddress: "127.0.0.1",
  localPort: 40_000,
  startedAtMs: Date.UTC(2026, 0, 1),
  headMs: 1,
  totalMs: 2.34567,
};

export function replied(
  status: number,
  body = "",
  headers: readonly HeaderPair[] = [],
): HttpOutcome {
  const bytes = Buffer.from(body);
  return {
    reply: { status, headers, body: bytes, bodyBytes: bytes.length },
    failure: null,
    trace: TRACE,
  };
}

export function failed(kind: HttpFailureKind): HttpOutcome {
  return { reply: null, failure: { kind, message: kind }, trace: TRACE };
}

export function createFakeHttp(answer: (request: HttpRequest, nth: number) => HttpOutcome): {
  readonly http: Http;
  readonly requests: readonly HttpRequest[];
} {
  const requests: HttpRequest[] = [];
  return {
    requests,
    http: async (request) => {
      requests.push(request);
      return answer(request, requests.length);
    },
  };
}
