/** The `webhook` suite: does a game server take what PlayCamp sends, and nothing else? */
import { webhookSettings } from "../../../profile/webhook-settings.js";
import { numberedForGateway } from "../../../protocols/webhook/event-samples.js";
import { defineSuite } from "../../suite.js";
import { appliedScenarios } from "./applied.js";
import { appliedEventScenarios } from "./applied-events.js";
import { appliedOnceScenarios } from "./applied-once.js";
import { besideKnownScenarios } from "./beside-known.js";
import { bodyScenarios } from "./bodies.js";
import { unusualBodyScenarios } from "./unusual-bodies.js";
import { differentAtOnceScenarios } from "./different-at-once.js";
import { eventScenarios } from "./events.js";
import { freshDelivery } from "./fresh-delivery.js";
import { gatewayFormatScenarios } from "./gateway-format.js";
import { payloadGridScenarios } from "./payload-grid.js";
import { repetitionScenarios } from "./repetition.js";
import { signatureScenarios } from "./signature.js";
import { carriesNothing, type WebhookTarget } from "./webhook-target.js";

export const webhookSuite = defineSuite<WebhookTarget>({
  id: "webhook",
  title: "Webhook receiver of the game server",
  control: "webhook.signature.right-accepted",
  scenarios: [
    ...signatureScenarios,
    ...eventScenarios,
    ...unusualBodyScenarios,
    ...bodyScenarios,
    ...payloadGridScenarios,
    ...repetitionScenarios,
    ...appliedScenarios,
    ...appliedEventScenarios,
    ...appliedOnceScenarios,
    ...besideKnownScenarios,
    ...differentAtOnceScenarios,
    ...gatewayFormatScenarios,
  ].map((scenario) => ({
    ...scenario,
    notApplicable: (target) => carriesNothing(target) ?? scenario.notApplicable?.(target) ?? null,
  })),
  isConfigured: ({ profile }) => profile.webhook !== undefined,
  open: async ({ profile }) => {
    const settings = await webhookSettings(profile, "the webhook suite");
    const { format, mapping, samples } = settings;
    return {
      target: {
        ...settings,
        ...(format === "gateway" ? numberedForGateway(mapping, samples) : {}),
      },
      url: settings.url,
      connection: settings.connection,
      freshMessage: (exchange, redactor) => freshDelivery(settings, exchange, redactor),
    };
  },
});
