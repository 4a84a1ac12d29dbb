/** Gathers batches and keeps a bounded number of them under way. What their outcomes mean is for the settler. */
import type { Payment } from "../../protocols/payments/payment.js";
import type { Stop } from "./persist.js";
import type { PaymentOutcome, Sink } from "./push-batch.js";

export interface DeliveryOptions {
  readonly sink: Sink;
  readonly batchSize: number;
  readonly concurrency: number;
}

export interface Deliveries {
  /** Null while all is well. */
  readonly stop: () => Stop | null;
  /** Undefined, or when there is room for more: a promise for every payment would cost more than the rest. */
  readonly add: (payment: Payment) => Promise<void> | undefined;
  /** Sends what is gathered, full batch or not. */
  readonly flush: () => Promise<void>;
  /** Waits until everything under way is settled. */
  readonly drain: () => Promise<void>;
}

/** @param settle given the outcomes of a batch, of which a stop may have left some out */
export function createDeliveries(
  { sink, batchSize, concurrency }: DeliveryOptions,
  settle: (outcomes: readonly PaymentOutcome[]) => Promise<void>,
): Deliveries {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let batch: Payment[] = [];
  let stop: Stop | null = null;
  const deliver = async (payments: readonly Payment[]): Promise<void> => {
    const outcome = await sink(payments);
    stop ??= outcome.stop;
    await settle(outcome.outcomes);
  };
  const flush = async (): Promise<void> => {
    while (underWay.size >= concurrency) await Promise.race(underWay);
    rethrow(failures);
    if (batch.length === 0 || stop !== null) return;
    const payments = batch;
    batch = [];
    const delivery: Promise<void> = deliver(payments)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(delivery));
    underWay.add(delivery);
  };
  return {
    stop: () => stop,
    add: (payment) => {
      batch.push(payment);
      return batch.length >= batchSize ? flush() : undefined;
    },
    flush,
    drain: async () => {
      while (underWay.size > 0) await Promise.race(underWay);
      rethrow(failures);
    },
  };
}

function rethrow(failures: readonly unknown[]): void {
  if (failures.length > 0) throw failures[0];
}
