/** Receivers that lose or repeat an event beside another, and some that only answer oddly. */
import { createHash } from "node:crypto";
import type { Asked } from "../serve.js";
import { orWhen } from "../trust.js";
import { dataOf, GATEWAY, legal, PROBE, wrong } from "./table.js";
import { identityOf, type ReceiverChanges } from "./receiver.js";

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
