/**
 * What an agreement usually looks like, as data: sections of a profile, and the
 * few values in them that every partner has to replace. A new preset is an entry
 * here and its name in `preset-ids.ts`.
 */
import type { Profile } from "../../profile/schema.js";
import { DEFAULT_ENTRY_RECIPE } from "../../protocols/entry/recipe.js";
import { REQUIRED_FIELDS } from "../../protocols/payments/mapping.js";
import { PAYMENT_SHAPES } from "../../sandbox/roles/payment-source/shapes/index.js";
import { PAYMENT_SHAPE_IDS } from "../../sandbox/roles/payment-source/shapes/ids.js";
import type { PaymentShape } from "../../sandbox/roles/payment-source/shapes/shape.js";
import type { PaymentsPresetId, PresetId } from "./preset-ids.js";

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
const LOCAL = "http://127.0.0.1:3000";

const { ttlMs: _, ...DEFAULT_SIGNATURE } = DEFAULT_ENTRY_RECIPE.signature;

const RECEIVER: PresetQuestion = {
  path: "webhook.url",
  message: "Your webhook receiver's URL",
  about: "where your game server takes deliveries, by POST",
};

const SDK_API = {
  sdkApi: {
    url: "https://sandbox-sdk-api.playcamp.io",
    apiKey: { env: "{PARTNER}_PLAYCAMP_KEY" },
  },
} as const satisfies ProfileSections;

const PAYMENTS_URL: PresetQuestion = {
  path: "payments.source.url",
  message: "Your payment query's URL",
  about: "where your game server answers for its payment history",
};

const PLAIN_PRESETS: Readonly<Record<Exclude<PresetId, PaymentsPresetId>, ProfilePreset>> = {
  entry: {
    title: "Entry",
    about: "your game opens PlayCamp's WebView by a signed URL: the gateway's default recipe",
    sections: {
      entry: {
        url: "https://gw.example.com/api/{partner}/sponsor",
        params: { ...DEFAULT_ENTRY_RECIPE.params },
        signature: { ...DEFAULT_SIGNATURE, ttl: "300s" },
        key: { env: "{PARTNER}_SHARED_KEY" },
      },
    },
    questions: [
      {
        path: "entry.url",
        message: "The gateway's entry URL",
        about: "PlayCamp gives it to you; {partner} in it stands for your partner id",
      },
    ],
  },
  webhook: {
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
  },
  "gateway-webhook": {
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
  },
  wallet: {
    title: "Wallet operator",
    about: "a game provider calls /auth, /withdraw, /deposit and /balance on your wallet",
    sections: {
      wallet: {
        url: `${LOCAL}/wallet`,
        publicKey: "your-public-key",
        secret: { env: "{PARTNER}_WALLET_SECRET" },
        player: {
          userToken: { env: "{PARTNER}_USER_TOKEN" },
          sessionToken: { env: "{PARTNER}_SESSION_TOKEN" },
          currency: "USD",
          platform: "desktop",
        },
      },
    },
    questions: [
      {
        path: "wallet.url",
        message: "Your wallet's base URL",
        about: "/auth, /withdraw, /deposit and /balance lie below it",
      },
      {
        path: "wallet.publicKey",
        message: "Your public key",
        about: "names you to the provider in X-Public-Key; it is no secret",
      },
      {
        path: "wallet.player.currency",
        message: "The test player's currency",
        about: "three letters, such as USD",
      },
    ],
  },
  postback: {
    title: "Reward postback",
    about: "your game reports completed levels to a reward app, which credits coins",
    sections: {
      postback: {
        url: `${LOCAL}/api/postback`,
        secret: { env: "{PARTNER}_POSTBACK_SECRET" },
        auth: "bearer",
        pid: "your-partner-id",
        gid: "your-game-id",
        uids: ["00000000-0000-4000-8000-000000000001"],
      },
    },
    questions: [
      {
        path: "postback.url",
        message: "The reward app's postback URL",
        about: "ends in /api/postback",
      },
      {
        path: "postback.pid",
        message: "pid",
        about: "the partner that the reward app knows you as",
      },
      {
        path: "postback.gid",
        message: "gid",
        about: "the game, as the reward app knows it",
      },
      {
        path: "postback.uids[0]",
        message: "uid of a test user",
        about: "a UUID; the checks use up one user in each run",
      },
    ],
  },
  "sdk-api": {
    title: "PlayCamp's SDK API",
    about: "manages webhooks and takes payments; here its sandbox",
    sections: SDK_API,
    questions: [
      {
        path: "sdkApi.url",
        message: "The SDK API's URL",
        about: "PlayCamp's sandbox, or its live API",
      },
    ],
  },
  payments: {
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
  },
};

/** Where the sandbox's game has its queries; a partner's has none of that. */
const SANDBOX_PREFIX = /^\/game\/payments/;

function paymentsPreset(
  id: (typeof PAYMENT_SHAPE_IDS)[number],
  shape: PaymentShape,
): ProfilePreset {
  const { auth } = shape.source;
  const needsKey = auth !== undefined && auth.kind !== "none";
  const source = {
    url: `${LOCAL}${shape.path.replace(SANDBOX_PREFIX, "")}`,
    ...shape.source,
    ...(needsKey ? { key: { env: "{PARTNER}_PAYMENTS_KEY" } } : {}),
  };
  return {
    title: `Payments, shape ${id}`,
    about: shape.title,
    // The shapes are kept to the profile's schema by a test; only lists are read-only here.
    sections: {
      payments: { source, map: shape.map },
      ...SDK_API,
    } as ProfileSections,
    questions: [PAYMENTS_URL],
  };
}

export const PRESETS: Readonly<Record<PresetId, ProfilePreset>> = {
  ...PLAIN_PRESETS,
  ...(Object.fromEntries(
    PAYMENT_SHAPE_IDS.map((id) => [
      `payments-${id.toLowerCase()}`,
      paymentsPreset(id, PAYMENT_SHAPES[id]),
    ]),
  ) as Record<PaymentsPresetId, ProfilePreset>),
};
