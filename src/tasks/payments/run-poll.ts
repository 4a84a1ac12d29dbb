/** Payments of a range, converted and handed on as fast as they are taken. */
import { paymentsSettings } from "../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { Payment } from "../../protocols/payments/payment.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import { summarise, type SyncSummary } from "./outcome-report.js";
import {
  assertMaySend,
  type PaymentRunHooks,
  type PaymentRunPorts,
  sending,
} from "./payment-run.js";
import { describePlan, planPoll } from "./plan.js";
import type { Sink } from "./push-batch.js";
import { openScratchJournal } from "./run-journal.js";
import { runIdentity } from "./run-identity.js";
import { syncPayments } from "./sync.js";

export interface PollRequest {
  readonly range: TimeRange;
  /** For the journal, which nobody wants afterwards. */
  readonly folder: string;
  readonly allowLive: boolean;
  /** Resolves when the next payments may come. */
  readonly write: (payments: readonly Payment[]) => Promise<void>;
}

export interface PollHooks extends PaymentRunHooks {
  /** @param plan what polling takes, where there is anything to be warned of */
  readonly onStart: (plan: string | null) => void;
}

/** Payments written at a time. */
const BATCH = 500;

/** @throws {UserError} what the profile lacks, `live_target` */
export async function runPoll(
  { range, folder, allowLive, write }: PollRequest,
  profile: ResolvedProfile,
  ports: PaymentRunPorts,
  hooks: PollHooks,
): Promise<SyncSummary> {
  const settings = await paymentsSettings(profile, "poll-payments");
  assertMaySend([settings.source.url], profile, allowLive);
  const plan = planPoll(settings, range);
  hooks.onStart(describePlan(plan, settings));
  const identity = runIdentity(profile, settings, null, range);
  const { journal, close } = await openScratchJournal(folder, identity, ports);
  try {
    const settled = () => journal.tally.outcomes.converted;
    const { onProblem } = hooks;
    const sink = writingSink(write);
    const delivery = { sink, batchSize: BATCH, concurrency: 1, callRefunds: null };
    const order = { settings, ...plan, journal, ...delivery, onProblem };
    const stop = await sending(
      { profile, allowLive, rate: plan.rate, settled },
      ports,
      hooks,
      (walk) => syncPayments(order, walk),
    );
    return summarise(journal.tally, stop, settings.source.records);
  } finally {
    await close(true);
  }
}

function writingSink(write: PollRequest["write"]): Sink {
  return async (payments) => {
    await write(payments);
    return {
      outcomes: payments.map((payment) => ({ payment, outcome: "converted", reason: null })),
      stop: null,
    };
  };
}
