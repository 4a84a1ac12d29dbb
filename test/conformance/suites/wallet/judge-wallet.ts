/** Runs the wallet suite against a sandbox of its own, with the ends of it in the test's hands. */
import { giveBackLine } from "../../../../src/cli/output/resend/give-back-line.js";
import { createHttpClient } from "../../../../src/adapters/http/http-client.js";
import { listenOnNode } from "../../../../src/adapters/http/node-server.js";
import { systemClock, systemFiles, systemRandom } from "../../../../src/adapters/process/system.js";
import type { KeptNotes } from "../../../../src/conformance/suite.js";
import type { Http, RaceHttp } from "../../../../src/core/http.js";
import type { CheckResult, ConformanceReport } from "../../../../src/core/report.js";
import type { ResolvedProfile } from "../../../../src/profile/resolve.js";
import type { ConformanceRequest } from "../../../../src/tasks/conformance/request.js";
import {
  type ConformanceRun,
  runConformance,
} from "../../../../src/tasks/conformance/run-conformance.js";
import { openSandbox } from "../../../../src/tasks/sandbox/open-sandbox.js";

export interface WalletRun {
  readonly deviations?: readonly string[];
  /** As after --set, such as `wallet.serverDriven=false`; both sides know of it. */
  readonly set?: readonly string[];
  /** What only the suite's side knows of. */
  readonly profile?: (profile: ResolvedProfile) => ResolvedProfile;
  readonly request?: Partial<ConformanceRequest>;
  readonly http?: (inner: Http, stop: () => Promise<void>) => Http;
  readonly race?: (inner: RaceHttp) => RaceHttp;
  readonly signal?: AbortSignal;
  readonly onStart?: (stakeMillis: number) => void;
  readonly notes?: KeptNotes;
  readonly say?: (line: string) => void;
}

export type JudgedWallet = ConformanceReport & Pick<ConformanceRun, "answeredFor">;

export async function judgeWallet(run: WalletRun = {}): Promise<JudgedWallet> {
  const sandbox = await openSandbox(
    {
      base: null,
      host: "127.0.0.1",
      port: 0,
      deviations: run.deviations ?? [],
      flags: { overrides: run.set ?? [], timeoutMs: null },
    },
    {
      listen: listenOnNode,
      clock: systemClock,
      random: systemRandom,
      files: systemFiles,
    },
  );
  const client = createHttpClient({ extraCa: [], proxy: {} });
  const closeServer = () => sandbox.server.close();
  try {
    const { report, moneyOut, answeredFor } = await runConformance(
      { ...STRICT, ...run.request },
      run.profile?.(sandbox.profile) ?? sandbox.profile,
      {
        http: run.http?.(client.http, closeServer) ?? client.http,
        race: run.race?.(client.race) ?? client.race,
        clock: systemClock,
        random: systemRandom,
        signal: run.signal ?? new AbortController().signal,
        version: "0.0.0",
        ...(run.notes === undefined ? {} : { notes: run.notes }),
      },
      {
        onStart: ({ stakeMillis }) => run.onStart?.(stakeMillis),
        say: (line) => run.say?.(line),
      },
    );
    return {
      ...report,
      answeredFor,
      moneyOut: moneyOut.map((out) => ({
        ...out,
        giveBack: giveBackLine(out.giveBack, ["--profile", "p.json"]),
      })),
    };
  } finally {
    await client.close();
    await sandbox.close();
  }
}

const STRICT: ConformanceRequest = {
  suites: ["wallet"],
  only: [],
  skip: [],
  level: null,
  shard: null,
  strict: true,
  seed: 1,
  runId: null,
  concurrency: 4,
  bail: false,
  requirementSet: null,
  baseline: null,
  requestsPerSecond: null,
  allowLive: false,
  sandbox: true,
};

/** What is neither green nor left out, one line a check. */
export function troubleIn({ checks }: ConformanceReport): readonly string[] {
  return checks
    .filter(({ status }) => status !== "pass" && status !== "na")
    .map(({ id, status, message }) => `${id}: ${status}: ${message}`);
}

export function resultOf(report: ConformanceReport, id: string): CheckResult {
  const result = report.checks.find((check) => check.id === id);
  if (result === undefined) throw new Error(`no result for ${id}`);
  return result;
}
