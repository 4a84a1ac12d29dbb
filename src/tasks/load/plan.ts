/**
 * A load as data: how fast, how long, what of, for whom. Where it goes, and with
 * which secrets, only the profile knows.
 */
import { createHash } from "node:crypto";
import type { Millis } from "../../protocols/wallet/millis.js";
import type { WebhookFormat } from "../../protocols/webhook/delivery.js";
import type { SignatureForm } from "../../protocols/webhook/signature.js";
import type { WebhookEventName } from "../../protocols/webhook/events.js";
import type { RoundOutcome } from "../wallet/plan-round.js";

/** Deliveries or rounds that are sent at times of their own, whatever the target does. */
export interface PacedStage {
  readonly kind: "paced";
  readonly name: string;
  /** In thousandths a second; the two differ in a ramp. */
  readonly fromMilliRate: number;
  readonly toMilliRate: number;
  /** Null where `count` ends it. */
  readonly durationMs: number | null;
  readonly count: number | null;
}

/** As many as are answered, so many at a time. */
export interface ClosedStage {
  readonly kind: "closed";
  readonly name: string;
  readonly concurrency: number;
  readonly durationMs: number | null;
  readonly count: number | null;
}

export type LoadStage = PacedStage | ClosedStage;

export interface WeightedEvents {
  readonly weight: number;
  readonly events: readonly WebhookEventName[];
  /** Paths of the body → values, put in before signing. */
  readonly set: Readonly<Record<string, unknown>>;
}

export interface WeightedRound {
  readonly weight: number;
  /** Null: as many as the game's flow has. */
  readonly bets: number | null;
  readonly outcome: RoundOutcome;
  readonly stake: Millis;
}

export interface WebhookPart {
  readonly kind: "webhook";
  /** Null for what the profile says. */
  readonly format: WebhookFormat | null;
  readonly signature: SignatureForm | null;
  readonly mix: readonly WeightedEvents[];
  /** The users that deliveries are about: `first`, `first + 1`, … */
  readonly accounts: { readonly first: number; readonly count: number };
}

export interface WalletPart {
  readonly kind: "wallet";
  /** Null for what the profile says. */
  readonly game: string | null;
  readonly mix: readonly WeightedRound[];
  /** How many of the profile's players play; null for all. */
  readonly accounts: number | null;
}

export interface LoadPlan<Part extends WebhookPart | WalletPart = WebhookPart | WalletPart> {
  readonly name: string;
  readonly seed: number;
  /** Of paced stages, at most so many are under way. */
  readonly maxInFlight: number;
  readonly stages: readonly LoadStage[];
  readonly part: Part;
}

export function isWebhookPlan(plan: LoadPlan): plan is LoadPlan<WebhookPart> {
  return plan.part.kind === "webhook";
}

export function isWalletPlan(plan: LoadPlan): plan is LoadPlan<WalletPart> {
  return plan.part.kind === "wallet";
}

/** The same for the same load, whatever it is called. */
export function loadPlanHash({ name: _, ...plan }: LoadPlan): string {
  return createHash("sha256").update(canonical(plan)).digest("hex").slice(0, 16);
}

/** Object keys in one order; a plan holds plain JSON only. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`);
  return `{${members.join(",")}}`;
}
