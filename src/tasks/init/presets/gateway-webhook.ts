/** Deliveries in the gateway's format. */
import { RECEIVER, LOCAL, type ProfilePreset } from "./preset.js";

export const gatewayWebhook: ProfilePreset = {
  title: "Webhooks in the gateway's format",
  about: "the Partner Gateway converts PlayCamp's events into usn, creator_usn and custom_data",
  sections: {
    webhook: {
      url: `${LOCAL}/webhooks/gateway`,
      format: "gateway",
      signature: "simple",
      secret: { env: "{PARTNER}_WEBHOOK_SECRET" },
      timeout: "5s",
    },
  },
  questions: [RECEIVER],
};
