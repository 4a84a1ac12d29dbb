/** Odd but legal ways to answer a poll. */
import { gzipSync } from "node:zlib";
import { failureReply, statusReply } from "./envelope.js";
import { deviation } from "./payment-source-policy.js";

export const VARIANTS = [
  deviation("newest-first", "payments come newest first", {
    newestFirst: true,
  }),
  deviation("includes-to", "a payment at the end of the range is in it", {
    includesTo: true,
  }),
  deviation("empty-is-null", "a range without payments has null for its records", {
    empty: "null",
  }),
  deviation("empty-is-absent", "a range without payments has no records at all", {
    empty: "absent",
  }),
  deviation("refuses-with-401", "refusals are HTTP 401, although successes are told by the body", {
    refusal: () => statusReply(401, "not authorised"),
  }),
  deviation("refuses-with-403", "refusals are HTTP 403 with an empty body", {
    refusal: () => ({ status: 403, headers: [], body: new Uint8Array(0) }),
  }),
  deviation("refuses-inverted-range", "a range that ends before it begins is refused", {
    inverted: ({ source }) => failureReply(source, 400, "the range is no range"),
  }),
  deviation("caps-pages", "no page has more than thirty payments, whatever was asked for", {
    pageSize: (asked) => Math.min(asked, 30),
  }),
  deviation("slow-100ms", "every reply takes 100 ms", { delayMs: () => 100 }),
  deviation("gzips-unasked", "replies are gzipped, whether asked for or not", {
    finish: (reply) => ({
      ...reply,
      headers: [...reply.headers, ["Content-Encoding", "gzip"], ["Vary", "*"]],
      body: gzipSync(reply.body),
    }),
  }),
  deviation("byte-order-mark", "replies begin with a byte order mark and have cookies", {
    finish: (reply) => ({
      ...reply,
      headers: [...reply.headers, ["Set-Cookie", "visit=1; Path=/"]],
      body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), reply.body]),
      closeConnection: true,
    }),
  }),
  deviation("extra-fields", "records have fields that nobody agreed on", {
    record: (record) => ({
      ...record,
      debug: { shard: "7" },
      tags: ["a", "b"],
    }),
  }),
  deviation("plain-text-label", "replies are labelled text/plain", {
    finish: (reply) => ({
      ...reply,
      headers: [["Content-Type", "text/plain"]],
    }),
  }),
];
