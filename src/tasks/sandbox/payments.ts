/** The sandbox's payment query: `payments` of the profile, or one of the shapes that the sandbox knows. */
import { paymentsSettings } from "../../profile/payments-settings.js";
import type { Profile } from "../../profile/schema.js";
import { parsePath } from "../../core/json/path.js";
import { type FieldRule, fieldRule, type Paging } from "../../protocols/payments/mapping.js";
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
    const { refunds } = settings;
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
        ...(refunds === undefined
          ? {}
          : {
              refunds: {
                source: refunds.source,
                map: refunds.map,
                style: shape?.refunds?.style ?? {},
                key: refunds.key?.value ?? null,
              },
            }),
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
    const source = ownSource(base.source, `${url}/game/payments/query`);
    return { source, map: plainMap(base.map), ...refundsOf(base, url), ...push };
  }
  const shape: PaymentShape = PAYMENT_SHAPES[paymentsShape ?? DEFAULT_PAYMENT_SHAPE];
  const source = { ...shape.source, url: url + shape.path, timeout: "3s" };
  return {
    source: withSample({ ...withKey(source as SourceSection) }),
    map: shape.map,
    ...shapeRefunds(shape, url),
    ...push,
  };
}

function shapeRefunds({ refunds }: PaymentShape, url: string): Pick<PaymentsSection, "refunds"> {
  if (refunds === undefined) return {};
  const { path, of, map } = refunds;
  const source = { ...refunds.source, url: url + path, timeout: "3s" };
  return { refunds: { source: withSample(withKey(source as SourceSection)), of, ...map } };
}

/** Of the user's second query, what the sandbox's game can write. */
function refundsOf({ refunds }: PaymentsSection, url: string): Pick<PaymentsSection, "refunds"> {
  if (refunds === undefined) return {};
  const { source, of, id, amount, currency, purchasedAt } = refunds;
  return {
    refunds: {
      source: ownSource(source, `${url}/game/refunds/query`),
      of: isPlain(of) ? of : "of",
      ...(id === undefined ? {} : { id: isPlain(id) ? id : "id" }),
      ...plainMap({
        ...(amount === undefined ? {} : { amount }),
        ...(currency === undefined ? {} : { currency }),
        ...(purchasedAt === undefined ? {} : { purchasedAt }),
      }),
    },
  };
}

/** The recipe of a real source; its pace and its host's own material stay behind. */
function ownSource(base: SourceSection, at: string): SourceSection {
  const source = plainSource(withoutConnection(base));
  const { search } = new URL(source.url.replaceAll(/\{[\w.-]+\}/g, "x"));
  const params = Object.fromEntries(
    Object.entries(source.params ?? {}).map(([name, value]) => [
      name,
      typeof value === "object" ? KEY : value,
    ]),
  );
  return withSample(withKey({ ...source, params, url: `${at}${search}` }));
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

/** What the sandbox's game does more plainly than others: it lists payments as JSON, page by page. */
function plainSource(base: SourceSection): SourceSection {
  const { rate, jws, report, format, charset, order, range, paging, counts, refund, ...source } =
    base;
  const { of: _, ...plainRefund } = refund ?? {};
  const rules = [counts ?? []].flat().filter(({ path }) => isPlain(path));
  return {
    ...source,
    ...plainRange(range ?? (order === undefined ? undefined : {})),
    ...(paging === undefined ? {} : { paging: plainPaging(paging) }),
    ...(rules.length === 0 ? {} : { counts: rules }),
    ...(refund !== undefined && Object.values(plainRefund).every(isPlainOrNoPath)
      ? { refund: plainRefund }
      : {}),
  };
}

/** Beside paths stand the values of a refund. */
function isPlainOrNoPath(value: unknown): boolean {
  return typeof value !== "string" || isPlain(value);
}

/** It is asked for a range by its beginning and its end. */
function plainRange(range: SourceSection["range"]): Pick<SourceSection, "range"> {
  if (range === undefined) return {};
  const { day, open, ...others } = range;
  return day === true || open === true ? { range: others } : { range };
}

/** A token that is the last record's id stands in a header instead. */
function plainPaging(paging: Paging): Paging {
  if (paging.kind !== "cursor" || paging.next === undefined || isPlain(paging.next)) return paging;
  const { next: _, ...others } = paging;
  return { ...others, header: "X-Next" };
}

/** Its records have each value in one place, as a plain text or number. */
function plainMap(map: PaymentsSection["map"]): PaymentsSection["map"] {
  return Object.fromEntries(
    Object.entries(map).map(([field, mapping]) => [field, plainField(field, fieldRule(mapping))]),
  );
}

function plainField(field: string, rule: FieldRule): FieldRule {
  const { or, scale, currencies, nanos, rate, decimal, grouping, ...own } = rule;
  if (own.join !== undefined || !isPlain(own.path ?? "") || !isPlain(own.sum ?? "")) {
    const { lookup } = own;
    return { path: field, ...(lookup === undefined ? {} : { lookup }) };
  }
  if (own.unit !== "milli" && own.unit !== "micro") return own;
  const { unit: _, ...major } = own;
  return major;
}

/** Whether something can be written there, not only found. */
function isPlain(path: string): boolean {
  try {
    parsePath(path);
    return true;
  } catch {
    return false;
  }
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
  return shapes.find((shape) => shape.path.split("?", 1)[0] === path) ?? null;
}
