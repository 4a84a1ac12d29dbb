/** The SDK API as one that watches its caller: it keeps what was sent, and makes trouble on purpose. */
import { parseJson } from "../../../../core/json/read.js";
import { isJsonObject, jsonProperty } from "../../../../core/json/value.js";
import { headerValue } from "../../../../core/http.js";
import {
  emptyReply,
  jsonReply,
  pathOf,
  type RequestHandler,
  type ServedOutcome,
  type ServedReply,
  type ServedRequest,
} from "../../../../core/server.js";
import { operationOf } from "../../../../protocols/sdk-api/operation.js";
import type {
  Provocation,
  WatchedCall,
  WatchPace,
} from "../../../../protocols/sdk-api/watched-calls.js";
import type { Route, SandboxWorld } from "../../../role.js";
import type { SdkApiAgreement } from "../agreement.js";
import { type CallRecord, createCallRecord } from "./call-record.js";
import { keyKindOf, keySeenIn } from "./key-facts.js";
import { createProvoker } from "./provocations.js";

/** Whoever calls from another machine waits 30 s, as PlayCamp's own clients do; one that still waits after this has no bound. */
const PACE: WatchPace = { slowMs: 2_500, heldMs: 65_000 };
const LONGEST_MS = 120_000;

export type FoundRoute = Pick<WatchedCall, "route" | "lacks">;

export interface WatchedParts {
  /** The API itself, without trouble. */
  readonly answer: (request: ServedRequest) => Promise<ServedOutcome>;
  readonly routeOf: (request: ServedRequest) => FoundRoute;
}

interface Watch {
  readonly record: CallRecord;
  readonly provoke: ReturnType<typeof createProvoker>;
  readonly pace: WatchPace;
}

/** `/v1`, as below PlayCamp's own host, and `/watched`, which tells what was called. */
export function watchedRoutes(
  agreement: SdkApiAgreement,
  { answer, routeOf }: WatchedParts,
  world: SandboxWorld,
): readonly Route[] {
  const begin = (pace: WatchPace): Watch => ({
    record: createCallRecord(agreement),
    provoke: createProvoker(),
    pace,
  });
  let watch = begin(PACE);
  const call: RequestHandler = async (request) => {
    const { record, provoke, pace } = watch;
    const { clock } = world;
    const found = routeOf(request);
    const key = keyKindOf(request, agreement);
    const operation = operationIn(request, found);
    const arrivedAtMs = clock.monotonicMs();
    const provoked =
      found.route === null || key !== "server"
        ? null
        : provoke({ route: found.route, method: request.method, operation, atMs: arrivedAtMs });
    const open = record.arrived({
      ...{ ...found, key, operation, provoked, arrivedAtMs, request },
      keySeenIn: keySeenIn(request, agreement),
      startedAt: new Date(clock.nowMs()).toISOString(),
    });
    const onLeft = () => open?.left(clock.monotonicMs());
    const left = request.left?.();
    left?.addEventListener("abort", onLeft, { once: true });
    const [outcome, done] = await provokedAnswer(provoked, pace, request, answer, world);
    left?.removeEventListener("abort", onLeft);
    open?.answered(outcome, done, clock.monotonicMs());
    world.told({
      ...{ ...found, method: request.method, target: request.target },
      ...{ provoked: done, outcome },
    });
    return outcome;
  };
  const tell: RequestHandler = async (request) => {
    if (headerValue(request.headers, "Authorization") !== `Bearer ${agreement.serverKey}`)
      return jsonReply(401, { error: "Invalid API key" });
    if (pathOf(request.target) !== "/") return emptyReply(404);
    if (request.method === "GET")
      return jsonReply(200, watch.record.told(watch.pace, world.baseUrl()));
    if (request.method !== "POST") return emptyReply(405);
    watch = begin(paceIn(request));
    return emptyReply(204);
  };
  return [
    { prefix: "/v1", handle: (below) => call({ ...below, target: `/v1${below.target}` }) },
    // Whoever has a key and misses the path means the API.
    { prefix: "", handle: (request) => (isMeant(request) ? call(request) : NOTHING) },
    { prefix: "/watched", handle: tell },
  ];
}

const NOTHING = Promise.resolve(jsonReply(404, { error: "nothing is here; see GET /" }));

function isMeant({ headers, target }: ServedRequest): boolean {
  return headerValue(headers, "Authorization") !== null || /\/v1\/server\b/.test(target);
}

function operationIn({ method, target, body }: ServedRequest, { route }: FoundRoute): string {
  const { buffer, byteOffset, length } = body;
  const document = parseJson(Buffer.from(buffer, byteOffset, length).toString("utf8"));
  const said = document.ok && isJsonObject(document.value) ? document.value : null;
  return operationOf(route, method, target, said, body);
}

const INTERNAL = jsonReply(500, { error: "Internal server error", code: "INTERNAL_ERROR" });
const THROTTLED = jsonReply(429, { error: "Too many requests", code: "TOO_MANY_REQUESTS" }, [
  ["Retry-After", "1"],
]);
const REFUSED = jsonReply(422, {
  error: "Unprocessable on purpose",
  code: "UNPROCESSABLE_ENTITY",
});

/** @returns with what was really made of it */
async function provokedAnswer(
  provoked: Provocation | null,
  { slowMs, heldMs }: WatchPace,
  request: ServedRequest,
  answer: WatchedParts["answer"],
  { clock }: SandboxWorld,
): Promise<readonly [ServedOutcome, Provocation | null]> {
  switch (provoked) {
    case null:
      return [await answer(request), null];
    case "fails-thrice":
    case "fails":
    case "fails-once":
      return [INTERNAL, provoked];
    case "throttled":
      return [THROTTLED, provoked];
    case "refused":
      return [REFUSED, provoked];
    case "slow":
    case "held":
      await clock.sleep(provoked === "slow" ? slowMs : heldMs, request.left?.());
      return [await answer(request), provoked];
    case "lost":
    case "done-then-fails": {
      const outcome = await answer(request);
      // What PlayCamp itself refuses is told as it is.
      if (outcome === "reset" || isRefusal(outcome)) return [outcome, null];
      return [provoked === "lost" ? "reset" : INTERNAL, provoked];
    }
  }
}

function isRefusal({ status }: ServedReply): boolean {
  return status >= 400;
}

function paceIn({ body }: ServedRequest): WatchPace {
  const document = parseJson(Buffer.from(body).toString("utf8"));
  const given = document.ok ? document.value : null;
  const ms = (name: keyof WatchPace) => {
    const value = Number(jsonProperty(given, name) ?? Number.NaN);
    return Number.isFinite(value) && value > 0 ? Math.min(value, LONGEST_MS) : PACE[name];
  };
  return { slowMs: ms("slowMs"), heldMs: ms("heldMs") };
}
