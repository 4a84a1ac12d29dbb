/** When the nth of a stage is due, how many there are, and which of them a shard sends. */
import type { Shard } from "../../core/shards.js";
import type { LoadStage, PacedStage } from "./plan.js";

/** @returns null where nobody knows before: as many as are answered in the time */
export function stageCount(stage: LoadStage): number | null {
  if (stage.count !== null) return stage.count;
  if (stage.kind === "closed" || stage.durationMs === null) return null;
  // Those that are due before the end; whole numbers all the way, so nothing is rounded.
  const twice = BigInt(stage.durationMs) * BigInt(stage.fromMilliRate + stage.toMilliRate);
  return Number((twice + 1_999_999n) / 2_000_000n);
}

/** @returns from the stage's start to the start of the next one, as planned; null where nobody knows */
export function stageMs(stage: LoadStage): number | null {
  if (stage.durationMs !== null) return stage.durationMs;
  if (stage.kind === "closed" || stage.count === null) return null;
  return (stage.count * 1_000_000) / stage.fromMilliRate;
}

/**
 * When the nth is due: at the moment when the rate, summed up so far, reaches it.
 *
 * @param nth from 0
 * @returns from the stage's start
 */
export function dueAfterMs(stage: PacedStage, nth: number): number {
  if (nth === 0) return 0;
  // In deliveries a millisecond.
  const from = stage.fromMilliRate / 1_000_000;
  const to = stage.toMilliRate / 1_000_000;
  if (from === to || stage.durationMs === null) return nth / from;
  const growth = (to - from) / stage.durationMs;
  // The root that loses no digits when the ramp is nearly flat.
  return (2 * nth) / (from + Math.sqrt(Math.max(0, from * from + 2 * growth * nth)));
}

/** Which numbers of a stage are one shard's own. */
export interface Deal {
  /** @param nth of the shard's own, from 0 @returns the number within the stage */
  readonly at: (nth: number) => number;
  /** @param total of the stage @returns how many of them are its own */
  readonly countOf: (total: number) => number;
}

/**
 * Deals the numbers of a stage in turn: the nth goes to the (n + stageAt)th of `takers`,
 * so in each row of as many numbers the same places are its own.
 *
 * @param own takers, from 0
 */
function dealOf(stageAt: number, takers: number, own: readonly number[]): Deal {
  const places = own
    .map((taker) => (taker + takers - (stageAt % takers)) % takers)
    .sort((a, b) => a - b);
  return {
    at: (nth) =>
      Math.floor(nth / places.length) * takers + (places[nth % places.length] ?? Number.NaN),
    countOf: (total) =>
      Math.floor(total / takers) * places.length +
      places.filter((place) => place < total % takers).length,
  };
}

/** Deliveries go round the shards; each stage begins with another one, so that none has more. */
export function deliveryDeal(stageAt: number, shard: Shard | null): Deal {
  const { index, count } = shard ?? WHOLE;
  return dealOf(stageAt, count, [index - 1]);
}

/** The account that plays the nth round of a stage. */
export function accountOf(stageAt: number, nth: number, accounts: number): number {
  return (nth + stageAt) % accounts;
}

/** A round belongs to whoever has its account: nobody else touches that player's money. */
export function roundDeal(stageAt: number, accounts: number, shard: Shard | null): Deal {
  const { index, count } = shard ?? WHOLE;
  const own: number[] = [];
  for (let account = index - 1; account < accounts; account += count) own.push(account);
  return dealOf(stageAt, accounts, own);
}

/** @param account from 0 */
export function isOwnAccount(account: number, shard: Shard | null): boolean {
  const { index, count } = shard ?? WHOLE;
  return account % count === index - 1;
}

/** A shard's part of so many at a time; the parts of all shards add up. */
export function shareOf(total: number, shard: Shard | null): number {
  const { index, count } = shard ?? WHOLE;
  return Math.floor(total / count) + (index <= total % count ? 1 : 0);
}

const WHOLE: Shard = { index: 1, count: 1 };
