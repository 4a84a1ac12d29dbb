/** PlayCamp SDK API: what game servers report beyond webhooks. */
import { defineDocument } from "./requirement.js";

export const SDK_GUIDE = defineDocument("sdk", "PlayCamp SDK API", {
  Sponsors: [
    [
      "sponsor.kept-30-days",
      "MUST",
      "PlayCamp",
      "Another creator within 30 days of the last choice is refused.",
      ["flow.sdk.sponsor-*"],
    ],
  ],
  Payments: [
    [
      "payment.attributed",
      "MUST",
      "PlayCamp",
      "A payment that names no creator counts for the one whom the user sponsors.",
      ["flow.sdk.payment-*"],
    ],
  ],
  "Playtime sessions": [
    [
      "playtime.once",
      "MUST",
      "PlayCamp",
      "A session is recorded once, however often it is reported.",
      ["flow.sdk.playtime-*"],
    ],
  ],
  Coupons: [
    [
      "coupon.limits",
      "MUST",
      "PlayCamp",
      "A coupon is used no more often than its limits say.",
      ["flow.sdk.coupon-*"],
    ],
  ],
  Authentication: [
    [
      "caller.key",
      "MUST",
      "game server",
      "Every call carries Authorization: Bearer with the key of its side: the server key on server endpoints.",
      ["client.auth.key-presented", "client.auth.every-call", "client.auth.server-key-*"],
    ],
    [
      "caller.key-kept",
      "MUST",
      "game server",
      "The key stands in Authorization, and nowhere else.",
      ["client.auth.key-not-*"],
    ],
  ],
  Calls: [
    [
      "caller.endpoints",
      "MUST",
      "game server",
      "Calls go to documented paths, by their methods.",
      ["client.calls.known-endpoints"],
    ],
    [
      "caller.json",
      "MUST",
      "game server",
      "Bodies are JSON objects with the documented members.",
      [
        "client.calls.json-bodies",
        "client.calls.content-type",
        "client.calls.member-names",
        "client.*.members-valid",
      ],
    ],
    [
      "caller.limits",
      "MUST",
      "game server",
      "Lists are asked for by at most 100 a page, keywords have at most 10 characters, bulk calls at most 1000 items.",
      ["client.paging.*", "client.creators.*", "client.bulk.*"],
    ],
    [
      "caller.test-mode",
      "MUST",
      "game server",
      "A test says isTest, in the body of what writes and in the query of DELETE and reads.",
      ["client.test-mode.*"],
    ],
    [
      "caller.callback-id",
      "MAY",
      "game server",
      "A call may carry a callbackId, which comes back in its event.",
      ["client.callbacks.*"],
    ],
    [
      "caller.ids",
      "MUST",
      "game server",
      "A purchase or session has one id, of its own, however often it is reported.",
      [
        "client.payments.ids-distinct",
        "client.payments.same-id-again",
        "client.payments.named-by-*",
        "client.playtime.ids-distinct",
        "client.playtime.same-id-again",
      ],
    ],
    [
      "caller.repeats",
      "SHOULD",
      "game server",
      "GET alone is repeated by itself, after 429 and 5xx, with growing pauses, and given up after a few.",
      ["client.repeats.*", "client.coupons.not-redeemed-again", "client.webhooks.registered-once"],
    ],
    [
      "caller.times",
      "SHOULD",
      "game server",
      "Times are instants in UTC that have come, and a session's length fits them.",
      ["client.times.*", "client.playtime.duration-*"],
    ],
    [
      "caller.timeouts",
      "SHOULD",
      "game server",
      "A reply is waited for, and not for ever.",
      ["client.timeouts.*"],
    ],
    [
      "caller.golive",
      "MAY",
      "game server",
      "Before publishing, sponsors, coupons/validate and payments were each called once.",
      ["client.golive.*"],
    ],
  ],
});
