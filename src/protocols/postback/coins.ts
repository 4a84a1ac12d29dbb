/**
 * What a completed level is worth. Knows nothing of users: that a level counts
 * once is for the server and the checks to keep.
 */

export interface CoinBand {
  /** First level of the band. */
  readonly from: number;
  /** Last level of the band; null where it has no end. */
  readonly to: number | null;
  /** Coins for each milestone in the band. */
  readonly coins: number;
}

/** Coins are credited on every level that this number divides. */
export const MILESTONE_INTERVAL = 5;

/**
 * The milestone coin table, lowest band first, without gaps.
 *
 * @source partner postback guide, "Milestone rewards"
 */
export const COIN_BANDS: readonly CoinBand[] = [
  { from: 1, to: 30, coins: 25 },
  { from: 31, to: 70, coins: 15 },
  { from: 71, to: 90, coins: 10 },
  { from: 91, to: 100, coins: 5 },
  { from: 101, to: 130, coins: 2 },
  { from: 131, to: null, coins: 1 },
];

/**
 * The first and the last milestone of every band: where an off-by-one in a
 * server's table shows.
 */
export const BAND_EDGE_MILESTONES: readonly number[] = COIN_BANDS.flatMap(({ from, to }) => {
  const first = Math.ceil(from / MILESTONE_INTERVAL) * MILESTONE_INTERVAL;
  if (to === null) return [first];
  return [first, Math.floor(to / MILESTONE_INTERVAL) * MILESTONE_INTERVAL];
});

/** A level is a positive integer that JSON numbers carry exactly. */
export function isLevel(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** True for 5, 10, 15, …; false for everything that is no level. */
export function isMilestone(level: number): boolean {
  return isLevel(level) && level % MILESTONE_INTERVAL === 0;
}

/**
 * Coins that the first postback of this level earns.
 *
 * @returns 0 where the level is no milestone, or no level at all
 */
export function coinsForLevel(level: number): number {
  if (!isMilestone(level)) return 0;
  return (
    COIN_BANDS.find(({ from, to }) => level >= from && (to === null || level <= to))?.coins ?? 0
  );
}
