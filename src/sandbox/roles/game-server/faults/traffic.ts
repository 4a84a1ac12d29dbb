/** Defects that show in traffic: deliveries that come again, many at once, or large. */
import { emptyReply } from "../../../../core/server.js";
import { deviation } from "../receiver-policy.js";

export const TRAFFIC_FAULTS = [
  deviation("webhook.refuses-redelivery", "a delivery that came before is answered 409", {
    afterVerifying: ({ seenBefore, duplicateInFlight, body }) =>
      seenBefore && !duplicateInFlight && body.length > 0 ? emptyReply(409) : null,
  }),
  deviation("webhook.applies-redeliveries", "a delivery that comes again is applied again", {
    appliesAgain: true,
  }),
  deviation("webhook.forgets-after-five", "only the last five events are known again", {
    memory: 5,
  }),
  deviation("webhook.applies-first-only", "only the first event of a delivery is applied", {
    applies: (events) => events.slice(0, 1),
  }),
  deviation("webhook.applies-ten", "only ten events of a delivery are applied", {
    applies: (events) => events.slice(0, 10),
  }),
  deviation("webhook.loses-last", "the last of several events is not applied", {
    applies: (events) => (events.length > 1 ? events.slice(0, -1) : events),
  }),
  deviation("webhook.stops-at-unknown", "events after one that it does not know are not applied", {
    applies: (events) => {
      const at = events.findIndex(
        ({ facts }) => !/^(?:coupon|payment|sponsor)\./.test(facts.event),
      );
      return at === -1 ? events : events.slice(0, at);
    },
  }),
  deviation("webhook.stops-at-known", "events beside one that is known are not applied", {
    stopsAtKnown: true,
  }),
  deviation(
    "webhook.drops-unusual-forms",
    "events of an unusual, legal form are accepted and not applied",
    {
      applies: (events) =>
        events.filter(
          ({ facts, key }) => facts.callbackId !== "" && !key.includes('"isTest":false'),
        ),
    },
  ),
  deviation(
    "webhook.refuses-known-beside-new",
    "a known event beside a new one is answered 409",
    () => {
      const known = new Set<string>();
      return {
        refusesEvents: (events) => {
          const keys = events.map((event) => JSON.stringify(event));
          const ofKnown = keys.filter((key) => known.has(key)).length;
          for (const key of keys) known.add(key);
          return ofKnown > 0 && ofKnown < keys.length ? emptyReply(409) : null;
        },
      };
    },
  ),
  deviation("webhook.loses-older", "events older than the newest so far are not applied", () => {
    let newest = "";
    return {
      applies: (events) =>
        events.filter(({ time }) => {
          const isNew = time >= newest;
          if (isNew) newest = time;
          return isNew;
        }),
    };
  }),
  deviation("webhook.dedupes-by-coupon", "a coupon's second redemption is a repetition", {
    identityOf: ({ key }) => /"couponCode":"[^"]*"/.exec(key)?.[0] ?? key,
  }),
  deviation("webhook.keeps-ids-in-one-space", "a usage and a payment of one number are one", {
    identityOf: ({ facts, key }) => {
      const [, id] = /"(?:usageId|transactionId)":"?([^",}]+)/.exec(key) ?? [];
      return id === undefined ? key : `${facts.event === "payment.refunded" ? "back " : ""}${id}`;
    },
  }),
  deviation("webhook.dedupes-by-user-and-event", "a user's second boost is a repetition", {
    identityOf: ({ facts, key }) =>
      facts.event.startsWith("sponsor.") ? `${facts.event} ${facts.userId}` : key,
  }),
  deviation("webhook.dedupes-by-transaction", "a refund is taken for its payment again", {
    identityOf: ({ facts, key }) => facts.transactionId || key,
  }),
  deviation("webhook.dedupes-deliveries", "a whole delivery is known again, not its events", {
    identityOf: ({ key }, delivered) => JSON.stringify([key, delivered.map((each) => each.key)]),
  }),
  deviation("webhook.compares-ids-loosely", "ids are compared in lower case, and in part", {
    identityOf: ({ facts, key }) =>
      facts.transactionId === ""
        ? key
        : `${facts.event} ${facts.transactionId.toLowerCase().slice(0, 32)}`,
  }),
  deviation("webhook.remembers-refused", "the events of a refused delivery count as known", {
    remembersRefused: true,
  }),
  deviation("webhook.locks-too-late", "identical deliveries at once are all applied", {
    appliesTwins: true,
    delayMs: ({ body }) => (body.length > 0 ? 20 : 0),
  }),
  deviation("webhook.drops-while-busy", "what comes while another delivery is read is lost", {
    drops: ({ inFlight }) => inFlight > 1,
    delayMs: ({ body }) => (body.length > 0 ? 20 : 0),
  }),
  deviation("webhook.dedupes-by-user", "a user's second event is taken for a repetition", {
    identityOf: ({ facts }) => facts.userId,
  }),
  deviation(
    "webhook.dedupes-by-callback-id",
    "a second event under one callbackId is taken for a repetition",
    { identityOf: ({ facts, key }) => facts.callbackId || key },
  ),
  deviation("webhook.dedupes-by-second", "a second event in one second is taken for a repetition", {
    identityOf: ({ time }) => time.replace(/\.\d+Z$/, ""),
  }),
  deviation("webhook.crashes-on-parallel-twins", "identical deliveries at once end in a 500", {
    afterVerifying: ({ duplicateInFlight }) => (duplicateInFlight ? emptyReply(500) : null),
    delayMs: () => 20,
  }),
  deviation("webhook.overloads-at-ten", "the tenth delivery at once is answered 503", {
    afterVerifying: ({ inFlight, duplicateInFlight }) =>
      inFlight > 9 && !duplicateInFlight ? emptyReply(503) : null,
    // A burst is twelve: two may be gone before a busy machine brings the rest along.
    delayMs: ({ inFlight }) => (inFlight > 2 ? 500 : 40),
  }),
  deviation(
    "webhook.answers-large-late",
    "a large delivery is worked through before it is answered",
    {
      delayMs: ({ body }, { timeoutMs }) =>
        body.length > 16_384 && body.length < 100_000 ? timeoutMs + 500 : 0,
    },
  ),
];
