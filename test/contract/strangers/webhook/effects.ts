/** Receivers that apply events too rarely, or too often. */
import { idText } from "../serve.js";
import { identityOf } from "./receiver.js";
import { dataOf, GATEWAY, isKnownEvent, lax, PROBE, wrong } from "./table.js";

export const EFFECTS = [
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
        const at = events.findIndex((event) => !isKnownEvent(event));
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
