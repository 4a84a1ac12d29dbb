/**
 * Asks a game server how often it has applied an event, where it offers a way:
 * by what it knows the event, the URL, and what its reply says. How often to ask
 * is left to the caller.
 */
import { urlPart } from "../../core/url-part.js";
import { placeholdersOf, renderTemplate } from "../signing/template.js";
import type { WebhookFormat } from "./delivery.js";
import type { WebhookEvent } from "./events.js";
import { valueBelow } from "../../core/json/path.js";
import { convertToGateway } from "./gateway.js";
import {
  type GatewayFieldRule,
  type GatewayMapping,
  resolveGatewayMapping,
  type ResolvedGatewayMapping,
} from "./gateway-mapping.js";
import { parseJsonBytes } from "./signature.js";

/** Placeholders of a probe's URL. */
export const PROBE_FACTS = ["event", "callbackId", "userId", "transactionId"] as const;

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
  return format === "playcamp"
    ? [factsOfPlayCamp(event)]
    : convertToGateway([event], mapping).events.map(createFactReader(mapping));
}

/** False where the format leaves out everything that tells one event from another of its name. */
export function areTellingFacts({ callbackId, userId, transactionId }: ProbeFacts): boolean {
  return callbackId !== "" || userId !== "" || transactionId !== "";
}

/** What PlayCamp's own format says of an event. */
export function factsOfPlayCamp({ event, callbackId, data }: WebhookEvent): ProbeFacts {
  return {
    event,
    callbackId: callbackId ?? "",
    userId: textAt(data, "userId"),
    transactionId: textAt(data, "transactionId"),
  };
}

/** The sources of a mapping that say a fact; the first one that a field is made of counts. */
const FACT_SOURCES: Readonly<Record<keyof ProbeFacts, readonly string[]>> = {
  event: ["event", "source"],
  callbackId: ["callbackId"],
  userId: ["usn", "data.userId"],
  transactionId: ["data.transactionId"],
};

/** Reads converted events: every fact as the mapping has written it, wherever that is. */
export function createFactReader(mapping?: GatewayMapping): (event: unknown) => ProbeFacts {
  const { fields } = resolveGatewayMapping(mapping);
  const places = Object.entries(FACT_SOURCES).map(
    ([fact, sources]) => [fact, fieldMadeOf(sources, fields)] as const,
  );
  return (event) =>
    Object.fromEntries(
      places.map(([fact, path]) => [fact, path === null ? "" : textAt(event, path)]),
    ) as ProbeFacts;
}

/** The field that is the source itself, else one whose template holds it. */
function fieldMadeOf(
  sources: readonly string[],
  fields: ResolvedGatewayMapping["fields"],
): string | null {
  const holding = (test: (rule: GatewayFieldRule) => boolean) =>
    [...fields].find(([, rule]) => test(rule))?.[0];
  for (const source of sources) {
    const field =
      holding(({ path }) => path === source) ??
      holding(({ template = "" }) => placeholdersOf(template).includes(source));
    if (field !== undefined) return field;
  }
  return null;
}

function textAt(value: unknown, path: string): string {
  const found = valueBelow(value, path);
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}

/** Placeholders that no probe can fill. */
export function unknownProbePlaceholders(template: string): readonly string[] {
  const known: readonly string[] = PROBE_FACTS;
  return placeholdersOf(template).filter((name) => !known.includes(name));
}

export function probeUrl({ url }: WebhookProbe, facts: Partial<ProbeFacts>): string {
  return renderTemplate(url, (name) => urlPart(facts[name as keyof ProbeFacts] ?? ""));
}

interface ProbeReply {
  readonly status: number;
  readonly body: Uint8Array;
}

/** @returns how often the event was applied; null when the reply does not say */
export function readProbe({ path }: WebhookProbe, reply: ProbeReply): number | null {
  const found = valueOf(reply, path);
  if (Array.isArray(found)) return found.length;
  const number = typeof found === "string" && /^\d{1,15}$/.test(found) ? Number(found) : found;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : null;
}

/** @returns event names in order; null when the reply does not list them */
export function readProbeLog({ log }: WebhookProbe, reply: ProbeReply): readonly string[] | null {
  const found = log === null ? undefined : valueOf(reply, log);
  return Array.isArray(found) && found.every((name) => typeof name === "string") ? found : null;
}

function valueOf({ status, body }: ProbeReply, path: string): unknown {
  if (status < 200 || status >= 300) return undefined;
  return valueBelow(parseJsonBytes(body)?.value, path);
}
