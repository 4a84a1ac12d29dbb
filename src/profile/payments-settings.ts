/**
 * `payments` of a profile as its protocol wants it: the source to poll and the
 * API to push to, defaults filled in, secrets read.
 */
import { UserError } from "../core/errors.js";
import type { ConnectionSettings } from "../core/http.js";
import { LARGEST_BATCH, type PushedUnit } from "../protocols/payments/bulk.js";
import type {
  PaymentMapping,
  PaymentSource,
  SignedRecords,
} from "../protocols/payments/mapping.js";
import { parseIsoInstant } from "../protocols/payments/times.js";
import type { TimeRange } from "../protocols/payments/windows.js";
import { renderTemplate } from "../protocols/signing/template.js";
import { pathBelow, requireSection, resolveConnection, type ResolvedProfile } from "./resolve.js";
import type { Profile } from "./schema.js";
import type { ReadSecret } from "./secrets.js";

/** How the game server's payment query is asked. */
export interface PaymentsSettings {
  /** `{partner}` in its URL is filled in. */
  readonly source: PaymentSource;
  readonly map: PaymentMapping;
  readonly partner: string;
  /** What signs a poll; null where the source asks for no credentials. */
  readonly key: ReadSecret | null;
  /** A range known to hold payments on several pages; null when the profile names none. */
  readonly sample: TimeRange | null;
  readonly connection: ConnectionSettings;
  /** A second query, of which every record is a refund. */
  readonly refunds?: PaymentsSettings;
}

/** Where converted payments go. */
export interface PushSettings {
  /** Base URL of the SDK API. */
  readonly url: string;
  readonly apiKey: ReadSecret;
  /** Payments a call, 1 to {@link LARGEST_BATCH}. */
  readonly batchSize: number;
  /** Calls under way at a time. */
  readonly concurrency: number;
  /** Given to PlayCamp with every batch; null for none. */
  readonly callbackId: string | null;
  /** Unit of the amounts that PlayCamp is given. */
  readonly amount: PushedUnit;
  readonly connection: ConnectionSettings;
}

type SourceSection = NonNullable<Profile["payments"]>["source"];
type SdkApiSection = NonNullable<Profile["sdkApi"]>;

export const PAYMENTS_TIMEOUT_MS = 10_000;
/** PlayCamp's own clients wait this long. */
export const PUSH_TIMEOUT_MS = 30_000;

/**
 * @param neededBy who needs the section, for the message
 * @throws {UserError} `section_missing`, `payments_key_missing`, `secret_missing`, `secret_empty`
 */
export async function paymentsSettings(
  resolved: ResolvedProfile,
  neededBy: string,
): Promise<PaymentsSettings> {
  const section = requireSection(resolved, "payments", neededBy);
  const settings = {
    ...(await sourceSettings(resolved, section.source, "payments.source")),
    map: section.map,
  };
  const { refunds } = section;
  if (refunds === undefined) return settings;
  const { of, id, amount, currency, purchasedAt } = refunds;
  // Where it names no key of its own, it is the same provider's.
  const written = { ...keyOf(section.source), ...refunds.source };
  const read = await sourceSettings(resolved, written, "payments.refunds.source");
  const map = {
    ...(id === undefined ? {} : { transactionId: id }),
    ...(amount === undefined ? {} : { amount }),
    ...(currency === undefined ? {} : { currency }),
    ...(purchasedAt === undefined ? {} : { purchasedAt }),
  };
  const source = { ...read.source, refund: { every: true, of } };
  return { ...settings, refunds: { ...read, source, map } };
}

function keyOf({ key }: SourceSection): Pick<SourceSection, "key"> {
  return key === undefined ? {} : { key };
}

/** @param at the source's place in the profile */
async function sourceSettings(
  resolved: ResolvedProfile,
  { params, jws, ...source }: SourceSection,
  at: string,
): Promise<Omit<PaymentsSettings, "map">> {
  const { partner } = resolved.profile;
  return {
    source: {
      ...source,
      ...(params === undefined ? {} : { params: await readParams(resolved, params, at) }),
      ...(jws === undefined ? {} : { jws: await readJws(resolved, jws, at) }),
      url: renderTemplate(source.url, (name) => (name === "partner" ? partner : undefined)),
    },
    partner,
    key: await readPollKey(resolved, source, at),
    sample: sampleOf(source),
    connection: await resolveConnection(resolved, source, at, PAYMENTS_TIMEOUT_MS),
  };
}

async function readJws(
  { secrets }: ResolvedProfile,
  { path, key }: NonNullable<SourceSection["jws"]>,
  at: string,
): Promise<SignedRecords> {
  const named = path === undefined ? {} : { path };
  if (key === undefined) return named;
  const [read] = await secrets.read(`${at}.jws.key`, key);
  return { ...named, key: read.value };
}

async function readParams(
  { secrets }: ResolvedProfile,
  params: NonNullable<SourceSection["params"]>,
  at: string,
): Promise<NonNullable<PaymentSource["params"]>> {
  const read: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(params)) {
    if (typeof value !== "object") read[name] = value;
    else {
      const [secret] = await secrets.read(pathBelow(`${at}.params`, name), value);
      read[name] = secret.value;
    }
  }
  return read;
}

async function readPollKey(
  resolved: ResolvedProfile,
  { auth, key }: Pick<SourceSection, "auth" | "key">,
  at: string,
): Promise<ReadSecret | null> {
  if (auth === undefined || auth.kind === "none") return null;
  if (key === undefined) {
    throw new UserError(
      "payments_key_missing",
      `${resolved.origin}: ${at}.auth is "${auth.kind}", but ${at}.key is not set`,
      `Name the secret in ${at}.key, for example {"env":"ACME_PAYMENTS_KEY"}.`,
    );
  }
  const [signing] = await resolved.secrets.read(`${at}.key`, key);
  return signing;
}

/** What the profile's validation has let through names two instants. */
function sampleOf({ range }: Pick<SourceSection, "range">): TimeRange | null {
  if (range?.sample === undefined) return null;
  const fromMs = parseIsoInstant(range.sample.from);
  const toMs = parseIsoInstant(range.sample.to);
  return fromMs === null || toMs === null ? null : { fromMs, toMs };
}

/**
 * What `payments.push` leaves out comes from `sdkApi`; without a `push` section
 * everything does. Headers and TLS material go to the host they were given for:
 * they are taken over only where the URL is.
 *
 * @throws {UserError} `push_not_configured`, `secret_missing`, `secret_empty`
 */
export async function pushSettings(
  resolved: ResolvedProfile,
  neededBy: string,
): Promise<PushSettings> {
  const { sdkApi, payments } = resolved.profile;
  const push = payments?.push ?? {};
  const url = push.url ?? sdkApi?.url;
  if (url === undefined) throw notConfigured(resolved, neededBy, "url");
  return {
    url,
    apiKey: await readApiKey(resolved, neededBy),
    batchSize: push.batchSize ?? LARGEST_BATCH,
    concurrency: push.concurrency ?? 2,
    callbackId: push.callbackId ?? null,
    amount: push.amount ?? "major",
    connection: await resolveConnection(
      resolved,
      push.url === undefined ? { ...connectionOf(sdkApi), ...push } : push,
      "payments.push",
      PUSH_TIMEOUT_MS,
    ),
  };
}

async function readApiKey(resolved: ResolvedProfile, neededBy: string): Promise<ReadSecret> {
  const { sdkApi, payments } = resolved.profile;
  const own = payments?.push?.apiKey;
  if (own !== undefined) {
    const [key] = await resolved.secrets.read("payments.push.apiKey", own);
    return key;
  }
  if (sdkApi === undefined) throw notConfigured(resolved, neededBy, "apiKey");
  const [key] = await resolved.secrets.read("sdkApi.apiKey", sdkApi.apiKey);
  return key;
}

function connectionOf(
  sdkApi: SdkApiSection | undefined,
): Pick<SdkApiSection, "headers" | "tls" | "timeout"> {
  if (sdkApi === undefined) return {};
  const { headers, tls, timeout } = sdkApi;
  return {
    ...(headers === undefined ? {} : { headers }),
    ...(tls === undefined ? {} : { tls }),
    ...(timeout === undefined ? {} : { timeout }),
  };
}

function notConfigured(
  { origin }: ResolvedProfile,
  neededBy: string,
  part: "url" | "apiKey",
): UserError {
  return new UserError(
    "push_not_configured",
    `${origin} names no payments.push.${part}, and no sdkApi to take it from, which ${neededBy} needs`,
    'Add "sdkApi" with url and apiKey, or both to payments.push.',
  );
}
