/** The payments suite run against a sandbox of its own. */
import type { Http } from "../../../src/core/http.js";
import { systemClock, systemRandom } from "../../../src/adapters/process/system.js";
import type { ConformanceReport } from "../../../src/core/report.js";
import type { ResolvedProfile } from "../../../src/profile/resolve.js";
import { runConformance } from "../../../src/tasks/conformance/run-conformance.js";
import type { SandboxChoices } from "../../../src/tasks/sandbox/section.js";
import { sandboxFor } from "../../sandbox/sandbox-for.js";

export async function judge(
  choices: SandboxChoices,
  deviations: readonly string[] = [],
  change: (profile: ResolvedProfile) => ResolvedProfile = (profile) => profile,
  { only = [], through = (http) => http }: { only?: string[]; through?: (http: Http) => Http } = {},
): Promise<ConformanceReport> {
  const at = await sandboxFor(choices, deviations);
  const { report } = await runConformance(
    {
      suites: ["payments"],
      only,
      skip: [],
      level: null,
      shard: null,
      strict: true,
      seed: 1,
      runId: "test",
      concurrency: 4,
      bail: false,
      requestsPerSecond: null,
      allowLive: false,
      sandbox: true,
      requirementSet: null,
      baseline: null,
    },
    change(at.profile),
    {
      http: through(at.http),
      race: () => Promise.reject(new Error("nothing races here")),
      clock: {
        nowMs: () => at.clock.nowMs(),
        monotonicMs: () => systemClock.monotonicMs(),
        sleep: (ms) => at.clock.sleep(ms),
      },
      random: systemRandom,
      signal: new AbortController().signal,
      version: "0.0.0",
    },
  );
  return report;
}

export function idsWith(
  report: ConformanceReport,
  ...statuses: readonly string[]
): readonly string[] {
  return report.checks.filter(({ status }) => statuses.includes(status)).map(({ id }) => id);
}

export type Refunds = NonNullable<NonNullable<ResolvedProfile["profile"]["payments"]>["refunds"]>;

export function withRefunds(
  resolved: ResolvedProfile,
  change: (refunds: Refunds) => Refunds,
): ResolvedProfile {
  const { payments } = resolved.profile;
  if (payments?.refunds === undefined) throw new Error("no refunds");
  const refunds = change(payments.refunds);
  return { ...resolved, profile: { ...resolved.profile, payments: { ...payments, refunds } } };
}
