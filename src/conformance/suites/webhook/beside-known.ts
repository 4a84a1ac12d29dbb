/** New events beside known ones: a delivery may be put together anew before it comes again. */
import type { CheckDefinition, Scenario } from "../../check.js";
import { eventOf } from "./applied-once.js";
import { playAll, stage, stageRequests, tellsNothing, toldOf } from "./effects.js";
import { delivery, WEBHOOK_CLAUSE, type WebhookTarget } from "./webhook-target.js";

const BESIDE_KNOWN: CheckDefinition = {
  id: "webhook.applied.beside-known",
  title: "new events are applied that stand beside known ones in a delivery",
  level: "MUST",
  clause: `${WEBHOOK_CLAUSE}, retries: receivers deduplicate by what data identifies`,
  why: "A repetition may be put together anew; whoever stops at what he knows loses all that is new in it.",
  fix: "Skip a known event, and go on with the next one.",
  kills: ["webhook.stops-at-known", "webhook.applies-first-only", "webhook.loses-last"],
};

export const besideKnownScenarios: readonly Scenario<WebhookTarget>[] = [
  {
    id: "webhook.applied.beside-known",
    requests: stageRequests(3, 5),
    patient: true,
    checks: [BESIDE_KNOWN],
    notApplicable: tellsNothing,
    run: async (context) => {
      const [first, second, third, fourth, fifth] = [5, 4, 3, 2, 1].map((at) =>
        eventOf(context, `beside ${at}`, 3_300 + at),
      );
      if (first === undefined || second === undefined) return;
      if (third === undefined || fourth === undefined || fifth === undefined) return;
      const stages = [
        stage(context, "two events", [first, second]),
        {
          name: "both again, others behind each",
          request: delivery(context, [first, third, second, fourth]),
          applies: toldOf(context, [third, fourth], "behind"),
        },
        {
          name: "one more, the first again behind it",
          request: delivery(context, [fifth, first]),
          applies: toldOf(context, [fifth], "before"),
        },
      ];
      await playAll(context, BESIDE_KNOWN, stages, ({ counts }) =>
        counts.slice(2).filter(({ seen, expected }) => seen === null || seen < expected),
      );
    },
  },
];
