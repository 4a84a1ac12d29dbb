/**
 * Asks a game server how often it has applied an event, where it offers a way:
 * the URL and what its reply says. How often to ask is left to the caller.
 */
import { placeholdersOf, renderTemplate } from "../signing/template.js";
import type { WebhookFormat } from "./delivery.js";
import type { WebhookEvent } from "./events.js";
import { readPath } from "./field-path.js";
import {
  type GatewayMapping,
  resolveGatewayMapping,
} from "./gateway-mapping.js";
import { parseJsonBytes } from "./signature.js";

/** Placeholders of a probe's URL. */
export const PROBE_FACTS = [
  "event",
  "callbackId",
  "userId",
  "transactionId",
] as const;

/** What identifies an event, as the game server got it; empty where it has no such thing. */
export type ProbeFacts = Readonly<Record<(typeof PROBE_FACTS)[number], string>>;

export interface WebhookProbe {
  /** Template of a URL. */
  readonly url: string;
  /** Where the reply holds the number of times, or a list of them; empty for the reply itself. */
  readonly path: string;
  /** Where it lists the names of the entry's events in the order of their application; null for nowhere. */
  readonly log: string | null;
}

/** By what a game server knows an event: one for each that the format makes of it, in order. */
export function factsAsReceived(
  event: WebhookEvent,
  format: WebhookFormat,
  mapping: GatewayMapping,
): readonly ProbeFacts[] {
  const facts = {
    event: event.event,
    callbackId: event.callbackId ?? "",
    userId: textOf(event.data["userId"]),
    transactionId: textOf(event.data["transactionId"]),
  };
  if (format === "playcamp") return [facts];
  const outputs = resolveGatewayMapping(mapping).events.get(event.event) ?? [];
  return outputs.map((output) => ({
    ...facts,
    event: typeof output === "string" ? output : output.event,
  }));
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number"
    ? String(value)
    : "";
}

/** Placeholders that no probe can fill. */
export function unknownProbePlaceholders(template: string): readonly string[] {
  const known: readonly string[] = PROBE_FACTS;
  return placeholdersOf(template).filter((name) => !known.includes(name));
}

export function probeUrl(
  { url }: WebhookProbe,
  facts: Partial<ProbeFacts>,
): string {
  return renderTemplate(url, (name) =>
    encodeURIComponent(facts[name as keyof ProbeFacts] ?? ""),
  );
}

interface ProbeReply {
  readonly status: number;
  readonly body: Uint8Array;
}

/** @returns how often the event was applied; null when the reply does not say */
export function readProbe(
  { path }: WebhookProbe,
  reply: ProbeReply,
): number | null {
  const found = valueOf(reply, path);
  if (Array.isArray(found)) return found.length;
  const number =
    typeof found === "string" && /^\d{1,15}$/.test(found)
      ? Number(found)
      : found;
  return Number.isSafeInteger(number) && (number as number) >= 0
    ? (number as number)
    : null;
}

/** @returns event names in order; null when the reply does not list them */
export function readProbeLog(
  { log }: WebhookProbe,
  reply: ProbeReply,
): readonly string[] | null {
  const found = log === null ? undefined : valueOf(reply, log);
  return Array.isArray(found) && found.every((name) => typeof name === "string")
    ? found
    : null;
}

function valueOf({ status, body }: ProbeReply, path: string): unknown {
  if (status < 200 || status >= 300) return undefined;
  return readPath(parseJsonBytes(body)?.value, path);
}
