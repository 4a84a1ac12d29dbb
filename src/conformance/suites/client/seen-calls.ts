/** A record as the checks read it: each call with what its body and its reply say, and what repeated it. */
import { headerValue } from "../../../core/http.js";
import { parseJson } from "../../../core/json/read.js";
import {
  isJsonArray,
  isJsonObject,
  jsonProperty,
  type JsonValue,
  scalarText,
} from "../../../core/json/value.js";
import {
  REPEAT_WITHIN_MS,
  type WatchedCall,
  type WatchedRecord,
} from "../../../protocols/sdk-api/watched-calls.js";

export interface SeenCall extends WatchedCall {
  readonly method: string;
  /** Path and query, as they came, less secrets. */
  readonly target: string;
  readonly query: URLSearchParams;
  /** What its body says; null where it has none, or none that is JSON. */
  readonly body: JsonValue | null;
  /**
   * The status that the API itself gave; null where it was provoked, or not answered, or where the
   * key was refused: then nothing else of the call was looked at.
   */
  readonly ownStatus: number | null;
  /** What stood in the reply, however it came about. */
  readonly status: number | null;
  readonly reply: JsonValue | null;
  /** Of the same act, within two minutes after this one was settled. */
  readonly repeats: readonly SeenCall[];
  /**
   * The first of them, where no other call came in between: then it is a repetition.
   * Otherwise it may be the next round of a flow, or another player.
   */
  readonly repetition: SeenCall | null;
}

export interface SeenCalls extends Pick<WatchedRecord, "pace" | "dropped"> {
  readonly calls: readonly SeenCall[];
}

export function seenCalls({ calls, pace, dropped }: WatchedRecord): SeenCalls {
  const later: SeenCall[] = [];
  for (const call of calls.filter((each) => !isPreflight(each)).reverse())
    later.unshift(seenCall(call, later));
  return { calls: later, pace, dropped };
}

/** A browser asks so before a call of a page; no game has written it. */
function isPreflight({ exchange: { request } }: WatchedCall): boolean {
  return (
    request.method === "OPTIONS" &&
    headerValue(request.headers, "Access-Control-Request-Method") !== null
  );
}

/** Its key was refused, so nothing else of it was looked at. */
export function isShutOut({ status }: Pick<SeenCall, "status">): boolean {
  return status === 401 || status === 403;
}

/** When it was over for whoever sent it; null while it is under way. */
export function settledAt({ leftAtMs, answeredAtMs }: WatchedCall): number | null {
  return leftAtMs ?? answeredAtMs;
}

function seenCall(call: WatchedCall, later: readonly SeenCall[]): SeenCall {
  const { request, response } = call.exchange;
  const target = request.url.replace(/^https?:\/\/[^/]*/i, "");
  const at = target.indexOf("?");
  const endMs = settledAt(call);
  const status = response?.status ?? null;
  const after = endMs === null ? [] : later.filter(({ arrivedAtMs }) => arrivedAtMs >= endMs);
  const [next] = after;
  const repeats = after.filter(
    ({ operation, arrivedAtMs }) =>
      operation === call.operation && arrivedAtMs - (endMs ?? 0) < REPEAT_WITHIN_MS,
  );
  const [first] = repeats;
  const isOwn = call.provoked === null || call.provoked === "slow" || call.provoked === "held";
  return {
    ...call,
    method: request.method,
    target,
    query: new URLSearchParams(at === -1 ? "" : target.slice(at + 1)),
    body: jsonOf(request.body?.text),
    ownStatus: isOwn && !isShutOut({ status }) ? status : null,
    status,
    reply: jsonOf(response?.body.text),
    repeats,
    repetition: first !== undefined && first === next ? first : null,
  };
}

function jsonOf(text: string | undefined): JsonValue | null {
  if (text === undefined || text === "") return null;
  const document = parseJson(text);
  return document.ok ? document.value : null;
}

export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
  readonly target: string;
}

/** What the API itself found wrong with the members of a call. */
export function detailsOf({ ownStatus, reply }: SeenCall): readonly ErrorDetail[] {
  if (ownStatus !== 400) return [];
  const listed = jsonProperty(reply ?? undefined, "details");
  return (isJsonArray(listed) ? listed : []).map((each) => ({
    path: textAt(each, "path"),
    message: textAt(each, "message"),
    target: textAt(each, "target"),
  }));
}

/** The text of a member; empty without one. */
export function textAt(value: JsonValue | null | undefined, name: string): string {
  return scalarText(jsonProperty(value ?? undefined, name)) ?? "";
}

export function hasMember(value: JsonValue | null, name: string): boolean {
  return value !== null && isJsonObject(value) && Object.hasOwn(value, name);
}

/** `call 12, POST payments` */
export function nameOf({ number, route, method, target }: SeenCall): string {
  return `call ${number}, ${route?.replaceAll(":", "{id}") ?? `${method} ${target.split("?")[0] ?? ""}`}`;
}

export const isTestPath = ({ path }: ErrorDetail) => /(^|\.)isTest$/.test(path);
export const isSizePath = ({ path }: ErrorDetail) => path === "payments" || path === "sessions";

/** The first of several, in words. */
export function told(details: readonly ErrorDetail[]): string {
  const [first] = details;
  const more = details.length > 1 ? `, and ${details.length - 1} more members` : "";
  return `${first?.path ?? ""}: ${first?.message ?? ""}${more}`;
}
