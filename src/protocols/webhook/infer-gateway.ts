/**
 * Proposes the gateway mapping that makes a body like a captured one. Names and
 * values are evidence, not proof: what was guessed is said.
 */
import { isIsoTime, leavesOf, type Leaf } from "./event-leaves.js";
import {
  DEFAULT_GATEWAY_MAPPING,
  type GatewayFieldRule,
  type GatewayMapping,
  type GatewayValueFormat,
} from "./gateway-mapping.js";

export interface InferredMapping {
  /** Only what differs from the default format; empty for the default itself. */
  readonly mapping: GatewayMapping;
  /** Names of the events in the body. */
  readonly events: readonly string[];
  /** Path inside the mapping → what was guessed there. */
  readonly guesses: readonly MappingGuess[];
}

export interface MappingGuess {
  readonly at: string;
  readonly message: string;
}

type Source = "callbackId" | "usn" | "creator" | "event" | "timestamp";

interface SourceRule {
  readonly source: Source | "data.campaignId";
  readonly name: RegExp;
  readonly fits: (value: unknown) => boolean;
}

/** Tried in this order; a leaf serves one source. */
const SOURCES: readonly SourceRule[] = [
  {
    source: "event",
    name: /^(event|type|kind|action)$|event_?(name|type)|^name$/i,
    fits: (value) => typeof value === "string",
  },
  {
    source: "creator",
    name: /creator|streamer|influencer/i,
    fits: isId,
  },
  {
    source: "data.campaignId",
    name: /camp/i,
    fits: isId,
  },
  {
    source: "timestamp",
    name: /time|date|(^|_)(ts|at)$|[a-z]At$/,
    fits: (value) => timeFormat(value) !== null,
  },
  {
    source: "callbackId",
    name: /custom|callback|signature|token/i,
    fits: (value) => typeof value === "string",
  },
  {
    source: "usn",
    name: /^usn$|user|uid|player|account|member|role/i,
    fits: isId,
  },
];

/** @returns null when there is no list of events in it, each with a name */
export function inferGatewayMapping(body: unknown): InferredMapping | null {
  const list = listIn(body, "");
  if (list === null) return null;
  const leaves = leavesOf(list.events[0]);
  const roles = rolesOf(leaves);
  const eventPath = roles.get("event")?.path;
  if (eventPath === undefined) return null;
  const events = list.events.flatMap((event) =>
    leavesOf(event).flatMap(({ path, value }) =>
      path === eventPath && typeof value === "string" ? [value] : [],
    ),
  );
  const fields = fieldsOf(leaves, roles);
  const names = namesOf(events);
  const constants = list.beside;
  const mapping: GatewayMapping = {
    ...(list.path === DEFAULT_GATEWAY_MAPPING.envelope ? {} : { envelope: list.path }),
    ...(isEmpty(constants) ? {} : { constants }),
    ...(isEmpty(fields.rules) ? {} : { fields: fields.rules }),
    ...(isEmpty(names.events) ? {} : { events: names.events }),
  };
  return {
    mapping,
    events,
    guesses: [...fields.guesses, ...names.guesses],
  };
}

interface EventList {
  /** Dotted; empty for the body itself. */
  readonly path: string;
  readonly events: readonly unknown[];
  /** Single values elsewhere in the body. */
  readonly beside: Readonly<Record<string, unknown>>;
}

function listIn(value: unknown, path: string): EventList | null {
  if (Array.isArray(value)) {
    const events = value as readonly unknown[];
    return events.length > 0 && events.every(isObject) ? { path, events, beside: {} } : null;
  }
  if (!isObject(value)) return null;
  for (const [key, child] of Object.entries(value)) {
    const found = listIn(child, path === "" ? key : `${path}.${key}`);
    if (found === null) continue;
    const { [key]: _, ...rest } = value;
    const beside = leavesOf(rest)
      .filter(({ value: single }) => isScalar(single))
      .map((leaf): [string, unknown] => [
        path === "" ? leaf.path : `${path}.${leaf.path}`,
        leaf.value,
      ]);
    return {
      ...found,
      beside: { ...Object.fromEntries(beside), ...found.beside },
    };
  }
  return null;
}

type Roles = ReadonlyMap<SourceRule["source"], Leaf>;

function rolesOf(leaves: readonly Leaf[]): Roles {
  const roles = new Map<SourceRule["source"], Leaf>();
  const taken = new Set<Leaf>();
  for (const { source, name, fits } of SOURCES) {
    const leaf = leaves.find(
      (each) =>
        !taken.has(each) &&
        namesOfPath(each.path).some((own) => name.test(own)) &&
        fits(each.value),
    );
    if (leaf === undefined) continue;
    roles.set(source, leaf);
    taken.add(leaf);
  }
  return roles;
}

/** The last key, and the last two: `user.id` is both an `id` and a `user_id`. */
function namesOfPath(path: string): readonly string[] {
  const keys = path.split(".");
  return [keys.at(-1) ?? "", keys.slice(-2).join("_")];
}

interface Fields {
  readonly rules: Readonly<Record<string, GatewayFieldRule | null>>;
  readonly guesses: readonly MappingGuess[];
}

const DEFAULT_FIELDS: Readonly<Record<string, GatewayFieldRule>> = DEFAULT_GATEWAY_MAPPING.fields;

function fieldsOf(leaves: readonly Leaf[], roles: Roles): Fields {
  // A map, because a body may name a field __proto__.
  const rules = new Map<string, GatewayFieldRule | null>();
  const guesses: MappingGuess[] = [];
  for (const leaf of leaves) {
    const [source] = [...roles].find(([, each]) => each === leaf) ?? [];
    const { path, value } = leaf;
    const rule = source === undefined ? { const: value } : ruleFor(source, value);
    const at = `fields.${path}`;
    if (!isSame(rule, DEFAULT_FIELDS[path])) rules.set(path, rule);
    if (source === undefined) guesses.push({ at, message: `always ${JSON.stringify(value)}?` });
    if (source === "creator" && typeof value === "number")
      guesses.push({
        at,
        message: `holds the number ${value}; PlayCamp knows creators by keys such as AB12C: add a lookup from key to number`,
      });
  }
  // A role that the body has under another name, or not at all, is not sent under the usual one.
  for (const path of Object.keys(DEFAULT_FIELDS))
    if (!leaves.some((leaf) => leaf.path === path)) rules.set(path, null);
  return { rules: Object.fromEntries(rules), guesses };
}

function ruleFor(source: SourceRule["source"], value: unknown): GatewayFieldRule {
  const as = formatFor(source, value);
  return as === null ? { path: source } : { path: source, as };
}

function formatFor(source: SourceRule["source"], value: unknown): GatewayValueFormat | null {
  if (source === "timestamp") return timeFormat(value);
  if (source !== "usn") return null;
  // A text that is no number is a text either way.
  return typeof value === "string" && /^\d+$/.test(value) ? "string" : "id";
}

function isSame(rule: GatewayFieldRule, usual: GatewayFieldRule | undefined): boolean {
  return (
    usual !== undefined &&
    rule.path === usual.path &&
    rule.as === usual.as &&
    rule.path !== undefined
  );
}

/** What a partner's names for events may be taken to mean. */
const MEANINGS = [
  {
    event: "sponsor.ended",
    word: /end|remov|delet|stop|cancel|unreg|off|expire/i,
  },
  { event: "sponsor.created", word: /creat|add|regist|start|begin|on|new/i },
] as const;

function namesOf(seen: readonly string[]): {
  readonly events: Readonly<Record<string, string>>;
  readonly guesses: readonly MappingGuess[];
} {
  const events: Record<string, string> = {};
  const guesses: MappingGuess[] = [];
  for (const name of new Set(seen)) {
    if (Object.hasOwn(DEFAULT_GATEWAY_MAPPING.events, name)) continue;
    const meaning = MEANINGS.find(({ word }) => word.test(name));
    if (meaning !== undefined) events[meaning.event] = name;
    guesses.push({
      at: "events",
      message:
        meaning === undefined
          ? `what PlayCamp event becomes "${name}"?`
          : `is "${name}" what ${meaning.event} becomes?`,
    });
  }
  return { events, guesses };
}

function timeFormat(value: unknown): "s" | "ms" | "iso" | null {
  if (typeof value === "string") return isIsoTime(value) ? "iso" : null;
  if (typeof value !== "number" || !Number.isInteger(value)) return null;
  const { length } = String(value);
  if (length >= 9 && length <= 11) return "s";
  return length === 12 || length === 13 ? "ms" : null;
}

function isId(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
