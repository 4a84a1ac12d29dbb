/** The `payments` suite: does a game's payment query give the gateway every payment, and nobody else any? */
import { paymentsSettings } from "../../../profile/payments-settings.js";
import { defineSuite } from "../../suite.js";
import { refusalScenarios } from "./authentication.js";
import { basicScenarios } from "./basics.js";
import { borrowedScenarios } from "./borrowed.js";
import { freshPoll } from "./fresh-poll.js";
import { oddPollScenarios } from "./odd-polls.js";
import { sampleScenario } from "./sample.js";
import { paymentsTarget, type PaymentsTarget } from "./payments-target.js";

export const paymentsSuite = defineSuite<PaymentsTarget>({
  id: "payments",
  title: "Payment query of the game server",
  control: "payments.poll.accepted",
  scenarios: [
    ...basicScenarios,
    ...refusalScenarios,
    ...borrowedScenarios,
    ...oddPollScenarios,
    sampleScenario,
  ],
  isConfigured: ({ profile }) => profile.payments !== undefined,
  open: async ({ profile, clock, withHeldToken = (each) => Promise.resolve(each) }) => {
    const settings = await withHeldToken(await paymentsSettings(profile, "the payments suite"));
    const target = paymentsTarget(settings, clock.nowMs());
    return {
      target,
      url: settings.source.url,
      otherUrls: settings.refunds === undefined ? [] : [settings.refunds.source.url],
      // Headers and TLS material belong to one query each, so every poll brings its own.
      connection: { ...settings.connection, headers: [], tls: null },
      freshMessage: (exchange, redactor) => freshPoll(target, exchange, redactor),
    };
  },
});
