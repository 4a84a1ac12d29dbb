/**
 * The profile's shape. Sections live in `sections/`; unknown keys are errors
 * everywhere. The JSON Schema that editors use is made from this.
 */
import * as z from "zod";
import { entrySection } from "./sections/entry.js";
import { paymentsSection, settlementSection } from "./sections/payments.js";
import { postbackSection } from "./sections/postback.js";
import { providerSection, walletSection } from "./sections/wallet.js";
import { sdkApiSection, webhookSection } from "./sections/webhook.js";

const SECTIONS = {
  entry: entrySection.exactOptional(),
  webhook: webhookSection.exactOptional(),
  payments: paymentsSection.exactOptional(),
  wallet: walletSection.exactOptional(),
  provider: providerSection.exactOptional(),
  sdkApi: sdkApiSection.exactOptional(),
  postback: postbackSection.exactOptional(),
  settlement: settlementSection.exactOptional(),
};

/** What holds in one environment: the base with that environment's overrides laid over it. */
export const effectiveProfileSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  version: z.literal(1).exactOptional(),
  partner: z
    .string()
    .min(1)
    .describe("Your partner id; fills {partner} in URLs."),
  ...SECTIONS,
  privacy: z
    .strictObject({
      paths: z.array(
        z.string().regex(/^(body|query|header)([.[].+)$/, {
          error:
            "a path such as body.events[*].data.userId, query.usn or header.X-User",
        }),
      ),
    })
    .exactOptional()
    .describe(
      "Personal data that the journal leaves out: paths into bodies (* one step, ** any number), query parameters and headers.",
    ),
  live: z
    .boolean()
    .exactOptional()
    .describe("Sending here needs --allow-live."),
});

export type Profile = z.infer<typeof effectiveProfileSchema>;

export type SectionName = keyof typeof SECTIONS;

/** The whole file. Overrides are checked once laid over the base, so any object passes here. */
export const profileFileSchema = effectiveProfileSchema
  .omit({ live: true })
  .extend({
    environments: z
      .record(z.string().min(1), z.record(z.string(), z.unknown()))
      .exactOptional()
      .describe("Deep overrides by environment name; chosen with --env."),
  });
