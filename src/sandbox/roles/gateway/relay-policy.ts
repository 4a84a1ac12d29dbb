/** How the relay behaves: `RIGHT_RELAY` is correct to the letter, and every fault changes a member. */
import { jsonReply, type ServedReply } from "../../../core/server.js";
import type { WebhookEvent } from "../../../protocols/webhook/events.js";
import type { WebhookAgreement } from "../game-server/agreement.js";

export interface RelayPolicy {
  readonly verifies: boolean;
  /** The events of one delivery as they are passed on. */
  readonly passesOn: (events: readonly WebhookEvent[]) => readonly WebhookEvent[];
  /** What the game server gets, in turn; each holds events. */
  readonly deliveries: (events: readonly WebhookEvent[]) => readonly (readonly WebhookEvent[])[];
  readonly secretOf: (agreement: WebhookAgreement) => string;
  readonly retries: boolean;
  /** The answer to a delivery that is not to be passed on at all. */
  readonly onDropped: () => ServedReply;
}

export const received = () => jsonReply(200, { received: true });

export const RIGHT_RELAY: RelayPolicy = {
  verifies: true,
  passesOn: (events) => events,
  deliveries: (events) => [events],
  secretOf: ({ secrets }) => secrets[0] ?? "",
  retries: true,
  onDropped: received,
};
