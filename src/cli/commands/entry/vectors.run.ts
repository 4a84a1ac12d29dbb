/** `vectors`: prints them, or judges results from a file or a program. */
import { UserError } from "../../../core/errors.js";
import { suggestionHint } from "../../../core/suggest.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { openProfile } from "../../../tasks/open-profile.js";
import { askProgram } from "../../../tasks/vectors/ask-program.js";
import { resolveSandboxProfile } from "../../../tasks/sandbox/sandbox-profile.js";
import {
  onlyTask,
  type ReadResults,
  readResults,
  vectorsDocument,
} from "../../../tasks/vectors/vector-documents.js";
import { judgeResults, type VectorVerdict } from "../../../tasks/vectors/judge.js";
import { makeVectors } from "../../../tasks/vectors/make.js";
import {
  VECTOR_SUITES,
  type VectorSet,
  type VectorSuite,
  type VectorTask,
} from "../../../tasks/vectors/vector.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { profileAtHand } from "../../session/profile-at-hand.js";
import { readInput } from "../../session/read-input.js";
import { profileSources } from "../../session/profile-sources.js";
import { describeEnd, describeOthers, renderVerdict, renderVerdictJson } from "./vectors.print.js";

interface Options {
  readonly task?: VectorTask;
  readonly check?: string;
  readonly exec?: string;
  readonly sandbox?: boolean;
}

const PROGRAM_TIMEOUT_MS = 30_000;

export const run: CommandRun = async (context, input) => {
  const options = input.options as Options;
  const suites = input.arguments.map(parseSuite);
  if (options.check !== undefined && options.exec !== undefined)
    throw new UserError(
      "usage",
      "--check and --exec both name results to judge",
      "Give one of them.",
    );
  const profile = await recipesProfile(options, context);
  const sets = onlyTask(makeVectors(profile, suites), options.task ?? null);
  if (options.exec !== undefined) return exec(sets, options.exec, context);
  if (options.check !== undefined) return check(sets, options.check, context);
  const { version } = context;
  const { partner } = profile.profile;
  context.result(JSON.stringify(vectorsDocument(sets, { version, partner }), null, 2));
  return "done";
};

function parseSuite(text: string): VectorSuite {
  const suite = VECTOR_SUITES.find((each) => each === text);
  if (suite !== undefined) return suite;
  throw new UserError(
    "unknown_suite",
    `there are no vectors for "${text}"`,
    suggestionHint(text, VECTOR_SUITES),
  );
}

/** Vectors need nobody to be there: where the sandbox would be is of no account. */
const SANDBOX_URL = "https://sandbox.example.com";

async function recipesProfile(
  { sandbox = false }: Options,
  context: CommandContext,
): Promise<ResolvedProfile> {
  const { flags, files } = context;
  return sandbox
    ? resolveSandboxProfile(await profileAtHand(context), SANDBOX_URL, files, {}, flags)
    : openProfile(flags, profileSources(context));
}

async function check(
  sets: readonly VectorSet[],
  from: string,
  context: CommandContext,
): Promise<Outcome> {
  const bytes = await readInput("--check", from, context);
  const text = Buffer.from(bytes).toString("utf8");
  return report(sets, readResults(text, `--check ${from}`), context);
}

async function exec(
  sets: readonly VectorSet[],
  line: string,
  context: CommandContext,
): Promise<Outcome> {
  const timeoutMs = context.flags.timeoutMs ?? PROGRAM_TIMEOUT_MS;
  const answers = await askProgram(sets, { line, cwd: context.cwd, timeoutMs }, context);
  if (answers === null) return "interrupted";
  describeEnd(answers.ran, timeoutMs).forEach((text) => context.say(text));
  return report(sets, answers.read, context);
}

function report(
  sets: readonly VectorSet[],
  { results, others }: ReadResults,
  context: CommandContext,
): Outcome {
  const { json, color, verbose } = context.flags;
  const verdict = judgeResults(sets, results);
  for (const line of describeOthers(others, verdict.unknown)) context.say(line);
  context.result(
    json ? renderVerdictJson(verdict) : renderVerdict(verdict, { color, all: verbose }),
  );
  return outcomeOf(verdict);
}

function outcomeOf({ summary }: VectorVerdict): Outcome {
  if (summary.fail > 0) return "refused";
  return summary.missing > 0 ? "incomplete" : "done";
}
