/** Matching the game's payment records with PlayCamp's, transaction by transaction. */
import { compareDecimals, parseDecimal } from "./payment-amount.js";
import type { DistributionType } from "./payment.js";
import { parseIsoInstant } from "./times.js";

export const PAYMENT_STATUSES = ["COMPLETED", "REFUNDED", "PENDING", "CANCELLED"] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** A payment as either side's books have it. Null: that side does not say, so it is not compared. */
export interface SettlementRecord {
  readonly transactionId: string;
  /** Major units, a decimal text. */
  readonly amount: string;
  readonly currency: string;
  readonly status: PaymentStatus;
  /** ISO 8601 with its offset. */
  readonly purchasedAt: string | null;
  readonly distributionType: DistributionType | null;
  readonly creatorKey: string | null;
}

export const DIFFERENCE_KINDS = [
  "missing-at-playcamp",
  "missing-at-game",
  "amount",
  "currency",
  /** Refunded by the game, not by PlayCamp. */
  "refund-missing-at-playcamp",
  /** Refunded by PlayCamp, not by the game. */
  "refund-missing-at-game",
  "status",
  "date",
  /** One side lists the id more than once with different content. */
  "duplicate",
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
): Match {
  const ours = indexed(game);
  const theirs = indexed(playcamp);
  const ids = [...new Set([...ours.byId.keys(), ...theirs.byId.keys()])].sort(byCodeUnits);
  let matched = 0;
  const differences = ids.flatMap((id) => {
    const [mine, other] = [ours.byId.get(id), theirs.byId.get(id)];
    const found = [
      ...duplicates(id, ours.repeated.get(id), theirs.repeated.get(id)),
      ...compareSides(mine, other),
    ];
    if (mine !== undefined && other !== undefined && found.length === 0) matched += 1;
    return found;
  });
  return { matched, differences };
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Indexed {
  readonly byId: ReadonlyMap<string, SettlementRecord>;
  readonly repeated: ReadonlyMap<string, SettlementRecord>;
}

/** A refund's own record replaces the payment's; any other second record contradicts the first. */
function indexed(records: readonly SettlementRecord[]): Indexed {
  const byId = new Map<string, SettlementRecord>();
  const repeated = new Map<string, SettlementRecord>();
  for (const record of records) {
    const first = byId.get(record.transactionId);
    if (first === undefined || (first.status !== "REFUNDED" && record.status === "REFUNDED")) {
      byId.set(record.transactionId, record);
    } else if (record.status === first.status && compareFields(first, record).length > 0) {
      repeated.set(record.transactionId, record);
    }
  }
  return { byId, repeated };
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
): readonly Difference[] {
  if (game !== undefined && playcamp !== undefined) return compareFields(game, playcamp);
  const present = game ?? playcamp;
  if (present === undefined || present.status === "CANCELLED") return [];
  return [
    {
      kind: game === undefined ? "missing-at-game" : "missing-at-playcamp",
      transactionId: present.transactionId,
      game: moneyText(game),
      playcamp: moneyText(playcamp),
    },
  ];
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
    add(statusKind(game, playcamp), game.status, playcamp.status);
  if (!sameInstant(game.purchasedAt, playcamp.purchasedAt)) {
    add("date", game.purchasedAt, playcamp.purchasedAt);
  }
  return differences;
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
