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
});
