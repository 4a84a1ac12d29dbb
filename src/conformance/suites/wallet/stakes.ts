/** How much is staked: small amounts, above the least bet of the wallet. */

export interface StakeRange {
  readonly min: number;
  readonly max: number;
}

export const USUAL_BET: StakeRange = { min: 101, max: 900 };

/** Where many bets are placed. */
export const SMALL_BET: StakeRange = { min: 101, max: 190 };

/** So far stakes may go up without having been announced. */
export const MOST_SHIFT = 100;

/** What a player may bet. */
export interface BetLimits {
  /** In millis; 0 where the wallet names none and takes what is usual. */
  readonly least: number;
  /** Added to every ordinary stake, so that none is below the least bet. */
  readonly shift: number;
  readonly most: number | null;
}

export function limitsFrom(least: number, most: number | null): BetLimits {
  return { least, shift: Math.max(0, least - USUAL_BET.min), most };
}

/** How many times the announced stakes are staked where bets are larger than usual. */
export function stakeFactor(least: number): number {
  const { shift } = limitsFrom(least, null);
  return Math.max(1, (USUAL_BET.max + shift) / (USUAL_BET.max + MOST_SHIFT));
}

/** What a player must have: 100 units of the currency, or 100 of the least bets. */
export function leastBalance({ least }: Pick<BetLimits, "least">): number {
  return Math.max(100_000, 100 * least);
}

/** So much may be out between two scenarios before it is put back: a tenth of what a player must have. */
export function mostOwed(limits: Pick<BetLimits, "least">): number {
  return leastBalance(limits) / 10;
}
