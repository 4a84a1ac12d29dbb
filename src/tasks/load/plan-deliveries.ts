/** What the nth delivery of a stage is: which entry of the mix, about which user, under which identifiers. */
import { createHash } from "node:crypto";
import type { WebhookSettings } from "../../profile/webhook-settings.js";
import type { WebhookFormat } from "../../protocols/webhook/delivery.js";
import type { SignatureForm } from "../../protocols/webhook/signature.js";
import {
  deliveryMaker,
  type DeliveryOrder,
  type FireableDelivery,
} from "../webhooks/build-delivery.js";
import { createIdNames } from "../webhooks/delivery-ids.js";
import { accountAt, mixAt } from "./draw.js";
import type { LoadPlan, WebhookPart, WeightedEvents } from "./plan.js";

/** @param nth of the stage, from 0 */
export type PlanDelivery = (stageAt: number, nth: number, nowMs: number) => FireableDelivery;

/**
 * Depends on the plan's seed and the run id alone, but for times and what is signed over them.
 *
 * @throws {UserError} `unknown_event`, `set_*`; what it returns throws the rest with the first delivery
 */
export function planDeliveries(
  { seed, part }: LoadPlan<WebhookPart>,
  runId: string,
  settings: WebhookSettings,
  message: PlannedMessage = PLAIN_MESSAGE,
): PlanDelivery {
  const { data, callbackId, changes } = message;
  const common = { data, callbackId, ...deliveryForm(part, settings) };
  const weights = part.mix.map(({ weight }) => weight);
  const makers = part.mix.map((entry) =>
    deliveryMaker(settings, {
      ...common,
      events: entry.events,
      changes: [...changesOf(entry), ...changes],
    }),
  );
  const idsOf = planIds({ seed, part }, runId);
  return (stageAt, nth, nowMs) => {
    const make = makers[mixAt(weights, seed, stageAt, nth)];
    if (make === undefined) throw new Error("a mix has entries");
    return make({ nowMs, ids: idsOf(stageAt, nth) });
  };
}

/** What the line may say of every delivery, and a plan file does not. */
export type PlannedMessage = Pick<DeliveryOrder, "data" | "callbackId" | "changes">;

const PLAIN_MESSAGE: PlannedMessage = { data: null, callbackId: null, changes: [] };

/** What the plan leaves open, the profile says. */
export function deliveryForm(
  { format, signature }: WebhookPart,
  settings: WebhookSettings,
): { readonly format: WebhookFormat; readonly form: SignatureForm } {
  const agreed = settings.form === "both" ? "simple" : settings.form;
  return { format: format ?? settings.format, form: signature ?? agreed };
}

/** As `--set` would be given them. */
export function changesOf({ set }: WeightedEvents): readonly string[] {
  return Object.entries(set).map(([path, value]) => `body.${path}:=${JSON.stringify(value)}`);
}

/** Sets the identifiers of one run of one seed apart from those of every other. */
export function runTag(seed: number, runId: string): string {
  return createHash("sha256")
    .update(JSON.stringify([seed, runId]))
    .digest("hex")
    .slice(0, 10);
}

/** @returns the identifiers of the nth of a stage */
export function planIds(
  { seed, part }: Pick<LoadPlan<WebhookPart>, "seed" | "part">,
  runId: string,
) {
  const tag = runTag(seed, runId);
  const nameIn = createIdNames();
  const { first, count } = part.accounts;
  return (stageAt: number, nth: number) => {
    const user = String(first + accountAt(seed, stageAt, nth, count));
    return (label: string): string => {
      const name = nameIn(label);
      return name === "userId" ? user : `${name}_${tag}_${stageAt + 1}_${nth}`;
    };
  };
}
