/** The names of the presets, apart from the presets: flags list them without loading anything. */
import { PAYMENT_SHAPE_IDS } from "../../sandbox/roles/payment-source/shapes/ids.js";

export type PaymentsPresetId = `payments-${Lowercase<(typeof PAYMENT_SHAPE_IDS)[number]>}`;

export const PAYMENTS_PRESET_IDS = PAYMENT_SHAPE_IDS.map(
  (id) => `payments-${id.toLowerCase()}` as PaymentsPresetId,
);

export const PRESET_IDS = [
  "entry",
  "webhook",
  "gateway-webhook",
  "wallet",
  "postback",
  "sdk-api",
  "payments",
  ...PAYMENTS_PRESET_IDS,
] as const;

export type PresetId = (typeof PRESET_IDS)[number];
