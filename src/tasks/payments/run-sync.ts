/** A month of payments, or any range, brought to PlayCamp: opened or resumed, polled, pushed, told. */
import {
  paymentsSettings,
  type PaymentsSettings,
  pushSettings,
  type PushSettings,
} from "../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import type { DeliveryOptions } from "./deliveries.js";
import type { RunIdentity } from "./journal-lines.js";
import { summarise, type SyncSummary, transactionLines } from "./outcome-report.js";
import {
  assertMaySend,
  type PaymentRunHooks,
  type PaymentRunPorts,
  sending,
} from "./payment-run.js";
import type { Stop } from "./persist.js";
import { describePlan, planPoll, type PollPlan } from "./plan.js";
import { callRefunds } from "./refund-calls.js";
import { createPushSink, type PushPorts, type Sink } from "./push-batch.js";
import {
  openRunJournal,
  openScratchJournal,
  type ResumeMode,
  type RunJournal,
  type WritePieces,
} from "./run-journal.js";
import { runIdentity } from "./run-identity.js";
import { syncPayments } from "./sync.js";
import type { SyncJournal } from "./sync-journal.js";

export interface SyncRequest {
  readonly range: TimeRange;
  /** Converts, and pushes nothing. */
  readonly dryRun: boolean;
  readonly resume: ResumeMode;
  /** Where the run's journal lies. */
  readonly folder: string;
  /** Takes a line for each transaction; null where nobody wants them. */
  readonly writeTransactions: WritePieces | null;
  readonly allowLive: boolean;
}

export interface SyncStart {
  /** What polling takes, where there is anything to be warned of. */
  readonly plan: string | null;
  /** Null for a dry run. */
  readonly push: PushSettings | null;
  /** The run to resume had come to its end; nothing is sent. */
  readonly finished: boolean;
  /** An earlier process has done this much; null where there was none. */
  readonly before: { readonly pages: number; readonly transactions: number } | null;
}

export interface SyncResult {
  readonly summary: SyncSummary;
  /** UTC, ISO 8601. */
  readonly from: string;
  readonly to: string;
}

export interface SyncHooks extends PaymentRunHooks {
  readonly onStart: (start: SyncStart) => void;
  /** Comes before the journal goes: a result that nobody saw is there after a resume. */
  readonly onResult: (result: SyncResult) => void;
}

const NEEDED_BY = "sync-payments";

/** @throws {UserError} what the profile lacks, `live_target`, `sync_unfinished`, `sync_changed`, `file_in_use` */
export async function runSync(
  request: SyncRequest,
  profile: ResolvedProfile,
  ports: PaymentRunPorts,
  hooks: SyncHooks,
): Promise<SyncSummary> {
  const { range, allowLive } = request;
  const settings = await paymentsSettings(profile, NEEDED_BY);
  const push = request.dryRun ? null : await pushSettings(profile, NEEDED_BY);
  const urls = [settings.source.url, ...(push === null ? [] : [push.url])];
  assertMaySend(urls, profile, allowLive);
  const plan = planPoll(settings, range);
  const identity = runIdentity(profile, settings, push, range);
  const { journal, close } = await openJournal(request, identity, ports);
  let isOver = false;
  try {
    hooks.onStart(startOf(plan, settings, push, journal));
    const stop = journal.finished
      ? null
      : await send({ request, profile, settings, push, plan, journal }, ports, hooks);
    if (request.writeTransactions !== null)
      await request.writeTransactions(transactionLines(journal));
    const summary = summarise(journal.tally, stop, settings.source.records);
    hooks.onResult({ summary, from: identity.from, to: identity.to });
    isOver = stop === null;
    return summary;
  } finally {
    await close(isOver);
  }
}

function openJournal(
  { dryRun, folder, resume }: SyncRequest,
  identity: RunIdentity,
  ports: PaymentRunPorts,
): Promise<RunJournal> {
  return dryRun
    ? openScratchJournal(folder, identity, ports)
    : openRunJournal(folder, identity, resume, ports);
}

function startOf(
  plan: PollPlan,
  settings: PaymentsSettings,
  push: PushSettings | null,
  journal: SyncJournal,
): SyncStart {
  const { finished, resumed, position } = journal;
  const before = { pages: position.page, transactions: settledCount(journal) };
  return {
    plan: describePlan(plan, settings),
    push,
    finished,
    before: resumed ? before : null,
  };
}

function settledCount({ tally }: SyncJournal): number {
  return Object.values(tally.outcomes).reduce((sum, count) => sum + count, 0);
}

interface SyncCourse {
  readonly request: SyncRequest;
  readonly profile: ResolvedProfile;
  readonly settings: PaymentsSettings;
  readonly push: PushSettings | null;
  readonly plan: PollPlan;
  readonly journal: SyncJournal;
}

function send(
  { request, profile, settings, push, plan, journal }: SyncCourse,
  ports: PaymentRunPorts,
  hooks: SyncHooks,
): Promise<Stop | null> {
  const { allowLive } = request;
  const settled = () => settledCount(journal);
  return sending({ profile, allowLive, rate: plan.rate, settled }, ports, hooks, (walk) => {
    const { onProblem } = hooks;
    const refunds = push && (() => callRefunds(journal, push, walk, onProblem));
    const delivery = { ...deliveryOf(push, walk), callRefunds: refunds };
    const order = { settings, ...plan, journal, ...delivery, onProblem };
    return syncPayments(order, walk);
  });
}

function deliveryOf(push: PushSettings | null, ports: PushPorts): DeliveryOptions {
  if (push === null) return { sink: DRY_RUN, batchSize: 1000, concurrency: 1 };
  const { batchSize, concurrency } = push;
  return { sink: createPushSink(push, ports), batchSize, concurrency };
}

const DRY_RUN: Sink = async (payments) => ({
  outcomes: payments.map((payment) => ({ payment, outcome: "converted", reason: null })),
  stop: null,
});
