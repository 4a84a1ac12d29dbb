/** What holds only for receivers of the gateway's own format. */
import type { Scenario } from "../../check.js";
import { expectStatus, isSuccess } from "../../expect.js";
import { accepted, deliverOrdinary, type WebhookTarget } from "./webhook-target.js";

export const gatewayFormatScenarios: readonly Scenario<WebhookTarget>[] = [
  {
    id: "webhook.gateway.answer",
    requests: 1,
    notApplicable: ({ format }) =>
      format === "gateway" ? null : "only the gateway's own format asks for exactly 200",
    checks: [
      {
        id: "webhook.gateway.success-is-200",
        title: "a converted delivery is answered with exactly 200",
        level: "SHOULD",
        clause: "Partner Gateway, webhooks: the game server answers 200",
        why: "A gateway that takes the agreement at its word counts any other status as a failure and delivers again.",
        fix: "Answer 200 to what was taken, not 201, 202 or 204.",
        kills: [],
      },
    ],
    run: async (context) => {
      const step = await deliverOrdinary(context, "exactly 200");
      const preconditions = [accepted(step)];
      context.judge(
        "webhook.gateway.success-is-200",
        step,
        (reply) => (isSuccess(reply) ? expectStatus(reply, 200, "the delivery was taken") : null),
        preconditions,
      );
    },
  },
];
