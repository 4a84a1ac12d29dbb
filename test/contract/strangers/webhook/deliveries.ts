/** Receivers that refuse what is right, or break. */
import { dataOf, GATEWAY, isKnownEvent, lax, wrong } from "./table.js";

export const DELIVERIES = [
  wrong(
    "re-serialised",
    "verifies JSON.stringify of what it parsed",
    "the raw bytes are signed; spaces and escapes are lost in parsing",
    {
      signedText: ({ body }) => {
        const value: unknown = JSON.parse(body.toString());
        return JSON.stringify(value);
      },
      unsigned: { status: 401 },
    },
  ),
  wrong(
    "latin1",
    "reads the body as Latin-1 and verifies that text",
    "the raw bytes are signed, and ids and names hold any letters",
    { signedText: ({ body }) => body.toString("latin1") },
  ),
  wrong(
    "text-by-pieces",
    "turns every piece of the body into text on its own, before it puts them together",
    "a letter of several bytes may lie across two pieces; the raw bytes are signed",
    { signedText: ({ pieces }) => pieces.map((piece) => piece.toString()).join("") },
  ),
  wrong(
    "unknown-event-refused",
    "answers 400 to an event that it does not know",
    "further event types exist and come; they are answered 2xx",
    {
      refuses: (event) =>
        isKnownEvent(event) ? undefined : { status: 400, body: { error: "unknown event" } },
    },
  ),
  wrong(
    "refund-unknown",
    "answers 422 to payment.refunded, which is in no list of the guide",
    "an event that a receiver does not know is answered 2xx",
    { refuses: ({ event }) => (event === "payment.refunded" ? { status: 422 } : undefined) },
  ),
  wrong(
    "needs-callback-id",
    "refuses events without callbackId",
    "callbackId is optional, and an older guide does not have it",
    {
      refuses: ({ callbackId }) =>
        callbackId === undefined ? { status: 400, body: { error: "callbackId" } } : undefined,
    },
  ),
  wrong(
    "needs-campaign",
    "refuses payments without campaignId",
    "campaignId and creatorKey of a payment are optional",
    {
      refuses: (event) =>
        event["event"] === "payment.created" && dataOf(event)["campaignId"] === undefined
          ? { status: 400 }
          : undefined,
    },
  ),
  wrong(
    "two-events-refused",
    "refuses a delivery of more than one event",
    "events come in batches",
    {
      refuses: (_, at) => (at > 0 ? { status: 400, body: { error: "one event" } } : undefined),
    },
  ),
  wrong(
    "body-limit",
    "refuses bodies above 10 KB",
    "a bulk event of 1000 payments has 24 KB of ids",
    { before: ({ body }) => (body.length > 10_240 ? { status: 413 } : undefined) },
  ),
  wrong(
    "old-events-refused",
    "refuses events more than an hour old",
    "a late repetition brings an old event under a new signature",
    {
      refuses: ({ timestamp }) =>
        Date.now() - Date.parse(String(timestamp)) > 3_600_000 ? { status: 400 } : undefined,
    },
  ),
  wrong(
    "needs-milliseconds",
    "refuses event times without milliseconds",
    "ISO 8601 leaves fractions free",
    {
      refuses: ({ timestamp }) =>
        /\.\d{3}Z$/.test(String(timestamp)) ? undefined : { status: 400 },
    },
  ),
  wrong(
    "redelivery-conflict",
    "answers 409 to what it has applied already",
    "PlayCamp repeats until it hears 2xx; a redelivery is a success",
    { accepted: (fresh) => (fresh > 0 ? { status: 200 } : { status: 409 }) },
  ),
  wrong("empty-body", "answers 200 to an empty body", "an empty body is refused", {
    before: ({ body }) => (body.length === 0 ? { status: 200, body: { received: 0 } } : undefined),
  }),
  wrong(
    "empty-body-crashes",
    "answers 500 to an empty body",
    "an empty body is refused with a 4xx",
    {
      before: ({ body }) => (body.length === 0 ? { status: 500 } : undefined),
    },
  ),
  lax(
    "malformed-crashes",
    "answers 500 to malformed JSON that is rightly signed",
    "what cannot be read is the sender's mistake, 4xx",
    { malformed: { status: 500 } },
  ),
  wrong(
    "redirects-refusal",
    "sends an unsigned delivery to a login page with 302",
    "a refusal is a 4xx",
    { unsigned: { status: 302, headers: { Location: "/login" } } },
  ),
  wrong(
    "crash-on-odd-length",
    "answers 500 where the signature has another length than its own",
    "a constant-time compare throws on unequal lengths; a refusal is a 4xx",
    {
      before: ({ headers }) => {
        const given = headers["x-webhook-signature"];
        return typeof given === "string" && given.length !== 64 ? { status: 500 } : undefined;
      },
    },
  ),
  wrong(
    "crash-on-no-hex",
    "answers 500 where 64 characters of the signature are no hex",
    "a constant-time compare throws on what decodes to fewer bytes; a refusal is a 4xx",
    {
      before: ({ headers }) => {
        const given = headers["x-webhook-signature"];
        const isCaught = typeof given === "string" && /^(?!.*[0-9a-f]{64}$).{64}$/is.test(given);
        return isCaught ? { status: 500 } : undefined;
      },
    },
  ),
  wrong(
    "crash-on-longer-bytes",
    "answers 500 where 64 characters of the signature are more bytes",
    "a constant-time compare of UTF-8 throws on unequal lengths; a refusal is a 4xx",
    {
      before: ({ headers }) => {
        const given = headers["x-webhook-signature"];
        const isCaught =
          typeof given === "string" && given.length === 64 && Buffer.byteLength(given) > 64;
        return isCaught ? { status: 500 } : undefined;
      },
    },
  ),
  wrong(
    "gateway-words-refused",
    "refuses converted events that come in pairs",
    "sponsor.changed arrives as two events",
    {
      ...GATEWAY,
      refuses: (_, at) => (at === 1 ? { status: 400, body: { result: "fail" } } : undefined),
    },
  ),
];
