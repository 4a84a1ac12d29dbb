/** Whether pages behind the first are guarded as the first is. */
import type { CheckDefinition } from "../../check.js";
import { judgeForged, MOST_REPEATS, type ForgedStep, sendForged } from "../../forged.js";
import { SHORTCUT_COUNT, shortcuts } from "../../surfaces.js";
import { forgedPoll } from "./forging.js";
import { isPaged, NOT_PAGED, ONE_PAGE } from "./pages.js";
import {
  AUTH_CLAUSE,
  expectRefused,
  hasCredentials,
  otherWindow,
  REFUSES_WRONGLY,
} from "./refused.js";
import { answered, poll, type PaymentsContext } from "./payments-target.js";
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
    ...["missing-credentials", "empty-credentials", "other-key", "wrong-credentials"].map(
      (id) => `payments.accepts-${id}`,
    ),
    ...REFUSES_WRONGLY,
  ],
};

/** The right one, and each shortcut on two pages; replies that are lost are asked for again. */
export const SECOND_PAGE_REQUESTS = 1 + 2 * (SHORTCUT_COUNT + MOST_REPEATS);

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
  const sent: ForgedStep[] = [];
  for (const [name, { state }] of laterPages(walk)) {
    const other = forgedPoll(context, { window: otherWindow(context.target, window) });
    const message = forgedPoll(context, { window, page: state });
    sent.push(...(await sendForged(context, shortcuts(message, `on ${name}`, other))));
  }
  judgeForged(context, SECOND_PAGE.id, sent, [answered(context, control)], (reply, because) =>
    expectRefused(context.target, reply, because),
  );
}

/** The second, and the last where that is another one. */
function laterPages({ pages }: Walk): readonly (readonly [string, Walk["pages"][number]])[] {
  const [, second, ...others] = pages;
  const last = others.at(-1);
  return [
    ...(second === undefined ? [] : [["the second page", second] as const]),
    ...(last === undefined ? [] : [["the last page", last] as const]),
  ];
}
