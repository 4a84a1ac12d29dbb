/** A preset. */
import type { ProfilePreset } from "../../../src/tasks/init/presets/preset.js";

export const shop: ProfilePreset = {
  title: "Shop",
  about: "a web shop takes deliveries",
  sections: {
    webhook: { url: "http://127.0.0.1:3000/shop", secret: { env: "{PARTNER}_SHOP_SECRET" } },
  },
  questions: [{ path: "webhook.url", message: "The shop's URL", about: "takes deliveries" }],
};
