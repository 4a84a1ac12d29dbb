/** `poll-payments`: converted payments as NDJSON on stdout, at the reader's speed. */
import { paymentsSettings } from "../../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { renderPayment } from "../../../protocols/payments/payment.js";
import { outcomeOf, summarise } from "../../../tasks/payments/outcome-report.js";
import { describePlan, planPoll } from "../../../tasks/payments/plan.js";
import type { Sink } from "../../../tasks/payments/push-batch.js";
import { runIdentity } from "../../../tasks/payments/run-identity.js";
import { syncPayments } from "../../../tasks/payments/sync.js";
import { parseTimeRange } from "../../../tasks/payments/time-range.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { withBulkHttp } from "../../session/bulk-http.js";
import { renderSummary } from "./payments-print.js";
import {
  assertMaySend,
  createRunPorts,
  openScratchJournal,
  sayStop,
  scratchFolder,
} from "./payments-run.js";
import { type SandboxFlags, withProfile } from "../../session/target-profile.js";

interface Options extends SandboxFlags {
  readonly from?: string;
  readonly to?: string;
  readonly explain?: string;
  readonly state?: string;
}

/** Payments written at a time. */
const BATCH = 500;

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
  const range = parseTimeRange(options.from, options.to);
  const settings = await paymentsSettings(profile, "poll-payments");
  assertMaySend([settings.source.url], profile, context);
  const plan = planPoll(settings.source, range);
  const description = describePlan(plan, settings.source);
  if (description !== null) context.say(`the source: ${description}`);
  const opened = await openScratchJournal(
    scratchFolder(options.state, context),
    runIdentity(profile, settings, null, range),
    context,
  );
  const { journal } = opened;
  try {
    const stop = await withBulkHttp(context, profile, (http) => {
      const settled = () => journal.tally.outcomes.converted;
      const ports = createRunPorts(http, profile, plan, settled, options, context);
      const order = { settings, ...plan, journal, batchSize: BATCH };
      return syncPayments(
        {
          ...order,
          concurrency: 1,
          sink: stdoutSink(context),
          onProblem: ports.onProblem,
        },
        ports,
      ).finally(ports.close);
    });
    const summary = summarise(journal.tally, stop);
    context.detail(renderSummary(summary));
    const { converted, refused, refunds } = summary;
    context.say(`${converted} converted, ${refused} refused, ${refunds} refunds`);
    if (stop !== null) sayStop(stop, options, profile, context);
    return outcomeOf(summary);
  } finally {
    await opened.close(true);
  }
}

function stdoutSink({ terminal }: CommandContext): Sink {
  return async (payments) => {
    terminal.out(payments.map((each) => `${renderPayment(each)}\n`).join(""));
    await terminal.outDrained?.();
    return {
      outcomes: payments.map((payment) => ({
        payment,
        outcome: "converted",
        reason: null,
      })),
      stop: null,
    };
  };
}
