/** Defects in how the relay passes PlayCamp's webhooks on. */
import { jsonReply } from "../../../../core/server.js";
import type { WebhookEvent } from "../../../../protocols/webhook/events.js";
import type { Deviation } from "../../../role.js";
import { deviation, type GatewayPolicy } from "../gateway-policy.js";
import type { RelayPolicy } from "../relay-policy.js";

function relay(id: string, title: string, change: Partial<RelayPolicy>): Deviation<GatewayPolicy> {
  return deviation(id, title, (policy) => ({
    relay: { ...policy.relay, ...change },
  }));
}

export const RELAY_FAULTS = [
  relay("flow.loses-custom-data", "the relay passes events on without the entry's custom_data", {
    passesOn: (events) => events.map(({ callbackId: _, ...event }) => event),
  }),
  relay(
    "flow.signs-with-another-secret",
    "the relay signs with another secret than the agreed one",
    { secretOf: () => "a secret that the game server does not know" },
  ),
  relay(
    "flow.reverses-changes",
    "of a change, the new boost is registered before the old is removed",
    { passesOn: (events) => events.flatMap(reversed) },
  ),
  relay("flow.delivers-twice", "every event is delivered twice, the second time as a new one", {
    deliveries: (events) => [events, events.map(aSecondLater)],
  }),
  relay("flow.drops-endings", "sponsor.ended is not passed on", {
    passesOn: (events) => events.filter(({ event }) => event !== "sponsor.ended"),
  }),
  relay("flow.never-retries", "a delivery that the game server answers 500 is given up", {
    retries: false,
  }),
  relay("flow.relays-forgeries", "the relay does not check PlayCamp's signature", {
    verifies: false,
  }),
  relay("flow.refuses-unmapped", "events that are not passed on are answered 400", {
    onDropped: () => jsonReply(400, { error: "unknown event" }),
  }),
];

function reversed(event: WebhookEvent): readonly WebhookEvent[] {
  if (event.event !== "sponsor.changed") return [event];
  const { oldCreatorKey, newCreatorKey, ...data } = event.data;
  return [
    {
      ...event,
      event: "sponsor.created",
      data: { ...data, creatorKey: newCreatorKey },
    },
    {
      ...event,
      event: "sponsor.ended",
      data: { ...data, creatorKey: oldCreatorKey },
    },
  ];
}

function aSecondLater(event: WebhookEvent): WebhookEvent {
  const later = Date.parse(event.timestamp) + 1_000;
  return { ...event, timestamp: new Date(later).toISOString() };
}
