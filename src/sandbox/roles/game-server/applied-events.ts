/** What the game server has applied, each event once however often it is delivered, and how a test asks for it. */
import { jsonReply, type ServedReply } from "../../../core/server.js";
import { eventsOf } from "../../../protocols/webhook/events.js";
import { valueBelow } from "../../../core/json/path.js";
import {
  type GatewayMapping,
  resolveGatewayMapping,
} from "../../../protocols/webhook/gateway-mapping.js";
import {
  createFactReader,
  factsOfPlayCamp,
  PROBE_FACTS,
  type ProbeFacts,
} from "../../../protocols/webhook/probe.js";

/** An applied event, by what a probe may ask for; empty where it has no such thing. */
export type AppliedEvent = ProbeFacts;

/** There is no event id, so an event is known by all that it says. */
export interface ReadEvent {
  readonly facts: AppliedEvent;
  readonly key: string;
  /** Unix seconds or ISO 8601, as the format has it; empty where there is none. */
  readonly time: string;
}

/** What of a delivery is applied, and what is taken for the same event. */
export interface ApplyingPolicy {
  /** Whether what was applied before is applied again. */
  readonly appliesAgain: boolean;
  readonly applies: (events: readonly ReadEvent[]) => readonly ReadEvent[];
  /** Whether what stands after a known event is left out. */
  readonly stopsAtKnown: boolean;
  /** @param delivered all events of the delivery */
  readonly identityOf: (event: ReadEvent, delivered: readonly ReadEvent[]) => string;
  /** How many identities are kept; the oldest are forgotten. */
  readonly memory: number;
}

export interface AppliedEvents {
  /** The events of a body in either format. */
  read(body: unknown): readonly ReadEvent[];
  /** @param anew whether known events are applied as well */
  apply(body: unknown, anew: boolean): void;
  /** Knows the events, and applies none. */
  remember(body: unknown): void;
  /** Events that fit every fact that is named and not empty, in the order of their application. */
  find(wanted: URLSearchParams): readonly AppliedEvent[];
}

/** Events that a probe may still ask for. */
const KEPT = 10_000;

export function createAppliedEvents(
  mapping: GatewayMapping | undefined,
  { appliesAgain, applies, stopsAtKnown, identityOf, memory }: ApplyingPolicy,
): AppliedEvents {
  const log: AppliedEvent[] = [];
  const known = new Set<string>();
  const read = createReader(mapping);
  return {
    read,
    remember: (body) => {
      const events = read(body);
      for (const event of events) known.add(identityOf(event, events));
    },
    apply: (body, anew) => {
      const events = applies(read(body));
      for (const event of events) {
        const identity = identityOf(event, events);
        if (known.has(identity) && !appliesAgain && !anew) {
          if (stopsAtKnown) return;
          continue;
        }
        known.add(identity);
        log.push(event.facts);
        if (log.length > KEPT) log.shift();
        const [oldest] = known.size > memory ? known : [];
        if (oldest !== undefined) known.delete(oldest);
      }
    },
    find: (wanted) =>
      log.filter((facts) =>
        PROBE_FACTS.every((name) => {
          const value = wanted.get(name) ?? "";
          return value === "" || facts[name] === value;
        }),
      ),
  };
}

/** The probe: how often, and the names of everything that was applied for the same entry, in order. */
export function answerProbe(applied: AppliedEvents, query: URLSearchParams): ServedReply {
  const others = new URLSearchParams(query);
  others.delete("event");
  return jsonReply(200, {
    applied: applied.find(query).length,
    events: applied.find(others).map(({ event }) => event),
  });
}

/** Reads both formats: PlayCamp's own, and what the mapping makes of it. */
function createReader(mapping: GatewayMapping | undefined) {
  const { envelope } = resolveGatewayMapping(mapping);
  const factsOf = createFactReader(mapping);
  return (body: unknown): readonly ReadEvent[] => {
    const own = eventsOf(body);
    if (own !== null) return own.map((event) => keyed(event, factsOfPlayCamp(event)));
    const converted = valueBelow(body, envelope);
    return Array.isArray(converted)
      ? converted.map((event: unknown) => keyed(event, factsOf(event)))
      : [];
  };
}

function keyed(event: unknown, facts: AppliedEvent): ReadEvent {
  const time = valueBelow(event, "timestamp");
  return {
    facts,
    key: JSON.stringify(event),
    time: typeof time === "string" || typeof time === "number" ? String(time) : "",
  };
}
