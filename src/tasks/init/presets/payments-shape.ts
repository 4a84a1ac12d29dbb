/** A payment query of one of the shapes that the sandbox's game can take. */
import type { PaymentShapeId } from "../../../sandbox/roles/payment-source/shapes/ids.js";
import { PAYMENT_SHAPES } from "../../../sandbox/roles/payment-source/shapes/index.js";
import {
  LOCAL,
  PAYMENTS_URL,
  SDK_API,
  type ProfilePreset,
  type ProfileSections,
} from "./preset.js";

/** Where the sandbox's game has its queries; a partner's has none of that. */
const SANDBOX_PREFIX = /^\/game\/payments/;

export function paymentsShapePreset(id: PaymentShapeId): ProfilePreset {
  const shape = PAYMENT_SHAPES[id];
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
