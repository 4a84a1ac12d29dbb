/** The game server's side of every paging kind: which page is asked for, and what a reply says of the next one. */
import type { HeaderPair } from "../../../core/http.js";
import type { JsonValue } from "../../../core/json/value.js";

/** A page by the records that are skipped before it; a token also fixes which records are paged. */
export interface AskedPage {
  readonly skip: number;
  readonly size: number;
  readonly selection: Selection | null;
}

/** Records `from` up to and without `to`, by index. */
export interface Selection {
  readonly from: number;
  readonly to: number;
}

export interface PageSizes {
  /** Of a page, where the poller cannot ask for a size. */
  readonly own: number;
  /** How much is given where so much was asked for. */
  readonly given: (asked: number) => number;
}

/** What a server can say of a page that it gives. */
export interface GivenPage {
  /** Records in the range. */
  readonly total: number;
  /** Null at the end. */
  readonly next: NextPageNames | null;
  /** What stands where a next page would be named and there is none; undefined for nothing. */
  readonly noNext: JsonValue | undefined;
}

export interface NextPageNames {
  /** Opaque; {@link readToken} reads it. */
  readonly token: string;
  /** The address of the request, with the token in this query parameter. */
  readonly urlWith: (parameter: string) => string;
}

/** What a reply says beside its records. */
export interface PageMarks {
  /** Path in the body → what stands there. */
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly headers: readonly HeaderPair[];
}

export interface PageServer {
  /**
   * @param parameters of URL and body
   * @returns null when there is no such page
   */
  readonly read: (parameters: ReadonlyMap<string, string>, sizes: PageSizes) => AskedPage | null;
  readonly write: (page: GivenPage) => PageMarks;
}

export const NO_MARKS: PageMarks = { fields: {}, headers: [] };

/** A next page in the body, at this path. */
export function nextAt(
  path: string,
  next: string | undefined,
  noNext: JsonValue | undefined,
): PageMarks {
  const value = next ?? noNext;
  return value === undefined ? NO_MARKS : { fields: { [path]: value }, headers: [] };
}

const DEFAULT_PAGE_SIZE = 50;
const LARGEST_PAGE = 5000;

/** The size that is asked for, or the agreed one; null when it is no size. */
export function askedSize(
  paging: { readonly size?: string; readonly limit?: number | string },
  parameters: ReadonlyMap<string, string>,
): number | null {
  const agreed = Number(paging.limit ?? DEFAULT_PAGE_SIZE);
  const asked = paging.size === undefined ? undefined : parameters.get(paging.size);
  const size = wholeNumber(asked, agreed);
  return size === null || size === 0 ? null : Math.min(size, LARGEST_PAGE);
}

/** @returns null for what is no whole number */
export function wholeNumber(text: string | undefined, otherwise: number): number | null {
  if (text === undefined) return otherwise;
  return /^\d{1,12}$/.test(text) ? Number(text) : null;
}

const TOKEN = /^p(\d+)\.(\d+)\.(\d+)$/;

/** The page that a token names; without one, the first. */
export function readToken(token: string | undefined, { own, given }: PageSizes): AskedPage | null {
  const size = given(own);
  if (token === undefined) return { skip: 0, size, selection: null };
  const text = Buffer.from(token, "base64").toString("latin1");
  const match = TOKEN.exec(text);
  if (match === null) return null;
  const [, from, to, skip] = match.map(Number);
  return { skip: skip ?? 0, size, selection: { from: from ?? 0, to: to ?? 0 } };
}

/** Opaque to the poller; with the characters that have to be escaped in a URL. */
export function renderToken({ from, to }: Selection, skip: number): string {
  return Buffer.from(`p${from}.${to}.${skip}`, "latin1").toString("base64");
}
