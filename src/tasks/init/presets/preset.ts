/**
 * What an agreement usually looks like, as data: sections of a profile, and the
 * few values in them that every partner has to replace.
 */
import type { Profile } from "../../../profile/schema.js";

/** What a profile holds beside its owner. */
export type ProfileSections = Omit<Profile, "$schema" | "version" | "partner" | "live">;

/** A value that is different for every partner. */
export interface PresetQuestion {
  /** Path in the profile. */
  readonly path: string;
  readonly message: string;
  /** One line that explains the term. */
  readonly about: string;
}

export interface ProfilePreset {
  readonly title: string;
  /** One line. */
  readonly about: string;
  /** `{PARTNER}` in the name of a variable stands for the partner's own name. */
  readonly sections: ProfileSections;
  readonly questions: readonly PresetQuestion[];
}

/** Where somebody who integrates usually runs what they work on. */
export const LOCAL = "http://127.0.0.1:3000";

export const RECEIVER: PresetQuestion = {
  path: "webhook.url",
  message: "Your webhook receiver's URL",
  about: "where your game server takes deliveries, by POST",
};

export const PAYMENTS_URL: PresetQuestion = {
  path: "payments.source.url",
  message: "Your payment query's URL",
  about: "where your game server answers for its payment history",
};

/** What a payment provider's records do not say of the game that sells. */
export const SHOP_KIND: readonly PresetQuestion[] = [
  {
    path: "payments.map.platform",
    message: "Platform",
    about: "what your shop sells for: iOS, Android, Web, Roblox or Other",
  },
  {
    path: "payments.map.distributionType",
    message: "Distribution type",
    about: "MOBILE_STORE, PC_STORE, MOBILE_SELF_STORE or PC_SELF_STORE",
  },
];

export const SDK_API = {
  sdkApi: {
    url: "https://sandbox-sdk-api.playcamp.io",
    apiKey: { env: "{PARTNER}_PLAYCAMP_KEY" },
  },
} as const satisfies ProfileSections;
