/**
 * Runs suites against bent sandboxes and compares what was caught with what
 * the checks declare. Takes suites, faults and variants from the registries,
 * so that a new one joins by itself.
 */
import { setMaxListeners } from "node:events";
import { createHttpClient } from "../../src/adapters/http/http-client.js";
import { listenOnNode } from "../../src/adapters/http/node-server.js";
import { systemClock, systemFiles, systemRandom } from "../../src/adapters/process/system.js";
import type { CheckDefinition } from "../../src/conformance/check.js";
import { SUITES } from "../../src/conformance/suites/index.js";
import type { Http, RaceHttp } from "../../src/core/http.js";
import type { CheckResult, ConformanceReport } from "../../src/core/report.js";
import type { DeviationInfo } from "../../src/sandbox/role.js";
import { SANDBOX_ROLES } from "../../src/sandbox/roles/index.js";
import { runConformance } from "../../src/tasks/conformance/run-conformance.js";
import { openSandbox } from "../../src/tasks/sandbox/open-sandbox.js";

export interface JudgedRun {
  readonly report: ConformanceReport;
  /** Scenario → requests that were really sent, repeats after a 429 not counted. */
  readonly requests: ReadonlyMap<string, number>;
  /** The first line of its report; empty where no cause is named. */
  readonly firstLine: string;
}

/** A check with the suite that it belongs to. */
export interface OwnedCheck extends CheckDefinition {
  readonly suite: string;
}

export const CHECKS: readonly OwnedCheck[] = SUITES.flatMap(({ id, scenarios }) =>
  scenarios.flatMap(({ checks }) => checks.map((check) => ({ ...check, suite: id }))),
);

/** The suites that judge a role: those that its faults and variants are named after. */
export function suitesOfRole(roleId: string): readonly string[] {
  const role = SANDBOX_ROLES.find(({ id }) => id === roleId);
  const deviations = [...(role?.faults ?? []), ...(role?.variants ?? [])];
  const named = new Set(deviations.map(({ id }) => id.split(".")[0]));
  return SUITES.filter(({ id }) => named.has(id)).map(({ id }) => id);
}

/** Those of its role, and those that declare it: the flow meets every role. */
export function suitesOfFault({ id, role }: DeviationInfo): readonly string[] {
  const own = suitesOfRole(role);
  const declaring = CHECKS.filter(({ kills, mayCatch = [] }) =>
    [...kills, ...mayCatch].includes(id),
  ).map(({ suite }) => suite);
  return SUITES.map((suite) => suite.id).filter((suite) => [...own, ...declaring].includes(suite));
}

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

/** One strict run, one scenario at a time, against a sandbox of its own. */
export async function judgeSandbox(
  suites: readonly string[],
  deviations: readonly string[],
  seed = 1,
): Promise<JudgedRun> {
  const client = createHttpClient({ extraCa: [], proxy: {} });
  const sandbox = await openSandbox(
    { base: null, host: "127.0.0.1", port: 0, deviations },
    {
      http: client.http,
      listen: listenOnNode,
      clock: systemClock,
      random: systemRandom,
      files: systemFiles,
    },
  );
  const counter = countRequests();
  try {
    const { report, diagnoses } = await runConformance(
      {
        suites,
        only: [],
        skip: [],
        level: null,
        shard: null,
        strict: true,
        seed,
        runId: "matrix",
        concurrency: 1,
        bail: false,
        requirementSet: null,
        baseline: null,
        requestsPerSecond: null,
        allowLive: false,
        sandbox: true,
      },
      sandbox.profile,
      {
        http: counter.http(client.http),
        race: counter.race(client.race),
        clock: systemClock,
        random: systemRandom,
        signal: NEVER,
        version: "0.0.0",
      },
      { onResult: counter.onResult },
    );
    return { report, requests: counter.requests, firstLine: diagnoses[0]?.text ?? "" };
  } finally {
    await sandbox.close();
    await client.close();
  }
}

/** With one scenario at a time, what was sent since the last result belongs to the scenario of the next. */
function countRequests() {
  const requests = new Map<string, number>();
  let sent = 0;
  return {
    requests,
    http:
      (inner: Http): Http =>
      async (request, signal) => {
        const outcome = await inner({ ...request, freshConnection: false }, signal);
        if (outcome.reply?.status !== 429) sent += 1;
        return outcome;
      },
    race:
      (inner: RaceHttp): RaceHttp =>
      async (round, signal) => {
        sent += round.length;
        return inner(round, signal);
      },
    onResult: ({ scenario }: CheckResult) => {
      requests.set(scenario, (requests.get(scenario) ?? 0) + sent);
      sent = 0;
    },
  };
}

/** Where declaration and observation part, one line a check; empty when they agree. */
export function disagreements(
  fault: string,
  checks: readonly OwnedCheck[],
  results: readonly CheckResult[],
): readonly string[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  const refused = SUITES.filter(({ control }) => byId.get(control ?? "")?.status === "fail");
  return checks.flatMap(({ id, kills, mayCatch = [] }) => {
    const result = byId.get(id);
    const caught = result?.status === "fail" || result?.status === "warn";
    const declared = kills.includes(fault);
    if (caught === declared || (caught && mayCatch.includes(fault))) return [];
    // What the control was refused for is not sent again.
    if (result?.status === "blocked" && refused.some((each) => each.id === result.suite)) return [];
    const seen = `${result?.status ?? "no result"}${result?.message ? `: ${result.message}` : ""}`;
    return [`${fault} × ${id}: ${declared ? "declared" : "not declared"}, observed ${seen}`];
  });
}

/** What declarations get wrong before anything runs. */
export function declarationProblems(
  checks: readonly OwnedCheck[],
  faults: readonly DeviationInfo[],
): readonly string[] {
  const known = new Set(faults.map(({ id }) => id));
  const declared = new Set(checks.flatMap(({ kills }) => kills));
  return [
    ...[...known]
      .filter((id) => !declared.has(id))
      .map((id) => `no check declares the fault ${id}`),
    ...checks.flatMap(({ id, kills, mayCatch = [] }) =>
      [...kills, ...mayCatch]
        .filter((fault) => !known.has(fault))
        .map((fault) => `${id} declares ${fault}, which does not exist`),
    ),
    ...checks
      .filter(({ level, kills }) => level === "MUST" && kills.length === 0)
      .map(({ id }) => `${id} is a MUST and kills nothing`),
    ...checks.flatMap(({ id, kills, mayCatch = [] }) =>
      repeated([...kills, ...mayCatch]).map((fault) => `${id} declares ${fault} twice`),
    ),
    ...repeated(checks.map(({ id }) => id)).map((id) => `two checks are called ${id}`),
    ...repeated(faults.map(({ id }) => id)).map((id) => `two faults are called ${id}`),
  ];
}

function repeated(words: readonly string[]): readonly string[] {
  return words.filter((word, at) => words.indexOf(word) !== at);
}

/** What a scenario promised and did not keep: its bound on requests, and a verdict for each check. */
export function brokenPromises({ report, requests }: JudgedRun): string[] {
  const bounds = SUITES.flatMap(({ scenarios }) => scenarios).map(({ id, requests: bound }) => ({
    id,
    bound,
    sent: requests.get(id) ?? 0,
  }));
  return [
    ...bounds
      .filter(({ bound, sent }) => sent > bound)
      .map(({ id, bound, sent }) => `${id} sent ${sent} requests, not ${bound}`),
    ...report.checks
      .filter(
        ({ status, message }) =>
          status === "error" || message === "the scenario ended without judging this check",
      )
      .map(({ id, message, actual }) => `${id}: ${message}\n${actual ?? ""}`),
  ];
}

/** Every check that is not green, one a line. */
export function notGreen({ checks }: ConformanceReport): readonly string[] {
  return checks
    .filter(({ status }) => status !== "pass" && status !== "na")
    .map(({ id, status, message }) => `${id}: ${status}: ${message}`);
}
