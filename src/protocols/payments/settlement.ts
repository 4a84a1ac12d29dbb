/** Matching the game's payment records with PlayCamp's, transaction by transaction. */
import {
  compareDecimals,
  isRounded,
  parseDecimal,
  renderDecimal,
  subtractDecimals,
} from "./payment-amount.js";
import { foldRecords } from "./settlement-states.js";
import type { SettlementRecord } from "./settlement-record.js";
import { parseIsoInstant } from "./times.js";

export {
  PAYMENT_STATUSES,
  type PaymentStatus,
  type SettlementRecord,
} from "./settlement-record.js";

export const DIFFERENCE_KINDS = [
  "missing-at-playcamp",
  "missing-at-game",
  "amount",
  "currency",
  /** Refunded by the game, not by PlayCamp. */
  "refund-missing-at-playcamp",
  /** Refunded by PlayCamp, not by the game. */
  "refund-missing-at-game",
  /** Both sides refunded it, and not the same amount. */
  "refund-amount",
  /** A refund of a payment that neither side has in this month. */
  "refund-without-payment",
  "status",
  "date",
  "creator",
  "store-type",
  /** What the store keeps differs. */
  "fee",
  /** One side lists the id more than once. */
  "duplicate",
  /** PlayCamp's row of it is there and cannot be read. */
  "unreadable",
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface Difference {
  readonly kind: DifferenceKind;
  readonly transactionId: string;
  /** The compared value on each side, or the amount with its currency; null where there is none. */
  readonly game: string | null;
  readonly playcamp: string | null;
}

export interface Match {
  /** Transactions that both sides have and that differ in nothing. */
  readonly matched: number;
  readonly differences: readonly Difference[];
}

/** What both sides are compared by, beside their records. */
export interface MatchTerms {
  /** The store's share of a payment, in major units; null where there is no rule. */
  readonly feeOf?: (record: SettlementRecord) => string | null;
  /** Rows of PlayCamp's side that cannot be read, by transaction id. */
  readonly unreadable?: ReadonlyMap<string, string>;
}

/**
 * Compares the two sides; the order of the records does not matter, differences
 * come sorted by transaction id.
 *
 * A payment that never came about (CANCELLED) and is missing on the other side
 * is no difference.
 */
export function matchRecords(
  game: readonly SettlementRecord[],
  playcamp: readonly SettlementRecord[],
  terms: MatchTerms = {},
): Match {
  const ours = foldRecords(game);
  const theirs = foldRecords(playcamp);
  const ids = [...new Set([...ours.byId.keys(), ...theirs.byId.keys()])].sort(byCodeUnits);
  let matched = 0;
  const differences = ids.flatMap((id) => {
    const [mine, other] = [ours.byId.get(id), theirs.byId.get(id)];
    const found = [
      ...duplicates(id, ours.repeated.get(id), theirs.repeated.get(id)),
      ...compareSides(mine, other, terms),
    ];
    if (mine !== undefined && other !== undefined && found.length === 0) matched += 1;
    return found;
  });
  return { matched, differences };
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function duplicates(
  transactionId: string,
  game: SettlementRecord | undefined,
  playcamp: SettlementRecord | undefined,
): readonly Difference[] {
  if (game === undefined && playcamp === undefined) return [];
  return [
    {
      kind: "duplicate",
      transactionId,
      game: moneyText(game),
      playcamp: moneyText(playcamp),
    },
  ];
}

function compareSides(
  game: SettlementRecord | undefined,
  playcamp: SettlementRecord | undefined,
  { feeOf = () => null, unreadable }: MatchTerms,
): readonly Difference[] {
  if (game !== undefined && playcamp !== undefined) {
    const found = [...compareFields(game, playcamp), ...compareFees(game, playcamp, feeOf)];
    const row = unreadable?.get(game.transactionId);
    const sure = row === undefined ? found : found.filter(({ kind }) => !OF_STATE.has(kind));
    return sure.length === found.length ? found : [...sure, unread(game, row)];
  }
  const present = game ?? playcamp;
  if (present === undefined || present.status === "CANCELLED") return [];
  const { transactionId } = present;
  const problem = playcamp === undefined ? unreadable?.get(transactionId) : undefined;
  if (problem !== undefined) return [unread(present, problem)];
  return [
    {
      kind: game === undefined ? "missing-at-game" : "missing-at-playcamp",
      transactionId: present.transactionId,
      game: moneyText(game),
      playcamp: moneyText(playcamp),
    },
  ];
}

/** What a row that cannot be read may have told of. */
const OF_STATE: ReadonlySet<DifferenceKind> = new Set([
  "status",
  "refund-missing-at-playcamp",
  "refund-missing-at-game",
  "refund-amount",
]);

function unread(game: SettlementRecord, row: string | undefined): Difference {
  const { transactionId } = game;
  return { kind: "unreadable", transactionId, game: moneyText(game), playcamp: row ?? null };
}

function moneyText(record: SettlementRecord | undefined): string | null {
  return record === undefined ? null : `${record.amount} ${record.currency}`;
}

function compareFields(game: SettlementRecord, playcamp: SettlementRecord): readonly Difference[] {
  const { transactionId } = game;
  const differences: Difference[] = [];
  const add = (kind: DifferenceKind, ours: string | null, theirs: string | null) =>
    differences.push({ kind, transactionId, game: ours, playcamp: theirs });
  if (!sameAmount(game.amount, playcamp.amount)) add("amount", game.amount, playcamp.amount);
  if (game.currency !== playcamp.currency) add("currency", game.currency, playcamp.currency);
  if (game.status !== playcamp.status)
    add(statusKind(game, playcamp), statusText(game), statusText(playcamp));
  const [ourRefund, theirRefund] = [refundedAmount(game), refundedAmount(playcamp)];
  if (ourRefund !== null && theirRefund !== null && !sameAmount(ourRefund, theirRefund))
    add("refund-amount", ourRefund, theirRefund);
  const [ourKey, theirKey] = [game.creatorKey, playcamp.creatorKey];
  if (ourKey !== null && theirKey !== null && ourKey !== theirKey)
    add("creator", ourKey, theirKey === "" ? null : theirKey);
  const [ourType, theirType] = [game.distributionType, playcamp.distributionType];
  if (ourType !== null && theirType !== null && ourType !== theirType)
    add("store-type", ourType, theirType);
  if (!sameInstant(game.purchasedAt, playcamp.purchasedAt)) {
    add("date", game.purchasedAt, playcamp.purchasedAt);
  }
  return differences;
}

/** The fee that PlayCamp's side writes, or that follows from its store's type. */
function compareFees(
  game: SettlementRecord,
  playcamp: SettlementRecord,
  feeOf: NonNullable<MatchTerms["feeOf"]>,
): readonly Difference[] {
  const theirs = playcamp.fee ?? feeOf(playcamp);
  // A fee of another amount is the amount's difference.
  const isComparable = sameAmount(game.amount, playcamp.amount) && game.status === playcamp.status;
  if (theirs === null || !isComparable) return [];
  const expected = expectedFees(game, feeOf);
  const [ours] = expected;
  const isWritten = playcamp.fee !== undefined;
  const agrees = (fee: string) =>
    sameAmount(fee, theirs) || (isWritten && isRoundedText(theirs, fee, game.currency));
  if (ours === undefined || expected.some(agrees)) return [];
  return [{ kind: "fee", transactionId: game.transactionId, game: ours, playcamp: theirs }];
}

/** Of a refunded payment the store gives its share back, or not; what a side writes is one of them. */
function expectedFees(
  game: SettlementRecord,
  feeOf: NonNullable<MatchTerms["feeOf"]>,
): readonly string[] {
  const back = refundedAmount(game);
  const [paid, given] = [parseDecimal(game.amount), parseDecimal(back ?? "")];
  const kept =
    back === null || paid === null || given === null ? [] : [subtractDecimals(paid, given)];
  const bases = [game.amount, ...kept.map(renderDecimal)];
  return bases.flatMap((amount) => feeOf({ ...game, amount, status: "COMPLETED" }) ?? []);
}

function isRoundedText(written: string, exact: string, currency: string): boolean {
  const [fee, share] = [parseDecimal(written), parseDecimal(exact)];
  return fee !== null && share !== null && isRounded(fee, share, currency);
}

/** Null where nothing was refunded. */
function refundedAmount({ status, refunded, amount }: SettlementRecord): string | null {
  return status === "REFUNDED" ? (refunded ?? amount) : null;
}

function statusText(record: SettlementRecord): string {
  const refunded = refundedAmount(record);
  return refunded === null || sameAmount(refunded, record.amount)
    ? record.status
    : `${record.status} ${refunded} of ${record.amount}`;
}

function statusKind(game: SettlementRecord, playcamp: SettlementRecord): DifferenceKind {
  if (game.status === "REFUNDED") return "refund-missing-at-playcamp";
  return playcamp.status === "REFUNDED" ? "refund-missing-at-game" : "status";
}

function sameAmount(a: string, b: string): boolean {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  return left === null || right === null ? a === b : compareDecimals(left, right) === 0;
}

/** Books that keep whole seconds do not differ from books that keep milliseconds. */
const SAME_SECOND_MS = 1000;

function sameInstant(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return true;
  const [left, right] = [parseIsoInstant(a), parseIsoInstant(b)];
  if (left === null || right === null) return a === b;
  return Math.abs(left - right) < SAME_SECOND_MS;
}
