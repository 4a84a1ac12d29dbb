/** `conformance`: opens the target or the sandbox, and runs once, again and again, or not at all. */
import { costOf, planRun } from "../../../conformance/plan.js";
import { SUITES } from "../../../conformance/suites/index.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { chooseSuites } from "../../../tasks/conformance/choose-suites.js";
import type { Outcome } from "../../command.js";
import type { CommandInput, CommandRun } from "../../define-command.js";
import type { Session } from "../../session/session.js";
import { assertEverySuite, openBaseline } from "./conformance.baseline.js";
import { renderCoverage } from "./conformance.coverage.js";
import { costLine, judge, toRequest } from "./conformance.judge.js";
import type { Options } from "./conformance.js";
import { assertListening, listenToCaller } from "./conformance.listen.js";
import { renderCheckList } from "./conformance.list.js";
import { conclude, isEmptyShard, reporterOutputs } from "./report-output.js";

export const run: CommandRun<Options> = async (session, input) => {
  const { options } = input;
  if (options.coverage) {
    session.result(renderCoverage(session));
    return "done";
  }
  const outputs = reporterOutputs(options.reporter, session.flags);
  assertListening(input);
  if (options.watch) {
    const { watch } = await import("./conformance.watch.js");
    return watch(session, input, outputs);
  }
  const baseline = await openBaseline(options, session);
  if (options.list) return list(session, input, await session.openProfile(options));
  const isListening = options.listen !== undefined;
  // A filter that selects nothing is heard of before an hour of play.
  if (isListening)
    planRun(
      SUITES.filter(({ id }) => input.arguments.includes(id)),
      toRequest(session, input),
    );
  const profile = await (isListening
    ? listenToCaller(session, options)
    : session.openProfile(options));
  assertEverySuite(options, input.arguments, profile);
  // Whoever stops the listening wants the report.
  const going = isListening ? { ...session, signal: new AbortController().signal } : session;
  const { report, isWritten } = await judge(going, input, { outputs, baseline }, profile);
  if (isEmptyShard(report) && report.shard !== null)
    session.say(
      `nothing was judged in shard ${report.shard.index}/${report.shard.count}, which holds no check that applies; merge-reports gives the verdict over all shards`,
    );
  return conclude(report, isWritten);
};

function list(session: Session, input: CommandInput<Options>, profile: ResolvedProfile): Outcome {
  const request = toRequest(session, input);
  const suites = chooseSuites(request.suites, profile, request.sandbox);
  const plan = planRun(suites, request);
  const cost = costOf(plan, suites, profile);
  session.result(renderCheckList(plan, cost, session));
  session.say(costLine(cost));
  return "done";
}
