/** `conformance`: opens the target or the sandbox, runs, writes every report. */
import { join } from "node:path";
import { planRun, type Shard } from "../../../conformance/plan.js";
import type { KeptNotes } from "../../../conformance/suite.js";
import { UserError } from "../../../core/errors.js";
import type { Level } from "../../../core/report.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { chooseSuites } from "../../../tasks/conformance/choose-suites.js";
import type { ConformanceHooks, ConformanceRequest } from "../../../tasks/conformance/request.js";
import { runConformance } from "../../../tasks/conformance/run-conformance.js";
import type { CommandContext, CommandInput, CommandRun, Outcome } from "../../command.js";
import { withHttp } from "../../session/http.js";
import {
  isEmptyShard,
  outcomeOfReport,
  reporterOutputs,
  type ReporterOutput,
  writeReports,
} from "./report-output.js";
import { replayWords } from "../../output/replay-line.js";
import { type SandboxFlags, targetWords, withProfile } from "../../session/target-profile.js";
import { type BaselineFile, openBaseline } from "./conformance.baseline.js";
import { renderCheckList } from "./conformance.list.js";

interface Options extends SandboxFlags {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly level?: "must" | "should" | "may";
  readonly strict?: boolean;
  readonly seed?: number;
  readonly runId?: string;
  readonly shard?: string;
  readonly concurrency?: number;
  readonly rate?: number;
  readonly bail?: boolean;
  readonly list?: boolean;
  readonly reporter?: readonly string[];
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
}

const DEFAULT_SEED = 1;
const DEFAULT_CONCURRENCY = 4;

export const run: CommandRun = async (context, input) => {
  const options = input.options as Options;
  const outputs = reporterOutputs(options.reporter ?? [], context.flags);
  const baseline = await openBaseline(options, input.arguments, context);
  return withProfile(context, options, (profile) =>
    judge(context, input, options, { outputs, baseline }, profile),
  );
};

interface Destination {
  readonly outputs: readonly ReporterOutput[];
  readonly baseline: BaselineFile | null;
}

async function judge(
  context: CommandContext,
  input: CommandInput,
  options: Options,
  { outputs, baseline }: Destination,
  profile: ResolvedProfile,
): Promise<Outcome> {
  const request = {
    ...toRequest(context, input, options),
    baseline: baseline?.excuses ?? null,
  };
  if (options.list === true) {
    const plan = planRun(chooseSuites(request.suites, profile, request.sandbox), request);
    context.result(renderCheckList(plan, context));
    return "done";
  }
  const progress = createProgress(context);
  const notes = await notesOf(context);
  const hooks = { ...progress.hooks, ...stoppingHooks(context) };
  const recorded = await withHttp(context, profile, (http, race) =>
    runConformance(request, profile, { ...context, http, race, notes }, hooks),
  );
  progress.clear();
  const report = baseline?.conclude(recorded) ?? recorded;
  await writeReports(report, outputs, context);
  await baseline?.save(recorded);
  if (isEmptyShard(report))
    context.say(
      `nothing was judged in shard ${options.shard ?? ""}, which holds no check that applies; merge-reports gives the verdict over all shards`,
    );
  return outcomeOfReport(report);
}

/** Beside the other things that this tool must remember between runs. */
async function notesOf({ env }: CommandContext): Promise<KeptNotes> {
  const [{ diskAppendFiles }, { stateFolder }] = await Promise.all([
    import("../../../adapters/files/append-files.js"),
    import("../../../adapters/files/state-folder.js"),
  ]);
  return { files: diskAppendFiles, folder: join(stateFolder(env), "wallet-books") };
}

/** Whoever stops a run hears what is still to be done, and, stopping twice, what was not. */
function stoppingHooks(context: CommandContext): ConformanceHooks {
  const { signal, atOnce } = context;
  const say = (line: string) => context.say(line);
  return {
    say,
    onOpened: (lastWords) => {
      atOnce?.(lastWords);
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

function toRequest(
  context: CommandContext,
  input: CommandInput,
  options: Options,
): Omit<ConformanceRequest, "baseline"> {
  return {
    suites: input.arguments,
    only: options.only ?? [],
    skip: options.skip ?? [],
    level: options.level === undefined ? null : (options.level.toUpperCase() as Level),
    shard: options.shard === undefined ? null : parseShard(options.shard),
    strict: options.strict ?? false,
    seed: options.seed ?? DEFAULT_SEED,
    runId: parseRunId(options.runId),
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
    bail: options.bail ?? false,
    requestsPerSecond: options.rate ?? null,
    allowLive: context.flags.allowLive,
    sandbox: options.sandbox ?? false,
    requirementSet: null,
    targetWords: targetWords(context.flags, options),
    replayWords: replayWords(context.flags, options),
  };
}

function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count) return shard;
  throw new UserError(
    "flag_invalid",
    `--shard ${text}: not i/n`,
    "Write it as 1/4: the first of four parts.",
  );
}

function parseRunId(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^[\w.-]{1,64}$/.test(text)) return text;
  throw new UserError(
    "flag_invalid",
    `--run-id ${JSON.stringify(text)} is not usable in identifiers`,
    "Use up to 64 letters, digits, dots, dashes and underscores.",
  );
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
    if (live) terminal.err(`\r\u001b[K${done}/${total} checks, ${unmet} not met`);
  };
  return {
    hooks: {
      onStart: ({ checks, requests, stakeMillis, remoteHosts }) => {
        total = checks;
        if (remoteHosts.length > 0) {
          context.say(
            `${checks} checks on ${remoteHosts.join(", ")}: at most ${requests} requests, ${
              stakeMillis === 0 ? "no money moves" : `at most ${stakeMillis} millis move`
            }`,
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
      if (live) terminal.err("\r\u001b[K");
    },
  };
}
