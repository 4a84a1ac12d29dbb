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
import type { CommandContext, Outcome } from "../../command.js";
import { openPaymentsClient } from "./payments-client.js";
import type { CommandRun } from "../../define-command.js";
import type { Options } from "./poll-payments.js";
import { renderSummary } from "./payments-print.js";
import {
  assertMaySend,
  createRunPorts,
  openScratchJournal,
  sayStop,
  scratchFolder,
} from "./payments-run.js";
import type { Session } from "../../session/session.js";

/** Payments written at a time. */
const BATCH = 500;

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
  const range = parseTimeRange(options.from, options.to);
  const settings = await paymentsSettings(profile, "poll-payments");
  assertMaySend([settings.source.url], profile, session);
  const plan = planPoll(settings.source, range);
  const description = describePlan(plan, settings.source);
  if (description !== null) session.say(`the source: ${description}`);
  const opened = await openScratchJournal(
    scratchFolder(options.state, session),
    runIdentity(profile, settings, null, range),
    session,
  );
  const { journal } = opened;
  try {
    const { http } = await openPaymentsClient(session, profile);
    const settled = () => journal.tally.outcomes.converted;
    const ports = createRunPorts(http, profile, plan, settled, options, session);
    const order = { settings, ...plan, journal, batchSize: BATCH };
    const stop = await syncPayments(
      { ...order, concurrency: 1, sink: stdoutSink(session), onProblem: ports.onProblem },
      ports,
    ).finally(ports.close);
    const summary = summarise(journal.tally, stop);
    session.detail(renderSummary(summary));
    const { converted, refused, refunds } = summary;
    session.say(`${converted} converted, ${refused} refused, ${refunds} refunds`);
    if (stop !== null) sayStop(stop, options, profile, session);
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
