/** A conformance run from plan to recorded report. */
import { type Baseline, judgeAgainst } from "../conformance/baseline.js";
import { freshLine } from "../conformance/fresh-command.js";
import { createTargetHealth } from "../conformance/health.js";
import {
  assertStakes,
  costOf,
  type Plan,
  planRun,
  type Shard,
} from "../conformance/plan.js";
import { type RunnableSuite, runPlan } from "../conformance/runner.js";
import { fitToProfile, type Suite } from "../conformance/suite.js";
import { SUITES } from "../conformance/suites/index.js";
import { UserError } from "../core/errors.js";
import { type Http, isLoopbackHost, type RaceHttp } from "../core/http.js";
import type { Clock, Random } from "../core/ports.js";
import { createRedactor, type Redactor } from "../core/redaction.js";
import {
  type CheckResult,
  type ConformanceReport,
  type Level,
  REPORT_FORMAT,
  summarise,
} from "../core/report.js";
import { shellLine } from "../core/shell.js";
import { suggestionHint } from "../core/suggest.js";
import { curlLine } from "../journal/curl.js";
import { replayLine } from "../journal/replay-line.js";
import type { ResolvedProfile } from "../profile/resolve.js";
import {
  assertNotLive,
  guardLiveHosts,
  guardLiveRaces,
} from "../transport/live-guard.js";
import { limitRate } from "../transport/rate.js";
import { createRace, createSend } from "../transport/send.js";

export interface ConformanceRequest {
  readonly suites: readonly string[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly level: Level | null;
  readonly shard: Shard | null;
  readonly strict: boolean;
  readonly seed: number;
  /** Null makes one. */
  readonly runId: string | null;
  readonly concurrency: number;
  readonly bail: boolean;
  readonly requestsPerSecond: number | null;
  readonly allowLive: boolean;
  /** The words that lead back to the same target: profile and environment, or the sandbox and its faults. */
  readonly targetWords: readonly string[];
  /** The words of a replay that lead back to the same target and journal. */
  readonly replayWords: readonly string[];
  readonly sandbox: boolean;
  /** Failures that are known; null excuses none. */
  readonly baseline: Baseline | null;
}

export interface ConformancePorts {
  readonly http: Http;
  readonly race: RaceHttp;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly version: string;
}

export interface ConformanceHooks {
  /** Before the first request. */
  readonly onStart?: (start: {
    readonly checks: number;
    readonly requests: number;
    readonly stakeMillis: number;
    readonly remoteHosts: readonly string[];
  }) => void;
  readonly onResult?: (result: CheckResult) => void;
}

/**
 * @throws {UserError} `unknown_suite`, `section_missing`, `nothing_selected`, `unknown_check`, `stake_above_limit`, `live_target`
 */
export async function runConformance(
  request: ConformanceRequest,
  profile: ResolvedProfile,
  ports: ConformancePorts,
  hooks: ConformanceHooks = {},
): Promise<ConformanceReport> {
  const suites = chooseSuites(request.suites, profile, request.sandbox);
  const plan = planRun(suites, request);
  assertStakes(plan, suites, profile);
  const opened = await openSuites(suites, plan, request, profile, ports);
  announce(plan, opened, hooks);
  const startedAtMs = ports.clock.nowMs();
  const startedAt = ports.clock.monotonicMs();
  const runId =
    request.runId ?? Buffer.from(ports.random.bytes(4)).toString("hex");
  const results = await runPlan(plan, {
    ...request,
    runId,
    clock: ports.clock,
    signal: ports.signal,
    suites: opened.suites,
    reproduce: ({ id }, suite) =>
      // A player's token may stand in --set.
      opened.redactor.text(reproduceLine(id, suite, request)),
    conclude: (judged) => {
      const result = withoutSecrets(judged, opened.redactor);
      return request.baseline === null
        ? result
        : judgeAgainst(result, request.baseline, startedAtMs);
    },
    onResult: (result) => hooks.onResult?.(result),
  });
  const checks = results.map((result) =>
    withReplay(
      withCurl(result, profile, opened, request),
      opened.redactor,
      request,
    ),
  );
  const interrupted = ports.signal.aborted;
  return {
    format: REPORT_FORMAT,
    tool: { name: "playcamp-gw", version: ports.version },
    seed: request.seed,
    runId,
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: Math.round(ports.clock.monotonicMs() - startedAt),
    plan: plan.hash,
    shard: request.shard,
    filters: {
      suites: request.suites,
      only: request.only,
      skip: request.skip,
      level: request.level,
    },
    target: Object.fromEntries(
      [...opened.suites].map(([id, { suite }]) => [
        id,
        opened.redactor.text(suite.url),
      ]),
    ),
    environment: profile.environment,
    strict: request.strict,
    interrupted,
    summary: summarise(
      checks.map(({ status }) => status),
      { strict: request.strict, interrupted },
    ),
    checks,
  };
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

/** Without names, every suite whose sections the profile has and that may run unasked there. */
export function chooseSuites(
  names: readonly string[],
  profile: ResolvedProfile,
  sandbox: boolean,
): readonly Suite[] {
  if (names.length === 0) {
    const configured = SUITES.filter(
      (suite) =>
        suite.isConfigured(profile) && (sandbox || !suite.onlyWhenNamed),
    );
    if (configured.length > 0)
      return configured.map((suite) => fitToProfile(suite, profile));
    throw new UserError(
      "section_missing",
      `${profile.origin} has no section that a suite could judge`,
      `Add one of: ${sectionsOfSuites().join(", ")}; or try conformance --sandbox.`,
    );
  }
  for (const name of names) {
    const suite = SUITES.find(({ id }) => id === name);
    if (suite === undefined) {
      throw new UserError(
        "unknown_suite",
        `there is no suite "${name}"`,
        suggestionHint(
          name,
          SUITES.map(({ id }) => id),
        ),
      );
    }
    if (!suite.isConfigured(profile)) throw notConfigured(suite, profile);
  }
  return SUITES.filter(({ id }) => names.includes(id)).map((suite) =>
    fitToProfile(suite, profile),
  );
}

function sectionsOfSuites(): readonly string[] {
  return [...new Set(SUITES.flatMap(({ needs }) => needs))];
}

function notConfigured(
  { id, needs }: Suite,
  { origin, profile }: ResolvedProfile,
): UserError {
  const missing = needs.filter((name) => !Object.hasOwn(profile, name));
  const sections = missing.map((name) => `"${name}"`).join(" and ");
  return new UserError(
    "section_missing",
    `${origin} has no ${sections} section, which the ${id} suite needs`,
    `Add ${sections} to the profile, or try conformance ${id} --sandbox.`,
  );
}

interface OpenedSuites {
  readonly suites: ReadonlyMap<string, RunnableSuite>;
  readonly redactor: Redactor;
}

async function openSuites(
  suites: readonly Suite[],
  plan: Plan,
  request: ConformanceRequest,
  profile: ResolvedProfile,
  ports: ConformancePorts,
): Promise<OpenedSuites> {
  const needed = new Set(plan.scenarios.map(({ scenario }) => scenario.suite));
  const opened = new Map(
    await Promise.all(
      suites
        .filter(({ id }) => needed.has(id))
        .map(async (suite) => {
          const context = {
            profile,
            clock: ports.clock,
            sandbox: request.sandbox,
          };
          return [suite.id, await suite.open(context)] as const;
        }),
    ),
  );
  const liveHosts = request.allowLive ? new Set<string>() : profile.liveHosts;
  opened.forEach(({ url, otherUrls }) =>
    [url, ...otherUrls].forEach((each) => assertNotLive(each, liveHosts)),
  );
  const guarded = guardLiveHosts(ports.http, liveHosts);
  const http =
    request.requestsPerSecond === null
      ? guarded
      : limitRate(guarded, request.requestsPerSecond, ports.clock);
  // Opening has read every secret that a request could carry.
  const redactor = createRedactor(profile.secrets.known());
  const runnable = [...opened].map(([id, suite]): [string, RunnableSuite] => [
    id,
    {
      suite,
      health: createTargetHealth(),
      send: createSend({
        http,
        redactor,
        connection: suite.connection,
        freshConnections: true,
        signal: ports.signal,
      }),
      sendRegardless: createSend({
        http,
        redactor,
        connection: suite.connection,
        freshConnections: true,
      }),
      race: createRace({
        race: guardLiveRaces(ports.race, liveHosts),
        redactor,
        connection: suite.connection,
        signal: ports.signal,
      }),
    },
  ]);
  return { suites: new Map(runnable), redactor };
}

function announce(
  plan: Plan,
  { suites }: OpenedSuites,
  hooks: ConformanceHooks,
): void {
  const hosts = [...suites.values()].flatMap(({ suite }) =>
    [suite.url, ...suite.otherUrls].map((url) => new URL(url).hostname),
  );
  hooks.onStart?.({
    ...costOf(plan),
    checks: plan.scenarios.reduce(
      (total, { checks }) => total + checks.length,
      0,
    ),
    remoteHosts: [...new Set(hosts.filter((host) => !isLoopbackHost(host)))],
  });
}

function reproduceLine(
  checkId: string,
  suite: string,
  request: ConformanceRequest,
): string {
  return shellLine([
    "playcamp-gw",
    "conformance",
    suite,
    "--only",
    checkId,
    "--seed",
    String(request.seed),
    ...request.targetWords,
  ]);
}

/** What did not pass can be sent again, where a journal was kept of it. */
function withReplay(
  result: CheckResult,
  redactor: Redactor,
  { replayWords }: ConformanceRequest,
): CheckResult {
  if (result.status === "pass" || result.status === "na") return result;
  const replay = replayLine(result.evidence, replayWords);
  return replay === null
    ? result
    : { ...result, replay: redactor.text(replay) };
}

/** What did not pass can be repeated by hand: as recorded, and signed anew where that is the same request. */
function withCurl(
  result: CheckResult,
  profile: ResolvedProfile,
  { suites, redactor }: OpenedSuites,
  { targetWords }: ConformanceRequest,
): CheckResult {
  if (result.status === "pass" || result.status === "na") return result;
  const envNames = profile.secrets.envNames();
  const freshCommand = suites.get(result.suite)?.suite.freshCommand;
  const lines = result.evidence.flatMap((exchange) => {
    const command = freshCommand?.(exchange, redactor) ?? null;
    const fresh = command === null ? null : freshLine(command, targetWords);
    return [
      curlLine(exchange, envNames),
      fresh === null ? null : redactor.text(fresh),
    ];
  });
  // The eight of a race are one line.
  const curl = [...new Set(lines)].filter((line) => line !== null);
  return curl.length === 0 ? result : { ...result, curl };
}
