/** What every paging style offers: which parameters ask for a page, and where the next one is. */
import { type JsonNumber, type JsonValue, jsonNumber } from "../../../core/json/value.js";

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
export interface PageSeen {
  /** The whole reply, or null when it was NDJSON. */
  readonly body: JsonValue;
  /** Records on this page. */
  readonly count: number;
  /** Records before this page, in the same window. */
  readonly received: number;
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
  parameters(position: PagePosition): readonly PageParameter[];
  turn(position: PagePosition, page: PageSeen): PageTurn;
}

export const END: PageTurn = { kind: "end" };

export function anomaly(code: PagingAnomaly["code"], message: string): PageTurn {
  return { kind: "anomaly", anomaly: { code, message } };
}

export function parameter(name: string, value: number | string | boolean): PageParameter {
  const isNumber = typeof value === "number";
  return { name, value: isNumber ? jsonNumber(String(value)) : value };
}
