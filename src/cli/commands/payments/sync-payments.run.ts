/** `sync-payments`: poll, convert, push, and say what became of every transaction. */
import { UserError } from "../../../core/errors.js";
import { hostOf, isLoopbackHost } from "../../../core/http.js";
import {
  paymentsSettings,
  pushSettings,
  type PushSettings,
} from "../../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { outcomeOf, summarise } from "../../../tasks/payments/outcome-report.js";
import type { Stop } from "../../../tasks/payments/persist.js";
import { describePlan, planPoll } from "../../../tasks/payments/plan.js";
import { createPushSink, type Sink } from "../../../tasks/payments/push-batch.js";
import { runIdentity } from "../../../tasks/payments/run-identity.js";
import { syncPayments } from "../../../tasks/payments/sync.js";
import type { SyncJournal } from "../../../tasks/payments/sync-journal.js";
import { parseTimeRange } from "../../../tasks/payments/time-range.js";
import type { CommandContext, Outcome } from "../../command.js";
import { openPaymentsClient } from "./payments-client.js";
import type { CommandRun } from "../../define-command.js";
import type { Options } from "./sync-payments.js";
import { printSummary } from "./payments-print.js";
import {
  assertMaySend,
  createRunPorts,
  openJournal,
  openScratchJournal,
  sayStop,
  scratchFolder,
  syncFolder,
  writeTransactions,
} from "./payments-run.js";
import type { Session } from "../../session/session.js";

export const run: CommandRun<Options> = async (session, { options }) => {
  assertUsage(options);
  return sync(await session.openProfile(options), options, session);
};

function assertUsage({ dryRun, resume, restart }: Options): void {
  if (dryRun && (resume || restart)) {
    throw new UserError(
      "usage",
      "--dry-run leaves nothing behind that --resume or --restart could mean",
      "Leave one of them out.",
    );
  }
  if (resume && restart) {
    throw new UserError(
      "usage",
      "--resume and --restart contradict each other",
      "Pass --resume to go on with the earlier run, --restart to forget it.",
    );
  }
}

async function sync(
  profile: ResolvedProfile,
  options: Options,
  session: Session,
): Promise<Outcome> {
  const range = parseTimeRange(options.from, options.to);
  const settings = await paymentsSettings(profile, "sync-payments");
  const push = options.dryRun ? null : await pushSettings(profile, "sync-payments");
  const urls = [settings.source.url, ...(push === null ? [] : [push.url])];
  assertMaySend(urls, profile, session);
  const plan = planPoll(settings.source, range);
  const identity = runIdentity(profile, settings, push, range);
  const { state } = options;
  const opened = await (push === null
    ? openScratchJournal(scratchFolder(state, session), identity, session)
    : openJournal(syncFolder(state, session), identity, modeOf(options)));
  const { journal } = opened;
  let isOver = false;
  try {
    const description = describePlan(plan, settings.source);
    if (description !== null) session.say(`the source: ${description}`);
    sayDestination(push, session);
    const send = async () => {
      const { http } = await openPaymentsClient(session, profile);
      sayResumed(journal, options, session);
      const settled = () => settledCount(journal);
      const ports = createRunPorts(http, profile, plan, settled, options, session);
      const delivery =
        push === null
          ? { sink: DRY_RUN, batchSize: 1000, concurrency: 1 }
          : {
              sink: createPushSink(push, ports),
              batchSize: push.batchSize,
              concurrency: push.concurrency,
            };
      const order = { settings, ...plan, journal, ...delivery };
      return syncPayments({ ...order, onProblem: ports.onProblem }, ports).finally(ports.close);
    };
    const stop = journal.finished ? sayFinished(session) : await send();
    const outcome = await conclude(journal, stop, identity, options, profile, session);
    isOver = stop === null;
    return outcome;
  } finally {
    await opened.close(isOver);
  }
}

/** What `--dry-run` pushes to. */
const DRY_RUN: Sink = async (payments) => ({
  outcomes: payments.map((payment) => ({
    payment,
    outcome: "converted",
    reason: null,
  })),
  stop: null,
});

function modeOf({ resume, restart }: Options): "resume" | "restart" | "none" {
  if (restart) return "restart";
  return resume ? "resume" : "none";
}

function settledCount({ tally }: SyncJournal): number {
  return Object.values(tally.outcomes).reduce((sum, count) => sum + count, 0);
}

function sayDestination(push: PushSettings | null, context: CommandContext): void {
  if (push === null) context.say("dry run: nothing is sent to PlayCamp");
  else if (!isLoopbackHost(hostOf(push.url)))
    context.say(
      `${hostOf(push.url)}: every payment of the range, ${push.batchSize} a request; what it has already it skips`,
    );
}

function sayFinished(context: CommandContext): null {
  context.say("the run to resume had come to its end; nothing is sent");
  return null;
}

function sayResumed(journal: SyncJournal, { resume }: Options, context: CommandContext): void {
  if (!resume) return;
  context.say(
    journal.resumed
      ? `going on after ${journal.position.page} pages and ${settledCount(journal)} transactions`
      : "there is no earlier run over this range; this one begins at its start",
  );
}

async function conclude(
  journal: SyncJournal,
  stop: Stop | null,
  { from, to }: { readonly from: string; readonly to: string },
  options: Options,
  profile: ResolvedProfile,
  context: CommandContext,
): Promise<Outcome> {
  const summary = summarise(journal.tally, stop);
  if (options.out !== undefined) {
    await writeTransactions(options.out, journal, context);
  }
  const { dryRun } = options;
  printSummary(summary, { from, to, dryRun }, context);
  if (stop !== null) {
    sayStop(stop, options, profile, context);
    if (!dryRun) context.say("What is done is kept: run the same command with --resume to go on.");
  }
  return outcomeOf(summary);
}
