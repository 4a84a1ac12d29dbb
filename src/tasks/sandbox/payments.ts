/** The sandbox's payment query: `payments` of the profile, or one of the shapes that the sandbox knows. */
import { paymentsSettings } from "../../profile/payments-settings.js";
import type { Profile } from "../../profile/schema.js";
import { presentedAuth } from "../../protocols/payments/credential.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import { DEFAULT_PAYMENT_SHAPE } from "../../sandbox/roles/payment-source/shapes/ids.js";
import { PAYMENT_SHAPES } from "../../sandbox/roles/payment-source/shapes/index.js";
import type { PaymentShape } from "../../sandbox/roles/payment-source/shapes/shape.js";
import { type SandboxChoices, type SandboxSection, withoutConnection } from "./section.js";

type PaymentsSection = NonNullable<Profile["payments"]>;
type SourceSection = PaymentsSection["source"];

/** A day on which the sandbox's game has sold. */
const SOLD: TimeRange = {
  fromMs: Date.UTC(2026, 0, 5),
  toMs: Date.UTC(2026, 0, 6),
};
const DEFAULT_COUNT = 1000;
const SEED = 1;
const KEY = { env: "SANDBOX_PAYMENTS_KEY" };

export const paymentsSandbox: SandboxSection = {
  secrets: { SANDBOX_PAYMENTS_KEY: "sandbox-payments-key-known-to-everyone" },
  profile: (base, url, choices) => ({
    payments: sandboxPayments(base?.payments, url, choices),
  }),
  agreement: async (resolved, choices) => {
    const settings = await paymentsSettings(resolved, "the sandbox");
    const shape = shapeOf(resolved.profile.payments, choices);
    return {
      payments: {
        source: settings.source,
        map: settings.map,
        style: shape?.style ?? {},
        key: settings.key?.value ?? null,
        partner: settings.partner,
        timeoutMs: settings.connection.timeoutMs,
        count: choices.payments ?? DEFAULT_COUNT,
        sold: settings.sample ?? SOLD,
        seed: SEED,
      },
    };
  },
};

/** A shape that was asked for wins over the user's profile, which wins over the default shape. */
function sandboxPayments(
  base: PaymentsSection | undefined,
  url: string,
  { paymentsShape }: SandboxChoices,
): PaymentsSection {
  const push = pushOf(base);
  if (paymentsShape === undefined && base !== undefined) {
    return { source: ownSource(base.source, url), map: base.map, ...push };
  }
  const shape: PaymentShape = PAYMENT_SHAPES[paymentsShape ?? DEFAULT_PAYMENT_SHAPE];
  const source = { ...shape.source, url: url + shape.path, timeout: "3s" };
  return {
    source: withSample({ ...withKey(source as SourceSection) }),
    map: shape.map,
    ...push,
  };
}

/** The recipe of a real source; its pace and its host's own material stay behind. */
function ownSource(base: SourceSection, url: string): SourceSection {
  const { rate: _, ...source } = withoutConnection(base);
  const { search } = new URL(source.url.replaceAll(/\{[\w.-]+\}/g, "x"));
  const params = Object.fromEntries(
    Object.entries(source.params ?? {}).map(([name, value]) => [
      name,
      typeof value === "object" ? KEY : value,
    ]),
  );
  return withSample(withKey({ ...source, params, url: `${url}/game/payments/query${search}` }));
}

function withKey(given: SourceSection): SourceSection {
  const source = given.auth === undefined ? given : { ...given, auth: plainAuth(given.auth) };
  const { auth } = source;
  return auth === undefined || auth.kind === "none" ? source : { ...source, key: KEY };
}

/** The sandbox grants no tokens and has no key pairs: its key is the token. */
function plainAuth(auth: NonNullable<SourceSection["auth"]>): NonNullable<SourceSection["auth"]> {
  if (auth.kind !== "oauth2" && auth.kind !== "jwt") return auth;
  return presentedAuth(auth);
}

function withSample(source: SourceSection): SourceSection {
  const { range } = source;
  if (range === undefined || range.sample !== undefined) return source;
  const sample = {
    from: new Date(SOLD.fromMs).toISOString(),
    to: new Date(SOLD.toMs).toISOString(),
  };
  return { ...source, range: { ...range, sample } };
}

/** How the user pushes, on the sandbox's own SDK API. */
function pushOf(base: PaymentsSection | undefined): Pick<PaymentsSection, "push"> {
  if (base?.push === undefined) return {};
  const { url: _, apiKey: __, ...push } = withoutConnection(base.push);
  return { push };
}

/** The shape whose habits of writing apply: the one that the profile was made from. */
function shapeOf(
  payments: PaymentsSection | undefined,
  { paymentsShape }: SandboxChoices,
): PaymentShape | null {
  if (paymentsShape !== undefined) return PAYMENT_SHAPES[paymentsShape];
  const path = new URL(payments?.source.url ?? "http://none").pathname;
  const shapes: readonly PaymentShape[] = Object.values(PAYMENT_SHAPES);
  return shapes.find((shape) => shape.path.replace(/\?.*$/, "") === path) ?? null;
}
