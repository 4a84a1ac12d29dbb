/** A payment query in PlayCamp's own words. */
import { REQUIRED_FIELDS } from "../../../protocols/payments/mapping.js";
import { PAYMENTS_URL, SDK_API, LOCAL, type ProfilePreset } from "./preset.js";

export const payments: ProfilePreset = {
  title: "Payments, in PlayCamp's own words",
  about: "GET with from and to, a list of PlayCamp payments, fingerprint",
  sections: {
    payments: {
      source: {
        url: `${LOCAL}/payments`,
        range: { from: "from", to: "to", format: "iso" },
        auth: { kind: "fingerprint" },
        key: { env: "{PARTNER}_PAYMENTS_KEY" },
      },
      map: Object.fromEntries(REQUIRED_FIELDS.map((name) => [name, name])),
    },
    ...SDK_API,
  },
  questions: [PAYMENTS_URL],
};
