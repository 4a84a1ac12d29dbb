/**
 * Real users, campaigns, creators and coupons put into events that were made
 * up: a staging server may know only those.
 */
import type { WebhookEvent } from "./events.js";
import type { GatewayMapping } from "./gateway-mapping.js";

/** Each may be empty: then what was made up stays. */
export interface EventSamples {
  readonly users: readonly string[];
  readonly campaigns: readonly string[];
  readonly creators: readonly string[];
  readonly coupons: readonly string[];
}

export const NO_SAMPLES: EventSamples = { users: [], campaigns: [], creators: [], coupons: [] };

/** Member of `data` → the list that it is taken from, and how far from the first choice: a change needs two creators. */
const MEMBERS: Readonly<Record<string, readonly [keyof EventSamples, offset: number]>> = {
  userId: ["users", 0],
  campaignId: ["campaigns", 0],
  creatorKey: ["creators", 0],
  oldCreatorKey: ["creators", 0],
  newCreatorKey: ["creators", 1],
  couponCode: ["coupons", 0],
};

/** @param choose an index below `count`; the same for the same list */
export function fitToSamples(
  event: WebhookEvent,
  samples: EventSamples,
  choose: (list: keyof EventSamples, count: number) => number,
): WebhookEvent {
  const data = Object.entries(event.data).map(([name, value]) => {
    const [list, offset] = MEMBERS[name] ?? [];
    const known = list === undefined ? [] : samples[list];
    if (list === undefined || offset === undefined || known.length === 0) return [name, value];
    return [name, known[(choose(list, known.length) + offset) % known.length]];
  });
  return { ...event, data: Object.fromEntries(data) as WebhookEvent["data"] };
}

/** Creators with the user numbers that the gateway's example knows them by. */
const NUMBERED_CREATORS: Readonly<Record<string, number>> = {
  CRT01: 17_324_966,
  CRT02: 17_324_967,
};

/**
 * Numbers where the gateway's example has numbers: a receiver that reads `usn`
 * and `creator_usn` into integers is right. A profile that says otherwise, by
 * samples or by a mapping of its own, is followed.
 */
export function numberedForGateway(
  mapping: GatewayMapping,
  samples: EventSamples,
): { readonly mapping: GatewayMapping; readonly samples: EventSamples } {
  if (samples.creators.length > 0 || mapping.fields?.["creator_usn"] !== undefined) {
    return { mapping, samples };
  }
  return {
    mapping: {
      ...mapping,
      fields: { ...mapping.fields, creator_usn: { lookup: NUMBERED_CREATORS } },
    },
    samples: { ...samples, creators: Object.keys(NUMBERED_CREATORS) },
  };
}
