/**
 * Every preset. A new one is a file beside this one and a line here.
 *
 * Help and completion need the names alone, so a preset is loaded when it is wanted.
 */
import { namesOf } from "../../../core/names-of.js";
import {
  PAYMENT_SHAPE_IDS,
  type PaymentShapeId,
} from "../../../sandbox/roles/payment-source/shapes/ids.js";
import type { ProfilePreset } from "./preset.js";

type LoadPreset = () => Promise<ProfilePreset>;

export type PaymentsPresetId = `payments-${Lowercase<PaymentShapeId>}`;

const PRESETS = {
  entry: async () => (await import("./entry.js")).entry,
  webhook: async () => (await import("./webhook.js")).webhook,
  "gateway-webhook": async () => (await import("./gateway-webhook.js")).gatewayWebhook,
  wallet: async () => (await import("./wallet.js")).wallet,
  postback: async () => (await import("./postback.js")).postback,
  "sdk-api": async () => (await import("./sdk-api.js")).sdkApi,
  payments: async () => (await import("./payments.js")).payments,
  "portone-v1": async () => (await import("./providers/portone-v1.js")).portoneV1,
  "portone-v2": async () => (await import("./providers/portone-v2.js")).portoneV2,
  toss: async () => (await import("./providers/toss.js")).toss,
  nicepay: async () => (await import("./providers/nicepay.js")).nicepay,
  inicis: async () => (await import("./providers/inicis.js")).inicis,
  "one-store": async () => (await import("./providers/one-store.js")).oneStore,
  "google-play": async () => (await import("./providers/google-play.js")).googlePlay,
  "app-store": async () => (await import("./providers/app-store.js")).appStore,
  steam: async () => (await import("./providers/steam.js")).steam,
  stripe: async () => (await import("./providers/stripe.js")).stripe,
  paypal: async () => (await import("./providers/paypal.js")).paypal,
  xsolla: async () => (await import("./providers/xsolla.js")).xsolla,
  adyen: async () => (await import("./providers/adyen.js")).adyen,
  ...(Object.fromEntries(PAYMENT_SHAPE_IDS.map(shapePreset)) as Record<
    PaymentsPresetId,
    LoadPreset
  >),
} as const satisfies Record<string, LoadPreset>;

function shapePreset(id: PaymentShapeId): readonly [name: string, load: LoadPreset] {
  const load = async () => (await import("./payments-shape.js")).paymentsShapePreset(id);
  return [`payments-${id.toLowerCase()}`, load];
}

export type PresetId = keyof typeof PRESETS;

export const PRESET_IDS = namesOf(PRESETS);

export function loadPreset(id: PresetId): Promise<ProfilePreset> {
  return PRESETS[id]();
}
