/** Replies made of plain values, where no digit of a number could get lost. */
import { jsonReply, type ServedReply } from "../../../core/server.js";

export function plainReply(status: 200 | 201, data: unknown): ServedReply {
  return jsonReply(status, { data });
}

const LARGEST_PAGE = 100;
const DEFAULT_PAGE = 20;

/** The page that `page` and `limit` ask for. */
export function pagedReply(query: URLSearchParams, all: readonly unknown[]): ServedReply {
  const page = whole(query.get("page"), 1);
  const limit = Math.min(whole(query.get("limit"), DEFAULT_PAGE), LARGEST_PAGE);
  return jsonReply(200, {
    data: all.slice((page - 1) * limit, page * limit),
    pagination: {
      page,
      limit,
      total: all.length,
      totalPages: Math.ceil(all.length / limit),
    },
  });
}

function whole(text: string | null, otherwise: number): number {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : otherwise;
}
