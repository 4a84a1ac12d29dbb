/** The `flow` suite: does the whole journey hold together, from a signed entry to a boost in the game? */
import { entryConnection, entrySettings } from "../../../profile/entry-settings.js";
import { type PaymentsSettings, paymentsSettings } from "../../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { sdkApiSettings } from "../../../profile/sdk-api-settings.js";
import { webhookSettings } from "../../../profile/webhook-settings.js";
import { renderTemplate } from "../../../protocols/signing/template.js";
import { defineSuite } from "../../suite.js";
import { entranceScenarios } from "./entrances.js";
import { paymentScenarios } from "./payments.js";
import { relayingScenarios } from "./relaying.js";
import { sdkScenarios } from "./sdk-calls.js";
import { sponsoringScenarios } from "./sponsoring.js";
import { type FlowTarget, TRIES } from "./flow-target.js";

const SECTIONS = ["entry", "webhook", "sdkApi"] as const;
const NEEDED_BY = "the flow suite";

/** On one machine an event takes milliseconds; between companies, with a retry, up to a minute. */
const PACES = {
  sandbox: { gapMs: 100, settleMs: 600 },
  staging: { gapMs: 1_500, settleMs: 6_000 },
} as const;

/** Refunds are not polled here: no token is asked for theirs. */
async function paymentsAlone(profile: ResolvedProfile): Promise<PaymentsSettings> {
  const { refunds: _, ...payments } = await paymentsSettings(profile, NEEDED_BY);
  return payments;
}

const NO_CONNECTION = { headers: [], timeoutMs: 10_000, tls: null };

export const flowSuite = defineSuite<FlowTarget>({
  id: "flow",
  title: "The whole journey through the gateway",
  needs: SECTIONS,
  onlyWhenNamed: true,
  scenarios: [
    ...entranceScenarios,
    ...sponsoringScenarios,
    ...relayingScenarios,
    ...paymentScenarios,
    ...sdkScenarios,
  ],
  isConfigured: ({ profile }) => SECTIONS.every((name) => profile[name] !== undefined),
  open: async ({ profile, sandbox, withHeldToken = (each) => Promise.resolve(each) }) => {
    const { recipe, keys } = await entrySettings(profile, NEEDED_BY);
    const { gapMs, settleMs } = sandbox ? PACES.sandbox : PACES.staging;
    const webhook = await webhookSettings(profile, NEEDED_BY);
    const sdkApi = await sdkApiSettings(profile, NEEDED_BY);
    const target: FlowTarget = {
      recipe,
      key: keys[0].value,
      entry: await entryConnection(profile, NEEDED_BY),
      webhook,
      sdkApi,
      payments:
        profile.profile.payments === undefined
          ? null
          : await withHeldToken(await paymentsAlone(profile)),
      sandbox,
      patience: { tries: TRIES, gapMs },
      settleMs,
    };
    return {
      target,
      url: renderTemplate(recipe.url, (name) => (name === "partner" ? recipe.partner : undefined)),
      otherUrls: [webhook.url, sdkApi.url],
      // Headers and TLS material belong to one host each, so every request brings its own.
      connection: NO_CONNECTION,
    };
  },
});
