/** What a poll asks for: its parameters, its range and its page, as the agreement words them. */
import { queryOf, type ServedRequest } from "../../../core/server.js";
import { isJsonObject, scalarText } from "../../../core/json/value.js";
import { parseJson } from "../../../core/json/read.js";
import type { PaymentSource } from "../../../protocols/payments/mapping.js";
import { pagingOf } from "../../../protocols/payments/request.js";
import { readTime } from "../../../protocols/payments/times.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";

export type Parameters = ReadonlyMap<string, string>;

/** Those of the URL, with those of the body laid over them; null when the body cannot be read. */
export function readParameters(source: PaymentSource, request: ServedRequest): Parameters | null {
  const inUrl = new URLSearchParams(queryOf(request.target));
  const place = source.in ?? ((source.method ?? "GET") === "GET" ? "query" : "json");
  const body = Buffer.from(request.body).toString("utf8");
  const inBody =
    place === "json"
      ? jsonParameters(body)
      : place === "form"
        ? [...new URLSearchParams(body)]
        : [];
  return inBody === null ? null : new Map([...inUrl, ...inBody]);
}

function jsonParameters(body: string): readonly [string, string][] | null {
  const document = parseJson(body);
  if (!document.ok || !isJsonObject(document.value)) return null;
  return Object.entries(document.value).flatMap(([name, value]): [string, string][] => {
    const text = scalarText(value);
    return text === null ? [] : [[name, text]];
  });
}

/** The range's two texts as sent; empty where there is none. */
export function rangeTexts(
  { range }: PaymentSource,
  parameters: Parameters,
): { readonly from: string; readonly to: string } {
  if (range === undefined) return { from: "", to: "" };
  return {
    from: parameters.get(range.from ?? "from") ?? "",
    to: parameters.get(range.to ?? "to") ?? "",
  };
}

/** @returns null when a border is missing or is no time */
export function readRange(source: PaymentSource, parameters: Parameters): TimeRange | null {
  const { from, to } = rangeTexts(source, parameters);
  const rule = {
    unit: source.range?.format ?? "iso",
    zone: source.range?.zone ?? "UTC",
  };
  const [start, end] = [readTime(from, rule), readTime(to, rule)];
  return start.ok && end.ok ? { fromMs: start.instantMs, toMs: end.instantMs } : null;
}

/** A page by the payments that are skipped before it; a token also fixes which payments are paged. */
export interface AskedPage {
  readonly skip: number;
  readonly size: number;
  readonly selection: Selection | null;
}

/** Payments `from` up to and without `to`, by index. */
export interface Selection {
  readonly from: number;
  readonly to: number;
}

const DEFAULT_PAGE_SIZE = 50;
const LARGEST_PAGE = 5000;
/** The parameter by which a page is named in the address of the next one. */
export const NEXT_PAGE_PARAMETER = "page";

/** @returns null when the page cannot be understood */
export function readPage(
  source: PaymentSource,
  parameters: Parameters,
  ownSize = DEFAULT_PAGE_SIZE,
): AskedPage | null {
  const paging = pagingOf(source);
  switch (paging.kind) {
    case "page": {
      const size = sizeOf(paging, parameters);
      const first = Number(paging.first ?? 1);
      const number = wholeNumber(parameters.get(paging.page), first);
      if (number === null || size === null || number < first) return null;
      return { skip: (number - first) * size, size, selection: null };
    }
    case "offset": {
      const size = sizeOf(paging, parameters);
      const skip = wholeNumber(parameters.get(paging.offset), 0);
      return skip === null || size === null ? null : { skip, size, selection: null };
    }
    case "cursor":
      return readToken(parameters.get(paging.cursor), ownSize);
    case "next-url":
      return readToken(parameters.get(NEXT_PAGE_PARAMETER), ownSize);
    case "none":
      return { skip: 0, size: Number.MAX_SAFE_INTEGER, selection: null };
  }
}

function sizeOf(
  paging: { readonly size?: string; readonly limit?: number | string },
  parameters: Parameters,
): number | null {
  const agreed = Number(paging.limit ?? DEFAULT_PAGE_SIZE);
  const asked = paging.size === undefined ? undefined : parameters.get(paging.size);
  const size = wholeNumber(asked, agreed);
  return size === null || size === 0 ? null : Math.min(size, LARGEST_PAGE);
}

function wholeNumber(text: string | undefined, otherwise: number): number | null {
  if (text === undefined) return otherwise;
  return /^\d{1,12}$/.test(text) ? Number(text) : null;
}

const TOKEN = /^p(\d+)\.(\d+)\.(\d+)$/;

function readToken(token: string | undefined, size: number): AskedPage | null {
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
