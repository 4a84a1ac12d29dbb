/** Pushing one batch until every payment in it has its outcome: repeated, split, or refused alone. */
import type { Http } from "../../core/http.js";
import type { PushSettings } from "../../profile/payments-settings.js";
import { readBulkReply } from "../../protocols/payments/bulk-reply.js";
import { skimBulkReply, type GoodStatus } from "../../protocols/payments/bulk-skim.js";
import {
  buildBulkBatches,
  bulkUrl,
  splitBatch,
  type BulkBatch,
  type BulkOptions,
} from "../../protocols/payments/bulk.js";
import { afterBulkPush } from "../../protocols/payments/outcomes.js";
import type { Payment } from "../../protocols/payments/payment.js";
import { compareDecimals, parseDecimal } from "../../protocols/payments/payment-amount.js";
import { completeRequest } from "../../transport/send.js";
import { lookUpPayment } from "./look-up.js";
import { delayMs, idOf, persist, type Persisted, type PersistPorts, type Stop } from "./persist.js";

export interface PaymentOutcome {
  readonly payment: Payment;
  readonly outcome: "pushed" | "skipped" | "failed" | "converted";
  readonly reason: string | null;
  /** In the journal: the exchange in which it failed. */
  readonly deliveryId?: string;
}

/** `stop` is null when every payment has its outcome. */
export interface BatchOutcomes {
  readonly outcomes: readonly PaymentOutcome[];
  readonly stop: Stop | null;
}

/** Takes payments out of the pipeline: to PlayCamp, to stdout, or nowhere. */
export type Sink = (payments: readonly Payment[]) => Promise<BatchOutcomes>;

export interface PushPorts extends PersistPorts {
  readonly http: Http;
  readonly trace: (text: string) => void;
}

const MOST_REPLY_BYTES = 16 * 1024 * 1024;
/** A payment that fails, or that the reply does not mention, may only have come at a bad moment. */
const MOST_ROUNDS = 4;

export function createPushSink(settings: PushSettings, ports: PushPorts): Sink {
  const options: BulkOptions = {
    batchSize: settings.batchSize,
    ...(settings.callbackId === null ? {} : { callbackId: settings.callbackId }),
    amount: settings.amount,
  };
  const checkUnit = createUnitCheck(settings, ports);
  return async (payments) => {
    const outcomes: PaymentOutcome[] = [];
    // The last one is next; halves are put back in order.
    const waiting = buildBulkBatches(payments, options)
      .map((batch) => ({ batch, round: 1 }))
      .reverse();
    for (;;) {
      const next = waiting.pop();
      if (next === undefined) return { outcomes, stop: null };
      const { batch, round } = next;
      if (round > 1) await ports.clock.sleep(delayMs(round, ports.random), ports.signal);
      const result = await send(batch, settings, ports);
      if (!result.ok) return { outcomes, stop: result.stop };
      if (result.step.kind === "split") {
        const halves = splitBatch(batch, options);
        waiting.push(...halves.map((half) => ({ batch: half, round })).reverse());
        continue;
      }
      const { settled, again } = judge(batch, result, round);
      outcomes.push(...settled);
      const wrongUnit = await checkUnit(settled);
      if (wrongUnit !== null) return { outcomes, stop: wrongUnit };
      if (again.length > 0) {
        waiting.push(
          ...buildBulkBatches(again, options).map((repeated) => ({
            batch: repeated,
            round: round + 1,
          })),
        );
      }
    }
  };
}

/**
 * PlayCamp's texts name both units for its amounts: the first payment that it
 * took in a run is read back once, and one that stands there otherwise ends it.
 */
function createUnitCheck(settings: PushSettings, ports: PushPorts) {
  let isDue = true;
  return async (settled: readonly PaymentOutcome[]): Promise<Stop | null> => {
    const first = isDue ? settled.find(({ outcome }) => outcome === "pushed")?.payment : undefined;
    if (first === undefined) return null;
    isDue = false;
    const { transactionId, amount, currency } = first;
    const found = await lookUpPayment(transactionId, settings, ports);
    // Whoever cannot read it back has not said that it is wrong.
    if (found === null || found === "unreadable" || "kind" in found) return null;
    if (found.currency !== currency || sameAmount(found.amount, amount)) return null;
    const message = `PlayCamp: ${transactionId} was pushed as ${amount} ${currency}, and stands there as ${found.amount} ${currency}: check payments.push.amount (${settings.amount})`;
    return { kind: "refused", message };
  };
}

function sameAmount(a: string, b: string): boolean {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  return left !== null && right !== null && compareDecimals(left, right) === 0;
}

function send(
  batch: BulkBatch,
  { url, apiKey, connection }: PushSettings,
  ports: PushPorts,
): Promise<Persisted> {
  const request = {
    ...completeRequest(
      {
        method: "POST",
        url: bulkUrl(url),
        headers: [
          ["Content-Type", "application/json"],
          ["Authorization", `Bearer ${apiKey.value}`],
        ],
        body: batch.body,
      },
      connection,
      false,
    ),
    maxReplyBytes: MOST_REPLY_BYTES,
  };
  return persist(
    "PlayCamp",
    async () => {
      // Not given up on an interrupt: an answer that is on its way gets recorded.
      const outcome = await ports.http(request);
      ports.trace(
        `POST ${request.url}: ${batch.payments.length} payments, ${outcome.reply?.status ?? outcome.failure?.message ?? ""}, ${Math.round(outcome.trace.totalMs)} ms`,
      );
      return outcome;
    },
    (sent, nowMs) => afterBulkPush(sent, batch.payments.length, nowMs),
    ports,
  );
}

interface Judged {
  readonly settled: readonly PaymentOutcome[];
  readonly again: readonly Payment[];
}

function judge(
  batch: BulkBatch,
  { step, outcome }: Persisted & { ok: true },
  round: number,
): Judged {
  const { payments } = batch;
  const all = (each: PaymentOutcome["outcome"], reason: string | null): Judged => ({
    settled: payments.map((payment) => ({
      payment,
      outcome: each,
      reason,
      ...idOf(outcome),
    })),
    again: [],
  });
  const body = outcome.reply?.body ?? NO_BODY;
  if (step.kind === "known") return all("skipped", null);
  if (step.kind !== "read") return all("failed", refusalText(step.reason, textOf(body)));
  const good = skimBulkReply(payments, body);
  if (good !== null) return { settled: goodOutcomes(payments, good), again: [] };
  const settled: PaymentOutcome[] = [];
  const again: Payment[] = [];
  const { results } = readBulkReply(payments, textOf(body));
  results.forEach(({ status, error }, at) => {
    const payment = payments[at];
    if (payment === undefined) return;
    if (status === "SUCCESS") settled.push({ payment, outcome: "pushed", reason: null });
    else if (status === "SKIPPED") settled.push({ payment, outcome: "skipped", reason: null });
    else if (round >= MOST_ROUNDS) {
      const reason = error ?? "no reason given";
      settled.push({ payment, outcome: "failed", reason, ...idOf(outcome) });
    } else again.push(payment);
  });
  return { settled, again };
}

function goodOutcomes(
  payments: readonly Payment[],
  statuses: readonly GoodStatus[],
): readonly PaymentOutcome[] {
  return payments.map((payment, at) => {
    const outcome = statuses[at] === "SUCCESS" ? "pushed" : "skipped";
    return { payment, outcome, reason: null };
  });
}

const NO_BODY = new Uint8Array(0);

function textOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("utf8");
}

/** The refusal in PlayCamp's own words, where there are any. */
function refusalText(reason: string, body: string): string {
  const words = body.replaceAll(/\s+/g, " ").trim();
  return words === "" ? reason : `${reason}: ${words.slice(0, 300)}`;
}
