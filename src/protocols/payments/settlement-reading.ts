/** One row of a settlement file: a payment or a refund, a total, or none of them. */
import { readMoneyText } from "./amount-text.js";
import { currenciesBeside } from "./currencies.js";
import {
  canonicalDecimal,
  compareDecimals,
  type Decimal,
  renderDecimal,
  ZERO,
} from "./payment-amount.js";
import { type FieldReading, readDistributionType } from "./payment.js";
import { bare, plainId, readCell, readDate, readMoney, shapeProblem } from "./settlement-cells.js";
import type { RowTerms, SettlementFormat } from "./settlement-columns.js";
import type { SettlementField as Field } from "./settlement-fields.js";
import { markedRefund } from "./settlement-marks.js";
import type { PaymentStatus, SettlementRecord } from "./settlement-record.js";
import { isPartTotal, rowKind, type RowKind, rowStatus, saysTotal } from "./settlement-rows.js";
import type { TotalCell, Written } from "./settlement-sums.js";
import type { TableRow } from "./settlement-table.js";

export interface SettlementProblem {
  /** As a spreadsheet counts them; the header mostly is 1. */
  readonly row: number;
  readonly problem: string;
  /** Of the payment that the row is about, where that can be read. */
  readonly transactionId: string | null;
}

export type RowReading = PaymentRow | PassedRow | TotalRow | SettlementProblem;

type Refuse = (problem: string) => SettlementProblem;

export interface PaymentRow {
  readonly is: "payment";
  readonly record: SettlementRecord;
  /** What it adds to a total of what was paid. */
  readonly counts: Decimal;
  readonly written: readonly Written[];
  /** In the columns of other money. */
  readonly sides: readonly Written[];
  /** Why the row may mean something else, unless another row of the payment has this status. */
  readonly doubt: { readonly problem: string; readonly unless: PaymentStatus } | null;
  /** As the row says them; empty where it does not. */
  readonly texts: { readonly status: string; readonly distributionType: string };
  readonly refuse: Refuse;
}

/** A row that is no payment and is not meant to be one. */
export interface PassedRow {
  readonly is: "passed";
  /** What it calls itself, where the profile does not name that. */
  readonly kind: string | null;
  readonly currency: string;
  readonly written: readonly Written[];
  readonly sides: readonly Written[];
}

export interface TotalRow {
  readonly is: "total";
  readonly currency: string;
  /** By the signs beside its amounts, where it names none: they may leave several. */
  readonly mayBe: readonly string[];
  readonly cells: readonly TotalCell[];
  /** Null where the cell is empty. */
  readonly sides: readonly (FieldReading<Decimal> | null)[];
  readonly refuse: Refuse;
}

export function readRow({ row, cells }: TableRow, terms: RowTerms): RowReading {
  const { format, names, at, kindAt, refundAmountAt, sidesAt } = terms;
  const textAt = (index: number) => bare(cells[index] ?? "");
  const cell = (field: Field) => {
    const texts = (at.get(field) ?? []).map(textAt).filter((text) => text !== "");
    const isEmpty = (text: string) => field === "amount" && isZero(text, currency, format);
    return texts.find((text) => !isEmpty(text)) ?? texts[0] ?? "";
  };
  const transactionId = plainId(cell("transactionId"));
  const refuse: Refuse = (problem) => ({
    row,
    transactionId: transactionId === "" ? null : transactionId,
    problem: transactionId === "" ? problem : `${transactionId}: ${problem}`,
  });
  const kindText = kindAt === -1 ? null : textAt(kindAt);
  const named = rowKind(transactionId, kindText, format.rows ?? {});
  const isPassed = named === "fee" || named === "none";
  // Another kind of row may well have cells of its own; in the first cell its kind cannot have moved.
  const shape = isPassed && kindAt === 0 ? null : shapeProblem(cells, names);
  if (shape !== null) return refuse(shape);
  const kind = transactionId === "" && saysTotal(cells) ? "total" : named;
  const currency: string = (format.currency ?? cell("currency")).toUpperCase();
  const amountsAt = at.get("amount") ?? [];
  const writtenAt = (index: number): Written => {
    const reading = readCell(textAt(index), currency, format);
    return reading.ok ? reading.value : null;
  };
  const sides = sidesAt.map((index) => readMoneyText(textAt(index), currency, format));
  if (kind === "fee" || kind === "none") {
    const isNamed = kind === "fee" || kindText === null;
    const written = amountsAt.map(writtenAt);
    return { is: "passed", kind: isNamed ? null : kindText, currency, written, sides };
  }
  if (kind === "total") {
    const isPart = isPartTotal(cells);
    const texts = [...amountsAt, ...sidesAt].map(textAt);
    const mayBe = currency === "" ? (texts.map(currenciesBeside).find(isSome) ?? []) : [];
    const own = currency === "" ? (mayBe[0] ?? "") : currency;
    const totalCells = amountsAt.flatMap((index, column): readonly TotalCell[] => {
      const text = textAt(index);
      return text === "" ? [] : [{ column, amount: readCell(text, own, format), isPart }];
    });
    const sideCells = sidesAt.map((index) =>
      textAt(index) === "" ? null : readMoney(textAt(index), own, format),
    );
    return { is: "total", currency, mayBe, cells: totalCells, sides: sideCells, refuse };
  }
  if (transactionId === "") return refuse("no transaction id");
  if (kind === "unclear")
    return refuse(
      `"${kindText ?? ""}" may be money that came again: say in settlement.rows and settlement.refund what it is`,
    );
  if (kind === "unnamed")
    return refuse(
      `"${kindText ?? ""}" may be money that was given back, and neither settlement.rows.count nor settlement.rows.fee names it`,
    );
  const paidText = cell("amount");
  const backText = refundAmountAt === -1 ? "" : textAt(refundAmountAt);
  const hasBack = backText !== "" && !isZero(backText, currency, format);
  const isBackAlone = hasBack && (paidText === "" || isZero(paidText, currency, format));
  const amount = readCell(isBackAlone ? backText : paidText, currency, format);
  if (!amount.ok) return refuse(`amount ${amount.problem}`);
  const back = hasBack ? readCell(backText, currency, format) : null;
  if (back?.ok === false) return refuse(`the refund's amount ${back.problem}`);
  const written =
    amountsAt.length === 1 ? [isBackAlone ? null : amount.value] : amountsAt.map(writtenAt);
  const view = { kind, kindText, currency, cell, textAt, refuse, written, sides, isBackAlone };
  return paymentRow(transactionId, amount.value, back?.value ?? null, view, terms);
}

function isSome(codes: readonly string[]): boolean {
  return codes.length > 0;
}

function isZero(text: string, currency: string, format: SettlementFormat): boolean {
  const amount = readMoneyText(text, currency, format);
  return amount !== null && compareDecimals(amount, ZERO) === 0;
}

interface RowView {
  readonly kind: RowKind;
  readonly kindText: string | null;
  readonly currency: string;
  readonly cell: (field: Field) => string;
  readonly textAt: (index: number) => string;
  readonly refuse: Refuse;
  readonly written: readonly Written[];
  readonly sides: readonly Written[];
  /** What is given back, by a column of its own, is all there is in the row. */
  readonly isBackAlone: boolean;
}

/** @param back what is given back by a column of its own; null where there is none */
function paymentRow(
  transactionId: string,
  amount: Decimal,
  back: Decimal | null,
  view: RowView,
  { format, hasCreators, refundAt, refundOfAt, readTime, marks }: RowTerms,
): RowReading {
  const { kind, kindText, currency, cell, textAt, refuse, written, sides, isBackAlone } = view;
  if (!/^[A-Z]{3}$/.test(currency))
    return refuse(`currency "${currency}" is no code of three letters`);
  const isNegative = compareDecimals(amount, ZERO) < 0;
  const words = format.refund?.in?.map(String) ?? [];
  const isRefund =
    kind === "refund" || back !== null || (refundAt !== -1 && words.includes(textAt(refundAt)));
  const saidStatus = cell("status");
  // Below its payment, a negative amount of which nothing else is said can be nothing but a refund.
  const isPerhapsBack = isNegative && !isRefund && saidStatus === "" && (kindText ?? "") === "";
  const status =
    isRefund || isPerhapsBack
      ? "REFUNDED"
      : rowStatus(saidStatus === "" ? "COMPLETED" : saidStatus, isNegative, format.status);
  if (status === null) {
    return refuse(`unknown status "${saidStatus}": say in settlement.status what it means`);
  }
  if (isNegative && status !== "REFUNDED") return refuse(unsaid(amount));
  if (compareDecimals(amount, ZERO) === 0) return refuse("amount 0 is no payment");
  const paid = absolute(amount);
  const given = back === null ? paid : absolute(back);
  if (compareDecimals(given, paid) > 0)
    return refuse(`${renderDecimal(given)} is given back of ${renderDecimal(paid)}`);
  const type = cell("distributionType");
  const distributionType = type === "" ? null : readDistributionType(type.toUpperCase());
  if (distributionType?.ok === false) return refuse(distributionType.problem);
  const time = readDate(cell("purchasedAt"), readTime, format.date);
  if (!time.ok) return refuse(`purchasedAt ${time.problem}`);
  const feeText = cell("fee");
  const fee = feeText === "" ? null : readMoney(feeText, currency, format);
  if (fee?.ok === false) return refuse(`fee ${fee.problem}`);
  const of = refundOfAt === -1 || status !== "REFUNDED" ? "" : plainId(textAt(refundOfAt));
  const isPayment = status === "COMPLETED";
  const creatorKey = cell("creatorKey");
  const record: SettlementRecord = {
    transactionId: of === "" ? transactionId : of,
    amount: plainText(paid),
    currency,
    status,
    refunded: status === "REFUNDED" ? plainText(given) : null,
    ...time.value,
    distributionType: distributionType?.value ?? null,
    creatorKey: creatorKey === "" && !(isPayment && hasCreators) ? null : creatorKey,
    ...(fee === null ? {} : { fee: plainText(absolute(fee.value)) }),
  };
  const mark = isPayment ? markedRefund(marks, textAt) : null;
  const doubt = isPerhapsBack
    ? ({ problem: unsaid(amount), unless: "COMPLETED" } as const)
    : mark === null
      ? null
      : ({ problem: mark, unless: "REFUNDED" } as const);
  return {
    is: "payment",
    record,
    // A column of its own is no part of the other one's total.
    counts: isBackAlone ? ZERO : paid,
    written,
    sides,
    doubt,
    texts: { status: saidStatus, distributionType: type },
    refuse,
  };
}

function unsaid(amount: Decimal): string {
  return `amount ${renderDecimal(amount)} is negative, and nothing says that it is a refund`;
}

export function absolute({ digits, scale }: Decimal): Decimal {
  return { digits: digits < 0n ? -digits : digits, scale };
}

function plainText(amount: Decimal): string {
  return renderDecimal(canonicalDecimal(amount));
}
