/**
 * What holds where a profile says nothing, written out as a profile would
 * spell it. The settings of each section apply it; here it is only told.
 */
import { durationText } from "../core/duration.js";
import { DEFAULT_FINGERPRINT } from "../protocols/payments/fingerprint.js";
import { pagingDefaults } from "../protocols/payments/paging.js";
import { LARGEST_BATCH } from "../protocols/payments/bulk.js";
import { DEFAULT_ENTRY_RECIPE } from "../protocols/entry/recipe.js";
import { DEFAULT_DIALECT } from "../protocols/wallet/dialect.js";
import { DEFAULT_TOLERANCE_SEC } from "../protocols/webhook/signature.js";
import { ENTRY_TIMEOUT_MS } from "./entry-settings.js";
import { PAYMENTS_TIMEOUT_MS, PUSH_TIMEOUT_MS } from "./payments-settings.js";
import { POSTBACK_TIMEOUT_MS } from "./postback-settings.js";
import type { Profile } from "./schema.js";
import { SDK_API_TIMEOUT_MS } from "./sdk-api-settings.js";
import { DEFAULT_GAMES, DEFAULT_PROVIDER, WALLET_TIMEOUT_MS } from "./wallet-settings.js";
import { DEFAULT_RETRY, WEBHOOK_TIMEOUT_MS } from "./webhook-settings.js";

type Json = Readonly<Record<string, unknown>>;

/** Of the sections that the profile has; a place that takes no default is absent. */
export function profileDefaults(profile: Profile): Json {
  const { entry, webhook, payments, wallet, provider, sdkApi, postback } = profile;
  return {
    ...(entry === undefined ? {} : { entry: entryDefaults() }),
    ...(webhook === undefined ? {} : { webhook: webhookDefaults() }),
    ...(payments === undefined ? {} : { payments: paymentsDefaults(payments) }),
    ...(wallet === undefined ? {} : { wallet: walletDefaults(wallet, profile.partner) }),
    ...(provider === undefined ? {} : { provider: { timeout: durationText(WALLET_TIMEOUT_MS) } }),
    ...(sdkApi === undefined ? {} : { sdkApi: { timeout: durationText(SDK_API_TIMEOUT_MS) } }),
    ...(postback === undefined
      ? {}
      : {
          postback: {
            auth: "bearer",
            timeout: durationText(POSTBACK_TIMEOUT_MS),
          },
        }),
  };
}

function entryDefaults(): Json {
  const { ttlMs, ...signature } = DEFAULT_ENTRY_RECIPE.signature;
  return {
    params: DEFAULT_ENTRY_RECIPE.params,
    signature: { ...signature, ttl: durationText(ttlMs) },
    timeout: durationText(ENTRY_TIMEOUT_MS),
  };
}

function webhookDefaults(): Json {
  return {
    format: "playcamp",
    signature: "simple",
    tolerance: durationText(DEFAULT_TOLERANCE_SEC * 1000),
    retry: { delays: DEFAULT_RETRY.delaysMs.map(durationText) },
    timeout: durationText(WEBHOOK_TIMEOUT_MS),
  };
}

function paymentsDefaults({ source }: NonNullable<Profile["payments"]>): Json {
  const { method = "GET", range, paging, auth } = source;
  return {
    source: {
      method: "GET",
      in: method === "GET" ? "query" : "json",
      ...(range === undefined
        ? {}
        : { range: { from: "from", to: "to", format: "iso", zone: "UTC" } }),
      paging: paging === undefined ? { kind: "none" } : pagingDefaults(paging),
      auth: auth?.kind === "fingerprint" ? DEFAULT_FINGERPRINT : (auth ?? { kind: "none" }),
      timeout: durationText(PAYMENTS_TIMEOUT_MS),
    },
    push: {
      batchSize: LARGEST_BATCH,
      concurrency: 2,
      timeout: durationText(PUSH_TIMEOUT_MS),
    },
  };
}

function walletDefaults(
  { serverDriven = true }: NonNullable<Profile["wallet"]>,
  partner: string,
): Json {
  return {
    provider: DEFAULT_PROVIDER,
    operatorId: partner,
    game: DEFAULT_GAMES[serverDriven ? "serverDriven" : "classic"],
    player: { platform: "desktop" },
    attributes: DEFAULT_DIALECT.attributes,
    envelope: DEFAULT_DIALECT.envelope,
    retry: { delays: [] },
    serverDriven: true,
    timeout: durationText(WALLET_TIMEOUT_MS),
  };
}

/** What `payments.push` takes over from `sdkApi`: headers and the like only where the URL is. */
export function inheritedValues({ payments, sdkApi }: Profile): Json {
  if (payments === undefined || sdkApi === undefined) return {};
  const { url, headers, tls, timeout, apiKey } = sdkApi;
  const { push = {} } = payments;
  const connection =
    push.url === undefined
      ? {
          url,
          ...(headers === undefined ? {} : { headers }),
          ...(tls === undefined ? {} : { tls }),
          ...(timeout === undefined ? {} : { timeout }),
        }
      : {};
  return {
    payments: {
      push: {
        ...connection,
        ...(push.apiKey === undefined ? { apiKey } : {}),
      },
    },
  };
}
