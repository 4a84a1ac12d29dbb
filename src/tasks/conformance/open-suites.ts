/** Suites made ready to send: their targets read from the profile, live hosts guarded, the rate limited. */
import { createTargetHealth } from "../../conformance/health.js";
import type { Plan } from "../../conformance/plan.js";
import type { RunnableSuite } from "../../conformance/runner.js";
import type { Suite, SuiteContext } from "../../conformance/suite.js";
import { createWaitingLine, type WaitingLine } from "../../conformance/waiting-line.js";
import type { Redactor } from "../../core/redaction.js";
import { profileRedactor } from "../../profile/redaction.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { assertNotLive, guardLiveHosts, guardLiveRaces } from "../../transport/live-guard.js";
import { limitInFlight } from "../../transport/in-flight.js";
import { limitRate } from "../../transport/rate.js";
import { createRace, createSend } from "../../transport/send.js";
import { withHeldToken } from "../payments/access-token.js";
import type { ConformanceHooks, ConformancePorts, ConformanceRequest } from "./request.js";

/** Of all suites together. With 300 ms for each, one after the other, the last is answered in 4 s. */
const MOST_IN_FLIGHT = 12;

export interface OpenedSuites {
  readonly suites: ReadonlyMap<string, RunnableSuite>;
  readonly redactor: Redactor;
}

/**
 * Opens what the plan needs of the suites.
 *
 * @throws {UserError} `live_target`, and whatever a suite lacks in the profile
 */
export async function openSuites(
  suites: readonly Suite[],
  plan: Plan,
  request: ConformanceRequest,
  profile: ResolvedProfile,
  ports: ConformancePorts,
  { say }: Pick<ConformanceHooks, "say"> = {},
): Promise<OpenedSuites> {
  const { clock, notes } = ports;
  const { sandbox } = request;
  const liveHosts = request.allowLive ? new Set<string>() : profile.liveHosts;
  const guarded = guardLiveHosts(ports.http, liveHosts);
  const opened = await openNeeded(suites, plan, {
    ...{ profile, clock, sandbox },
    withHeldToken: (settings) =>
      withHeldToken(settings, profile, {
        ...ports,
        http: guarded,
        notice: (text) => say?.(text),
      }),
    // A sandbox's money ends with it.
    ...(notes === undefined || sandbox ? {} : { notes }),
    ...(say === undefined ? {} : { say }),
  });
  opened.forEach(({ url, otherUrls }) =>
    [url, ...otherUrls].forEach((each) => assertNotLive(each, liveHosts)),
  );
  const paced =
    request.requestsPerSecond === null
      ? guarded
      : limitRate(guarded, request.requestsPerSecond, ports.clock);
  // Outside of the rate, which counts what really starts.
  const http = limitInFlight(paced, Math.max(MOST_IN_FLIGHT, request.concurrency));
  const lines = new Map<string, WaitingLine>();
  const lineOf = (url: string) => {
    const { host } = new URL(url);
    const line = lines.get(host) ?? createWaitingLine();
    lines.set(host, line);
    return line;
  };
  // Opening has read every secret that a request could carry.
  const redactor = profileRedactor(profile, "own");
  const runnable = [...opened].map(([id, suite]): [string, RunnableSuite] => [
    id,
    {
      suite,
      health: createTargetHealth(lineOf(suite.url)),
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

async function openNeeded(suites: readonly Suite[], plan: Plan, context: SuiteContext) {
  const needed = new Set(plan.scenarios.map(({ scenario }) => scenario.suite));
  const opened = await Promise.all(
    suites
      .filter(({ id }) => needed.has(id))
      .map(async (suite) => [suite.id, await suite.open(context)] as const),
  );
  return new Map(opened);
}
