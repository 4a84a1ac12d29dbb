/** Whether pages behind the first are guarded as the first is. */
import type { HttpReply } from "../../../core/http.js";
import type { CheckDefinition } from "../../check.js";
import type { Finding } from "../../finding.js";
import { isPaged, NOT_PAGED, ONE_PAGE } from "./pages.js";
import {
  AUTH_CLAUSE,
  covers,
  expectRefused,
  hasCredentials,
  otherWindow,
  REFUSES_WRONGLY,
} from "./refused.js";
import {
  answered,
  credentialsOf,
  poll,
  withCredentials,
  type PaymentsContext,
} from "./payments-target.js";
import type { Walk } from "./walk.js";

export const SECOND_PAGE: CheckDefinition = {
  id: "payments.auth.second-page-refused",
  title: "a second page needs right credentials as well",
  level: "MUST",
  clause: AUTH_CLAUSE,
  why: "Anyone could read every payment but those of the first page.",
  fix: "Check credentials before reading page, offset or token.",
  kills: [
    "payments.checks-first-page-only",
    "payments.accepts-missing-credentials",
    "payments.accepts-wrong-credentials",
    ...REFUSES_WRONGLY,
  ],
};

export async function judgeSecondPage(context: PaymentsContext, walk: Walk): Promise<void> {
  const [, second] = walk.pages;
  const open = hasCredentials(context.target);
  if (open !== null) {
    context.notApplicable(SECOND_PAGE.id, open);
    return;
  }
  if (!isPaged(context)) {
    context.notApplicable(SECOND_PAGE.id, NOT_PAGED);
    return;
  }
  if (second === undefined) {
    context.block(SECOND_PAGE.id, ONE_PAGE, walk.exchanges);
    return;
  }
  const { window } = walk;
  const right = poll(context, window, { page: second.state });
  const control = await context.send("the second page, correctly", right);
  const bare = await context.send(
    "the second page without credentials",
    withCredentials(context, right, []),
  );
  const steps = [bare];
  if (covers("from", "to")(context.target) === null) {
    const other = credentialsOf(context, poll(context, otherWindow(window)));
    steps.push(
      await context.send(
        "the second page with the fingerprint of another range",
        withCredentials(context, right, other),
      ),
    );
  }
  context.judge(SECOND_PAGE.id, steps, (...replies) => firstRefused(context, replies), [
    answered(context, control),
  ]);
}

function firstRefused(context: PaymentsContext, replies: readonly HttpReply[]): Finding | null {
  const findings = replies.map((reply) =>
    expectRefused(context.target, reply, "the credentials are missing, or those of another range"),
  );
  return findings.find((finding) => finding !== null) ?? null;
}
