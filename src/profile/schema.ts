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
  entry: entrySection
    .exactOptional()
    .describe("How players' entry URLs are signed."),
  webhook: webhookSection
    .exactOptional()
    .describe("The game server's webhook receiver."),
  payments: paymentsSection
    .exactOptional()
    .describe("The game's payment query, and what its records mean."),
  wallet: walletSection
    .exactOptional()
    .describe("The operator's wallet, called back by the game provider."),
  provider: providerSection
    .exactOptional()
    .describe("The game provider's launch API."),
  sdkApi: sdkApiSection.exactOptional().describe("PlayCamp's SDK API."),
  postback: postbackSection
    .exactOptional()
    .describe("The reward app's postback endpoint."),
  settlement: settlementSection
    .exactOptional()
    .describe("How a month is settled."),
};

/** What holds in one environment: the base with that environment's overrides laid over it. */
export const effectiveProfileSchema = z.strictObject({
  $schema: z
    .string()
    .exactOptional()
    .describe("Where editors find the schema of this file."),
  version: z
    .literal(1)
    .exactOptional()
    .describe("Version of the profile's format; may be left out."),
  partner: z
    .string()
    .min(1)
    .describe("Your partner id; fills {partner} in URLs."),
  ...SECTIONS,
  privacy: z
    .strictObject({
      paths: z
        .array(
          z.string().regex(/^(body|query|header)([.[].+)$/, {
            error:
              "a path such as body.events[*].data.userId, query.usn or header.X-User",
          }),
        )
        .describe(
          "Paths such as body.events[*].data.userId, query.usn or header.X-User.",
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
