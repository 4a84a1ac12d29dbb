/** How much is staked: small amounts, above the least bet that the wallet states. */

export interface StakeRange {
  readonly min: number;
  readonly max: number;
}

export const USUAL_BET: StakeRange = { min: 101, max: 900 };

/** Where many bets are placed. */
export const SMALL_BET: StakeRange = { min: 101, max: 190 };

/** So far stakes go up for a wallet whose least bet is higher. */
export const MOST_SHIFT = 100;

/** What a player may bet, as /auth states it. */
export interface BetLimits {
  /** Added to every ordinary stake, so that none is below the least bet. */
  readonly shift: number;
  readonly most: number | null;
}
