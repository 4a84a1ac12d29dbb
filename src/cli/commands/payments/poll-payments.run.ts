/** `poll-payments`: converted payments as NDJSON on stdout, at the reader's speed. */
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { type Payment, renderPayment } from "../../../protocols/payments/payment.js";
import { outcomeOf } from "../../../tasks/payments/outcome-report.js";
import { runPoll } from "../../../tasks/payments/run-poll.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import type { Session } from "../../session/session.js";
import {
  askedRange,
  createRunHooks,
  paymentRunPorts,
  sayPlan,
  sayStop,
  scratchFolder,
} from "./payments-hooks.js";
import { renderSummary, sayDoubts } from "./payments-print.js";
import type { Options } from "./poll-payments.js";

export const run: CommandRun<Options> = async (session, { options }) => {
  const profile = await session.openProfile(options);
  if (options.explain === undefined) return poll(profile, options, session);
  const { explainSample } = await import("./poll-payments.explain.js");
  return explainSample(options.explain, profile, session);
};

async function poll(
  profile: ResolvedProfile,
  options: Options,
  session: Session,
): Promise<Outcome> {
  const summary = await runPoll(
    {
      range: askedRange(options, profile, session),
      folder: scratchFolder(options.state, session),
      allowLive: session.flags.allowLive,
      write: (payments) => writeLines(payments, session),
    },
    profile,
    paymentRunPorts(session, profile),
    {
      ...createRunHooks(profile, options, session),
      onStart: (plan) => sayPlan(plan, session),
    },
  );
  session.detail(renderSummary(summary));
  const { converted, refused, refunds, stop } = summary;
  session.say(`${converted} converted, ${refused} refused, ${refunds} refunds`);
  sayDoubts(summary, session);
  if (stop !== null) sayStop(stop, options, profile, session);
  return outcomeOf(summary);
}

function writeLines(payments: readonly Payment[], { terminal }: CommandContext): Promise<void> {
  terminal.out(payments.map((each) => `${renderPayment(each)}\n`).join(""));
  return terminal.outDrained();
}
