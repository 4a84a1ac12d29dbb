/** Suites of a few lines, run by the real planner, context and runner against canned replies. */
import type { CheckDefinition, Scenario } from "../../src/conformance/check.js";
import { createTargetHealth } from "../../src/conformance/health.js";
import { planRun, type Selection } from "../../src/conformance/plan.js";
import { type RunOptions, runPlan } from "../../src/conformance/runner.js";
import { defineSuite, type Suite } from "../../src/conformance/suite.js";
import type { Http } from "../../src/core/http.js";
import { createRedactor } from "../../src/core/redaction.js";
import type { CheckResult, Level } from "../../src/core/report.js";
import type { ResolvedProfile } from "../../src/profile/resolve.js";
import { createRace, createSend } from "../../src/transport/send.js";
import { createFakeClock } from "../fake-clock.js";
import { createFakeHttp, replied } from "../fake-http.js";

export interface FakeTarget {
  readonly capable: boolean;
}

export type FakeScenario = Scenario<FakeTarget>;

export const GET = {
  method: "GET",
  url: "http://127.0.0.1:1/",
  headers: [],
  body: null,
};

export const EVERYTHING: Selection = {
  only: [],
  skip: [],
  level: null,
  shard: null,
};

export function check(id: string, level: Level = "MUST"): CheckDefinition {
  return {
    id,
    level,
    title: `title of ${id}`,
    clause: "clause",
    why: "why",
    fix: "fix",
    kills: [],
  };
}

export function scenario(
  id: string,
  run: FakeScenario["run"],
  over: Partial<FakeScenario> = {},
): FakeScenario {
  return { id, checks: [check(`${id}.check`)], requests: 1, run, ...over };
}

export function fakeSuite(scenarios: readonly FakeScenario[], id = "fake"): Suite {
  return defineSuite<FakeTarget>({
    id,
    title: id,
    scenarios,
    isConfigured: () => true,
    open: async () => ({
      target: { capable: false },
      url: GET.url,
      connection: { headers: [], timeoutMs: 1_000, tls: null },
    }),
  });
}

export interface FakeRun {
  readonly http?: Http;
  readonly selection?: Partial<Selection>;
  readonly options?: Partial<RunOptions>;
}

export async function runFake(
  scenarios: readonly FakeScenario[],
  { http, selection, options }: FakeRun = {},
): Promise<readonly CheckResult[]> {
  const suite = fakeSuite(scenarios);
  const clock = options?.clock ?? createFakeClock();
  const signal = options?.signal ?? new AbortController().signal;
  const open = await suite.open({
    // A fake suite reads nothing of the profile.
    profile: {} as ResolvedProfile,
    clock,
    sandbox: true,
  });
  const wire = {
    redactor: createRedactor([]),
    connection: open.connection,
    signal,
  };
  const send = createSend({
    ...wire,
    http: http ?? createFakeHttp(() => replied(200)).http,
    freshConnections: true,
  });
  const { results } = await runPlan(planRun([suite], { ...EVERYTHING, ...selection }), {
    seed: 1,
    runId: "run",
    concurrency: 1,
    bail: false,
    controls: new Set(),
    clock,
    signal,
    suites: new Map([
      [
        "fake",
        {
          suite: open,
          health: createTargetHealth(),
          send,
          sendRegardless: send,
          race: createRace({
            ...wire,
            race: async (requests) => ({
              outcomes: requests.map(() => replied(200)),
              releaseSpreadMs: 0,
              firstReplyAfterMs: 1,
              overlapped: true,
            }),
          }),
        },
      ],
    ]),
    ...options,
  });
  return results;
}

export function statuses(results: readonly CheckResult[]): Record<string, string> {
  return Object.fromEntries(results.map(({ id, status }) => [id, status]));
}
