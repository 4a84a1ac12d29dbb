/** `poll-payments`: converted payments as NDJSON on stdout, at the reader's speed. */
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { type Payment, renderPayment } from "../../../protocols/payments/payment.js";
import { outcomeOf } from "../../../tasks/payments/outcome-report.js";
import { runPoll } from "../../../tasks/payments/run-poll.js";
import { parseTimeRange } from "../../../tasks/payments/time-range.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { type SandboxFlags, withProfile } from "../../session/target-profile.js";
import {
  createRunHooks,
  paymentRunPorts,
  sayPlan,
  sayStop,
  scratchFolder,
} from "./payments-hooks.js";
import { renderSummary } from "./payments-print.js";

interface Options extends SandboxFlags {
  readonly from?: string;
  readonly to?: string;
  readonly explain?: string;
  readonly state?: string;
}

export const run: CommandRun = (context, input) => {
  const options = input.options as Options;
  return withProfile(context, options, async (profile) => {
    if (options.explain === undefined) return poll(profile, options, context);
    const { explainSample } = await import("./poll-payments.explain.js");
    return explainSample(options.explain, profile, context);
  });
};

async function poll(
  profile: ResolvedProfile,
  options: Options,
  context: CommandContext,
): Promise<Outcome> {
  const summary = await runPoll(
    {
      range: parseTimeRange(options.from, options.to),
      folder: scratchFolder(options.state, context),
      allowLive: context.flags.allowLive,
      write: (payments) => writeLines(payments, context),
    },
    profile,
    paymentRunPorts(context, profile),
    {
      ...createRunHooks(profile, options, context),
      onStart: (plan) => sayPlan(plan, context),
    },
  );
  context.detail(renderSummary(summary));
  const { converted, refused, refunds, stop } = summary;
  context.say(`${converted} converted, ${refused} refused, ${refunds} refunds`);
  if (stop !== null) sayStop(stop, options, profile, context);
  return outcomeOf(summary);
}

function writeLines(payments: readonly Payment[], { terminal }: CommandContext): Promise<void> {
  terminal.out(payments.map((each) => `${renderPayment(each)}\n`).join(""));
  return terminal.outDrained();
}
