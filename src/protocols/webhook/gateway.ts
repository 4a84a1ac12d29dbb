/**
 * Turns PlayCamp's events into what a partner's game server receives, as the
 * mapping says. Signing the result is the same as for any delivery.
 */
import { renderTemplate, placeholdersOf } from "../signing/template.js";
import type { WebhookEvent } from "./events.js";
import { parsePath, valueBelow } from "../../core/json/path.js";
import { placeValues } from "../../core/json/place.js";
import {
  resolveGatewayMapping,
  type GatewayFieldRule,
  type GatewayMapping,
  type GatewayOutput,
  type GatewayValueFormat,
  type ResolvedGatewayMapping,
} from "./gateway-mapping.js";

export type GatewayEvent = Readonly<Record<string, unknown>>;

export interface GatewayConversion {
  /** What is sent, as a JSON value. */
  readonly body: unknown;
  /** The converted events in the body, in order. */
  readonly events: readonly GatewayEvent[];
  /** PlayCamp events that the mapping does not know, each name once; they are not in the body. */
  readonly unmapped: readonly string[];
}

/**
 * Converts a delivery's events, in order; a split event's parts follow each other.
 *
 * @source Partner Gateway document, "Webhooks"
 */
export function convertToGateway(
  events: readonly WebhookEvent[],
  mapping?: GatewayMapping,
): GatewayConversion {
  const resolved = resolveGatewayMapping(mapping);
  const unmapped = new Set<string>();
  const converted = events.flatMap((event) => {
    const outputs = resolved.events.get(event.event) ?? [];
    if (outputs.length === 0) unmapped.add(event.event);
    return outputs.map((output, index) => {
      const creator = creatorOf(event, output, index, outputs, resolved);
      return convertOne(sourcesOf(event, nameOf(output), creator), resolved);
    });
  });
  return {
    body: bodyOf(converted, resolved),
    events: converted,
    unmapped: [...unmapped],
  };
}

function bodyOf(events: readonly GatewayEvent[], mapping: ResolvedGatewayMapping): unknown {
  const wrapped = withValue({}, mapping.envelope, events);
  if (mapping.envelope === "") return wrapped;
  return Object.entries(mapping.constants).reduce(
    (body, [path, value]) => withValue(body, path, value),
    wrapped,
  );
}

function withValue(body: unknown, path: string, value: unknown): unknown {
  return placeValues(body, parsePath(path), [value]);
}

function convertOne(
  sources: Readonly<Record<string, unknown>>,
  mapping: ResolvedGatewayMapping,
): GatewayEvent {
  let converted: unknown = {};
  for (const [path, rule] of mapping.fields) {
    const value = fieldValue(rule, sources);
    if (value !== undefined) converted = withValue(converted, path, value);
  }
  return converted as GatewayEvent;
}

function fieldValue(rule: GatewayFieldRule, sources: Readonly<Record<string, unknown>>): unknown {
  if (Object.hasOwn(rule, "const")) return rule.const;
  const raw = rawValue(rule, sources);
  if (raw === undefined) return undefined;
  const key = textOf(raw);
  if (rule.lookup !== undefined && Object.hasOwn(rule.lookup, key)) {
    return rule.lookup[key];
  }
  return rule.as === undefined ? raw : FORMATS[rule.as](raw);
}

function rawValue(rule: GatewayFieldRule, sources: Readonly<Record<string, unknown>>): unknown {
  if (rule.template === undefined) {
    return rule.path === undefined ? undefined : valueBelow(sources, rule.path);
  }
  const valueOf = (name: string) => {
    const value = valueBelow(sources, name);
    return value === undefined ? undefined : textOf(value);
  };
  return placeholdersOf(rule.template).some((name) => valueOf(name) === undefined)
    ? undefined
    : renderTemplate(rule.template, valueOf);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const CANONICAL_INTEGER = /^(?:0|-?[1-9]\d*)$/;
const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** What cannot be written as asked passes unchanged: a target sees odd values as they are. */
const FORMATS: Readonly<Record<GatewayValueFormat, (value: unknown) => unknown>> = {
  id: (value) => numberWhere(CANONICAL_INTEGER, value),
  number: (value) => numberWhere(DECIMAL, value),
  string: textOf,
  s: (value) => time(value, (ms) => Math.floor(ms / 1000)),
  ms: (value) => time(value, (ms) => ms),
  iso: (value) => time(value, (ms) => new Date(ms).toISOString()),
};

function numberWhere(pattern: RegExp, value: unknown): unknown {
  const text = textOf(value);
  const number = Number(text);
  const exact = Math.abs(number) <= Number.MAX_SAFE_INTEGER;
  return pattern.test(text) && exact ? number : text;
}

function time(value: unknown, write: (ms: number) => unknown): unknown {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? value : write(ms);
}

function sourcesOf(
  event: WebhookEvent,
  name: string,
  creator: unknown,
): Readonly<Record<string, unknown>> {
  const all = {
    ...event,
    event: name,
    source: event.event,
    usn: event.data["userId"],
    creator,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function nameOf(output: GatewayOutput): string {
  return typeof output === "string" ? output : output.event;
}

/**
 * The creator a converted event is about. Of a change, a name that an ended
 * sponsorship also gets means the old creator, a name that a new one gets the
 * new; names that tell nothing go by their place: the first of several is the old.
 */
function creatorOf(
  event: WebhookEvent,
  output: GatewayOutput,
  index: number,
  outputs: readonly GatewayOutput[],
  mapping: ResolvedGatewayMapping,
): unknown {
  const { creatorKey, oldCreatorKey, newCreatorKey } = event.data;
  if (oldCreatorKey === undefined && newCreatorKey === undefined) {
    return creatorKey;
  }
  if (typeof output !== "string" && output.creator !== undefined) {
    return output.creator === "old" ? oldCreatorKey : newCreatorKey;
  }
  const name = nameOf(output);
  const becomes = (source: string) =>
    (mapping.events.get(source) ?? []).some((each) => nameOf(each) === name);
  const ended = becomes("sponsor.ended");
  const created = becomes("sponsor.created");
  const old = ended === created ? index === 0 && outputs.length > 1 : ended;
  return old ? oldCreatorKey : newCreatorKey;
}
