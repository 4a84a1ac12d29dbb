/**
 * Runs a plan and records one result a check. Whatever happens, every planned
 * check gets exactly one result, and none is green that was not judged.
 */
import type { Exchange } from "../core/http-exchange.js";
import type { Clock } from "../core/ports.js";
import type { CheckResult } from "../core/report.js";
import type { Race, Send } from "../transport/send.js";
import { type Conclusion, toResult } from "./check-result.js";
import type { TargetHealth } from "./health.js";
import { createScenarioContext, ScenarioBlocked } from "./scenario-context.js";
import type { Plan, PlannedScenario } from "./plan.js";
import type { CheckVerdict } from "./verdict.js";
import type { OpenSuite } from "./suite.js";
import { createValues } from "./values.js";

export interface RunOptions {
  readonly seed: number;
  readonly runId: string;
  readonly concurrency: number;
  /** Start nothing new after the first unmet MUST. */
  readonly bail: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Everything a suite id stands for in this run. */
  readonly suites: ReadonlyMap<string, RunnableSuite>;
  /** What a baseline makes of a result; comes before `bail` and `onResult`. */
  readonly conclude?: (result: CheckResult) => CheckResult;
  readonly onResult?: (result: CheckResult) => void;
}

export interface RunnableSuite {
  readonly suite: OpenSuite;
  readonly send: Send;
  readonly race: Race;
  /** Like `send`, and never interrupted: for what must be put back. */
  readonly sendRegardless: Send;
  readonly health: TargetHealth;
}

/** @returns one result for each planned check, in the plan's order */
export async function runPlan(plan: Plan, options: RunOptions): Promise<readonly CheckResult[]> {
  const results = new Map<string, CheckResult>();
  const stop = { reason: null as string | null };
  const record = (recorded: CheckResult) => {
    const result = options.conclude?.(recorded) ?? recorded;
    results.set(result.id, result);
    if (options.bail && (result.status === "fail" || result.status === "error")) {
      stop.reason ??= `not run: --bail after ${result.id}`;
    }
    options.onResult?.(result);
  };
  const run = async (planned: PlannedScenario) => {
    const halted = options.signal.aborted ? "not run: interrupted" : stop.reason;
    for (const result of await runScenario(planned, halted, options)) record(result);
  };
  const { patient, shared, alone } = turnsOf(plan);
  await forEachExclusive([...patient, ...shared], options.concurrency, run);
  await forEachExclusive(alone, 1, run);
  return plan.scenarios.flatMap(({ checks }) => checks.flatMap(({ id }) => results.get(id) ?? []));
}

/** When which scenario's turn is, however they are reported. */
function turnsOf({ scenarios }: Plan) {
  const together = scenarios.filter(({ scenario }) => !scenario.alone);
  return {
    patient: together.filter(({ scenario }) => scenario.patient),
    shared: together.filter(({ scenario }) => !scenario.patient),
    alone: scenarios.filter(({ scenario }) => scenario.alone),
  };
}

async function runScenario(
  planned: PlannedScenario,
  halted: string | null,
  options: RunOptions,
): Promise<readonly CheckResult[]> {
  const { scenario, checks } = planned;
  const { clock } = options;
  const startedAt = clock.monotonicMs();
  const verdicts = new Map<string, CheckVerdict>();
  const cleanUp: Exchange[] = [];
  const remainder =
    halted === null ? await judgeScenario(planned, verdicts, cleanUp, options) : blocked(halted);
  const durationMs = Math.round(clock.monotonicMs() - startedAt);
  return checks.map((check) => {
    const verdict = verdicts.get(check.id) ?? remainder;
    const result = toResult(check, scenario, verdict, durationMs);
    return { ...result, evidence: [...result.evidence, ...cleanUp] };
  });
}

/** @returns what holds for the checks that the scenario did not judge */
async function judgeScenario(
  { scenario }: PlannedScenario,
  verdicts: Map<string, CheckVerdict>,
  cleanUp: Exchange[],
  options: RunOptions,
): Promise<Conclusion> {
  const runnable = options.suites.get(scenario.suite);
  if (runnable === undefined) throw new Error(`suite ${scenario.suite} was not opened`);
  const reason = runnable.suite.notApplicable(scenario.id);
  if (reason !== null) return { status: "na", reason, exchanges: [] };
  const known = new Set(scenario.checks.map(({ id }) => id));
  const context = createScenarioContext(null, {
    values: createValues(options.seed, options.runId, scenario.id),
    clock: options.clock,
    send: runnable.send,
    race: runnable.race,
    sendRegardless: runnable.sendRegardless,
    onCleanUp: (exchange) => cleanUp.push(exchange),
    health: runnable.health,
    signal: options.signal,
    settle: (checkId, verdict) => {
      if (!known.has(checkId))
        throw new Error(`${scenario.id} judged a check of others: ${checkId}`);
      if (verdicts.has(checkId)) throw new Error(`${checkId} was judged twice`);
      verdicts.set(checkId, judgedInTime(verdict, options.signal));
    },
  });
  try {
    await runnable.suite.run(scenario.id, context);
  } catch (error) {
    if (error instanceof ScenarioBlocked) {
      return {
        status: "blocked",
        reason: error.message,
        exchanges: error.exchanges,
      };
    }
    return { status: "error", error };
  }
  return judgedInTime(blocked("the scenario ended without judging this check"), options.signal);
}

/**
 * An interruption cuts every wait short: what a scenario makes of that, be it an
 * accusation or an acquittal, is no judgement.
 */
function judgedInTime(verdict: CheckVerdict, { aborted }: AbortSignal): CheckVerdict {
  return aborted && verdict.status !== "na"
    ? {
        status: "blocked",
        reason: "interrupted before it was judged",
        exchanges: verdict.exchanges,
      }
    : verdict;
}

function blocked(reason: string): CheckVerdict {
  return { status: "blocked", reason, exchanges: [] };
}

/** Runs at most `limit` at a time, and never two that name the same exclusive resource. */
async function forEachExclusive(
  scenarios: readonly PlannedScenario[],
  limit: number,
  run: (scenario: PlannedScenario) => Promise<void>,
): Promise<void> {
  const waiting = [...scenarios];
  const held = new Set<string>();
  const worker = async (): Promise<void> => {
    for (;;) {
      const at = waiting.findIndex(({ scenario }) => !held.has(scenario.exclusive ?? ""));
      const [next] = at === -1 ? [] : waiting.splice(at, 1);
      if (next === undefined) return;
      const { exclusive } = next.scenario;
      if (exclusive !== null) held.add(exclusive);
      try {
        await run(next);
      } finally {
        if (exclusive !== null) held.delete(exclusive);
      }
    }
  };
  // A worker that finds only held resources leaves; the one that frees them takes the rest.
  await Promise.all(Array.from({ length: Math.max(1, limit) }, worker));
}
