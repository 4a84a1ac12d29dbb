/** One conformance run, from what the command line says to the reports that are written. */
import { join } from "node:path";
import type { Cost } from "../../../conformance/suite.js";
import type { Level } from "../../../core/report.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { counted, needsDetail } from "../../../reports/outcome.js";
import type { ConformanceHooks, ConformanceRequest } from "../../../tasks/conformance/request.js";
import { runConformance } from "../../../tasks/conformance/run-conformance.js";
import type { StandingRun } from "../../../tasks/conformance/standing.js";
import { withStartedTarget } from "../../../tasks/conformance/started-target.js";
import type { CommandContext } from "../../command.js";
import type { CommandInput } from "../../define-command.js";
import { CLEAR_LINE } from "../../output/guarded-terminal.js";
import { withResendLines } from "../../output/resend/check-lines.js";
import type { Session } from "../../session/session.js";
import type { BaselineFile } from "./conformance.baseline.js";
import type { Options } from "./conformance.js";
import { keepUnmet } from "./last-unmet.js";
import { targetStart } from "./conformance.target.js";
import { type ReporterOutput, writeReports } from "./report-output.js";

const LEVELS = { must: "MUST", should: "SHOULD", may: "MAY" } as const satisfies Record<
  string,
  Level
>;

const DEFAULT_SEED = 1;
const DEFAULT_CONCURRENCY = 4;

interface Destination {
  readonly outputs: readonly ReporterOutput[];
  readonly baseline: BaselineFile | null;
}

interface Judged extends StandingRun {
  /** Every report is where it was to go. */
  readonly isWritten: boolean;
}

export async function judge(
  session: Session,
  input: CommandInput<Options>,
  { outputs, baseline }: Destination,
  profile: ResolvedProfile,
): Promise<Judged> {
  const request = {
    ...toRequest(session, input),
    baseline: baseline?.excuses ?? null,
  };
  const progress = createProgress(session);
  const { http, race } = await session.openClient(profile);
  const notes = { files: session.appendFiles, folder: join(session.folders.state, "wallet-books") };
  // What is said of a run that is stopped is not said of the one after it.
  const over = new AbortController();
  const judgeAll = () =>
    runConformance(
      request,
      profile,
      { ...session, http, race, notes },
      { ...progress.hooks, ...stoppingHooks(session, over.signal) },
    );
  const start = targetStart(input, profile, session);
  try {
    const finished = await (start === null
      ? judgeAll()
      : withStartedTarget(start, { ...session, http }, judgeAll));
    progress.clear();
    const recorded = withResendLines(finished, profile, {
      flags: session.flags,
      sandbox: input.options,
      words: input.options.listen === undefined ? [] : ["--listen"],
    });
    const report = baseline?.conclude(recorded) ?? recorded;
    const isWritten = await writeReports(report, outputs, session);
    await baseline?.save(recorded);
    await keepUnmet(report.checks, session);
    return { report, answeredFor: finished.answeredFor, isWritten };
  } finally {
    over.abort();
  }
}

/** Whoever stops a run hears what is still to be done, and, stopping twice, what was not. */
function stoppingHooks(context: CommandContext, over: AbortSignal): ConformanceHooks {
  const { signal, atOnce } = context;
  const say = (line: string) => context.say(line);
  return {
    say,
    onOpened: (lastWords) => {
      atOnce(() => (over.aborted ? null : (lastWords() ?? "stopped at once: there is no report")));
      signal.addEventListener(
        "abort",
        () =>
          say(
            lastWords() === null
              ? "stopping: what is under way ends first, then the report comes; stop again to leave it out"
              : "stopping: money is given back first; stop again to leave it out",
          ),
        { once: true, signal: over },
      );
    },
  };
}

export function costLine({ requests, stakeMillis }: Cost): string {
  const money = stakeMillis === 0 ? "no money moves" : `at most ${stakeMillis} millis move`;
  return `at most ${counted(requests, "request")}, ${money}`;
}

export function toRequest(
  context: CommandContext,
  { arguments: suites, options }: CommandInput<Options>,
): Omit<ConformanceRequest, "baseline"> {
  return {
    suites,
    only: options.only,
    skip: options.skip,
    level: options.level === undefined ? null : LEVELS[options.level],
    shard: options.shard ?? null,
    strict: options.strict,
    seed: options.seed ?? DEFAULT_SEED,
    runId: options.runId ?? null,
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
        if (needsDetail(status)) unmet += 1;
        show();
      },
    },
    clear: () => {
      if (live) terminal.err(CLEAR_LINE);
    },
  };
}
