/** Replies made of plain values, where no digit of a number could get lost. */
import { jsonReply, type ServedReply } from "../../../core/server.js";
import { type ErrorDetail, validationError } from "./sdk-api-replies.js";

export function plainReply(status: 200 | 201, data: unknown): ServedReply {
  return jsonReply(status, { data });
}

/** @source PlayCamp SDK API, lists */
const LARGEST_PAGE = 100;
const DEFAULT_PAGE = 20;

export interface Page {
  /** From 1. */
  readonly page: number;
  readonly limit: number;
  readonly total: number;
  readonly totalPages: number;
}

type PageReading =
  | { readonly ok: true; readonly page: Page; readonly from: number; readonly to: number }
  | { readonly ok: false; readonly reply: ServedReply };

/** The part of `total` items that `page` and `limit` ask for: from one index up to another. */
export function readPage(query: URLSearchParams, total: number): PageReading {
  const page = whole(query, "page", 1, Number.MAX_SAFE_INTEGER);
  const limit = readLimit(query);
  const problems = [
    ...("problem" in page ? [page.problem] : []),
    ...(limit.ok ? [] : limit.problems),
  ];
  if ("problem" in page || !limit.ok)
    return { ok: false, reply: validationError(problems, "query") };
  const from = (page.value - 1) * limit.limit;
  const totalPages = Math.ceil(total / limit.limit);
  return {
    ok: true,
    page: { page: page.value, limit: limit.limit, total, totalPages },
    from,
    to: from + limit.limit,
  };
}

export type LimitReading =
  | { readonly ok: true; readonly limit: number }
  | { readonly ok: false; readonly problems: readonly ErrorDetail[] };

export function readLimit(query: URLSearchParams): LimitReading {
  const limit = whole(query, "limit", DEFAULT_PAGE, LARGEST_PAGE);
  return "problem" in limit
    ? { ok: false, problems: [limit.problem] }
    : { ok: true, limit: limit.value };
}

export function pagedReply(query: URLSearchParams, all: readonly unknown[]): ServedReply {
  const reading = readPage(query, all.length);
  if (!reading.ok) return reading.reply;
  const { page, from, to } = reading;
  return jsonReply(200, { data: all.slice(from, to), pagination: page });
}

function whole(
  query: URLSearchParams,
  path: string,
  otherwise: number,
  most: number,
): { readonly value: number } | { readonly problem: ErrorDetail } {
  const text = query.get(path);
  if (text === null || text === "") return { value: otherwise };
  const value = Number(text);
  if (/^[1-9]\d*$/.test(text) && value <= most) return { value };
  const upTo = most === LARGEST_PAGE ? ` to ${most}` : "";
  return { problem: { path, message: `must be an integer from 1${upTo}` } };
}
