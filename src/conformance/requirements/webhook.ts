/** PlayCamp webhook guide in English, and the older one in Korean where it says less. */
import { defineDocument } from "./requirement.js";

export const WEBHOOK_GUIDE = defineDocument("webhook", "PlayCamp webhook guide", {
  "Event types": [
    [
      "event.every-type-accepted",
      "MUST",
      "game server",
      "Every documented event is accepted, alone and with others in one delivery.",
      ["webhook.event.*", "webhook.grid.*", "webhook.applied.*"],
    ],
    [
      "event.bulk-is-one-summary",
      "MUST",
      "PlayCamp",
      "A bulk registration is announced by one payment.bulk_created with its counts and ids.",
      ["flow.payments.announcement-delivered", "webhook.event.payment.bulk_created"],
    ],
  ],
  "Webhook format": [
    [
      "delivery.json-post",
      "MUST",
      "game server",
      "A delivery is a POST of JSON with a list of events.",
      ["webhook.method.*", "webhook.body.*", "webhook.malformed.*"],
    ],
    [
      "delivery.answered-in-time",
      "MUST",
      "game server",
      "A delivery is answered within the agreed time.",
      ["webhook.reply.*"],
    ],
    [
      "delivery.optional-members",
      "MUST",
      "game server",
      "callbackId and other optional members may be absent.",
      ["webhook.event.callback-id-optional", "webhook.event.test-flag", "webhook.grid.*"],
    ],
  ],
  "Signature verification": [
    [
      "signature.right-accepted",
      "MUST",
      "game server",
      "A delivery with the right signature is accepted.",
      ["webhook.signature.right-accepted", "webhook.signature.fresh-timestamp-accepted"],
    ],
    [
      "signature.wrong-refused",
      "MUST",
      "game server",
      "A delivery without the right signature is refused; the samples answer 401.",
      ["webhook.signature.*"],
    ],
    [
      "signature.timestamp-tolerance",
      "MUST",
      "game server",
      "A timestamped signature is refused when it is older than the tolerance.",
      ["webhook.signature.stale-refused", "webhook.signature.future-refused"],
    ],
    [
      "signature.over-raw-body",
      "MUST",
      "game server",
      "The signature is verified over the bytes as they came, before they are parsed.",
      ["webhook.body.*", "webhook.signature.altered-body-refused"],
    ],
    [
      "signature.constant-time",
      "SHOULD",
      "game server",
      "Signatures are compared in constant time.",
      "Time differences of nanoseconds drown in the network; a measurement would accuse by luck.",
    ],
  ],
  "callbackId tracking": [
    [
      "callback-id.returned",
      "MUST",
      "PlayCamp",
      "Events carry the callbackId of the call that caused them.",
      ["flow.sponsor.*", "flow.payments.announcement-delivered"],
    ],
  ],
  "Retries and redelivery": [
    [
      "redelivery.accepted-and-applied-once",
      "MUST",
      "game server",
      "A delivery that comes again, or twice at once, is accepted and has no second effect.",
      ["webhook.redelivery.*", "webhook.parallel.*"],
    ],
  ],
  "Webhook management": [
    [
      "management.crud",
      "MUST",
      "PlayCamp",
      "Webhooks can be listed, created, changed, deleted and tested, and their logs read.",
      "It is PlayCamp's own interface; the webhooks commands use it, a partner does not build it.",
    ],
  ],
  "Older guide (Korean)": [
    [
      "older.unknown-events-accepted",
      "MUST",
      "game server",
      "A receiver built for three events accepts events that it does not know.",
      ["webhook.event.unknown", "webhook.event.callback-id-optional"],
    ],
  ],
});
