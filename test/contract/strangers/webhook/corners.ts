/** Receivers that go wrong in a corner: with one header, in one place of a body, after what came before. */
import { createHash } from "node:crypto";
import { type Answer, type Asked, type Fields, idText } from "../serve.js";
import { exactly, orWhen } from "../trust.js";
import { eventsOf, identityOf, type ReceiverChanges } from "./receiver.js";
import { dataOf, GATEWAY, isKnownEvent, lax, legal, PROBE, TIMESTAMPED, wrong } from "./table.js";

const TAKEN: Answer = { status: 200, body: { received: true } };

const kindOf = ({ event }: Fields) => idText(event);

/** Events of a delivery up to the first one that was in an earlier delivery. */
const stopsAtKnown = (): ReceiverChanges => {
  const seen = new Set<string>();
  return {
    ...PROBE,
    takes: (events) => {
      const at = events.findIndex((event) => seen.has(identityOf(event)));
      for (const event of events) seen.add(identityOf(event));
      return at < 0 ? events : events.slice(0, at);
    },
  };
};

const anyKnown = (): ReceiverChanges => {
  const seen = new Set<string>();
  return {
    ...PROBE,
    takes: (events) => {
      const isKnown = events.some((event) => seen.has(identityOf(event)));
      for (const event of events) seen.add(identityOf(event));
      return isKnown ? [] : events;
    },
  };
};

const signedOver = (cut: (body: Buffer) => Buffer): ReceiverChanges => {
  const known = new Map<string, string>();
  return {
    trusts: (credential) => {
      const { given = "" } = credential;
      const part = cut(credential.asked.body).toString("latin1");
      const isRight = exactly(credential);
      if (isRight) known.set(given, part);
      return isRight || known.get(given) === part;
    },
  };
};

export const CORNERS = [
  wrong(
    "no-batch-header",
    "checks deliveries that have X-Webhook-Batch, as older ones had none",
    "every delivery is signed",
    { trusts: orWhen(({ asked }) => asked.headers["x-webhook-batch"] === undefined) },
  ),
  wrong(
    "no-events-unsigned",
    "answers 200 to an empty list of events before it looks at the signature",
    "an unsigned delivery is refused",
    {
      before: ({ body }) => (/^\{"events":\s*\[\]/.test(body.toString()) ? TAKEN : undefined),
    },
  ),
  wrong(
    "unknown-event-unsigned",
    "answers 200 to events that it does not know before it looks at the signature",
    "an unsigned delivery is refused",
    {
      before: ({ body }) => {
        const events = eventsOf(body);
        return events.length > 0 && !events.some(isKnownEvent) ? TAKEN : undefined;
      },
    },
  ),
  wrong(
    "first-kilobyte-signed",
    "compares signatures of the first kilobyte",
    "the signature is over the whole body",
    signedOver((body) => body.subarray(0, 1024)),
  ),
  wrong(
    "digits-unsigned",
    "compares signatures without regard to digits",
    "the signature is over the whole body",
    signedOver((body) => Buffer.from(body.toString("latin1").replaceAll(/\d/g, "0"), "latin1")),
  ),
  wrong("real-ip", "trusts X-Real-IP 127.0.0.1", "no header stands in for a signature", {
    trusts: orWhen(({ asked }) => asked.headers["x-real-ip"] === "127.0.0.1"),
  }),
  wrong(
    "double-slash",
    "checks the exact path, and serves it with a second slash",
    "every delivery is signed",
    {
      before: ({ path, body }) =>
        path.includes("//") && eventsOf(body).length > 0 ? TAKEN : undefined,
    },
  ),
  wrong(
    "ids-in-one-space",
    "keeps usageId and transactionId in one table",
    "usage 7 and payment 7 are two things",
    {
      ...PROBE,
      identity: (event) =>
        idText(dataOf(event)["usageId"] ?? dataOf(event)["transactionId"]) === ""
          ? identityOf(event)
          : `${kindOf(event).endsWith("refunded")} ${idText(dataOf(event)["usageId"] ?? dataOf(event)["transactionId"])}`,
    },
  ),
  wrong(
    "boost-again-lost",
    "knows a boost by user, campaign, creator and event, whenever it was",
    "a boost that ended may begin again",
    {
      ...PROBE,
      identity: (event) => {
        const { userId, campaignId, creatorKey } = dataOf(event);
        return kindOf(event).startsWith("sponsor.")
          ? JSON.stringify([kindOf(event), userId, campaignId, creatorKey])
          : identityOf(event);
      },
    },
  ),
  wrong("coupon-by-code", "knows a redemption by its coupon", "many players use one coupon", {
    ...PROBE,
    identity: (event) =>
      kindOf(event) === "coupon.redeemed"
        ? `coupon ${idText(dataOf(event)["couponCode"])}`
        : identityOf(event),
  }),
  wrong(
    "coupon-by-code-and-user",
    "knows a redemption by its coupon and user",
    "usageId says which redemption it is",
    {
      ...PROBE,
      identity: (event) =>
        kindOf(event) === "coupon.redeemed"
          ? `coupon ${idText(dataOf(event)["couponCode"])} ${idText(dataOf(event)["userId"])}`
          : identityOf(event),
    },
  ),
  wrong(
    "older-lost",
    "applies events that are newer than the newest so far",
    "a late retry carries older events",
    () => {
      let newest = "";
      return {
        ...PROBE,
        applies: ({ timestamp }) => {
          const at = idText(timestamp);
          if (at < newest) return false;
          newest = at;
          return true;
        },
      };
    },
  ),
  wrong(
    "stops-at-known",
    "stops at the first event of a delivery that it knows",
    "the events after it are lost",
    stopsAtKnown,
  ),
  wrong(
    "any-known",
    "holds a delivery for known when one of its events is",
    "its other events are lost",
    anyKnown,
  ),
  wrong(
    "lost-update",
    "reads the list of what it applied, waits, and writes it back",
    "of two deliveries at once one is lost",
    { ...PROBE, writesBackMs: 15 },
  ),
  wrong(
    "timestamped-two-times",
    "takes the age from the last t, and the signature from the first",
    "an old delivery could be sent again for ever",
    {
      ...TIMESTAMPED,
      parts: (value) => {
        const times = [...value.matchAll(/t=([^,]*)/g)].map(([, at = ""]) => at);
        const signature = /v1=([^,]*)/.exec(value)?.[1];
        const [timestamp] = times;
        return timestamp === undefined || signature === undefined
          ? null
          : { timestamp, agedBy: times.at(-1) ?? "", signature };
      },
    },
  ),
  wrong(
    "gateway-without-event",
    "knows a converted event by custom_data, usn and second",
    "a changed boost is two events of one second",
    {
      ...GATEWAY,
      ...PROBE,
      identity: ({ custom_data: ref, usn, timestamp }) => JSON.stringify([ref, usn, timestamp]),
    },
  ),
  wrong("emoji-500", "breaks at a body with four-byte characters", "a body is UTF-8", {
    before: ({ body }) =>
      /[\u{10000}-\u{10ffff}]/u.test(body.toString()) ? { status: 500 } : undefined,
  }),
  lax("whole-amounts", "refuses payments of fractions", "9.99 USD is an amount", {
    refuses: (event) =>
      Number.isInteger(dataOf(event)["amount"] ?? 0) ? undefined : { status: 400 },
  }),
  lax("no-reward-500", "breaks at a coupon without rewards", "a list may be empty", {
    refuses: (event) => {
      const { reward } = dataOf(event);
      return Array.isArray(reward) && reward.length === 0 ? { status: 500 } : undefined;
    },
  }),
  legal(
    "refuses-404",
    "answers 404 to what is not signed",
    "any refusal below 500",
    {
      unsigned: { status: 404 },
    },
    { mayWarn: true },
  ),
  legal("says-error", "answers 200 with the word error in its body", "the body is free", {
    accepted: (fresh) => ({ status: 200, body: { success: false, error: null, code: fresh } }),
  }),
  legal("no-events-400", "refuses an empty list of events", "a delivery has one or more", {
    before: undefinedUnlessEmpty,
  }),
  legal(
    "slash-redirected",
    "leads from the path with a slash to that without",
    "nothing is taken",
    {
      before: ({ path }: Asked) =>
        path.endsWith("/") ? { status: 308, headers: { Location: path.slice(0, -1) } } : undefined,
    },
  ),
  legal(
    "etag",
    "has an ETag on its answers, and closes connections that it refuses",
    "headers are free",
    {
      accepted: (fresh) => ({
        status: 200,
        headers: { ETag: `"${createHash("md5").update(String(fresh)).digest("hex")}"` },
        body: "ok",
      }),
      unsigned: { status: 401, headers: { Connection: "close" } },
    },
  ),
];

function undefinedUnlessEmpty({ body }: Asked): Answer | undefined {
  return /^\{"events":\s*\[\s*\]/.test(body.toString()) ? { status: 400 } : undefined;
}
