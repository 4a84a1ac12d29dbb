/** `conformance`: opens the target or the sandbox, runs, writes every report. */
import { planRun, type Shard } from "../../conformance/plan.js";
import { UserError } from "../../core/errors.js";
import type { ConformanceReport, Level } from "../../core/report.js";
import { suggestionHint } from "../../core/suggest.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import {
  REPORT_FORMAT_IDS,
  type ReportFormatId,
} from "../../reports/formats/ids.js";
import {
  chooseSuites,
  type ConformanceHooks,
  type ConformanceRequest,
  runConformance,
} from "../../tasks/run-conformance.js";
import type {
  CommandContext,
  CommandInput,
  CommandRun,
  Outcome,
} from "../command.js";
import { withHttp } from "../http.js";
import { withProfile } from "../target-profile.js";
import { renderCheckList } from "./conformance.list.js";

interface Options {
  readonly sandbox?: boolean;
  readonly fault?: readonly string[];
  readonly variant?: readonly string[];
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
}

const DEFAULT_SEED = 1;
const DEFAULT_CONCURRENCY = 4;

export const run: CommandRun = async (context, input) => {
  const options = input.options as Options;
  const outputs = reporterOutputs(options, context);
  return withProfile(context, options, (profile) =>
    judge(context, input, options, outputs, profile),
  );
};

async function judge(
  context: CommandContext,
  input: CommandInput,
  options: Options,
  outputs: readonly ReporterOutput[],
  profile: ResolvedProfile,
): Promise<Outcome> {
  const request = toRequest(context, input, options);
  if (options.list === true) {
    const plan = planRun(chooseSuites(request.suites, profile), request);
    context.result(renderCheckList(plan, context));
    return "done";
  }
  const progress = createProgress(context);
  const report = await withHttp(context, (http, race) =>
    runConformance(
      request,
      profile,
      { ...context, http, race },
      progress.hooks,
    ),
  );
  progress.clear();
  await writeReports(report, outputs, context);
  return outcomeOf(report);
}

function outcomeOf({ summary, interrupted }: ConformanceReport): Outcome {
  if (interrupted) return "interrupted";
  if (summary.error > 0) return "defect";
  switch (summary.verdict) {
    case "conformant":
      return "done";
    case "nonconformant":
      return "refused";
    case "incomplete":
      return "incomplete";
  }
}

function toRequest(
  context: CommandContext,
  input: CommandInput,
  options: Options,
): ConformanceRequest {
  return {
    suites: input.arguments,
    only: options.only ?? [],
    skip: options.skip ?? [],
    level:
      options.level === undefined
        ? null
        : (options.level.toUpperCase() as Level),
    shard: options.shard === undefined ? null : parseShard(options.shard),
    strict: options.strict ?? false,
    seed: options.seed ?? DEFAULT_SEED,
    runId: parseRunId(options.runId),
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
    bail: options.bail ?? false,
    requestsPerSecond: options.rate ?? null,
    allowLive: context.flags.allowLive,
    sandbox: options.sandbox ?? false,
    targetWords: targetWords(context, options),
  };
}

function targetWords(
  { flags }: CommandContext,
  options: Options,
): readonly string[] {
  return [
    ...(flags.profile === null ? [] : ["--profile", flags.profile]),
    ...(flags.environment === null ? [] : ["--env", flags.environment]),
    ...flags.overrides.flatMap((set) => ["--set", set]),
    ...(options.sandbox === true ? ["--sandbox"] : []),
    ...(options.fault ?? []).flatMap((id) => ["--fault", id]),
    ...(options.variant ?? []).flatMap((id) => ["--variant", id]),
  ];
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

interface ReporterOutput {
  readonly id: ReportFormatId;
  /** Null is stdout. */
  readonly file: string | null;
}

function reporterOutputs(
  options: Options,
  { flags }: CommandContext,
): readonly ReporterOutput[] {
  const given = (options.reporter ?? []).map(parseReporter);
  const onStdout = given.filter(({ file }) => file === null);
  const own = flags.json ? "json" : "table";
  if (onStdout.length === 0) return [...given, { id: own, file: null }];
  if (onStdout.length === 1 && (!flags.json || onStdout[0]?.id === "json"))
    return given;
  throw new UserError(
    "usage",
    flags.json
      ? "--json takes stdout for the json report, and another reporter wants it too"
      : "only one reporter can write to stdout",
    "Give the others a file, such as --reporter junit=report.xml.",
  );
}

function parseReporter(text: string): ReporterOutput {
  const at = text.indexOf("=");
  const name = at === -1 ? text : text.slice(0, at);
  const file = at === -1 ? null : text.slice(at + 1);
  const id = REPORT_FORMAT_IDS.find((each) => each === name);
  if (id === undefined) {
    throw new UserError(
      "flag_invalid",
      `--reporter ${text}: there is no format "${name}"`,
      suggestionHint(name, REPORT_FORMAT_IDS),
    );
  }
  if (file === "") {
    throw new UserError(
      "flag_invalid",
      `--reporter ${text}: the file is missing`,
    );
  }
  return { id, file };
}

async function writeReports(
  report: ConformanceReport,
  outputs: readonly ReporterOutput[],
  context: CommandContext,
): Promise<void> {
  const { reportFormat } = await import("../../reports/formats/index.js");
  const { terminal, flags, files } = context;
  for (const { id, file } of outputs) {
    const text = reportFormat(id).render(report, {
      color: file === null && flags.color,
      columns: terminal.columns,
    });
    if (file === null) context.result(text);
    else {
      await files.writeWhole(file, text);
      context.say(`wrote ${file}`);
    }
  }
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
    if (live)
      terminal.err(`\r\u001b[K${done}/${total} checks, ${unmet} not met`);
  };
  return {
    hooks: {
      onStart: ({ checks, requests, stakeMillis, remoteHosts }) => {
        total = checks;
        if (remoteHosts.length > 0) {
          context.say(
            `${checks} checks on ${remoteHosts.join(", ")}: at most ${requests} requests, ${
              stakeMillis === 0
                ? "no money moves"
                : `at most ${stakeMillis} millis move`
            }`,
          );
        }
        show();
      },
      onResult: ({ status }) => {
        done += 1;
        if (status !== "pass" && status !== "na") unmet += 1;
        show();
      },
    },
    clear: () => {
      if (live) terminal.err("\r\u001b[K");
    },
  };
}
