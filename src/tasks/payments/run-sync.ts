/** A month of payments, or any range, brought to PlayCamp: opened or resumed, polled, pushed, told. */
import {
  paymentsSettings,
  type PaymentsSettings,
  pushSettings,
  type PushSettings,
} from "../../profile/payments-settings.js";
import type { Shard } from "../../core/shards.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { renderInstant } from "../../protocols/payments/times.js";
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
import type { WalkPorts } from "./poll-windows.js";
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
import { type ShardPart, shardPart } from "./shard-part.js";
import { shardOutcome, type ShardOutcome, shardTarget } from "./shard-report.js";
import { syncPayments } from "./sync.js";
import type { SyncJournal } from "./sync-journal.js";

export interface SyncRequest {
  readonly range: TimeRange;
  /** The part of the range to take; null for all of it. */
  readonly shard: Shard | null;
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
  /** The shard's own part; null of a whole range. */
  readonly part: TimeRange | null;
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
  /** Of a shard. */
  readonly shard: ShardOutcome | null;
}

export interface SyncHooks extends PaymentRunHooks {
  readonly onStart: (start: SyncStart) => void;
  /** Comes before the journal goes: a result that nobody saw is there after a resume. */
  readonly onResult: (result: SyncResult) => Promise<void>;
}

const NEEDED_BY = "sync-payments";

/** @throws {UserError} what the profile lacks, `live_target`, `shard_unfit`, `sync_unfinished`, `sync_changed`, `file_in_use` */
export async function runSync(
  request: SyncRequest,
  profile: ResolvedProfile,
  ports: PaymentRunPorts,
  hooks: SyncHooks,
): Promise<SyncSummary> {
  const { range, shard, allowLive } = request;
  const whole = await paymentsSettings(profile, NEEDED_BY);
  const push = request.dryRun ? null : await pushSettings(profile, NEEDED_BY);
  const urls = [whole.source.url, ...(push === null ? [] : [push.url])];
  assertMaySend(urls, profile, allowLive);
  const part = shard === null ? null : shardPart(whole, range, shard);
  const settings = part?.settings ?? whole;
  const plan = planPoll(settings, part?.asked ?? range);
  const identity = runIdentity(profile, whole, push, range, shard);
  const { journal, close } = await openJournal(request, identity, ports);
  let isOver = false;
  try {
    hooks.onStart({ ...startOf(plan, settings, push, journal), part: part?.own ?? null });
    const stop = journal.finished
      ? null
      : await send({ request, profile, settings, push, plan, part, journal }, ports, hooks);
    if (request.writeTransactions !== null)
      await request.writeTransactions(transactionLines(journal));
    const summary = summarise(journal.tally, stop, settings.source.records);
    const { from, to } = identity;
    const outcome = part && shardOutcome(part, shardTarget(whole, push), journal);
    await hooks.onResult({ summary, from, to, shard: outcome });
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
  return dryRun || resume === "never"
    ? openScratchJournal(folder, identity, ports)
    : openRunJournal(folder, identity, resume, ports);
}

function startOf(
  plan: PollPlan,
  settings: PaymentsSettings,
  push: PushSettings | null,
  journal: SyncJournal,
): Omit<SyncStart, "part"> {
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
  readonly part: ShardPart | null;
  readonly journal: SyncJournal;
}

function send(
  { request, profile, settings, push, plan, part, journal }: SyncCourse,
  ports: PaymentRunPorts,
  hooks: SyncHooks,
): Promise<Stop | null> {
  const { allowLive } = request;
  const settled = () => settledCount(journal);
  return sending({ profile, allowLive, rate: plan.rate, settled }, ports, hooks, (walk) => {
    const { onProblem } = hooks;
    const refunds =
      push &&
      (async () => {
        const others = part === null ? "none" : await othersOf(journal, walk);
        return callRefunds(journal, push, walk, onProblem, others);
      });
    const delivery = { ...deliveryOf(push, walk), callRefunds: refunds };
    const own = part === null ? {} : { interior: part.interior };
    const order = { settings, ...plan, journal, ...delivery, onProblem, ...own };
    return syncPayments(order, walk);
  });
}

/** Who goes on with a shard whose payments were all settled has waited for the other shards. */
async function othersOf(
  journal: SyncJournal,
  { clock }: Pick<WalkPorts, "clock">,
): Promise<"may-follow" | "through"> {
  if (journal.through() !== null) return "through";
  await journal.addThrough(renderInstant(clock.nowMs()));
  return "may-follow";
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
