/** The gateway's side of every paging kind: which parameters ask for a page, and where the next one is. */
import { isLoopbackHost, type HeaderPair } from "../../../core/http.js";
import { valueAt } from "../../../core/json/path.js";
import {
  jsonNumber,
  type JsonValue,
  type JsonNumber,
  scalarText,
} from "../../../core/json/value.js";

/** Where a poll stands within one window. Plain data. */
export type PagePosition =
  | { readonly kind: "only" }
  | { readonly kind: "number"; readonly number: number }
  /** Null before the first reply; `isNumber`: the server wrote it as a JSON number. */
  | {
      readonly kind: "cursor";
      readonly token: string | null;
      readonly isNumber: boolean;
    }
  | { readonly kind: "url"; readonly url: string | null };

/** A request parameter; a number is a JSON number where parameters are sent as JSON. */
export interface PageParameter {
  readonly name: string;
  readonly value: string | boolean | JsonNumber;
}

/** A reply as paging sees it. */
export interface PageReply {
  /** The whole reply, or null when it was NDJSON. */
  readonly body: JsonValue;
  readonly headers: readonly HeaderPair[];
}

export interface PageSeen extends PageReply {
  /** Records on this page. */
  readonly count: number;
  /** Records before this page, in the same window. */
  readonly received: number;
  /** Records in the window, where the reply says so in a way that can be read and is trusted. */
  readonly total: number | null;
  /** Pages before this one. */
  readonly pages: number;
  /** Of them, those right before it that were empty. */
  readonly emptyPages: number;
  /** It should lie past the end. */
  readonly probing: boolean;
  /** A page that should have lain past the end had records. */
  readonly leavesOut: boolean;
  /** URL of the request this reply answers. */
  readonly requestUrl: string;
}

export type PageTurn =
  | { readonly kind: "end" }
  /**
   * `marker` names the position where the server chose it, so that it must never
   * come twice. `probing`: this should be past the end; only silent caps make it not so.
   */
  | {
      readonly kind: "more";
      readonly position: PagePosition;
      readonly marker: string | null;
      readonly probing: boolean;
    }
  | { readonly kind: "anomaly"; readonly anomaly: PagingAnomaly };

export interface PagingAnomaly {
  readonly code:
    | "page-repeats"
    | "cursor-repeats"
    | "endless-empty-pages"
    | "ends-before-total"
    | "next-url-malformed"
    | "next-url-elsewhere";
  readonly message: string;
}

export interface Pager {
  readonly start: PagePosition;
  readonly parameters: (position: PagePosition) => readonly PageParameter[];
  /** What the reply says of the number of records in the window, as written; null where it says nothing. */
  readonly total: (reply: PageReply) => string | null;
  readonly turn: (position: PagePosition, page: PageSeen) => PageTurn;
}

export const END: PageTurn = { kind: "end" };

/** @param more path of what is false on the last page; undefined where none is agreed */
export function isLast(body: JsonValue, more: string | undefined): boolean {
  if (more === undefined) return false;
  const text = scalarText(valueAt(body, more))?.toLowerCase();
  return text === "false" || text === "n" || text === "0";
}

export const NO_TOTAL = () => null;

export function anomaly(code: PagingAnomaly["code"], message: string): PageTurn {
  return { kind: "anomaly", anomaly: { code, message } };
}

export function parameter(name: string, value: number | string | boolean): PageParameter {
  const isNumber = typeof value === "number";
  return { name, value: isNumber ? jsonNumber(String(value)) : value };
}

/**
 * To the page at an address that the server made.
 *
 * Within one origin only: the request carries credentials that belong to that host.
 */
export function turnToUrl(text: string, requestUrl: string): PageTurn {
  if (!URL.canParse(text, requestUrl)) {
    return anomaly("next-url-malformed", `"${text}" is not a URL`);
  }
  const next = new URL(text, requestUrl);
  const before = new URL(requestUrl);
  if (!isSameOrigin(next, before)) {
    return anomaly(
      "next-url-elsewhere",
      `the next page is at ${next.origin}, another origin than ${before.origin}`,
    );
  }
  return {
    kind: "more",
    position: { kind: "url", url: next.href },
    marker: `url:${next.href}`,
    probing: false,
  };
}

function isSameOrigin(a: URL, b: URL): boolean {
  if (a.origin === b.origin) return true;
  const bothLoopback = isLoopbackHost(a.hostname) && isLoopbackHost(b.hostname);
  return bothLoopback && a.protocol === b.protocol && a.port === b.port;
}
