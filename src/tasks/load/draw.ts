/**
 * What the nth of a stage is, drawn from (seed, stage, number) alone: the same
 * whoever sends it, in whatever order. In whole numbers of 32 bits only, so that
 * an exported script draws the same; `export/delivery-script.ts` holds its text.
 */

/** 32 bits, evenly spread. */
export function drawBits(seed: number, stageAt: number, nth: number, use: number): number {
  let bits = 0x9e3779b9;
  for (const word of [seed, seed / 2 ** 32, stageAt, nth, nth / 2 ** 32, use]) {
    bits = Math.imul(bits ^ Math.floor(word), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    bits ^= bits >>> 16;
  }
  return bits >>> 0;
}

const USE_MIX = 1;
const USE_ACCOUNT = 2;
const USE_ROUND_SEED = 3;

/**
 * Deals the mix exactly: in each row of as many as the weights add up to, each
 * entry comes as often as its weight says, in an order of that row's own.
 *
 * @returns an index of `weights`
 */
export function mixAt(
  weights: readonly number[],
  seed: number,
  stageAt: number,
  nth: number,
): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const row = Math.floor(nth / sum);
  const shift = drawBits(seed, stageAt, row, USE_MIX) % sum;
  let place = ((nth % sum) * strideOf(sum) + shift) % sum;
  for (const [at, weight] of weights.entries()) {
    if (place < weight) return at;
    place -= weight;
  }
  return 0;
}

/** Far from its neighbours, and in `sum` steps at every place once. */
function strideOf(sum: number): number {
  let stride = Math.max(1, Math.round(sum * 0.618));
  while (greatestCommonDivisor(stride, sum) !== 1) stride += 1;
  return stride;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** @returns from 0 to `accounts - 1` */
export function accountAt(seed: number, stageAt: number, nth: number, accounts: number): number {
  return drawBits(seed, stageAt, nth, USE_ACCOUNT) % accounts;
}

export function roundSeedAt(seed: number, stageAt: number, nth: number): number {
  return drawBits(seed, stageAt, nth, USE_ROUND_SEED);
}
