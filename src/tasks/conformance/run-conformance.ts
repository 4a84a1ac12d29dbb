/** A conformance run: chooses, plans, opens and runs suites, and reports. */
import { judgeAgainst } from "../../conformance/baseline.js";
import { assertStakes, costOf, type Plan, planRun } from "../../conformance/plan.js";
import type { FreshMessage } from "../../conformance/fresh-message.js";
import { chooseRequirementSet, underRequirementSet } from "../../conformance/requirements/set.js";
import { runPlan } from "../../conformance/runner.js";
import { diagnoseRun } from "../../conformance/diagnosis/diagnose-run.js";
import type { RunDiagnosis } from "../../conformance/diagnosis/run-diagnosis.js";
import type { Closing, Cost, Suite } from "../../conformance/suite.js";
import type { Exchange } from "../../core/http-exchange.js";
import { isLoopbackHost } from "../../core/http.js";
import type { Redactor } from "../../core/redaction.js";
import type { CheckResult, ConformanceReport } from "../../core/report.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { chooseSuites } from "./choose-suites.js";
import { composeReport } from "./compose-report.js";
import { type OpenedSuites, openSuites } from "./open-suites.js";
import type { ConformanceHooks, ConformancePorts, ConformanceRequest } from "./request.js";

/** What the report says is out comes with what gives it back. */
export interface ConformanceRun extends Closing {
  readonly report: ConformanceReport;
  /** Of the evidence, the exchanges whose message can be signed anew, and that message. */
  readonly fresh: ReadonlyMap<Exchange, FreshMessage>;
  /** What several checks have in common, the most urgent first. */
  readonly diagnoses: readonly RunDiagnosis[];
}

/**
 * @throws {UserError} `unknown_suite`, `section_missing`, `requirements_unknown`, `nothing_selected`, `unknown_check`, `stake_above_limit`, `live_target`
 */
export async function runConformance(
  request: ConformanceRequest,
  profile: ResolvedProfile,
  ports: ConformancePorts,
  hooks: ConformanceHooks = {},
): Promise<ConformanceRun> {
  const { clock, random, signal } = ports;
  const requirementSet = chooseRequirementSet(request.requirementSet, profile);
  const suites = chooseSuites(request.suites, profile, request.sandbox).map((suite) =>
    underRequirementSet(suite, requirementSet),
  );
  const plan = planRun(suites, request);
  assertStakes(plan, suites, profile);
  const opened = await openSuites(suites, plan, request, profile, ports, hooks);
  announce(plan, costOf(plan, suites, profile), opened, hooks);
  const startedAtMs = clock.nowMs();
  const startedAt = clock.monotonicMs();
  const runId = request.runId ?? Buffer.from(random.bytes(4)).toString("hex");
  const {
    results: checks,
    moneyOut,
    answeredFor,
  } = await runPlan(plan, {
    ...request,
    runId,
    clock,
    signal,
    suites: opened.suites,
    controls: new Set(suites.flatMap(({ control }) => control ?? [])),
    conclude: (judged) => {
      const result = withoutSecrets(judged, opened.redactor);
      return request.baseline === null
        ? result
        : judgeAgainst(result, request.baseline, startedAtMs);
    },
    onResult: (result) => hooks.onResult?.(result),
  });
  const report = composeReport(checks, request, {
    version: ports.version,
    runId,
    startedAtMs,
    durationMs: Math.round(clock.monotonicMs() - startedAt),
    plan,
    requirementSet,
    opened,
    environment: profile.environment,
    interrupted: signal.aborted,
    // How to give it back is for the command line to say.
    moneyOut: moneyOut.map((out) => ({ ...out, giveBack: "" })),
  });
  return {
    report,
    fresh: freshMessages(checks, opened),
    moneyOut,
    answeredFor,
    diagnoses: report.summary.verdict === "conformant" ? [] : await diagnoses(checks, suites),
  };
}

/** The sandbox's defects are loaded only where something failed: they are many. */
async function diagnoses(
  checks: readonly CheckResult[],
  suites: readonly Suite[],
): Promise<readonly RunDiagnosis[]> {
  const { SANDBOX_FAULTS } = await import("../../sandbox/sandbox.js");
  return diagnoseRun(checks, suites, SANDBOX_FAULTS);
}

/** Of what can be sent again: whatever was not as it should be. */
function freshMessages(
  checks: readonly CheckResult[],
  { suites, redactor }: OpenedSuites,
): ConformanceRun["fresh"] {
  const messages = new Map<Exchange, FreshMessage>();
  for (const { status, suite, evidence } of checks) {
    if (status === "pass" || status === "na") continue;
    for (const exchange of evidence) {
      const message = suites.get(suite)?.suite.freshMessage(exchange, redactor) ?? null;
      if (message !== null) messages.set(exchange, message);
    }
  }
  return messages;
}

/** Findings quote what a target said, and a target may say anything; the evidence is clean since it was captured. */
function withoutSecrets(result: CheckResult, redactor: Redactor): CheckResult {
  const { message, expected, actual, hint } = result;
  const clean = (text: string) => redactor.quotation(text);
  return {
    ...result,
    message: clean(message),
    ...(expected === undefined ? {} : { expected: clean(expected) }),
    ...(actual === undefined ? {} : { actual: clean(actual) }),
    ...(hint === undefined ? {} : { hint: clean(hint) }),
  };
}

function announce(plan: Plan, cost: Cost, { suites }: OpenedSuites, hooks: ConformanceHooks): void {
  const hosts = [...suites.values()].flatMap(({ suite }) =>
    [suite.url, ...suite.otherUrls].map((url) => new URL(url).hostname),
  );
  hooks.onOpened?.(() => {
    const words = [...suites.values()].flatMap(({ suite }) => suite.lastWords() ?? []);
    return words.length === 0 ? null : words.join("\n");
  });
  hooks.onStart?.({
    ...cost,
    checks: plan.scenarios.reduce((total, { checks }) => total + checks.length, 0),
    remoteHosts: [...new Set(hosts.filter((host) => !isLoopbackHost(host)))],
  });
}
