/** What a relay gets wrong: changes to its policy. */
import { jsonReply } from "../../../core/server.js";
import type { WebhookEvent } from "../../../protocols/webhook/events.js";
import type { RelayPolicy } from "./relay.js";

export interface RelayFault {
  readonly id: string;
  readonly title: string;
  readonly change: Partial<RelayPolicy>;
}

export const RELAY_FAULTS: readonly RelayFault[] = [
  {
    id: "flow.loses-custom-data",
    title: "the relay passes events on without the entry's custom_data",
    change: {
      passesOn: (events) => events.map(({ callbackId: _, ...event }) => event),
    },
  },
  {
    id: "flow.signs-with-another-secret",
    title: "the relay signs with another secret than the agreed one",
    change: { secretOf: () => "a secret that the game server does not know" },
  },
  {
    id: "flow.reverses-changes",
    title: "of a change, the new boost is registered before the old is removed",
    change: { passesOn: (events) => events.flatMap(reversed) },
  },
  {
    id: "flow.delivers-twice",
    title: "every event is delivered twice, the second time as a new one",
    change: { deliveries: (events) => [events, events.map(aSecondLater)] },
  },
  {
    id: "flow.drops-endings",
    title: "sponsor.ended is not passed on",
    change: {
      passesOn: (events) =>
        events.filter(({ event }) => event !== "sponsor.ended"),
    },
  },
  {
    id: "flow.never-retries",
    title: "a delivery that the game server answers 500 is given up",
    change: { retries: false },
  },
  {
    id: "flow.relays-forgeries",
    title: "the relay does not check PlayCamp's signature",
    change: { verifies: false },
  },
  {
    id: "flow.refuses-unmapped",
    title: "events that are not passed on are answered 400",
    change: { onDropped: () => jsonReply(400, { error: "unknown event" }) },
  },
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
