/** Whether a refund's payment is there, as far as it must be: a refund may be of a payment older than the sample. */
import type { CheckDefinition } from "../../check.js";
import type { PaymentsContext } from "./payments-target.js";
import { borderStepMs, instant } from "./ranges.js";
import {
  type FoundRefund,
  isLarger,
  paymentsById,
  REFUND_CLAUSE,
  refundsIn,
} from "./refund-records.js";
import { floorTo } from "./survey.js";
import { type Walk, walkWindow } from "./walk.js";

const NAMED: CheckDefinition = {
  id: "payments.refunds.name-payments",
  title: "a refund names a payment that is in the list",
  level: "SHOULD",
  clause: REFUND_CLAUSE,
  why: "A refund of a payment that nobody reported takes nothing back.",
  fix: "Write the payment's own id into the refund, as its query writes it, not the order's or the receipt's.",
  kills: ["payments.refunds-name-strangers"],
};

export const REFUND_PAYMENT_CHECKS = [NAMED];

const MOST_ASKED = 3;
const MOST_MOMENT_PAGES = 2;
export const REFUND_PAYMENT_REQUESTS = MOST_ASKED * MOST_MOMENT_PAGES;

const HOUR_MS = 3_600_000;

/**
 * Accused is only who keeps what was given back in full, lists it by the time
 * that the refund tells, and has nothing at the moment of this one.
 */
export async function judgeRefundPayments(
  context: PaymentsContext,
  payments: Walk,
  second: Walk | null,
): Promise<void> {
  const reason = cannotTell(context);
  if (reason !== null) {
    context.notApplicable(NAMED.id, reason);
    return;
  }
  const evidence = [...payments.exchanges, ...(second?.exchanges ?? [])];
  if (second === null || payments.end !== "end") {
    const problem = payments.problem === "" ? "no refunds were found" : payments.problem;
    context.block(NAMED.id, problem, evidence);
    return;
  }
  const provable = refundsIn(second).refunds.filter((refund) => isInside(refund, payments));
  const stepMs = borderStepMs(context, payments.entries);
  const known = paymentsById(payments);
  const kept = provable.filter((refund) => isKept(refund, known, stepMs));
  if (kept.length === 0) {
    const seen =
      provable.length === 0
        ? "no refund is of a payment well within the sample"
        : `none of ${provable.length} payments that were given back in full stands in the list at its time: what is given back may leave the list, or payments.refunds.of and purchasedAt tell something else`;
    context.notApplicable(NAMED.id, seen);
    return;
  }
  const ids = new Set(payments.entries.map(({ id }) => id));
  const strangers = provable.filter(({ of }) => !ids.has(of));
  for (const { of, purchasedMs } of strangers.slice(0, MOST_ASKED)) {
    const fromMs = floorTo(stepMs, purchasedMs ?? 0) - stepMs;
    const moment = { fromMs, toMs: fromMs + 3 * stepMs };
    const name = "the moment of a refunded payment";
    const walk = await walkWindow(context, name, moment, MOST_MOMENT_PAGES);
    evidence.push(...walk.exchanges);
    if (walk.end !== "end" || walk.entries.some(({ id }) => id === of)) continue;
    context.conclude(NAMED.id, evidence, {
      expected: `the payment ${of}, made at ${instant(purchasedMs ?? 0)} by its refund`,
      actual: `no such payment, neither in the sample nor at that moment (${kept.length} others that were given back are there)`,
    });
    return;
  }
  context.conclude(NAMED.id, evidence, null);
}

function cannotTell({ target: { settings } }: PaymentsContext): string | null {
  const { refunds, source } = settings;
  if (refunds === undefined)
    return "payments.refunds is not declared: refunds stand beside their payments";
  if (refunds.map["purchasedAt"] === undefined)
    return "payments.refunds.purchasedAt is not declared: a refund may be of a payment that is older than the range";
  return source.range === undefined
    ? "payments.source.range is not declared: how far back its list goes is not known"
    : null;
}

/** Away from both borders, where a list may go by another time of a payment. */
function isInside({ purchasedMs }: FoundRefund, { window: { fromMs, toMs } }: Walk): boolean {
  const marginMs = Math.min(HOUR_MS, (toMs - fromMs) / 4);
  return purchasedMs !== null && purchasedMs >= fromMs + marginMs && purchasedMs <= toMs - marginMs;
}

/** In the list at the time that its refund tells, although all of it was given back. */
function isKept(
  { of, amount, currency, purchasedMs }: FoundRefund,
  known: ReturnType<typeof paymentsById>,
  stepMs: number,
): boolean {
  const payment = known.get(of) ?? null;
  if (payment === null || purchasedMs === null) return false;
  const isFull =
    amount === null || (payment.currency === currency && !isLarger(payment.amount, amount));
  const apartMs = Math.abs(Date.parse(payment.purchasedAt) - purchasedMs);
  return isFull && apartMs <= stepMs;
}
