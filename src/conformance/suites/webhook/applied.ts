/** What a receiver does with a delivery, as far as it tells: a repetition changes nothing. */
import { areTellingFacts, factsAsReceived } from "../../../protocols/webhook/probe.js";
import { askProbe, askUntil, type Patience } from "../../ask-probe.js";
import type { Scenario } from "../../check.js";
import {
  accepted,
  delivery,
  ordinaryEvent,
  WEBHOOK_CLAUSE,
  type WebhookTarget,
} from "./webhook-target.js";

const APPLIED_ONCE = "webhook.redelivery.applied-once";

/** A receiver may answer first and apply afterwards. */
const PATIENCE: Patience = { tries: 10, gapMs: 200 };
const SETTLE_MS = 400;

export const appliedScenarios: readonly Scenario<WebhookTarget>[] = [
  {
    id: "webhook.repeated.applied",
    requests: 2 + PATIENCE.tries + 1,
    patient: true,
    notApplicable: ({ probe }) =>
      probe === null
        ? "the profile names no webhook.probe that tells how often an event was applied"
        : null,
    checks: [
      {
        id: APPLIED_ONCE,
        title: "a delivery that comes a second time is not applied again",
        level: "MUST",
        clause: `${WEBHOOK_CLAUSE}, retries: receivers deduplicate by what data identifies`,
        why: "Whenever a reply gets lost, the reward is given or the boost is registered once more.",
        fix: "Keep what identifies an applied event (transactionId, usageId, or the whole event) under a unique key, and skip what is there already.",
        kills: ["webhook.applies-redeliveries"],
      },
    ],
    run: async (context) => {
      const { probe, format, mapping } = context.target;
      const event = ordinaryEvent(context, "applied");
      const [facts] = factsAsReceived(event, format, mapping);
      if (probe === null || facts === undefined) return;
      if (!areTellingFacts(facts)) {
        context.notApplicable(
          APPLIED_ONCE,
          "webhook.gateway leaves out whatever a probe could tell this event by from others: callbackId, user, transaction",
        );
        return;
      }
      const request = delivery(context, [event]);
      const first = await context.send("the first delivery", request);
      const target = { probe, headers: [] };
      const applied = await askUntil(
        context,
        "how often it was applied",
        target,
        facts,
        PATIENCE,
        ({ count }) => (count ?? 0) > 0,
      );
      const second = await context.send("the same delivery again", request);
      await context.clock.sleep(SETTLE_MS);
      const after = await askProbe(context, "how often it was applied by now", target, facts);
      const exchanges = [first, applied, second, after].flatMap((each) => each.exchanges);
      const wasAccepted = accepted(first);
      if (!wasAccepted.holds) {
        context.block(APPLIED_ONCE, wasAccepted.reason, exchanges);
      } else if (applied.count !== 1) {
        context.block(
          APPLIED_ONCE,
          `the probe does not show one application of the first delivery, but ${applied.count ?? "no number"}; check webhook.probe`,
          exchanges,
        );
      } else if (after.count === null) {
        context.block(
          APPLIED_ONCE,
          "the probe gives no number after the second delivery; check webhook.probe",
          exchanges,
        );
      } else {
        context.conclude(
          APPLIED_ONCE,
          exchanges,
          after.count === 1
            ? null
            : {
                expected: "the event applied once after two deliveries",
                actual: `applied ${after.count} times`,
              },
        );
      }
    },
  },
];
