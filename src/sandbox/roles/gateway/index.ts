/** The Partner Gateway: the entry into the WebView, and the relay of PlayCamp's webhooks. */
import { defineRole } from "../../role.js";
import type { WebhookAgreement } from "../game-server/agreement.js";
import type { SdkApiAgreement } from "../sdk-api/agreement.js";
import type { EntryAgreement } from "./agreement.js";
import { GATEWAY_FAULTS } from "./faults/index.js";
import { createEntryHandler } from "./handler.js";
import { createPlayCampClient, RELAY_PATH } from "./playcamp.js";
import { type GatewayPolicy, RIGHT_GATEWAY } from "./gateway-policy.js";
import { createRelay } from "./relay.js";
import { GATEWAY_VARIANTS } from "./variants.js";

export const gatewayRole = defineRole<
  GatewayPolicy,
  {
    readonly entry: EntryAgreement;
    readonly webhook: WebhookAgreement;
    readonly sdkApi: SdkApiAgreement;
  }
>({
  id: "gateway",
  title: "Partner Gateway",
  paths: {
    "/gateway/api/{partner}/sponsor": "WebView entry: 302 or 401",
    [RELAY_PATH]: "POST: PlayCamp's webhooks; GET: what became of them",
  },
  policy: RIGHT_GATEWAY,
  faults: GATEWAY_FAULTS,
  variants: GATEWAY_VARIANTS,
  start: ({ entry, webhook, sdkApi }, policy, world) => {
    const playCamp = createPlayCampClient(sdkApi.serverKey, world);
    return {
      routes: [
        {
          prefix: "/gateway",
          handle: createEntryHandler(entry, policy, playCamp, world),
        },
        {
          prefix: RELAY_PATH,
          handle: createRelay(webhook, policy.relay, () => playCamp.secrets(), world),
        },
      ],
    };
  },
});
