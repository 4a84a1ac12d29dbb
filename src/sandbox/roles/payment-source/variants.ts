/** Odd but legal ways to answer a poll. */
import { gzipSync } from "node:zlib";
import { failureReply, statusReply } from "./envelope.js";
import { withField, withValueAt } from "./faults/records.js";
import { ofBoth, ofRefunds, span } from "./payment-source-policy.js";

export const VARIANTS = [
  ofBoth("newest-first", "payments come newest first", {
    newestFirst: true,
  }),
  ofBoth("includes-to", "a payment at the end of the range is in it", {
    includesTo: true,
  }),
  ofBoth("empty-is-null", "a range without payments has null for its records", {
    empty: "null",
  }),
  ofBoth("empty-is-absent", "a range without payments has no records at all", {
    empty: "absent",
  }),
  ofBoth("refuses-with-401", "refusals are HTTP 401, although successes are told by the body", {
    refusal: () => statusReply(401, "not authorised"),
  }),
  ofBoth("refuses-with-403", "refusals are HTTP 403 with an empty body", {
    refusal: () => ({ status: 403, headers: [], body: new Uint8Array(0) }),
  }),
  ofBoth("refuses-inverted-range", "a range that ends before it begins is refused", {
    inverted: ({ source }) => failureReply(source, 400, "the range is no range"),
  }),
  ofBoth("caps-pages", "no page has more than thirty payments, whatever was asked for", {
    pageSize: (asked) => Math.min(asked, 30),
  }),
  ofBoth("slow-100ms", "every reply takes 100 ms", { delayMs: () => 100 }),
  ofBoth("gzips-unasked", "replies are gzipped, whether asked for or not", {
    finish: (reply) => ({
      ...reply,
      headers: [...reply.headers, ["Content-Encoding", "gzip"], ["Vary", "*"]],
      body: gzipSync(reply.body),
    }),
  }),
  ofBoth("byte-order-mark", "replies begin with a byte order mark and have cookies", {
    finish: (reply) => ({
      ...reply,
      headers: [...reply.headers, ["Set-Cookie", "visit=1; Path=/"]],
      body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), reply.body]),
      closeConnection: true,
    }),
  }),
  ofBoth("extra-fields", "records have fields that nobody agreed on", {
    record: (record) => ({
      ...record,
      debug: { shard: "7" },
      tags: ["a", "b"],
    }),
  }),
  ofRefunds("are-of-older-payments", "refunds are of payments that were made months before", {
    record: (record, { index }, agreement) =>
      withValueAt(
        withField(record, agreement, "purchasedAt", "2025-09-01 10:00:00"),
        agreement.source.refund?.of,
        `old-${index}`,
      ),
  }),
  ofRefunds("come-again", "a page of refunds ends with its first one again, unchanged", {
    positions: ({ skip, size, count }) => {
      const page = span(skip, Math.min(skip + size, count));
      return [...page, ...page.slice(0, 1)];
    },
  }),
  ofBoth("plain-text-label", "replies are labelled text/plain", {
    finish: (reply) => ({
      ...reply,
      headers: [["Content-Type", "text/plain"]],
    }),
  }),
];
