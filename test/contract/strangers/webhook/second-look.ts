/** Receivers that lose or repeat an event beside another, and some that only answer oddly. */
import { createHash } from "node:crypto";
import { type Asked, idText } from "../serve.js";
import { orWhen } from "../trust.js";
import { dataOf, GATEWAY, lax, legal, PROBE, TIMESTAMPED, wrong } from "./table.js";
import { identityOf, type ReceiverChanges } from "./receiver.js";

const DAY_MS = 86_400_000;

/** Takes none of a delivery whose last event it knows. */
function untilTheKnown(): ReceiverChanges {
  const known = new Set<string>();
  return {
    ...PROBE,
    takes: (events) => {
      const ids = events.map(identityOf);
      const isKnown = known.has(ids.at(-1) ?? "");
      for (const id of ids) known.add(id);
      return isKnown ? [] : events;
    },
  };
}

/** 409 to a batch that holds an event that it knows. */
function conflicts(): ReceiverChanges {
  const known = new Set<string>();
  let isBatch = false;
  return {
    ...PROBE,
    takes: (events) => {
      isBatch = events.length > 1;
      return events;
    },
    refuses: (event) =>
      isBatch && known.has(identityOf(event)) ? { status: 409, body: "known" } : undefined,
    applies: (event) => {
      known.add(identityOf(event));
      return true;
    },
  };
}

/** Nothing that was signed before the newest. */
function everNewer(): ReceiverChanges {
  let newest = 0;
  return {
    ...TIMESTAMPED,
    isTimely: (timestamp, nowSec) => {
      const isNew = Number(timestamp) >= newest;
      newest = Math.max(newest, Number(timestamp));
      return isNew && nowSec - Number(timestamp) <= 300;
    },
  };
}

/** Known by the whole delivery's bytes alone. */
function byDelivery(): ReceiverChanges {
  let delivery = "";
  return {
    ...PROBE,
    before: ({ body }: Asked) => {
      delivery = createHash("sha256").update(body).digest("hex");
      return undefined;
    },
    identity: (event) => `${delivery} ${JSON.stringify(event)}`,
  };
}

/** 208 to what it has had. */
function reported(): ReceiverChanges {
  return {
    ...PROBE,
    accepted: (fresh) => (fresh === 0 ? { status: 208, body: "" } : { status: 200, body: "ok" }),
  };
}

const boost = (event: Parameters<typeof dataOf>[0]) => {
  const { userId, campaignId, creatorKey } = dataOf(event);
  return creatorKey === undefined
    ? identityOf(event)
    : JSON.stringify([event["event"], userId, campaignId, creatorKey]);
};

export const SECOND_LOOK = [
  wrong("signs-the-first-16-kb", "looks at the first 16 KB alone", "the whole body is signed", {
    signedText: ({ body }) => body.subarray(0, 16_384),
  }),
  wrong("single-events-unsigned", "checks batches alone", "every delivery is signed", {
    trusts: orWhen(({ asked }) => asked.headers["x-webhook-batch"] === undefined),
  }),
  wrong("boost-once-only", "a boost that ended never begins again", "both are events", {
    ...PROBE,
    identity: boost,
  }),
  wrong("known-by-delivery", "an event in another batch is new", "data says what is known", () =>
    byDelivery(),
  ),
  wrong("late-retries-lost", "applies nothing of yesterday", "it answered 2xx", {
    ...PROBE,
    applies: (event) => Date.now() - Date.parse(String(event["timestamp"])) < DAY_MS,
  }),
  wrong("isTest-false-lost", "takes isTest: false for a test", "it is none", {
    ...PROBE,
    applies: (event) => !("isTest" in event),
  }),
  wrong("test-taints-batch", "a test event makes its whole batch one", "each has its own flag", {
    ...PROBE,
    takes: (events) => (events.some((event) => event["isTest"] === true) ? [] : events),
  }),
  wrong("known-at-the-end", "a known last event hides the others", "those are new", () =>
    untilTheKnown(),
  ),
  lax("409-beside-known", "a known event makes a batch refused", "the others are new", () =>
    conflicts(),
  ),
  wrong("one-refund-a-player", "a player's second refund is a repetition", "it is another", {
    ...PROBE,
    identity: (event) =>
      event["event"] === "payment.refunded"
        ? JSON.stringify(["refund", dataOf(event)["userId"]])
        : identityOf(event),
  }),
  wrong("signs-composed-letters", "composes letters before signing", "the bytes are signed", {
    signedText: ({ body }) => body.toString("utf8").normalize("NFC"),
  }),
  wrong("ever-newer", "takes nothing that was overtaken", "both are fresh", () => everNewer()),
  lax("callback-id-of-64", "no room for an entry's whole token", "it comes back as it was given", {
    refuses: ({ callbackId }) => (idText(callbackId).length > 64 ? { status: 500 } : undefined),
  }),
  legal(
    "plain-transaction-ids",
    "takes transaction ids of plain characters alone",
    "a SHOULD at most",
    {
      ...PROBE,
      refuses: (event) =>
        /^[\w.:-]*$/.test(idText(dataOf(event)["transactionId"])) ? undefined : { status: 400 },
    },
  ),
  legal("208-to-known", "answers 208 to what is known", "any 2xx accepts", () => reported()),
  legal("coupons-alone", "takes coupons alone, and no delivery of nothing", "as was agreed", {
    ...PROBE,
    ...GATEWAY,
    section: {
      gateway: {
        events: {
          "coupon.redeemed": "coupon.redeemed",
          "sponsor.created": [],
          "sponsor.ended": [],
          "sponsor.changed": [],
        },
      },
    },
    accepted: (_fresh, { length }) => ({ status: length === 0 ? 400 : 200 }),
  }),
  legal("early-hints", "says 103 before each answer", "an informational answer is none", {
    ...PROBE,
    manner: { hints: true },
  }),
  legal("until-closed", "ends its answers with the connection", "HTTP allows it", {
    ...PROBE,
    manner: { untilClosed: true },
  }),
];
