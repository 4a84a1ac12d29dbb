/** What kind of row it is: a payment, a refund, a fee, a total; by the profile's words, else by known ones. */
import type { PaymentStatus } from "./settlement.js";
import { PAYMENT_STATUSES } from "./settlement.js";

type Word = string | number | boolean;

export interface RowRules {
  /** The column that says what a row is. */
  readonly column?: string;
  /** What stands there in rows that are payments or refunds; others are passed over. */
  readonly count?: readonly Word[];
  readonly total?: readonly Word[];
  readonly fee?: readonly Word[];
}

export interface RefundRows {
  readonly column?: string;
  readonly in?: readonly Word[];
  /** Column of the refunded payment's id; default the row's own id. */
  readonly of?: string;
  /** Column of what is given back, beside that of what was paid: one row may hold both. */
  readonly amount?: string;
}

/**
 * `unclear`: money that was given back may have come again; `unnamed`: none of what
 * counts, and by its word money that was given back.
 */
export type RowKind = "count" | "refund" | "total" | "fee" | "none" | "unclear" | "unnamed";

/** Names under which files keep what a row is. */
export const KIND_COLUMNS =
  /^(?:type|kind|row ?type|entry ?type|transaction ?type|category|거래 ?구분|구분|거래 ?유형)$/i;

/** Names under which files keep what became of a payment. */
export const STATUS_COLUMNS =
  /^(?:(?:payment|order|transaction|txn) ?(?:status|state)|status|state|(?:결제|거래|주문|처리|승인)? ?상태)$/i;

const TOTAL_ID =
  /^(?:(?:grand |sub-?)?(?:total|totals|sum)|합계|총계|소계|총합계|총합|계)[\s:]*(?:\(?[A-Z]{3}\)?)?$/i;
const FEE = /\bfee\b|\btax\b|\bvat\b|commission|\bpayout\b|수수료|부가세/i;
/** Of a refund or a chargeback: what follows when it was wrong. */
const UNDONE = /revers|fail|reject|declin|\bwon\b|실패|거절|철회/i;
const REFUND = /refund|charge.?back|환불|취소/i;
const BACK = /refund|charge.?back|disput|revers|환불|취소|분쟁/i;
/** A fee for a refund, or a fee that was given back: of either, the fee is what moved. */
const FEE_ALONE =
  /(?:\bfee|\btax|\bvat|commission|\bpayout|수수료|부가세)s? ?(?:refund|revers|환불|취소)|(?:\bfee|commission|수수료)s?$/i;
/** A total that says in its name how many rows it is of. */
const COUNTED_TOTAL =
  /^(?:총|합계|총계|전체|total)\s?[:(]?\s?([\d,]{1,15})\s?(?:건|rows?|records?|transactions?|payments?)\)?$/i;

/** A total that names what it is of: 승인 합계, Refund total. */
const PART_TOTAL =
  /^(?:\p{L}[\p{L}\p{N}.-]{0,19} ){1,2}(?:totals?|sum|합계|총계|소계|총합계)\s?:?$/iu;

/** Whether a row without an id is a total: one of its cells says so. */
export function saysTotal(cells: readonly string[]): boolean {
  return cells.some((cell) => isTotalName(cell.trim()));
}

function isTotalName(text: string): boolean {
  return TOTAL_ID.test(text) || COUNTED_TOTAL.test(text) || PART_TOTAL.test(text);
}

/** How many rows a total says in its name that it is of; null where it does not. */
export function rowsOfTotal(cells: readonly string[]): number | null {
  const count = cells.map((cell) => COUNTED_TOTAL.exec(cell.trim())?.[1]).find(Boolean);
  return count === undefined ? null : Number(count.replaceAll(",", ""));
}

/** Whether a total is of a part of the rows, by its name. */
export function isPartTotal(cells: readonly string[]): boolean {
  return cells.some((cell) => PART_TOTAL.test(cell.trim()) && !TOTAL_ID.test(cell.trim()));
}

/** What a program calls Stripe_fee or ChargebackFee, in words. */
function inWords(kindText: string): string {
  return kindText.replaceAll(/[_-]/g, " ").replaceAll(/([a-z])([A-Z])/g, "$1 $2");
}

/** @param kindText what the kind's column says; null where there is none */
export function rowKind(
  transactionId: string,
  kindText: string | null,
  { count, total, fee }: RowRules,
): RowKind {
  const says = (words: readonly Word[] | undefined) =>
    kindText !== null && words?.some((word) => String(word) === kindText) === true;
  if (says(total) || isTotalName(transactionId)) return "total";
  if (says(fee)) return "fee";
  const words = kindText === null ? "" : inWords(kindText);
  if (says(count)) return REFUND.test(words) ? "refund" : "count";
  const isBack = BACK.test(words) && !FEE_ALONE.test(words);
  if (count !== undefined) return isBack ? "unnamed" : "none";
  if (isBack && REFUND.test(words)) return UNDONE.test(words) ? "unclear" : "refund";
  return FEE.test(words) ? "fee" : "count";
}

const COMPLETED =
  /^(?:completed?|paid|success(?:ful)?|succeeded|settled|approved|captured|done|ok|charge[d]?|sale|승인|완료|결제|결제완료|성공|정상)$/i;
const REFUNDED = /^(?:refund(?:ed)?|charge ?refund|charged? ?back|환불|환불완료)$/i;
const REVERSED = /^(?:cancel(?:l?ed)?|취소|취소완료|결제취소|승인취소)$/i;

/**
 * @param lookup the profile's own words
 * @param isNegative money goes back: a cancellation is then a refund
 * @returns null where nobody can say
 */
export function rowStatus(
  text: string,
  isNegative: boolean,
  lookup: Readonly<Record<string, string>> | undefined,
): PaymentStatus | null {
  const given = lookup !== undefined && Object.hasOwn(lookup, text) ? lookup[text] : undefined;
  const word = given ?? lookup?.["*"] ?? text;
  const known = PAYMENT_STATUSES.find((each) => each === word.toUpperCase());
  if (known !== undefined) return known;
  if (COMPLETED.test(word)) return "COMPLETED";
  if (REFUNDED.test(word)) return "REFUNDED";
  return REVERSED.test(word) && isNegative ? "REFUNDED" : null;
}
