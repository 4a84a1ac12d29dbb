/** `sync-payments`: poll, convert, push, and say what became of every transaction. */
import { UserError } from "../../../core/errors.js";
import { hostOf, isLoopbackHost } from "../../../core/http.js";
import type { PushSettings } from "../../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { outcomeOf } from "../../../tasks/payments/outcome-report.js";
import type { ResumeMode } from "../../../tasks/payments/run-journal.js";
import { runSync, type SyncResult, type SyncStart } from "../../../tasks/payments/run-sync.js";
import { parseTimeRange } from "../../../tasks/payments/time-range.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { type SandboxFlags, withProfile } from "../../session/target-profile.js";
import {
  createRunHooks,
  paymentRunPorts,
  sayPlan,
  sayStop,
  scratchFolder,
  syncFolder,
  transactionsFile,
} from "./payments-hooks.js";
import { printSummary } from "./payments-print.js";

interface Options extends SandboxFlags {
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  readonly restart?: boolean;
  readonly out?: string;
  readonly state?: string;
}

export const run: CommandRun = (context, input) => {
  const options = input.options as Options;
  assertUsage(options);
  return withProfile(context, options, (profile) => sync(profile, options, context));
};

function assertUsage({ dryRun, resume, restart }: Options): void {
  if (dryRun === true && (resume === true || restart === true)) {
    throw new UserError(
      "usage",
      "--dry-run leaves nothing behind that --resume or --restart could mean",
      "Leave one of them out.",
    );
  }
  if (resume === true && restart === true) {
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
  context: CommandContext,
): Promise<Outcome> {
  const { dryRun = false, state } = options;
  const summary = await runSync(
    {
      range: parseTimeRange(options.from, options.to),
      dryRun,
      resume: modeOf(options),
      folder: dryRun ? scratchFolder(state, context) : syncFolder(state, context),
      writeTransactions: transactionsFile(options.out, context),
      allowLive: context.flags.allowLive,
    },
    profile,
    paymentRunPorts(context, profile),
    {
      ...createRunHooks(profile, options, context),
      onStart: (start) => sayStart(start, options, context),
      onResult: (result) => print(result, options, profile, context),
    },
  );
  return outcomeOf(summary);
}

function modeOf({ resume, restart }: Options): ResumeMode {
  if (restart === true) return "restart";
  return resume === true ? "resume" : "none";
}

function sayStart(
  { plan, push, finished, before }: SyncStart,
  { resume }: Options,
  context: CommandContext,
): void {
  sayPlan(plan, context);
  sayDestination(push, context);
  if (finished) context.say("the run to resume had come to its end; nothing is sent");
  else if (resume === true)
    context.say(
      before === null
        ? "there is no earlier run over this range; this one begins at its start"
        : `going on after ${before.pages} pages and ${before.transactions} transactions`,
    );
}

function sayDestination(push: PushSettings | null, context: CommandContext): void {
  if (push === null) context.say("dry run: nothing is sent to PlayCamp");
  else if (!isLoopbackHost(hostOf(push.url)))
    context.say(
      `${hostOf(push.url)}: every payment of the range, ${push.batchSize} a request; what it has already it skips`,
    );
}

function print(
  { summary, from, to }: SyncResult,
  options: Options,
  profile: ResolvedProfile,
  context: CommandContext,
): void {
  const { dryRun = false } = options;
  printSummary(summary, { from, to, dryRun }, context);
  if (summary.stop === null) return;
  sayStop(summary.stop, options, profile, context);
  if (!dryRun) context.say("What is done is kept: run the same command with --resume to go on.");
}
