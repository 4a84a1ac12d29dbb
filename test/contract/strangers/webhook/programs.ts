/** Receivers whose program has a usual mistake: a filter too wide, a check in the wrong place, a type too small. */
import { timingSafeEqual } from "node:crypto";
import { idText } from "../serve.js";
import { identityOf } from "./receiver.js";
import { dataOf, GATEWAY, lax, legal, PROBE, TIMESTAMPED, wrong } from "./table.js";

export const PROGRAMS = [
  wrong(
    "trimmed-body",
    "verifies the body less white space around it",
    "the raw bytes are signed",
    {
      signedText: ({ body }) => body.toString().trim(),
    },
  ),
  wrong(
    "without-line-breaks",
    "takes line breaks out of the body before it verifies",
    "the raw bytes are signed",
    { signedText: ({ body }) => body.toString().replaceAll(/[\r\n]/g, "") },
  ),
  wrong(
    "hex-as-bytes",
    "decodes the signature from hex, up to the first letter that is none, and compares so many bytes",
    "right in part is wrong",
    {
      trusts: ({ given = "", key, rightUnder }) => {
        const right = Buffer.from(rightUnder(key), "hex");
        const bytes = Buffer.from(given, "hex");
        const length = Math.min(bytes.length, right.length);
        return timingSafeEqual(bytes.subarray(0, length), right.subarray(0, length));
      },
    },
  ),
  wrong(
    "two-values",
    "takes any of several signatures that commas divide, and the empty list",
    "a missing or empty signature is refused",
    {
      trusts: ({ given = "", key, rightUnder }) =>
        given
          .split(",")
          .filter((each) => each !== "")
          .every((each) => each.trim() === rightUnder(key)),
    },
  ),
  wrong(
    "timestamped-minutes",
    "compares the age of t by calendar day",
    "what is older than the tolerance is refused",
    {
      ...TIMESTAMPED,
      isTimely: (timestamp, nowSec) =>
        Math.abs(nowSec - Number(timestamp)) < 86_400 && /^\d+$/.test(timestamp),
    },
  ),
  wrong(
    "timestamped-body-only",
    "signs the body alone, and looks at t beside it",
    "the time is signed with the body",
    { ...TIMESTAMPED, signedText: ({ body }) => body },
  ),
  wrong("by-amount", "dedupes payments by user, amount and product", "a user buys a thing twice", {
    ...PROBE,
    identity: (event) => {
      const { userId, amount, productId } = dataOf(event);
      return /^payment\.created/.test(idText(event["event"]))
        ? JSON.stringify([userId, amount, productId])
        : identityOf(event);
    },
  }),
  wrong("by-minute", "dedupes by event, user and minute", "two payments in a minute are two", {
    ...PROBE,
    identity: (event) =>
      JSON.stringify([
        event["event"],
        dataOf(event)["userId"],
        idText(event["timestamp"]).slice(0, 16),
      ]),
  }),
  wrong(
    "memory-of-20",
    "remembers the last twenty events",
    "the last repetition comes minutes later, with others between",
    { ...PROBE, memory: 20 },
  ),
  wrong(
    "memory-of-900-ms",
    "remembers an event for 900 ms",
    "the last repetition comes minutes later",
    { ...PROBE, memoryMs: 900 },
  ),
  wrong(
    "reversed-batch",
    "applies a batch only where all of its events are of one kind",
    "each event counts",
    {
      ...PROBE,
      takes: (events) => events.filter((each) => each["event"] === events[0]?.["event"]),
    },
  ),
  wrong(
    "newest-per-user",
    "applies the newest event of each user in a delivery",
    "each event counts",
    {
      ...PROBE,
      takes: (events) =>
        events.filter(
          (each, at) =>
            !events
              .slice(at + 1)
              .some((later) => dataOf(later)["userId"] === dataOf(each)["userId"]),
        ),
    },
  ),
  wrong("ten-at-most", "refuses more than two events with 413", "events come in batches", {
    takes: (events) => events,
    refuses: (_, at) => (at > 1 ? { status: 413 } : undefined),
  }),
  legal(
    "needs-length",
    "refuses deliveries that come in chunks with 411",
    "another transfer is not judged",
    {
      before: ({ headers }) =>
        headers["content-length"] === undefined && headers["transfer-encoding"] !== undefined
          ? { status: 411 }
          : undefined,
    },
  ),
  legal(
    "exact-content-type",
    "refuses a Content-Type with a charset",
    "another content type is not judged",
    {
      before: ({ headers }) =>
        /charset/i.test(headers["content-type"] ?? "") ? { status: 415 } : undefined,
    },
  ),
  lax(
    "user-truncated",
    "keeps 20 characters of a user, and of the transaction",
    "ids are opaque up to 128 characters",
    {
      ...PROBE,
      identity: (event) => {
        const { transactionId, usageId } = dataOf(event);
        const id = idText(transactionId ?? usageId);
        return id === "" ? identityOf(event) : JSON.stringify([event["event"], id.slice(0, 20)]);
      },
    },
  ),
  wrong(
    "gateway-trimmed",
    "verifies the converted body less white space around it",
    "the raw bytes are signed",
    { ...GATEWAY, signedText: ({ body }) => body.toString().trim() },
  ),
  legal(
    "refuses-422",
    "answers 422 to a bad signature, with the reason in plain text",
    "any 4xx refuses",
    { unsigned: { status: 422, body: "signature" } },
    { mayWarn: true },
  ),
  legal(
    "says-201-list",
    "answers 201 with the list of what it applied",
    "any 2xx accepts, the body is free",
    { accepted: (_, events) => ({ status: 201, body: events.map((each) => each["event"]) }) },
  ),
];
