/** The calls that were watched, bounded, and told less their secrets. */
import type { Exchange } from "../../../../core/http-exchange.js";
import { type HeaderPair, headerValue } from "../../../../core/http.js";
import { recordBody } from "../../../../core/recorded-body.js";
import { createRedactor, type KnownSecret, type Redactor } from "../../../../core/redaction.js";
import type { ServedOutcome, ServedRequest } from "../../../../core/server.js";
import {
  type Provocation,
  PROVOCATIONS,
  WATCHED_FORMAT,
  type WatchedCall,
  type WatchedRecord,
  type WatchPace,
} from "../../../../protocols/sdk-api/watched-calls.js";
import type { SdkApiAgreement } from "../agreement.js";

const MOST_CALLS = 5_000;
const MOST_BYTES = 32 * 1024 * 1024;
/** Of one body. */
const KEPT_BYTES = 1024 * 1024;

/** What is known of a call when it arrives. */
export interface ArrivedCall extends Omit<
  WatchedCall,
  "number" | "answeredAtMs" | "leftAtMs" | "exchange"
> {
  readonly request: ServedRequest;
  readonly startedAt: string;
}

interface KeptCall extends Omit<ArrivedCall, "provoked"> {
  readonly number: number;
  provoked: Provocation | null;
  outcome: ServedOutcome | null;
  answeredAtMs: number | null;
  leftAtMs: number | null;
}

export interface CallRecord {
  /** @returns null where there is no room for it */
  arrived(call: ArrivedCall): OpenCall | null;
  told(pace: WatchPace, baseUrl: string): WatchedRecord;
}

export interface OpenCall {
  answered(outcome: ServedOutcome, provoked: Provocation | null, atMs: number): void;
  left(atMs: number): void;
}

export function createCallRecord(keys: SdkApiAgreement): CallRecord {
  const calls: KeptCall[] = [];
  let bytes = 0;
  let dropped = 0;
  return {
    arrived: (call) => {
      const { body, target } = call.request;
      const kept = body.subarray(0, KEPT_BYTES);
      bytes += kept.length + target.length;
      if (calls.length >= MOST_CALLS || bytes > MOST_BYTES) {
        dropped += 1;
        return null;
      }
      const one: KeptCall = {
        ...call,
        number: calls.length + 1,
        outcome: null,
        answeredAtMs: null,
        leftAtMs: null,
      };
      calls.push(one);
      return {
        answered: (outcome, provoked, atMs) => {
          one.outcome = outcome;
          one.provoked = provoked;
          one.answeredAtMs = atMs;
          if (outcome !== "reset") bytes += Math.min(outcome.body.length, KEPT_BYTES);
        },
        left: (atMs) => {
          one.leftAtMs ??= atMs;
        },
      };
    },
    told: (pace, baseUrl) => {
      const redactor = createRedactor(secretsIn(keys, calls));
      return {
        format: WATCHED_FORMAT,
        pace,
        dropped,
        calls: calls.map((call) => toldCall(call, baseUrl, redactor)),
      };
    },
  };
}

/** Callers that try other keys in turn are remembered up to so many. */
const MOST_KEYS = 50;

/** The keys, those of others that were presented, and the secret half of each. */
function secretsIn(
  { serverKey, clientKey }: SdkApiAgreement,
  calls: readonly KeptCall[],
): readonly KnownSecret[] {
  const presented = new Set(
    calls.flatMap(({ request }) => {
      const given = headerValue(request.headers, "Authorization") ?? "";
      return /^(?:Bearer )?([^\s:]+:\S+)$/.exec(given)?.[1] ?? [];
    }),
  );
  const own = [
    { label: "sdkApi.apiKey", value: serverKey },
    { label: "sdkApi.clientKey", value: clientKey },
  ];
  const others = [...presented]
    .filter((key) => key !== serverKey && key !== clientKey)
    .slice(0, MOST_KEYS)
    .map((value) => ({ label: "another-key", value }));
  return [...own, ...others].flatMap(({ label, value }) => [
    { label, value },
    { label, value: value.slice(value.indexOf(":") + 1) },
  ]);
}

function toldCall(call: KeptCall, baseUrl: string, redactor: Redactor): WatchedCall {
  const { request: _, startedAt: __, outcome: ___, ...facts } = call;
  return { ...facts, exchange: exchangeOf(call, baseUrl, redactor) };
}

function exchangeOf(call: KeptCall, baseUrl: string, redactor: Redactor): Exchange {
  const { request, outcome, provoked, route, number, arrivedAtMs, answeredAtMs, leftAtMs } = call;
  const asked = request.body.subarray(0, KEPT_BYTES);
  const reply = outcome === null || outcome === "reset" || leftAtMs !== null ? null : outcome;
  const answered = reply?.body.subarray(0, KEPT_BYTES) ?? null;
  const clean = redactor.exchange(
    {
      url: baseUrl + request.target,
      headers: request.headers,
      body: asked.length === 0 ? null : asked,
      isCut: request.body.length > asked.length,
    },
    reply === null ? null : { url: "", headers: reply.headers, body: answered },
  );
  return {
    step: `call ${number}: ${route ?? request.method}`,
    startedAt: call.startedAt,
    durationMs: Math.round((leftAtMs ?? answeredAtMs ?? arrivedAtMs) - arrivedAtMs),
    remoteAddress: request.remoteAddress,
    request: {
      method: request.method,
      url: clean.asked.url,
      headers: clean.asked.headers,
      body: keptBody(clean.asked.body, asked, request.body),
    },
    response:
      reply === null
        ? null
        : {
            status: reply.status,
            headers: clean.answered?.headers ?? NO_HEADERS,
            body: keptBody(clean.answered?.body ?? null, answered ?? asked, reply.body) ?? {
              bytes: 0,
              text: "",
            },
          },
    failure: failureOf(call),
    ...(provoked === null ? {} : { note: `on purpose: ${PROVOCATIONS[provoked]}` }),
  };
}

const NO_HEADERS: readonly HeaderPair[] = [];

function keptBody(clean: Uint8Array | null, kept: Uint8Array, whole: Uint8Array) {
  return clean === null ? null : recordBody(clean, { kept: kept.length, bytes: whole.length });
}

function failureOf({ outcome, leftAtMs, arrivedAtMs }: KeptCall): Exchange["failure"] {
  if (leftAtMs !== null)
    return {
      kind: "aborted",
      message: `the caller hung up after ${Math.round(leftAtMs - arrivedAtMs)} ms`,
    };
  if (outcome === "reset")
    return { kind: "reset", message: "the connection was closed instead of a reply" };
  return outcome === null ? { kind: "aborted", message: "not answered yet" } : null;
}
