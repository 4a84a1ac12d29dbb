/** Deliveries built, signed and sent: one after the other, broken on purpose, or as a load that is measured. */
import { UserError } from "../../core/errors.js";
import type { Http } from "../../core/http.js";
import type { RunThread } from "../../core/threads.js";
import type { Clock, Random } from "../../core/ports.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { type WebhookSettings, webhookSettings } from "../../profile/webhook-settings.js";
import type { WebhookFormat } from "../../protocols/webhook/delivery.js";
import type { SignatureForm } from "../../protocols/webhook/signature.js";
import type { WebhookTamperKind } from "../../protocols/webhook/tamper.js";
import { assertOwnMachine } from "../../transport/live-guard.js";
import type { RetryOptions } from "../../transport/retry.js";
import { deliveryMaker, type DeliveryMoment, type FireableDelivery } from "./build-delivery.js";
import { createDeliveryIds } from "./delivery-ids.js";
import { fireDeliveries, type FireReport } from "./fire-deliveries.js";
import type { LoadReport } from "./fire-load.js";
import type { LoadCounts } from "./load-tally.js";

/** Null stands for what the profile says. */
export interface FireWebhookOrder {
  readonly url: string | null;
  readonly events: readonly string[];
  /** Exact bytes instead of events. */
  readonly data: Uint8Array | null;
  readonly format: WebhookFormat | null;
  readonly form: SignatureForm | null;
  readonly callbackId: string | null;
  /** `body.…` and `header.…` overrides, as given. */
  readonly changes: readonly string[];
  /** How each delivery is broken; null for not at all. */
  readonly tamper: WebhookTamperKind | null;
  readonly repeat: number;
  /** Whether a delivery that fails is sent again, as the profile says. */
  readonly retry: boolean;
  /** Every wait before a retry is divided by this. */
  readonly speed: number;
  /** Sends several at a time and measures; null sends one after the other. */
  readonly load: LoadPace | null;
  readonly allowLive: boolean;
  readonly allowRemoteLoad: boolean;
}

export interface LoadPace {
  /** Null for what the rate needs, or one at a time. */
  readonly concurrency: number | null;
  /** Null for as many as are answered. */
  readonly perSecond: number | null;
  /** Threads that send; 1 for none but this one. */
  readonly workers: number;
}

export interface FireWebhookPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly runThread: RunThread;
  readonly extraCa: () => Promise<readonly string[]>;
  readonly tool: { readonly name: string; readonly version: string };
  /** Opens an HTTP client for the time of the sending. */
  readonly withHttp: <Result>(use: (http: Http, load: Http) => Promise<Result>) => Promise<Result>;
}

export interface FireWebhookHooks {
  readonly onAttempt: NonNullable<RetryOptions["onAttempt"]>;
  readonly onLoadStart: (load: { readonly url: string; readonly total: number }) => void;
  readonly onAnswer: (soFar: Pick<LoadCounts, "sent" | "answered" | "accepted">) => void;
}

export type FireWebhookResult =
  | { readonly kind: "fired"; readonly report: FireReport }
  | { readonly kind: "measured"; readonly report: LoadReport };

/** More than that to another host is a load. */
const MOST_REMOTE_REPEATS = 100;
/** Enough for a rate to be kept up by a target that takes its time. */
const USUAL_LANES_OF_A_RATE = 64;

/**
 * @throws {UserError} what the profile lacks, `live_target`, `remote_load`,
 *   `tamper_not_applicable`, and what {@link deliveryMaker} throws
 */
export async function fireWebhook(
  order: FireWebhookOrder,
  profile: ResolvedProfile,
  ports: FireWebhookPorts,
  hooks: FireWebhookHooks,
): Promise<FireWebhookResult> {
  const settings = await webhookSettings(profile, "fire-webhook");
  const url = order.url ?? settings.url;
  const form = formOf(settings, order);
  const format = order.format ?? settings.format;
  const make = deliveryMaker(settings, { ...order, format, form });
  const mayHarm = order.load !== null || order.repeat > MOST_REMOTE_REPEATS;
  if (mayHarm && !order.allowRemoteLoad) assertOwnMachine(url);
  const course: Course = { url, form, format, make, settings, profile };
  return order.load === null
    ? { kind: "fired", report: await fire(order, course, ports, hooks) }
    : { kind: "measured", report: await measure(order, order.load, course, ports, hooks) };
}

interface Course {
  readonly url: string;
  readonly form: SignatureForm;
  readonly format: WebhookFormat;
  readonly make: (moment: DeliveryMoment) => FireableDelivery;
  readonly settings: WebhookSettings;
  readonly profile: ResolvedProfile;
}

function fire(
  order: FireWebhookOrder,
  course: Course,
  ports: FireWebhookPorts,
  { onAttempt }: FireWebhookHooks,
): Promise<FireReport> {
  const { url, make, settings, profile } = course;
  const nowMs = ports.clock.nowMs();
  const delivery = make({ nowMs, ids: createDeliveryIds(ports.random)(0) });
  const { tamper, repeat, speed, allowLive } = order;
  const deliveries = tamper === null ? [delivery] : tampered(tamper, delivery, course, nowMs);
  const retry = order.retry ? settings.retry : null;
  const control = tamper === null ? null : delivery;
  return ports.withHttp((http) =>
    fireDeliveries(
      { url, deliveries, repeat, retry, speed, allowLive, onAttempt, control },
      settings,
      profile,
      { ...ports, http },
    ),
  );
}

async function measure(
  { repeat: total, allowLive, events, data, callbackId, changes }: FireWebhookOrder,
  { concurrency, perSecond, workers }: LoadPace,
  { url, make, settings, profile, format, form }: Course,
  ports: FireWebhookPorts,
  { onLoadStart, onAnswer }: FireWebhookHooks,
): Promise<LoadReport> {
  const lanes = concurrency ?? (perSecond === null ? workers : USUAL_LANES_OF_A_RATE);
  if (workers > 1) {
    const { fireInWorkers } = await import("../load/fire-in-workers.js");
    onLoadStart({ url, total });
    const message = { data, callbackId, changes };
    return fireInWorkers(
      { url, total, concurrency: lanes, perSecond, workers, events, format, form, message },
      { allowLive, settings, profile, onAnswer },
      ports,
    );
  }
  const { fireLoad } = await import("./fire-load.js");
  const idsOf = createDeliveryIds(ports.random);
  const load = {
    ...{ url, total, perSecond, allowLive, onAnswer },
    concurrency: lanes,
    makeDelivery: (nth: number, nowMs: number) => make({ nowMs, ids: idsOf(nth) }),
  };
  onLoadStart({ url, total });
  return ports.withHttp((_, http) => fireLoad(load, settings, profile, { ...ports, http }));
}

/** A kind that needs a timestamp is sent in that form where the profile allows it. */
function formOf(settings: WebhookSettings, { form, tamper }: FireWebhookOrder): SignatureForm {
  const agreed: readonly SignatureForm[] =
    settings.form === "both" ? ["simple", "timestamped"] : [settings.form];
  const wanted = form === null ? agreed : [form];
  const fitting = wanted.find((each) => tamper === null || tamper.applies(each));
  if (fitting !== undefined) return fitting;
  throw new UserError(
    "tamper_not_applicable",
    `--tamper ${tamper?.id ?? ""} needs a timestamped signature, and the profile agrees on simple ones`,
    "Pass --signature timestamped to try it all the same, or set webhook.signature.",
  );
}

function tampered(
  kind: WebhookTamperKind,
  { body, headersAt }: FireableDelivery,
  { form, format, settings }: Course,
  nowMs: number,
): readonly FireableDelivery[] {
  const delivery = {
    ...{ body, headers: headersAt(nowMs), form, format, mapping: settings.mapping },
    secret: settings.secrets[0].value,
    nowSec: Math.floor(nowMs / 1000),
  };
  return kind
    .tamper(delivery)
    .map(({ headers, body: broken }) => ({ body: broken, headersAt: () => headers }));
}
