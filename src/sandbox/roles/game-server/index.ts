/** The game server: its webhook receiver, and what it applied. */
import { defineRole } from "../../role.js";
import type { WebhookAgreement } from "./agreement.js";
import { GAME_SERVER_FAULTS } from "./faults/index.js";
import { createReceiver } from "./handler.js";
import { type ReceiverPolicy, RIGHT_RECEIVER } from "./receiver-policy.js";
import { GAME_SERVER_VARIANTS } from "./variants.js";

export const gameServerRole = defineRole<ReceiverPolicy, { readonly webhook: WebhookAgreement }>({
  id: "game-server",
  title: "Game server (webhook receiver)",
  paths: {
    "/game/webhooks/playcamp": "POST webhooks: 2xx, or 401 for a bad signature",
    "/game/webhooks/applied":
      "GET: how often an event was applied, by ?event= &callbackId= &userId= &transactionId=",
    "/game/webhooks/failures": "POST callbackId= &times=: answer its next deliveries 500",
  },
  policy: RIGHT_RECEIVER,
  faults: GAME_SERVER_FAULTS,
  variants: GAME_SERVER_VARIANTS,
  start: ({ webhook }, policy, world) => ({
    routes: [
      {
        prefix: "/game/webhooks",
        handle: createReceiver(webhook, policy, world),
      },
    ],
  }),
});
