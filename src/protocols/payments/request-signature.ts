/**
 * A digest over the request that polls: its parameters in alphabetical order,
 * its path, its body, its time. What stands in it is a template:
 *
 * `{key} {timestamp} {from} {to} {partner}`; `{method} {url} {host} {path} {query} {body}` as sent;
 * `{params}` every parameter with a value as `name=value`, sorted by name, joined by `&`;
 * `{values}` their values alone, in that order; `{params.NAME}` the value of one.
 */
import { UserError } from "../../core/errors.js";
import { headerValue, type HeaderPair } from "../../core/http.js";
import { parseJson } from "../../core/json/read.js";
import { isJsonObject, renderJson, scalarText } from "../../core/json/value.js";
import { digest } from "../signing/algorithms.js";
import { encodeSignature } from "../signing/encodings.js";
import { placeholdersOf, renderTemplate } from "../signing/template.js";
import type { SignatureAuth } from "./auth-mapping.js";
import { withParameters } from "./request-parameters.js";
import { createPatternWriter } from "./time-patterns.js";
import { offsetAt, zoneOf } from "./zones.js";

/** A request that lacks its signature. */
export interface Signable {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array | null;
}

/** What a signature is made of beside the request. */
export interface SignatureInput {
  readonly key: string;
  readonly nowMs: number;
  readonly partner?: string | undefined;
  /** The range as the text that is sent. */
  readonly from: string;
  readonly to: string;
  /** Of the source's range, for a timestamp with a pattern. */
  readonly zone?: string | undefined;
  /** The timestamp as presented, for whoever checks a signature; default that of `nowMs`. */
  readonly timestamp?: string | undefined;
}

const REQUEST_NAMES = ["method", "url", "host", "path", "query", "body", "params", "values"];
const OTHER_NAMES = ["key", "timestamp", "from", "to", "partner"];

/** @throws {UserError} `signature_placeholder_unknown`, `time_pattern_malformed` */
export function checkSignature({ message, timestamp = "s" }: SignatureAuth): void {
  const known = [...REQUEST_NAMES, ...OTHER_NAMES];
  const unknown = placeholdersOf(message).find(
    (name) => !known.includes(name) && !name.startsWith("params."),
  );
  if (unknown !== undefined) {
    throw new UserError(
      "signature_placeholder_unknown",
      `payments.source.auth.message has the unknown placeholder {${unknown}}`,
      `There are ${known.map((name) => `{${name}}`).join(" ")} and {params.NAME}.`,
    );
  }
  if (!isPlainUnit(timestamp)) createPatternWriter(timestamp);
}

/**
 * The request with its signature, and with the timestamp that it covers.
 *
 * @throws {UserError} `signature_placeholder_unknown`, `time_pattern_malformed`
 */
export function signRequest<Request extends Signable>(
  request: Request,
  auth: SignatureAuth,
  input: SignatureInput,
): Request {
  checkSignature(auth);
  const timestamp = input.timestamp ?? timestampText(auth, input);
  const bare = signatureNames(auth).reduce((each, name) => without(each, name), request);
  const timed = placed(bare, auth.timestampHeader, auth.timestampParameter, timestamp);
  const message = signedText(timed, auth.message, { ...input, timestamp });
  const bytes = digest(auth.algorithm ?? "hmac-sha256", message, input.key);
  const text = encodeSignature(auth.encoding ?? "hex", bytes);
  const header = auth.parameter === undefined ? headerOf(auth) : undefined;
  const value = header === undefined ? text : `${auth.prefix ?? ""}${text}`;
  return placed(timed, header, auth.parameter, value);
}

interface SignaturePlace {
  readonly name: string;
  readonly isHeader: boolean;
}

function headerOf({ header = "X-Signature" }: SignatureAuth): string {
  return header;
}

/** Where the signature and its timestamp stand, the signature first. */
export function signatureNames(auth: SignatureAuth): readonly SignaturePlace[] {
  const { parameter, timestampHeader, timestampParameter } = auth;
  const place = (name: string | undefined, isHeader: boolean): readonly SignaturePlace[] =>
    name === undefined ? [] : [{ name, isHeader }];
  return [
    ...place(parameter ?? headerOf(auth), parameter === undefined),
    ...place(timestampHeader, true),
    ...place(timestampParameter, false),
  ];
}

/** What such a request carries there; null where it has nothing. */
export function presentedAt(request: Signable, { name, isHeader }: SignaturePlace): string | null {
  if (isHeader) return headerValue(request.headers, name);
  return parametersIn(request).find(([other]) => other === name)?.[1] ?? null;
}

function without<Request extends Signable>(request: Request, place: SignaturePlace): Request {
  const { name, isHeader } = place;
  // What holds none stays as it is, byte for byte.
  if (presentedAt(request, place) === null) return request;
  if (!isHeader) return withParameters(request, (all) => all.filter(([other]) => other !== name));
  const kept = request.headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase());
  return { ...request, headers: kept };
}

function placed<Request extends Signable>(
  request: Request,
  header: string | undefined,
  parameter: string | undefined,
  value: string,
): Request {
  const named: Request =
    header === undefined
      ? request
      : { ...request, headers: [...request.headers, [header, value] as const] };
  if (parameter === undefined) return named;
  return withParameters(named, (all) => [...all, [parameter, value]]);
}

function isPlainUnit(unit: string): boolean {
  return unit === "s" || unit === "ms" || unit === "iso";
}

function timestampText({ timestamp = "s" }: SignatureAuth, { nowMs, zone }: SignatureInput) {
  if (timestamp === "s") return String(Math.floor(nowMs / 1000));
  if (timestamp === "ms") return String(nowMs);
  if (timestamp === "iso") return new Date(nowMs).toISOString();
  const offsetMs = offsetAt(zoneOf(zone), nowMs);
  return createPatternWriter(timestamp)(nowMs + offsetMs, offsetMs);
}

function signedText(
  request: Signable,
  template: string,
  { key, ...rest }: SignatureInput & { readonly timestamp: string },
): string {
  const factOf = requestFacts(request, rest);
  return renderTemplate(template, (name) => (name === "key" ? key : factOf(name)));
}

/**
 * What the placeholders stand for, the key apart.
 *
 * @param request without its signature
 * @returns undefined for an unknown name
 */
export function requestFacts(
  request: Signable,
  {
    partner = "",
    from,
    to,
    timestamp,
  }: Omit<SignatureInput, "key" | "nowMs" | "timestamp"> & { readonly timestamp: string },
): (name: string) => string | undefined {
  const { host, pathname, search } = new URL(request.url);
  const body = Buffer.from(request.body ?? []).toString("utf8");
  const parameters = parametersIn(request)
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const facts = new Map<string, string>([
    ...Object.entries({ partner, from, to, timestamp, host, body }),
    ["method", request.method],
    ["url", request.url],
    ["path", pathname],
    ["query", search.slice(1)],
    ["params", parameters.map(([name, value]) => `${name}=${value}`).join("&")],
    ["values", parameters.map(([, value]) => value).join("")],
  ]);
  return (name) => {
    if (!name.startsWith("params.")) return facts.get(name);
    const wanted = name.slice("params.".length);
    return parameters.find(([other]) => other === wanted)?.[1] ?? "";
  };
}

/** The request as it was before it was signed; its timestamp stays. */
export function withoutSignature<Request extends Signable>(
  request: Request,
  auth: SignatureAuth,
): Request {
  const [place] = signatureNames(auth);
  return place === undefined ? request : without(request, place);
}

/** Those of the URL and of the body, decoded; what is nested in a body is taken as its JSON text. */
function parametersIn({ url, headers, body }: Signable): readonly (readonly [string, string])[] {
  const query = [...new URL(url).searchParams];
  if (body === null) return query;
  const text = Buffer.from(body).toString("utf8");
  if (!/json/i.test(headerValue(headers, "content-type") ?? ""))
    return [...query, ...new URLSearchParams(text)];
  const document = parseJson(text);
  if (!document.ok || !isJsonObject(document.value)) return query;
  const members = Object.entries(document.value).map(
    ([name, value]) => [name, scalarText(value) ?? renderJson(value)] as const,
  );
  return [...query, ...members];
}
