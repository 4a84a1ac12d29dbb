/** `conformance`: opens the target or the sandbox, runs, writes every report. */
import { join } from "node:path";
import { costOf, planRun } from "../../../conformance/plan.js";
import { counted } from "../../../reports/outcome.js";
import type { Cost } from "../../../conformance/suite.js";
import { UserError } from "../../../core/errors.js";
import type { Level } from "../../../core/report.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { chooseSuites } from "../../../tasks/conformance/choose-suites.js";
import type { ConformanceHooks, ConformanceRequest } from "../../../tasks/conformance/request.js";
import { type TargetStart, withStartedTarget } from "../../../tasks/conformance/started-target.js";
import { runConformance } from "../../../tasks/conformance/run-conformance.js";
import { CLEAR_LINE } from "../../output/guarded-terminal.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandInput, CommandRun } from "../../define-command.js";
import { parseRunId, parseShard } from "../../run-flags.js";
import type { Session } from "../../session/session.js";
import { type BaselineFile, openBaseline } from "./conformance.baseline.js";
import { renderCoverage } from "./conformance.coverage.js";
import type { Options } from "./conformance.js";
import { renderCheckList } from "./conformance.list.js";
import {
  isEmptyShard,
  reporterOutputs,
  type ReporterOutput,
  conclude,
  writeReports,
} from "./report-output.js";
import { withResendLines } from "../../output/resend/check-lines.js";

const LEVELS = { must: "MUST", should: "SHOULD", may: "MAY" } as const satisfies Record<
  string,
  Level
>;

const DEFAULT_SEED = 1;
const DEFAULT_CONCURRENCY = 4;

export const run: CommandRun<Options> = async (session, input) => {
  const { options } = input;
  if (options.coverage) {
    session.result(renderCoverage(session));
    return "done";
  }
  const outputs = reporterOutputs(options.reporter, session.flags);
  const baseline = await openBaseline(options, input.arguments, session);
  return judge(session, input, { outputs, baseline }, await session.openProfile(options));
};

interface Destination {
  readonly outputs: readonly ReporterOutput[];
  readonly baseline: BaselineFile | null;
}

async function judge(
  session: Session,
  input: CommandInput<Options>,
  { outputs, baseline }: Destination,
  profile: ResolvedProfile,
): Promise<Outcome> {
  const request = {
    ...toRequest(session, input),
    baseline: baseline?.excuses ?? null,
  };
  if (input.options.list) {
    const suites = chooseSuites(request.suites, profile, request.sandbox);
    const plan = planRun(suites, request);
    const cost = costOf(plan, suites, profile);
    session.result(renderCheckList(plan, cost, session));
    session.say(costLine(cost));
    return "done";
  }
  const progress = createProgress(session);
  const { http, race } = await session.openClient(profile);
  const notes = { files: session.appendFiles, folder: join(session.folders.state, "wallet-books") };
  const judgeAll = () =>
    runConformance(
      request,
      profile,
      { ...session, http, race, notes },
      { ...progress.hooks, ...stoppingHooks(session) },
    );
  const start = targetStart(input, profile, session);
  const finished = await (start === null
    ? judgeAll()
    : withStartedTarget(start, { ...session, http }, judgeAll));
  progress.clear();
  const recorded = withResendLines(finished, profile, {
    flags: session.flags,
    sandbox: input.options,
  });
  const report = baseline?.conclude(recorded) ?? recorded;
  const isWritten = await writeReports(report, outputs, session);
  await baseline?.save(recorded);
  if (isEmptyShard(report))
    session.say(
      `nothing was judged in shard ${input.options.shard ?? ""}, which holds no check that applies; merge-reports gives the verdict over all shards`,
    );
  return conclude(report, isWritten);
}

/** Whoever stops a run hears what is still to be done, and, stopping twice, what was not. */
function stoppingHooks(context: CommandContext): ConformanceHooks {
  const { signal, atOnce } = context;
  const say = (line: string) => context.say(line);
  return {
    say,
    onOpened: (lastWords) => {
      atOnce(lastWords);
      signal.addEventListener(
        "abort",
        () => {
          if (lastWords() !== null)
            say("stopping: money is given back first; stop again to leave it out");
        },
        { once: true },
      );
    },
  };
}

function targetStart(
  { arguments: suites, options }: CommandInput<Options>,
  profile: ResolvedProfile,
  { cwd }: CommandContext,
): TargetStart | null {
  if (options.start === undefined) {
    if (options.readyOn === undefined) return null;
    throw new UserError("usage", "--ready-on waits for what --start has started", "Add --start.");
  }
  const [first] = chooseSuites(suites, profile, options.sandbox);
  const readyOn = options.readyOn ?? (first === undefined ? null : originOf(first.id, profile));
  if (readyOn !== null) return { line: options.start, readyOn, cwd };
  throw new UserError(
    "usage",
    "--start: nothing says where the server answers",
    "Add --ready-on URL.",
  );
}

/** Where the suite's target is: whatever answers there is up. */
function originOf(suite: string, { profile }: ResolvedProfile): string | null {
  const urls: Readonly<Record<string, string | undefined>> = {
    entry: profile.entry?.url,
    webhook: profile.webhook?.url,
    wallet: profile.wallet?.url,
    payments: profile.payments?.source.url,
    postback: profile.postback?.url,
  };
  const url = urls[suite]?.replaceAll(/\{[\w.-]+\}/g, "x");
  return url === undefined || !URL.canParse(url) ? null : new URL(url).origin;
}

function costLine({ requests, stakeMillis }: Cost): string {
  const money = stakeMillis === 0 ? "no money moves" : `at most ${stakeMillis} millis move`;
  return `at most ${counted(requests, "request")}, ${money}`;
}

function toRequest(
  context: CommandContext,
  { arguments: suites, options }: CommandInput<Options>,
): Omit<ConformanceRequest, "baseline"> {
  return {
    suites,
    only: options.only,
    skip: options.skip,
    level: options.level === undefined ? null : LEVELS[options.level],
    shard: options.shard === undefined ? null : parseShard(options.shard),
    strict: options.strict,
    seed: options.seed ?? DEFAULT_SEED,
    runId: options.runId === undefined ? null : parseRunId(options.runId),
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
    bail: options.bail,
    requestsPerSecond: options.rate ?? null,
    allowLive: context.flags.allowLive,
    sandbox: options.sandbox,
    requirementSet: options.requirements ?? null,
  };
}

interface Progress {
  readonly hooks: ConformanceHooks;
  clear(): void;
}

/** A counter on a terminal; before a run against others' machines, what it will do to them. */
function createProgress(context: CommandContext): Progress {
  const { terminal, flags } = context;
  const live = terminal.errIsTerminal && !flags.quiet && !flags.json;
  let done = 0;
  let total = 0;
  let unmet = 0;
  const show = () => {
    if (live) terminal.err(`${CLEAR_LINE}${done}/${total} checks, ${unmet} not met`);
  };
  return {
    hooks: {
      onStart: ({ checks, requests, stakeMillis, remoteHosts }) => {
        total = checks;
        if (remoteHosts.length > 0) {
          context.say(
            `${checks} checks on ${remoteHosts.join(", ")}: ${costLine({ requests, stakeMillis })}`,
          );
        }
        show();
      },
      onResult: ({ status }) => {
        done += 1;
        if (!["pass", "na", "known"].includes(status)) unmet += 1;
        show();
      },
    },
    clear: () => {
      if (live) terminal.err(CLEAR_LINE);
    },
  };
}
