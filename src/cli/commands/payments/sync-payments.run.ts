/** `sync-payments`: poll, convert, push, and say what became of every transaction. */
import { UserError } from "../../../core/errors.js";
import { hostOf, isLoopbackHost } from "../../../core/http.js";
import type { PushSettings } from "../../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { renderInstant } from "../../../protocols/payments/times.js";
import { outcomeOf } from "../../../tasks/payments/outcome-report.js";
import type { ResumeMode } from "../../../tasks/payments/run-journal.js";
import { runSync, type SyncResult, type SyncStart } from "../../../tasks/payments/run-sync.js";
import { SHARD_REPORT_FORMAT } from "../../../tasks/payments/shard-report.js";
import type { CommandContext, GlobalFlags, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { writeNamedFile } from "../../session/named-files.js";
import { assertOutIsNotRead } from "../../session/out-file.js";
import type { Session } from "../../session/session.js";
import {
  askedRange,
  createRunHooks,
  paymentRunPorts,
  sayPlan,
  sayStop,
  scratchFolder,
  syncFolder,
  transactionsFile,
} from "./payments-hooks.js";
import { printSummary, sayDoubts } from "./payments-print.js";
import type { Options } from "./sync-payments.js";

export const run: CommandRun<Options> = async (session, { options }) => {
  assertUsage(options, session.flags);
  await assertOutIsNotRead(options.out, [], session);
  await assertOutIsNotRead(options.report, [], session, "--report");
  return sync(await session.openProfile(options), options, session);
};

function assertUsage(
  { dryRun, resume, restart, shard, report, out }: Options,
  { json }: Pick<GlobalFlags, "json">,
): void {
  if (shard !== undefined && report === undefined && !json)
    throw new UserError(
      "usage",
      "--shard without --report: nothing would keep what merge-reports needs of this part",
      "Add --report part.json, with a file of its own for each shard.",
    );
  if (shard === undefined && report !== undefined)
    throw new UserError(
      "usage",
      "--report is of a shard, and --shard is missing",
      "Add --shard 1/4; what a whole run came to is on stdout with --json.",
    );
  if (report !== undefined && report === out)
    throw new UserError(
      "usage",
      `--report and --out both name ${report}`,
      "Give each its own file.",
    );
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
  const { dryRun, state } = options;
  const summary = await runSync(
    {
      range: askedRange(options, profile, session),
      shard: options.shard ?? null,
      dryRun,
      resume: modeOf(options),
      folder: dryRun ? scratchFolder(state, session) : syncFolder(state, session),
      writeTransactions: transactionsFile(options.out, session),
      allowLive: session.flags.allowLive,
    },
    profile,
    paymentRunPorts(session, profile),
    {
      ...createRunHooks(profile, options, session),
      onStart: (start) => sayStart(start, options, session),
      onResult: (result) => print(result, options, profile, session),
    },
  );
  return outcomeOf(summary);
}

function modeOf({ resume, restart }: Options): ResumeMode {
  if (restart) return "restart";
  return resume ? "resume" : "none";
}

function sayStart(
  { plan, part, push, finished, before }: SyncStart,
  { resume, shard }: Options,
  context: CommandContext,
): void {
  if (part !== null && shard !== undefined)
    context.say(
      `shard ${shard.index}/${shard.count}: ${renderInstant(part.fromMs)} to ${renderInstant(part.toMs)}`,
    );
  sayPlan(plan, context);
  sayDestination(push, context);
  if (finished) context.say("the run to resume had come to its end; nothing is sent");
  else if (resume)
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

async function print(
  { summary, from, to, shard }: SyncResult,
  options: Options,
  profile: ResolvedProfile,
  context: CommandContext,
): Promise<void> {
  const { dryRun, report } = options;
  const tool = { name: "playcamp-gw", version: context.version };
  const own = shard && { format: SHARD_REPORT_FORMAT, tool, ...shard };
  const more = { ...own, from, to, dryRun };
  printSummary(summary, more, context);
  if (report !== undefined) {
    await writeNamedFile(report, `${JSON.stringify({ ...more, ...summary }, null, 2)}\n`, context);
    context.say(`wrote ${report}`);
  }
  sayDoubts(summary, context);
  if (summary.stop === null) return;
  sayStop(summary.stop, options, profile, context);
  if (!dryRun) context.say("What is done is kept: run the same command with --resume to go on.");
}
