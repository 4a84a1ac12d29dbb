/** The request that polls one page of one window. Sending it is for others. */
import { UserError } from "../../core/errors.js";
import type { HeaderPair } from "../../core/http.js";
import { parsePath } from "../../core/json/path.js";
import { placeValues } from "../../core/json/place.js";
import { type JsonValue, jsonNumber, renderJson, scalarText } from "../../core/json/value.js";
import type { Paging, PaymentSource, RequestPlace } from "./mapping.js";
import { pageParameters, parameter, type PageParameter, type PageState } from "./paging.js";
import { type PollCredentials, withPollAuth } from "./poll-auth.js";
import { ACCEPTED } from "./reply-format.js";
import { formatRange } from "./range-format.js";
import type { TimeRange } from "./windows.js";

export type { PollCredentials } from "./poll-auth.js";

export interface PollRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array | null;
}

const NO_PAGING: Paging = { kind: "none" };

export function pagingOf(source: PaymentSource): Paging {
  return source.paging ?? NO_PAGING;
}

/**
 * @throws {UserError} `payments_url_malformed`, `zone_unknown`, `time_pattern_malformed`, and what
 *   `withPollAuth` throws
 */
export function buildPollRequest(
  source: PaymentSource,
  window: TimeRange,
  page: PageState,
  credentials: PollCredentials,
): PollRequest {
  const method = source.method ?? "GET";
  const place = source.in ?? (method === "GET" ? "query" : "json");
  const range = rangeParameters(source, window);
  const paging = pageParameters(pagingOf(source), page);
  const fixed = Object.entries(source.params ?? {}).map(([name, value]) => parameter(name, value));
  const nextUrl = page.position.kind === "url" ? page.position.url : null;
  const isComplete = nextUrl !== null && place === "query";
  const all = isComplete ? [] : [...fixed, ...range, ...paging];
  const ofQuery = all.filter(isOfQuery).map((each) => ({ ...each, name: each.name.slice(1) }));
  const own = all.filter((each) => !isOfQuery(each));
  const base = withQuery(nextUrl ?? sourceUrl(source), textPairs(ofQuery));
  const placed = placeParameters(place, base, wrapped(own, source.wrap));
  const [from, to] = isComplete ? rangeInUrl(nextUrl, range) : range;
  const bare: PollRequest = {
    method,
    url: placed.url,
    headers: [["Accept", ACCEPTED[source.format ?? "json"]], ...placed.headers],
    body: placed.body,
  };
  return withPollAuth(bare, source, credentials, { from: textOf(from), to: textOf(to) });
}

function textOf(parameter: PageParameter | undefined): string {
  return scalarText(parameter?.value) ?? "";
}

function sourceUrl(source: PaymentSource): string {
  if (URL.canParse(source.url)) return source.url.replace(/#.*$/s, "");
  throw new UserError(
    "payments_url_malformed",
    `payments.source.url "${source.url}" is not a URL`,
    "Write it with its scheme, such as https://game.example.com/payments.",
  );
}

/** From and to, in this order; empty when the server takes no range. */
function rangeParameters(source: PaymentSource, window: TimeRange): readonly PageParameter[] {
  if (source.range === undefined) return [];
  const { format, from = "from", to = "to", day, open } = source.range;
  const text = formatRange(source.range, window);
  const isNumber = format === "s" || format === "ms";
  const border = (name: string, value: string): PageParameter => ({
    name,
    value: isNumber ? jsonNumber(value) : value,
  });
  if (day === true || open === true) return [border(from, text.from)];
  return [border(from, text.from), border(to, text.to)];
}

/** The range as it stands in a URL the server made; the window's where it is not there. */
function rangeInUrl(url: string, range: readonly PageParameter[]): readonly PageParameter[] {
  const query = new URL(url).searchParams;
  return range.map((each) => ({
    ...each,
    value: query.get(each.name) ?? each.value,
  }));
}

/** In the query, wherever the others stand. */
function isOfQuery({ name }: PageParameter): boolean {
  return name.startsWith("?");
}

function wrapped(
  parameters: readonly PageParameter[],
  wrap: string | undefined,
): readonly PageParameter[] {
  if (wrap === undefined || parameters.length === 0) return parameters;
  return [{ name: wrap, value: renderJson(nestedBody(parameters)) }];
}

function textPairs(parameters: readonly PageParameter[]): readonly [string, string][] {
  return parameters.map((each): [string, string] => [each.name, textOf(each)]);
}

interface Placed {
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array | null;
}

function placeParameters(
  place: RequestPlace,
  url: string,
  parameters: readonly PageParameter[],
): Placed {
  if (place === "json") {
    return withBody(url, "application/json", renderJson(nestedBody(parameters)));
  }
  const texts = textPairs(parameters);
  if (place === "query") {
    return { url: withQuery(url, texts), headers: [], body: null };
  }
  const form = new URLSearchParams(texts).toString();
  return withBody(url, "application/x-www-form-urlencoded", form);
}

/** Dots in a parameter's name nest it; a name in `["…"]` is one key, dots and all. */
function nestedBody(parameters: readonly PageParameter[]): JsonValue {
  return parameters.reduce<JsonValue>(
    (body, { name, value }) => placeValues(body, parsePath(name), [value]),
    {},
  );
}

/** Spaces become `%20` and a plus `%2B`: the one form that every server reads alike. */
function withQuery(url: string, parameters: readonly (readonly [string, string])[]): string {
  if (parameters.length === 0) return url;
  const query = parameters.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  const joint = /[?&]$/.test(url) ? "" : url.includes("?") ? "&" : "?";
  return `${url}${joint}${query}`;
}

function withBody(url: string, contentType: string, body: string): Placed {
  return {
    url,
    headers: [["Content-Type", contentType]],
    body: Buffer.from(body, "utf8"),
  };
}
