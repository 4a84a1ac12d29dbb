/** Webhook receivers, each with one defect or one oddity. */
import { createHash } from "node:crypto";
import { type Fields, idText, isFields } from "./serve.js";
import { type Seen, type Stranger, table } from "./stranger.js";
import { orWhen, remembersGiven, SHORTCUTS } from "./trust.js";
import { eventsOf, identityOf, openReceiver, type ReceiverChanges } from "./webhook-receiver.js";

const { right, wrong, lax, legal } = table<ReceiverChanges>(openReceiver);

const dataOf = ({ data }: Fields): Fields => (isFields(data) ? data : {});
const GATEWAY = { format: "gateway" } as const;
const TIMESTAMPED = { form: "timestamped" } as const;
const PROBE = { probe: true } as const;

const RIGHT = [
  right("right", {}),
  right("right-probe", PROBE),
  right("right-timestamped", TIMESTAMPED),
  right("right-gateway", GATEWAY),
  right("right-gateway-probe", { ...GATEWAY, ...PROBE }),
];

const SIGNATURES = [
  wrong(
    "empty-signature",
    "takes an empty signature header for a delivery without need of one",
    "an empty signature proves nothing; whoever knows the URL could grant rewards",
    { trusts: SHORTCUTS.empty },
  ),
  wrong(
    "first-half",
    "compares the first 32 of 64 characters",
    "a signature that is right in part is wrong",
    { trusts: SHORTCUTS.firstHalf },
  ),
  wrong("last-half", "compares the last 32 of 64 characters", "right in part is wrong", {
    trusts: SHORTCUTS.lastHalf,
  }),
  wrong(
    "any-prefix",
    "asks whether the right signature starts with what came",
    "one character would do, and sixteen guesses find it",
    { trusts: SHORTCUTS.anyPrefix },
  ),
  wrong(
    "trailing-garbage",
    "asks whether what came starts with the right signature",
    "what came is another text than the signature",
    { trusts: SHORTCUTS.trailing },
  ),
  wrong(
    "four-characters-ignored",
    "leaves characters 21 to 24 out of the compare",
    "all of a signature counts, wherever the wrong character stands",
    { trusts: SHORTCUTS.middleIgnored },
  ),
  wrong(
    "empty-key",
    "accepts what is signed with an empty key beside its own",
    "an empty key is known to everybody",
    { trusts: SHORTCUTS.emptyKey },
  ),
  wrong("same-length", "accepts whatever is 64 characters long", "a wrong signature is refused", {
    trusts: SHORTCUTS.sameLength,
  }),
  wrong(
    "plain-digest",
    "accepts the SHA-256 of the body without a key",
    "a digest that needs no secret can be made by everybody",
    {
      trusts: orWhen(
        ({ given, asked }) => given === createHash("sha256").update(asked.body).digest("hex"),
      ),
    },
  ),
  wrong(
    "remembered-signature",
    "lets in any body under a signature that was right once",
    "a signature belongs to the bytes it was made of",
    () => ({ trusts: remembersGiven() }),
  ),
  wrong(
    "later-on-connection",
    "checks the first request of a connection only",
    "every delivery is verified, whatever came before it",
    { trusts: SHORTCUTS.laterOnConnection },
  ),
  wrong(
    "other-content-type",
    "checks bodies whose Content-Type says JSON, and reads all",
    "another Content-Type is in the sender's hand, and makes nothing true",
    { trusts: SHORTCUTS.otherContentType },
  ),
  wrong("large-bodies", "does not check bodies above 64 KB", "the check holds for every size", {
    trusts: SHORTCUTS.largeBodies,
  }),
  wrong(
    "slash-at-end",
    "checks on the exact path only, while the router takes a slash at its end",
    "the check holds for every spelling of the path that is served",
    { trusts: SHORTCUTS.slashAtEnd },
  ),
  wrong(
    "other-case-path",
    "checks on the lower-case path only, while the router does not mind case",
    "the check holds for every spelling of the path that is served",
    { trusts: SHORTCUTS.otherCasePath },
  ),
  wrong(
    "put",
    "checks POST only, and takes a delivery by PUT as well",
    "the check holds for every method that is served",
    { trusts: SHORTCUTS.otherMethods },
  ),
  wrong(
    "forwarded",
    "trusts whoever says to come from 127.0.0.1",
    "a forwarding header can be written by everybody",
    { trusts: SHORTCUTS.forwardedLocal },
  ),
  wrong(
    "test-events-unsigned",
    "does not check deliveries of test events",
    "isTest is part of the unverified body",
    {
      trusts: orWhen(({ asked }) => eventsOf(asked.body).some(({ isTest }) => isTest === true)),
    },
  ),
  wrong(
    "sponsor-events-unsigned",
    "checks payments and coupons, not the sponsor events",
    "every event moves a boost or a reward; all are signed alike",
    {
      trusts: orWhen(({ asked }) => {
        const events = eventsOf(asked.body);
        return (
          events.length > 0 && events.every(({ event }) => String(event).startsWith("sponsor."))
        );
      }),
    },
  ),
  wrong(
    "gateway-empty-signature",
    "takes an empty signature header in the gateway format",
    "an empty signature proves nothing",
    { ...GATEWAY, trusts: SHORTCUTS.empty },
  ),
  wrong(
    "gateway-first-characters",
    "compares eight characters in the gateway format",
    "right in part is wrong",
    { ...GATEWAY, trusts: SHORTCUTS.firstCharacters },
  ),
  wrong(
    "timestamped-empty",
    "accepts an empty v1 beside a timely t",
    "an empty signature proves nothing",
    { ...TIMESTAMPED, trusts: SHORTCUTS.empty },
  ),
  wrong(
    "timestamped-remembered",
    "keeps each v1 that was right, and believes it under any t and body",
    "the time is signed so that a captured delivery cannot be sent again later",
    () => ({ ...TIMESTAMPED, trusts: remembersGiven() }),
  ),
  wrong(
    "timestamped-stale",
    "does not look at the age of t",
    "what is older than the tolerance is refused",
    { ...TIMESTAMPED, isTimely: (timestamp, now) => Number(timestamp) < now + 5 },
  ),
  wrong(
    "timestamped-future",
    "refuses old times, not those ahead",
    "an hour ahead is no clock that goes a little wrong",
    { ...TIMESTAMPED, isTimely: (timestamp, now) => now - Number(timestamp) <= 300 },
  ),
];

const DELIVERIES = [
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
      refuses: ({ event }) =>
        /^(coupon\.redeemed|payment\.created|payment\.bulk_created|sponsor\.(created|ended|changed)|payment\.refunded)$/.test(
          String(event),
        )
          ? undefined
          : { status: 400, body: { error: "unknown event" } },
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
    "gateway-words-refused",
    "refuses converted events that come in pairs",
    "sponsor.changed arrives as two events",
    {
      ...GATEWAY,
      refuses: (_, at) => (at === 1 ? { status: 400, body: { result: "fail" } } : undefined),
    },
  ),
];

const EFFECTS = [
  wrong(
    "first-event-only",
    "applies the first event of a delivery",
    "a delivery holds one or more events, and each counts",
    { ...PROBE, takes: (events) => events.slice(0, 1) },
  ),
  wrong("last-event-lost", "leaves out the last of several events", "each event counts", {
    ...PROBE,
    takes: (events) => (events.length > 1 ? events.slice(0, -1) : events),
  }),
  wrong(
    "five-events",
    "applies no more than five events of a delivery",
    "nothing bounds a delivery to five",
    { ...PROBE, takes: (events) => events.slice(0, 5) },
  ),
  wrong(
    "stops-at-unknown",
    "stops at the first event that it does not know",
    "the others of the delivery still count",
    {
      ...PROBE,
      takes: (events) => {
        const at = events.findIndex(
          ({ event }) => !/^(coupon|payment|sponsor)\./.test(String(event)),
        );
        return at < 0 ? events : events.slice(0, at);
      },
    },
  ),
  wrong("by-user", "dedupes by user", "one user does many things", {
    ...PROBE,
    identity: (event) => JSON.stringify([event["event"], dataOf(event)["userId"]]),
  }),
  wrong(
    "by-callback-id",
    "dedupes by callbackId alone",
    "a callbackId stands for a session, and comes in every event of it",
    { ...PROBE, identity: (event) => idText(event["callbackId"]) || identityOf(event) },
  ),
  wrong(
    "by-callback-id-and-event",
    "dedupes by event type and callbackId",
    "two payments of a session are two",
    {
      ...PROBE,
      identity: (event) => JSON.stringify([event["event"], event["callbackId"]]),
    },
  ),
  wrong("by-second", "dedupes by event type and second", "two events can happen in one second", {
    ...PROBE,
    identity: ({ event, timestamp }) => `${String(event)} ${String(timestamp).slice(0, 19)}`,
  }),
  wrong(
    "by-id-without-type",
    "dedupes by transactionId, whatever the event",
    "a payment and its refund carry one transactionId",
    {
      ...PROBE,
      identity: (event) => idText(dataOf(event)["transactionId"]) || identityOf(event),
    },
  ),
  wrong(
    "never-dedupes",
    "applies a redelivery again",
    "a delivery is repeated until it is answered; each event counts once",
    {
      ...PROBE,
      identity: () => null,
    },
  ),
  wrong(
    "short-memory",
    "remembers the last three events",
    "the last repetition comes minutes later, with others between",
    { ...PROBE, memory: 3 },
  ),
  wrong(
    "whole-delivery",
    "dedupes by the whole body",
    "an event may come again in another batch",
    () => {
      const bodies = new Set<string>();
      return {
        ...PROBE,
        identity: () => null,
        takes: (events) => {
          const text = JSON.stringify(events);
          if (bodies.has(text)) return [];
          bodies.add(text);
          return events;
        },
      };
    },
  ),
  wrong(
    "lock-too-late",
    "looks whether it knows an event, waits for the database, then notes it",
    "the same delivery twice at once is one effect",
    { ...PROBE, pauseMs: 15 },
  ),
  wrong(
    "marked-before-check",
    "notes the events of a delivery that it refuses for its signature",
    "what is refused has no effect: the right delivery after it must count",
    { ...PROBE, marksRefused: true },
  ),
  lax("ids-any-case", "holds two transactions for one that differ in case", "ids are opaque", {
    ...PROBE,
    identity: (event) => identityOf(event).toLowerCase(),
  }),
  lax(
    "ids-as-numbers",
    "reads numeric transaction ids as numbers",
    "ids are opaque: leading zeros and 64 bits count",
    {
      ...PROBE,
      identity: (event) => {
        const id = dataOf(event)["transactionId"];
        return /^\d+$/.test(String(id))
          ? `${String(event["event"])} ${Number(id)}`
          : identityOf(event);
      },
    },
  ),
  lax("ids-cut", "keeps 32 characters of a transaction id", "ids are opaque up to 128 characters", {
    ...PROBE,
    identity: (event) => {
      const id = dataOf(event)["transactionId"];
      return typeof id === "string"
        ? `${String(event["event"])} ${id.slice(0, 32)}`
        : identityOf(event);
    },
  }),
  wrong(
    "gateway-second-event",
    "applies the first of the two events of a changed boost",
    "the old boost ends and the new one begins: both count",
    { ...PROBE, ...GATEWAY, takes: (events) => events.slice(0, 1) },
  ),
  wrong(
    "gateway-by-custom-data",
    "dedupes by custom_data alone",
    "it comes back in every event of a session",
    { ...PROBE, ...GATEWAY, identity: ({ custom_data: id }) => String(id) },
  ),
  wrong("gateway-by-usn", "dedupes by user and event", "a user boosts, ends and boosts again", {
    ...PROBE,
    ...GATEWAY,
    identity: ({ event, usn }) => JSON.stringify([event, usn]),
  }),
  wrong("gateway-by-second", "dedupes by second", "a changed boost is two events in one second", {
    ...PROBE,
    ...GATEWAY,
    identity: ({ timestamp }) => String(timestamp),
  }),
];

const KNOWN_USERS = ["300017", "300018", "300019"];
const SAMPLES = {
  users: KNOWN_USERS,
  campaigns: ["camp-7"],
  creators: ["QW3RT", "AS4DF"],
  coupons: ["WELCOME-1"],
};

const LEGAL = [
  legal(
    "malformed-unsigned-400",
    "parses first: malformed JSON is 400 even under a bad signature",
    "the seed's own first sample stands behind a JSON parser",
    {
      before: ({ body }) => {
        try {
          if (body.length > 0) JSON.parse(body.toString());
          return undefined;
        } catch {
          return { status: 400, body: { error: "invalid JSON" } };
        }
      },
    },
  ),
  legal(
    "refuses-403",
    "answers 403 to a bad signature",
    "any 4xx refuses; 401 is an example",
    {
      unsigned: { status: 403, body: { code: "FORBIDDEN" } },
    },
    { mayWarn: true },
  ),
  legal(
    "refuses-400",
    "answers 400 to a bad signature",
    "any 4xx refuses",
    {
      unsigned: { status: 400 },
    },
    { mayWarn: true },
  ),
  legal("says-204", "answers 204 without a body", "any 2xx accepts", {
    accepted: () => ({ status: 204 }),
  }),
  legal("says-202-text", "answers 202 with a word", "any 2xx accepts, the body is free", {
    accepted: () => ({ status: 202, body: "accepted", headers: { "Content-Type": "text/plain" } }),
  }),
  legal("slow", "takes 300 ms", "300 ms are within every time-out", { manner: { delayMs: 300 } }),
  legal("closes", "closes each connection", "a connection need not be kept", {
    manner: { closes: true, headers: { "Set-Cookie": "a=b; Path=/" } },
  }),
  legal("chunked", "answers in chunks, header names in capitals", "HTTP leaves both free", {
    ...PROBE,
    manner: { chunked: true, shouts: true, indent: 2 },
  }),
  legal("any-case", "accepts upper-case hex", "hex is the same in either case", {
    trusts: SHORTCUTS.anyCase,
  }),
  legal("late", "applies a second after its answer", "effects may come up to two seconds late", {
    ...PROBE,
    lateMs: 1_000,
  }),
  legal("malformed-422", "answers 422 to what it cannot read", "any 4xx", {
    malformed: { status: 422 },
  }),
  legal(
    "small-bodies",
    "refuses bodies above 100 KB",
    "150 KB are recommended, no more",
    {
      before: ({ body }) => (body.length > 102_400 ? { status: 413 } : undefined),
    },
    { mayWarn: true },
  ),
  legal(
    "tests-without-effect",
    "answers test events, and applies none",
    "a test event may have no effect",
    {
      ...PROBE,
      applies: ({ isTest }) => isTest !== true,
    },
  ),
  legal(
    "unknown-ends",
    "applies no refund and no end of what it never saw",
    "there is nothing to end",
    {
      ...PROBE,
      applies: (event, applied) => {
        const of = (name: string, field: string) =>
          applied.some(
            (each) => each["event"] === name && dataOf(each)[field] === dataOf(event)[field],
          );
        if (event["event"] === "payment.refunded") return of("payment.created", "transactionId");
        if (event["event"] === "sponsor.ended" || event["event"] === "sponsor.changed")
          return of("sponsor.created", "userId");
        return true;
      },
    },
  ),
  legal(
    "clock-strict",
    "refuses a t that is ahead at all",
    "a time in the future is no time of sending",
    {
      ...TIMESTAMPED,
      isTimely: (timestamp, now) =>
        /^\d+$/.test(timestamp) && now - Number(timestamp) <= 300 && Number(timestamp) <= now + 1,
    },
  ),
  legal(
    "clock-lenient",
    "accepts a t up to 300 s ahead",
    "less than the tolerance ahead is refused by recommendation only",
    {
      ...TIMESTAMPED,
      isTimely: (timestamp, now) =>
        /^\d+$/.test(timestamp) && Math.abs(now - Number(timestamp)) <= 300,
    },
    { mayWarn: true },
  ),
  legal(
    "probe-list",
    "lists what it applied in place of a number",
    "the profile says what the probe answers",
    {
      probe: true,
      probeBody: (count, log) => ({
        count: Array.from({ length: count }, (_, at) => ({ at })),
        log,
      }),
    },
  ),
  legal(
    "gateway-numeric",
    "wants usn and creator_usn as whole numbers",
    "the seed's example has numbers",
    {
      ...GATEWAY,
      refuses: ({ usn }) =>
        Number.isInteger(usn) ? undefined : { status: 400, body: { result: "usn" } },
    },
  ),
  legal(
    "gateway-numeric-probe",
    "wants usn as a number, and says what it applied",
    "the seed's example has numbers",
    {
      ...GATEWAY,
      ...PROBE,
      refuses: ({ usn }) => (Number.isInteger(usn) ? undefined : { status: 422 }),
    },
  ),
  legal(
    "gateway-204",
    "answers a converted delivery with 204",
    "any 2xx accepts; 200 is recommended",
    {
      ...GATEWAY,
      accepted: () => ({ status: 204 }),
    },
    { mayWarn: true },
  ),
  legal(
    "known-users-only",
    "answers 404 to events of users, campaigns and creators that it does not have",
    "a staging server knows real ones only; the profile names some",
    {
      section: { samples: SAMPLES },
      refuses: (event) => {
        const { userId, campaignId, creatorKey } = dataOf(event);
        const knows = (list: readonly string[], value: unknown) =>
          value === undefined || value === null || list.includes(idText(value));
        return knows(KNOWN_USERS, userId) &&
          knows(SAMPLES.campaigns, campaignId) &&
          knows(SAMPLES.creators, creatorKey)
          ? undefined
          : { status: 404, body: { error: "unknown user" } };
      },
    },
  ),
  legal(
    "known-users-only-gateway",
    "answers 404 to a usn that it does not have",
    "a staging server knows real ones only; the profile names some",
    {
      ...GATEWAY,
      section: { samples: { users: KNOWN_USERS } },
      refuses: ({ usn }) => (KNOWN_USERS.includes(String(usn)) ? undefined : { status: 404 }),
    },
  ),
];

export const WEBHOOK_STRANGERS: readonly Stranger[] = [
  ...RIGHT,
  ...SIGNATURES,
  ...DELIVERIES,
  ...EFFECTS,
  ...LEGAL,
];

/** What the suite still gets wrong. */
export const KNOWN_MISSES: Readonly<Record<string, Seen>> = {
  "last-half": "missed",
  "four-characters-ignored": "missed",
  "empty-key": "missed",
  "plain-digest": "missed",
  "later-on-connection": "missed",
  "other-content-type": "missed",
  "large-bodies": "missed",
  "slash-at-end": "missed",
  "other-case-path": "missed",
  put: "missed",
  forwarded: "missed",
  "test-events-unsigned": "missed",
  "sponsor-events-unsigned": "missed",
  "text-by-pieces": "missed",
  "first-event-only": "missed",
  "last-event-lost": "missed",
  "five-events": "missed",
  "stops-at-unknown": "missed",
  "by-user": "missed",
  "by-callback-id": "missed",
  "by-callback-id-and-event": "missed",
  "by-second": "missed",
  "by-id-without-type": "missed",
  "whole-delivery": "missed",
  "lock-too-late": "missed",
  "marked-before-check": "missed",
  "ids-any-case": "missed",
  "ids-as-numbers": "missed",
  "ids-cut": "missed",
  "gateway-second-event": "missed",
  "gateway-by-custom-data": "missed",
  "gateway-by-usn": "missed",
  "gateway-by-second": "missed",
  "malformed-unsigned-400": "accused",
  "refuses-403": "accused",
  "refuses-400": "accused",
  "gateway-numeric": "accused",
  "gateway-numeric-probe": "accused",
  "known-users-only": "unplayable",
  "known-users-only-gateway": "unplayable",
};
