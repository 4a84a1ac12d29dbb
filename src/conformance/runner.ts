/**
 * Runs a plan and records one result a check. Whatever happens, every planned
 * check gets exactly one result, and none is green that was not judged.
 */
import type { Exchange } from "../core/http-exchange.js";
import type { Clock } from "../core/ports.js";
import type { CheckResult } from "../core/report.js";
import type { Race, Send } from "../transport/send.js";
import { INTERRUPTED } from "./interrupted.js";
import { besideLeft, type Conclusion, toResult } from "./check-result.js";
import { diagnoseControl } from "./diagnosis/control.js";
import type { TargetHealth } from "./health.js";
import { createScenarioContext, ScenarioBlocked } from "./scenario-context.js";
import type { Plan, PlannedScenario } from "./plan.js";
import { runInTurn, type Turn } from "./schedule.js";
import type { CheckVerdict } from "./verdict.js";
import type { Closing, OpenSuite } from "./suite.js";
import { createValues } from "./values.js";

export interface RunOptions {
  readonly seed: number;
  readonly runId: string;
  readonly concurrency: number;
  /** Start nothing new after the first unmet MUST. */
  readonly bail: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Ids of the checks that are judged first: the rest of their suite builds on them. */
  readonly controls: ReadonlySet<string>;
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

export interface RanPlan extends Closing {
  /** One for each planned check, in the plan's order. */
  readonly results: readonly CheckResult[];
}

export async function runPlan(plan: Plan, options: RunOptions): Promise<RanPlan> {
  const results = new Map<string, CheckResult>();
  let closing: Closing = { moneyOut: [], answeredFor: [] };
  const doubt = (scenarioId: string) =>
    [...options.suites.values()].flatMap(({ suite }) => suite.doubt(scenarioId) ?? [])[0] ?? null;
  const stop = { reason: null as string | null };
  const refused = new Map<string, string>();
  const record = (recorded: CheckResult) => {
    const result = options.conclude?.(recorded) ?? recorded;
    results.set(result.id, result);
    const refusal = options.controls.has(result.id) ? diagnoseControl(result) : null;
    if (refusal !== null) refused.set(result.suite, `not run: ${refusal.text}`);
    const isUnmet = result.status === "fail" && doubt(result.scenario) === null;
    if (options.bail && (isUnmet || result.status === "error")) {
      stop.reason ??= `not run: --bail after ${result.id}`;
    }
    options.onResult?.(result);
  };
  const run = async (planned: PlannedScenario, turn: Turn) => {
    const halted = options.signal.aborted
      ? INTERRUPTED.before
      : (stop.reason ?? refused.get(planned.scenario.suite) ?? null);
    for (const result of await runScenario(planned, halted, options, turn)) record(result);
  };
  try {
    await runInTurn(plan.scenarios, options, run);
  } finally {
    // Also when this tool fails: money that is out must come back.
    closing = await closeSuites([...results.values()], options);
  }
  return {
    results: plan.scenarios.flatMap(({ checks }) =>
      checks.flatMap(({ id }) => {
        const result = results.get(id);
        return result === undefined ? [] : doubted(result, doubt(result.scenario));
      }),
    ),
    ...closing,
  };
}

/** Puts back what the suites moved, interrupted or not. */
async function closeSuites(results: readonly CheckResult[], options: RunOptions): Promise<Closing> {
  const closings: Closing[] = [];
  for (const [id, runnable] of options.suites) {
    if (runnable.suite.close === null) continue;
    const context = createScenarioContext(null, {
      ...surroundings(`${id} closing`, runnable, options),
      onCleanUp: () => undefined,
      onLeft: () => undefined,
      settle: (checkId) => {
        throw new Error(`closing ${id} judged ${checkId}`);
      },
    });
    const accused = results.some(
      ({ suite, status }) => suite === id && (status === "fail" || status === "warn"),
    );
    closings.push(await runnable.suite.close(context, accused));
  }
  return {
    moneyOut: closings.flatMap(({ moneyOut }) => moneyOut),
    answeredFor: closings.flatMap(({ answeredFor }) => answeredFor),
  };
}

/** What was found while the ground moved accuses nobody. */
function doubted(result: CheckResult, reason: string | null): CheckResult {
  if (reason === null || (result.status !== "fail" && result.status !== "warn")) return result;
  const { id, suite, scenario, title, level, clause, why, fix, durationMs, evidence } = result;
  return {
    ...{ id, suite, scenario, title, level, clause, why, fix, durationMs, evidence },
    ...(result.reproduce === undefined ? {} : { reproduce: result.reproduce }),
    status: "blocked",
    message: `${reason}; what was found may be due to that: ${result.message}`,
  };
}

async function runScenario(
  planned: PlannedScenario,
  halted: string | null,
  options: RunOptions,
  turn: Turn,
): Promise<readonly CheckResult[]> {
  const { scenario, checks } = planned;
  const { clock } = options;
  const startedAt = clock.monotonicMs();
  const verdicts = new Map<string, CheckVerdict>();
  const cleanUp: Exchange[] = [];
  const left: string[] = [];
  const remainder =
    halted === null
      ? await judgeScenario(planned, { verdicts, cleanUp, left }, options, turn)
      : blocked(halted);
  const durationMs = Math.round(clock.monotonicMs() - startedAt);
  return checks.map((check) => {
    const verdict = besideLeft(verdicts.get(check.id) ?? remainder, left);
    const result = toResult(check, scenario, verdict, durationMs);
    return { ...result, evidence: [...result.evidence, ...cleanUp] };
  });
}

/** What a scenario has brought so far. */
interface Judgement {
  readonly verdicts: Map<string, CheckVerdict>;
  readonly cleanUp: Exchange[];
  /** What stays at the target, in words. */
  readonly left: string[];
}

/** @returns what holds for the checks that the scenario did not judge */
async function judgeScenario(
  { scenario }: PlannedScenario,
  { verdicts, cleanUp, left }: Judgement,
  options: RunOptions,
  turn: Turn,
): Promise<Conclusion> {
  const runnable = options.suites.get(scenario.suite);
  if (runnable === undefined) throw new Error(`suite ${scenario.suite} was not opened`);
  const reason = runnable.suite.notApplicable(scenario.id);
  if (reason !== null) return { status: "na", reason, exchanges: [] };
  const known = new Set(scenario.checks.map(({ id }) => id));
  const context = createScenarioContext(null, {
    ...surroundings(scenario.id, runnable, options),
    onCleanUp: (exchange) => cleanUp.push(exchange),
    onLeft: (words) => left.push(words),
    settle: (checkId, verdict) => {
      if (!known.has(checkId))
        throw new Error(`${scenario.id} judged a check of others: ${checkId}`);
      if (verdicts.has(checkId)) throw new Error(`${checkId} was judged twice`);
      verdicts.set(checkId, judgedInTime(verdict, options.signal));
    },
  });
  try {
    await runnable.suite.run(scenario.id, { ...context, clock: waitingAside(options.clock, turn) });
  } catch (error) {
    return error instanceof ScenarioBlocked
      ? { status: "blocked", reason: error.message, exchanges: error.exchanges }
      : { status: "error", error };
  }
  return judgedInTime(blocked("the scenario ended without judging this check"), options.signal);
}

/** Its own waits only: a step that waits for a busy target is still under way. */
function waitingAside(clock: Clock, turn: Turn): Clock {
  return {
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    sleep: (ms, signal) => turn.aside(() => clock.sleep(ms, signal)),
  };
}

function surroundings(
  id: string,
  { send, race, sendRegardless, health }: RunnableSuite,
  { seed, runId, clock, signal }: RunOptions,
) {
  return {
    values: createValues(seed, runId, id),
    ...{ clock, send, race, sendRegardless, health, signal },
  };
}

/**
 * An interruption cuts every wait short: what a scenario makes of that, be it an
 * accusation or an acquittal, is no judgement.
 */
function judgedInTime(verdict: CheckVerdict, { aborted }: AbortSignal): CheckVerdict {
  return aborted && verdict.status !== "na"
    ? {
        status: "blocked",
        reason: INTERRUPTED.midway,
        exchanges: verdict.exchanges,
      }
    : verdict;
}

function blocked(reason: string): CheckVerdict {
  return { status: "blocked", reason, exchanges: [] };
}
