/** PlayCamp's own deliveries. */
import { RECEIVER, LOCAL, type ProfilePreset } from "./preset.js";

export const webhook: ProfilePreset = {
  title: "PlayCamp standard webhooks",
  about: "PlayCamp tells your server of sponsorships, payments and coupons by signed POSTs",
  sections: {
    webhook: {
      url: `${LOCAL}/webhooks/playcamp`,
      format: "playcamp",
      signature: "simple",
      secret: { env: "{PARTNER}_WEBHOOK_SECRET" },
      timeout: "5s",
    },
  },
  questions: [RECEIVER],
};
