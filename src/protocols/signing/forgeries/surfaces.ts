/**
 * Where a shortcut may skip the check of credentials, whatever the protocol:
 * ways to send the same message that a right counterpart judges alike, or does
 * not serve at all. A new one is an entry here.
 */
import { headerValue, type HeaderPair, withHeader, withoutHeader } from "../../../core/http.js";
import { percentBytes } from "../../../core/percent-bytes.js";

/** What of a request decides who handles it. */
export interface SurfaceRequest {
  readonly method: string;
  /** URL or path, with its query. */
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  /** Its body is sent in chunks. */
  readonly chunked?: true;
}

export interface Surface {
  readonly id: SurfaceId;
  /** Completes "a forgery …". */
  readonly what: string;
  /** Anything may be served here, so that only a reply like the right message's tells an accepted one. */
  readonly elsewhere?: true;
  readonly move: <Request extends SurfaceRequest>(request: Request) => Request;
  /** @param usualMethod by which such messages come otherwise */
  readonly isMoved: (request: SurfaceRequest, usualMethod: string) => boolean;
}

const FROM_INSIDE: readonly HeaderPair[] = [
  ["X-Forwarded-For", "127.0.0.1"],
  ["X-Real-IP", "127.0.0.1"],
  ["Forwarded", "for=127.0.0.1"],
  ["X-Client-IP", "127.0.0.1"],
  ["True-Client-IP", "127.0.0.1"],
  ["X-Forwarded-Host", "localhost"],
];

/** What a proxy or a browser may have from another service on the same host. */
const SIGNED_IN: readonly HeaderPair[] = [
  ["Authorization", "Basic YWRtaW46YWRtaW4="],
  ["Cookie", "session=1; admin=true"],
];

/** Names of PlayCamp's own clients, and of what asks whether a server is well. */
const KNOWN_CLIENT = "PlayCamp-Webhook/1.0 kube-probe ELB-HealthChecker/2.0";

const DEBUG: readonly HeaderPair[] = [
  ["X-Debug", "true"],
  ["X-Test", "true"],
  ["X-Internal", "true"],
];

/** What developers let themselves in by, and where a secret is looked for that no header brings. */
const DEBUG_PARAMETERS =
  "debug=true&test=true&isTest=true&dev=1&preview=1&internal=1&admin=true&secret=x&key=x";

const PLAIN_TEXT = "text/plain";

const CATALOGUE = {
  "other-content-type": {
    what: "as text/plain",
    move: (request) => ({
      ...request,
      headers: withHeader(request.headers, "Content-Type", PLAIN_TEXT),
    }),
    isMoved: ({ headers }) => headerValue(headers, "Content-Type") === PLAIN_TEXT,
  },
  "no-content-type": {
    what: "without a content type",
    move: (request) => ({ ...request, headers: withoutHeader(request.headers, "Content-Type") }),
    isMoved: ({ headers, method }) =>
      method !== "GET" && headerValue(headers, "Content-Type") === null,
  },
  forwarded: {
    what: "that claims to come from inside",
    move: (request) => ({ ...request, headers: [...request.headers, ...FROM_INSIDE] }),
    isMoved: ({ headers }) => headerValue(headers, "X-Forwarded-For") !== null,
  },
  debug: {
    what: "with headers that developers use",
    move: (request) => ({ ...request, headers: [...request.headers, ...DEBUG] }),
    isMoved: ({ headers }) => headerValue(headers, "X-Debug") !== null,
  },
  "original-url": {
    what: "with the headers by which proxies name the path",
    move: (request) => ({
      ...request,
      headers: [
        ...request.headers,
        ["X-Original-URL", pathOf(request.url)],
        ["X-Rewrite-URL", pathOf(request.url)],
      ],
    }),
    isMoved: ({ headers }) => headerValue(headers, "X-Original-URL") !== null,
  },
  "signed-in": {
    what: "with credentials of another kind beside",
    move: (request) =>
      headerValue(request.headers, "Authorization") === null
        ? { ...request, headers: [...request.headers, ...SIGNED_IN] }
        : request,
    isMoved: ({ headers }) => headerValue(headers, "Authorization") === SIGNED_IN[0]?.[1],
  },
  "known-client": {
    what: "from a client with the name of PlayCamp's, or of a health check",
    move: (request) => ({
      ...request,
      headers: withHeader(request.headers, "User-Agent", KNOWN_CLIENT),
    }),
    isMoved: ({ headers }) => headerValue(headers, "User-Agent") === KNOWN_CLIENT,
  },
  chunked: {
    what: "whose body comes in chunks",
    move: (request) => ({ ...request, chunked: true }),
    isMoved: ({ headers }) => headerValue(headers, "Transfer-Encoding") !== null,
  },
  "developer-parameters": {
    what: "with parameters that developers use",
    move: (request) => ({
      ...request,
      url: `${request.url}${request.url.includes("?") ? "&" : "?"}${DEBUG_PARAMETERS}`,
    }),
    isMoved: ({ url }) => url.includes(DEBUG_PARAMETERS),
  },
  "other-method": {
    what: "by another method",
    elsewhere: true,
    move: (request) => ({ ...request, method: request.method === "POST" ? "PUT" : "POST" }),
    isMoved: ({ method }, usualMethod) => method !== usualMethod,
  },
  "further-method": {
    what: "by PATCH",
    elsewhere: true,
    move: (request) => ({ ...request, method: "PATCH" }),
    isMoved: ({ method }) => method === "PATCH",
  },
  "slash-at-end": {
    what: "to the path with a slash at its end",
    elsewhere: true,
    move: (request) => ({ ...request, url: withPath(request.url, withSlash) }),
    isMoved: ({ url }) => /\/(?:\?|$)/.test(url),
  },
  "path-in-capitals": {
    what: "to the path in capitals",
    elsewhere: true,
    move: (request) => ({
      ...request,
      url: withPath(request.url, lastInCapitals),
    }),
    isMoved: ({ url }) => /\/[A-Z-]+(?:\?|$)/.test(url),
  },
  "second-slash": {
    what: "to the path with a second slash in it",
    elsewhere: true,
    move: (request) => ({
      ...request,
      url: withPath(request.url, (path) => path.replace(/\/([^/]+)\/?$/, "//$1")),
    }),
    isMoved: ({ url }) => /[^:]\/\/|^\/\//.test(url.replace(/\?.*$/s, "")),
  },
  "encoded-path": {
    what: "to the path with its last letter percent-encoded",
    elsewhere: true,
    move: (request) => ({
      ...request,
      url: withPath(request.url, (path) => path.replace(/[a-z]$/i, percentEncoded)),
    }),
    isMoved: ({ url }) => /%[0-9A-F]{2}(?:\?|$)/.test(url.replace(/\?.*$/s, "")),
  },
  "path-parameter": {
    what: "to the path with a parameter after a semicolon",
    elsewhere: true,
    move: (request) => ({ ...request, url: withPath(request.url, (path) => `${path};v=1`) }),
    isMoved: ({ url }) => /;v=1(?:\?|$)/.test(url),
  },
} as const satisfies Record<string, Omit<Surface, "id">>;

export type SurfaceId = keyof typeof CATALOGUE;

export const SURFACES: readonly Surface[] = Object.entries<Omit<Surface, "id">>(CATALOGUE).flatMap(
  ([id, surface]) => (isSurfaceId(id) ? [{ id, ...surface }] : []),
);

function isSurfaceId(id: string): id is SurfaceId {
  return id in CATALOGUE;
}

/** What the defect is called that trusts whatever comes this way. */
export function trustingFault(suite: string, surface: string): string {
  return `${suite}.trusts-${surface}`;
}

function lastInCapitals(path: string): string {
  const at = path.lastIndexOf("/") + 1;
  return path.slice(0, at) + path.slice(at).toUpperCase();
}

const percentEncoded = (letter: string) =>
  `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

/** The agreed form of a path that came in one of the others. */
export function usualPath(path: string): string {
  return percentBytes(path)
    .toString("latin1")
    .toLowerCase()
    .replace(/;v=1$/, "")
    .replaceAll(/\/+/g, "/")
    .replace(/\/$/, "");
}

const pathOf = (url: string) => url.replace(/^[a-z]+:\/\/[^/?#]*/i, "");

const withSlash = (path: string) => (path.endsWith("/") ? path : `${path}/`);

function withPath(url: string, change: (path: string) => string): string {
  const [, origin = "", path = "", rest = ""] =
    /^([a-z]+:\/\/[^/?#]*)?([^?#]*)(.*)$/is.exec(url) ?? [];
  // A URL without a path is sent with this one.
  const sent = path === "" ? "/" : path;
  const changed = change(sent);
  return changed === sent ? url : origin + changed + rest;
}
