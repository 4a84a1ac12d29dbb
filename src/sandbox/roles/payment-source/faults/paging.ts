/** Ways in which a payment query's pages do not add up. */
import { parseJson } from "../../../../core/json/read.js";
import { isJsonObject, type JsonObject, renderJson } from "../../../../core/json/value.js";
import type { ServedReply } from "../../../../core/server.js";
import { deviation, span } from "../payment-source-policy.js";

export function withMember(reply: ServedReply, member: JsonObject): ServedReply {
  const body = parseJson(Buffer.from(reply.body).toString("utf8"));
  if (!body.ok || !isJsonObject(body.value)) return reply;
  const told = renderJson({ ...body.value, ...member });
  return { ...reply, body: Buffer.from(told, "utf8") };
}

export const PAGING_FAULTS = [
  deviation("skips-at-page-borders", "every page but the first lacks its first payment", {
    positions: ({ skip, size, count }) =>
      span(skip === 0 ? 0 : skip + 1, Math.min(skip + size, count)),
  }),
  deviation(
    "overlaps-pages",
    "every page but the first begins with the last payment of the page before",
    {
      positions: ({ skip, size, count }) =>
        skip >= count ? [] : span(Math.max(0, skip - 1), Math.min(skip + size, count)),
    },
  ),
  deviation("gives-first-page-always", "the page number is not looked at", {
    positions: ({ size, count }) => span(0, Math.min(size, count)),
  }),
  deviation("repeats-last-page", "a page after the last is the last one again", {
    positions: ({ skip, size, count }) => {
      const last = Math.max(0, Math.floor((count - 1) / size) * size);
      const start = skip >= count ? last : skip;
      return span(start, Math.min(start + size, count));
    },
  }),
  deviation("gives-forty-at-most", "a range with more than forty payments ends there", {
    positions: ({ skip, size, count }) => span(skip, Math.min(skip + size, count, 40)),
  }),
  deviation("changes-order", "a page that is asked for again is sorted the other way round", {
    positions: ({ skip, size, count, asked }) => {
      const page = span(skip, Math.min(skip + size, count));
      return asked % 2 === 0 ? page.toReversed() : page;
    },
  }),
  deviation("forgets-payments", "a later page that is asked for again lacks its last payment", {
    positions: ({ skip, size, count, asked }) => {
      const page = span(skip, Math.min(skip + size, count));
      return skip > 0 && asked % 2 === 0 ? page.slice(0, -1) : page;
    },
  }),
  deviation("caches-later-pages", "a later page is that of whichever range was asked for before", {
    cachesLaterPages: true,
  }),
  deviation("total-counts-everything", "the total is that of all time, not of the range", {
    total: (_inRange, _onPage, sold) => sold,
  }),
  deviation("total-counts-page", "the total is the number on the page", {
    total: (_inRange, onPage) => onPage,
  }),
  deviation("says-more-follow", "every reply says that more follows, and not where", {
    finish: (reply) => withMember(reply, { has_more: true }),
  }),
  deviation("links-to-more", "every reply has a Link header to a next page", {
    finish: (reply) => ({
      ...reply,
      headers: [...reply.headers, ["Link", '</payments?after=9>; rel="next"']],
    }),
  }),
  deviation("tells-errors-beside-records", "every reply tells of an error beside its records", {
    finish: (reply) => withMember(reply, { error: "one of two databases did not answer" }),
  }),
];
