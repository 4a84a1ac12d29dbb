/** What every run over payments has: what it works with, whom it tells, and how it sends. */
import type { AppendFiles } from "../../core/append-file.js";
import { type Http, TURNS_TO_SEND } from "../../core/http.js";
import type { Clock, Random } from "../../core/ports.js";
import type { RequestRate } from "../../protocols/payments/rate.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { assertNotLive, guardLiveHosts } from "../../transport/live-guard.js";
import { createPace } from "./pace.js";
import type { PollProgress, WalkPorts } from "./poll-windows.js";
import type { OnProblem } from "./taken-record.js";

export interface PaymentRunPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly appendFiles: AppendFiles;
  readonly nextTurn: () => Promise<void>;
  /** Opens an HTTP client for the time of a run. */
  readonly withHttp: <Result>(use: (http: Http) => Promise<Result>) => Promise<Result>;
}

/** Secrets may stand in the texts; whoever shows them takes those out. */
export interface PaymentRunHooks {
  /** What a person would want to know while the run goes on. */
  readonly notice: (text: string) => void;
  /** Every request. */
  readonly trace: (text: string) => void;
  readonly onProblem: OnProblem;
  readonly onProgress: (progress: RunProgress) => void;
  /** Nothing more is sent; also when the run has failed. */
  readonly onSent: () => void;
}

export interface RunProgress {
  /** Transactions with an outcome, of this run alone. */
  readonly settled: number;
  /** Of the whole, 0 to 1; null where nobody knows. */
  readonly fraction: number | null;
  readonly elapsedMs: number;
}

/**
 * Refuses a live host before anything is opened or sent.
 *
 * @throws {UserError} `live_target`
 */
export function assertMaySend(
  urls: readonly string[],
  profile: ResolvedProfile,
  allowLive: boolean,
): void {
  if (allowLive) return;
  [...urls, ...otherUrls(profile)].forEach((url) => {
    assertNotLive(url, profile.liveHosts);
  });
}

/** Where tokens are granted, refunds listed and reports kept. */
function otherUrls({ profile }: ResolvedProfile): readonly string[] {
  const { source, refunds } = profile.payments ?? {};
  return [source, refunds?.source].flatMap((each) => {
    const granting = each?.auth?.kind === "oauth2" ? each.auth.url : undefined;
    const { status, download } = each?.report ?? {};
    const urls = [granting, status, download, refunds?.source.url];
    return urls.flatMap((url) => (url !== undefined && /^https?:/i.test(url) ? [url] : []));
  });
}

export interface SendOrder {
  readonly profile: ResolvedProfile;
  readonly allowLive: boolean;
  /** Null for no limit. */
  readonly rate: RequestRate | null;
  /** Transactions with an outcome so far, those of an earlier process included. */
  readonly settled: () => number;
}

/** Opens what a walk sends with, and says when it is done with it. */
export async function sending<Result>(
  order: SendOrder,
  ports: PaymentRunPorts,
  hooks: PaymentRunHooks,
  use: (walk: WalkPorts) => Promise<Result>,
): Promise<Result> {
  return ports.withHttp(async (http) => {
    try {
      return await use(walkPorts(http, order, ports, hooks));
    } finally {
      hooks.onSent();
    }
  });
}

function walkPorts(
  http: Http,
  { profile, allowLive, rate, settled }: SendOrder,
  { clock, random, signal, nextTurn }: PaymentRunPorts,
  { notice, trace, onProgress }: PaymentRunHooks,
): WalkPorts {
  const startedMs = clock.monotonicMs();
  const settledBefore = settled();
  return {
    http: guardLiveHosts(http, allowLive ? new Set() : profile.liveHosts),
    pace: createPace(rate, clock),
    breathe: async () => {
      for (let turn = 0; turn < TURNS_TO_SEND; turn += 1) await nextTurn();
    },
    clock,
    random,
    signal,
    notice,
    noticeOnce: onceEach(notice),
    trace,
    onPage: (at) => {
      onProgress({
        settled: settled() - settledBefore,
        fraction: fractionOf(at),
        elapsedMs: clock.monotonicMs() - startedMs,
      });
    },
  };
}

function onceEach(notice: (text: string) => void): WalkPorts["noticeOnce"] {
  const said = new Set<string>();
  return (key, text) => {
    if (said.has(key)) return;
    said.add(key);
    notice(text);
  };
}

function fractionOf({ window, windows, received, total }: PollProgress): number | null {
  if (total !== null && total > 0) return (window + Math.min(1, received / total)) / windows;
  return windows > 1 ? (window + 1) / windows : null;
}
