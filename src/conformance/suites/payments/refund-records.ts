/** Refunds as records, whether they come in a query of their own, as a status or in a list inside a payment. */
import type { Exchange } from "../../../core/http-exchange.js";
import { parseJson } from "../../../core/json/read.js";
import type { Conversion } from "../../../protocols/payments/conversion.js";
import { createRefundLister, listedRefundIds } from "../../../protocols/payments/convert-refund.js";
import { compareDecimals, parseDecimal } from "../../../protocols/payments/payment-amount.js";
import type { Payment } from "../../../protocols/payments/payment.js";
import type { CheckDefinition } from "../../check.js";
import type { Finding } from "../../finding.js";
import { PAYMENTS_CLAUSE, type PaymentsContext, type PaymentsTarget } from "./payments-target.js";
import type { Entry, Walk } from "./walk.js";

export const REFUND_CLAUSE = `${PAYMENTS_CLAUSE}: each record is converted, and a refund takes back the payment that it names`;

const CONVERT: CheckDefinition = {
  id: "payments.refunds.convert",
  title: "every refund becomes one by the agreed mapping",
  level: "MUST",
  clause: REFUND_CLAUSE,
  why: "A refund that names no payment, or an amount that nobody can read, is not taken back: its creator keeps the share.",
  fix: "Fill in the payment's id and the amount in every refund, in the agreed form.",
  kills: ["payments.refunds-omit-payments", "payments.refunds-write-words-for-amounts"],
};

const UNIQUE: CheckDefinition = {
  id: "payments.refunds.unique-ids",
  title: "two different refunds of a payment never share an id",
  level: "MUST",
  clause: REFUND_CLAUSE,
  why: "Where one id says two amounts, what was given back is counted twice or not at all, and the settlement is wrong.",
  fix: "Give every refund an id of its own, and list it once, as it ended.",
  kills: ["payments.refunds-share-ids"],
};

const WITHIN: CheckDefinition = {
  id: "payments.refunds.within-payment",
  title: "a refund is not larger than its payment",
  level: "SHOULD",
  clause: REFUND_CLAUSE,
  why: "More cannot have been given back than was paid: one of the two amounts is in another unit, or is what is left.",
  fix: "Map the amount to what was paid, not to what is left of it, and both in the same unit.",
  kills: ["payments.refunds-give-back-more"],
};

export const REFUND_RECORD_CHECKS = [CONVERT, UNIQUE, WITHIN];

/** A refund, from wherever it came. */
export interface FoundRefund {
  readonly of: string;
  /** Null where it has none of its own. */
  readonly id: string | null;
  /** Major units; null where it is all of the payment. */
  readonly amount: string | null;
  readonly currency: string | null;
  /** When its payment was made, where it says so. */
  readonly purchasedMs: number | null;
}

interface FoundRefunds {
  readonly refunds: readonly FoundRefund[];
  readonly problems: readonly string[];
  readonly exchanges: readonly Exchange[];
}

const NONE =
  "neither payments.refunds nor payments.source.refund is declared: nothing tells of refunds";

/** @param second the walk through the query of refunds; null where there is none, or nothing was found */
export function judgeRefundRecords(
  context: PaymentsContext,
  payments: Walk,
  second: Walk | null,
): void {
  const { settings, source } = context.target;
  if (settings.refunds === undefined && source.refund === undefined) {
    for (const { id } of REFUND_RECORD_CHECKS) context.notApplicable(id, NONE);
    return;
  }
  const beside = refundsBeside(context.target, payments);
  const inQuery = second === null ? NO_REFUNDS : refundsIn(second);
  const { refunds, problems, exchanges } = join(beside, inQuery);
  if (refunds.length === 0 && problems.length === 0) {
    const reason = "no refund was found in the sample";
    for (const { id } of REFUND_RECORD_CHECKS) context.notApplicable(id, reason);
    return;
  }
  context.conclude(CONVERT.id, exchanges, expectConverted(refunds.length, problems));
  if (!refunds.some(isNamed)) {
    const reason =
      "no refund has an amount and an id of its own (payments.refunds.id, payments.source.refund.id)";
    context.notApplicable(UNIQUE.id, reason);
  } else {
    // Of two forms, one may say what was given back before a fee, and the other after it.
    const finding = expectUnique(beside.refunds) ?? expectUnique(inQuery.refunds);
    context.conclude(UNIQUE.id, exchanges, finding);
  }
  const pairs = pairsOf(refunds, paymentsById(payments));
  if (pairs.length === 0) {
    const reason = "no refund of the sample says an amount beside a payment in its own currency";
    context.notApplicable(WITHIN.id, reason);
  } else context.conclude(WITHIN.id, exchanges, expectWithin(pairs));
}

const NO_REFUNDS: FoundRefunds = { refunds: [], problems: [], exchanges: [] };

function join(one: FoundRefunds, other: FoundRefunds): FoundRefunds {
  return {
    refunds: [...one.refunds, ...other.refunds],
    problems: [...one.problems, ...other.problems],
    exchanges: [...one.exchanges, ...other.exchanges],
  };
}

/** Of a query in which every record is one. */
export function refundsIn({ entries, exchanges }: Walk): FoundRefunds {
  return {
    refunds: entries.flatMap((entry) => foundIn(entry, entry.id)),
    problems: entries.flatMap(({ conversion }) => problemsOf(conversion)),
    exchanges,
  };
}

/** As a status of records, or in lists of payments. */
function refundsBeside({ settings }: PaymentsTarget, { entries, exchanges }: Walk): FoundRefunds {
  const lister = createRefundLister(settings);
  const listed = entries.flatMap(({ text, conversion }) => {
    const record = parseJson(text);
    if (conversion.kind !== "payment" || !record.ok) return [];
    const { payment } = conversion;
    const ids = listedRefundIds(record.value, settings.source);
    return lister(record.value, payment).map((refund, at) => ({
      refund,
      payment,
      id: ids[at] ?? null,
    }));
  });
  return {
    refunds: [
      ...entries.flatMap((entry) =>
        entry.conversion.kind === "refund" ? foundIn(entry, entry.conversion.refundId) : [],
      ),
      ...listed.flatMap(({ refund, payment, id }) =>
        refund.kind === "refund"
          ? [
              {
                of: refund.transactionId,
                id,
                amount: refund.amount,
                currency: payment.currency,
                purchasedMs: null,
              },
            ]
          : [],
      ),
    ],
    problems: listed.flatMap(({ refund }) => problemsOf(refund)),
    exchanges,
  };
}

function foundIn({ conversion, currency, timeMs }: Entry, id: string | null) {
  if (conversion.kind !== "refund") return [];
  const { transactionId: of, amount } = conversion;
  return [{ of, id, amount, currency, purchasedMs: timeMs }];
}

function problemsOf(conversion: Conversion): readonly string[] {
  if (conversion.kind !== "refused") return [];
  const [first] = conversion.problems;
  return [`${conversion.transactionId ?? "one without an id"}: ${first?.problem ?? "refused"}`];
}

function expectConverted(converted: number, problems: readonly string[]): Finding | null {
  const [first] = problems;
  if (first === undefined) return null;
  return {
    expected: `${converted + problems.length} refunds that convert`,
    actual: `${problems.length} that do not, such as ${first}`,
  };
}

/** What says no amount may say it elsewhere. */
function isNamed({ id, amount }: FoundRefund): boolean {
  return id !== null && amount !== null;
}

/** One refund may be of several payments, and may come again as it was. */
function expectUnique(refunds: readonly FoundRefund[]): Finding | null {
  const seen = new Map<string, string>();
  for (const { of, id, amount, currency } of refunds.filter(isNamed)) {
    const key = JSON.stringify([of, id]);
    const says = `${amount ?? ""} ${currency ?? ""}`.trim();
    const before = seen.get(key);
    if (before !== undefined && before !== says)
      return {
        expected: "one refund an id",
        actual: `refund ${id ?? ""} of ${of} comes twice, with ${before} and with ${says}`,
      };
    seen.set(key, says);
  }
  return null;
}

/** Null for an id that two different payments have. */
export function paymentsById({ entries }: Walk): ReadonlyMap<string, Payment | null> {
  const known = new Map<string, Payment | null>();
  for (const { conversion } of entries) {
    const payment =
      conversion.kind === "payment" || conversion.kind === "refund" ? conversion.payment : null;
    if (payment === null) continue;
    const before = known.get(payment.transactionId);
    const isSame = before === undefined || before?.amount === payment.amount;
    known.set(payment.transactionId, isSame ? payment : null);
  }
  return known;
}

type Pair = readonly [refund: FoundRefund & { readonly amount: string }, payment: Payment];

function pairsOf(
  refunds: readonly FoundRefund[],
  known: ReadonlyMap<string, Payment | null>,
): readonly Pair[] {
  return refunds.flatMap((refund): readonly Pair[] => {
    const payment = known.get(refund.of) ?? null;
    const { amount, currency } = refund;
    if (payment === null || amount === null || payment.currency !== currency) return [];
    return [[{ ...refund, amount }, payment]];
  });
}

function expectWithin(pairs: readonly Pair[]): Finding | null {
  const larger = pairs.filter(([refund, payment]) => isLarger(refund.amount, payment.amount));
  const [first] = larger;
  if (first === undefined) return null;
  const [{ of, amount }, payment] = first;
  return {
    expected: `at most ${payment.amount} ${payment.currency} given back of ${of}`,
    actual: `${amount} ${payment.currency} (so it is with ${larger.length} of ${pairs.length} refunds)`,
  };
}

export function isLarger(one: string, other: string): boolean {
  const [a, b] = [parseDecimal(one), parseDecimal(other)];
  return a !== null && b !== null && compareDecimals(a, b) > 0;
}
