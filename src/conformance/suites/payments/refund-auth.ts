/** The query of refunds is guarded as that of payments is. */
import type { CheckDefinition } from "../../check.js";
import { judgeForged, MOST_REPEATS, sendForged } from "../../forged.js";
import { SHORTCUT_COUNT, shortcuts } from "../../surfaces.js";
import { forgedPoll } from "./forging.js";
import { answered, ordinaryWindow, pollOrdinary, type PaymentsContext } from "./payments-target.js";
import { AUTH_CLAUSE, expectRefused, otherWindow, REFUSES_WRONGLY } from "./refused.js";

const GUARDED: CheckDefinition = {
  id: "payments.refunds.auth-refused",
  title: "the query of refunds needs right credentials as well",
  level: "MUST",
  clause: AUTH_CLAUSE,
  why: "Anyone could read who was given back what.",
  fix: "Check credentials in one place that both queries pass.",
  kills: [
    "payments.refunds-ask-nobody",
    ...["missing-credentials", "empty-credentials", "other-key", "wrong-credentials"].map(
      (id) => `payments.accepts-${id}`,
    ),
    ...REFUSES_WRONGLY,
  ],
};

export const REFUND_AUTH_CHECKS = [GUARDED];

export const REFUND_AUTH_REQUESTS = 1 + SHORTCUT_COUNT + MOST_REPEATS;

/** @param context of the query of refunds */
export async function judgeRefundAuth(context: PaymentsContext): Promise<void> {
  if (context.target.settings.key === null) {
    const reason = "payments.refunds.source.auth is none: the query asks nobody for credentials";
    context.notApplicable(GUARDED.id, reason);
    return;
  }
  const control = answered(context, await pollOrdinary(context));
  const window = otherWindow(context.target, ordinaryWindow(context.target));
  const forged = shortcuts(
    forgedPoll(context),
    "on the query of refunds",
    forgedPoll(context, { window }),
  );
  const sent = await sendForged(context, forged);
  judgeForged(context, GUARDED.id, sent, [control], (reply, because) =>
    expectRefused(context.target, reply, because),
  );
}
