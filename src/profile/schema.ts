/**
 * The profile's shape. Sections live in `sections/`; unknown keys are errors
 * everywhere. The JSON Schema that editors use is made from this.
 */
import { once } from "../core/memoize.js";
import { namesOf } from "../core/names-of.js";
import * as z from "zod/mini";
import { described, optional, text } from "./sections/described.js";
import { entrySection } from "./sections/entry.js";
import { paymentsSection } from "./sections/payments.js";
import { settlementSection } from "./sections/settlement.js";
import { postbackSection } from "./sections/postback.js";
import { privacySection } from "./sections/privacy.js";
import { providerSection, walletSection } from "./sections/wallet.js";
import { sdkApiSection, webhookSection } from "./sections/webhook.js";

// A profile is read once a call: to compile a parser for it takes longer than it saves.
z.config({ jitless: true });

/** Each is built when a profile has it: all of them together cost a start more than all else. */
const SECTIONS = {
  entry: once(() => optional(entrySection(), "How players' entry URLs are signed.")),
  webhook: once(() => optional(webhookSection(), "The game server's webhook receiver.")),
  payments: once(() =>
    optional(paymentsSection(), "The game's payment query, and what its records mean."),
  ),
  wallet: once(() =>
    optional(walletSection(), "The operator's wallet, called back by the game provider."),
  ),
  provider: once(() => optional(providerSection(), "The game provider's launch API.")),
  sdkApi: once(() => optional(sdkApiSection(), "PlayCamp's SDK API.")),
  postback: once(() => optional(postbackSection(), "The reward app's postback endpoint.")),
  settlement: once(() => optional(settlementSection(), "How a month is settled.")),
  privacy: once(() =>
    optional(
      privacySection(),
      "What is kept and shown of no message: personal data by its path into bodies (* one step, ** any number), query parameters and headers, and further secrets by their names.",
    ),
  ),
};

export type SectionName = keyof typeof SECTIONS;

type SectionSchemas = {
  readonly [Name in SectionName]: ReturnType<(typeof SECTIONS)[Name]>;
};

const SECTION_NAMES = namesOf(SECTIONS);

/** The sections that a value has, whatever they hold. */
export function sectionsOf(value: unknown): readonly SectionName[] {
  return typeof value === "object" && value !== null
    ? SECTION_NAMES.filter((name) => Object.hasOwn(value, name))
    : [];
}

/**
 * What holds in one environment: the base with that environment's overrides laid over it.
 *
 * @param sections those that occur; a value that has others is refused
 */
export function effectiveProfileSchema(sections: readonly SectionName[] = SECTION_NAMES) {
  return z.strictObject({
    ...everywhere(sections),
    live: optional(z.boolean(), "Sending here needs --allow-live."),
  });
}

/** What stands in the file as in each environment. */
function everywhere(sections: readonly SectionName[]) {
  const chosen = Object.fromEntries(
    sections.map((name) => [name, SECTIONS[name]()]),
  ) as SectionSchemas;
  return {
    $schema: optional(z.string(), "Where editors find the schema of this file."),
    version: optional(z.literal(1), "Version of the profile's format; may be left out."),
    partner: described(text(), "Your partner id; fills {partner} in URLs."),
    ...chosen,
    requirements: optional(
      z.string().check(z.regex(/^\d{4}-\d{2}$/, { error: "a requirement set such as 2026-12" })),
      "The requirement set to judge by, such as 2026-12; checks that came later only inform.",
    ),
  };
}

export type Profile = z.infer<ReturnType<typeof effectiveProfileSchema>>;

/** The whole file. Overrides are checked once laid over the base, so any object passes here. */
export function profileFileSchema(sections: readonly SectionName[] = SECTION_NAMES) {
  return z.strictObject({
    ...everywhere(sections),
    environments: optional(
      z.record(text(), z.record(z.string(), z.unknown())),
      "Deep overrides by environment name; chosen with --env.",
    ),
  });
}
