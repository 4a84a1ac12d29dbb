/** Amounts that all differ by one power of ten: a unit is meant otherwise, and no payment is wrong. */
import { parseDecimal } from "./payment-amount.js";
import type { Difference } from "./settlement.js";

/** One may be chance. */
const FEWEST = 2;

/** @returns in words, by how much PlayCamp's amounts are larger or smaller; null where they are not all so */
export function commonScale(differences: readonly Difference[]): string | null {
  const amounts = differences.filter(({ kind }) => kind === "amount");
  if (amounts.length < FEWEST) return null;
  const steps = new Set(amounts.map(({ game, playcamp }) => stepBetween(game, playcamp)));
  const [step] = steps;
  if (steps.size !== 1 || step === null || step === undefined) return null;
  const times = `1${"0".repeat(Math.abs(step))}`;
  const [larger, smaller] = step > 0 ? ["PlayCamp's", "the game's"] : ["the game's", "PlayCamp's"];
  return `${amounts.length} amounts differ, and each of ${larger} is ${times} times ${smaller}: one side counts in another unit (payments.map.amount.unit says which the game's is)`;
}

/** By how many places the decimal point has moved; null where more than that differs. */
function stepBetween(game: string | null, playcamp: string | null): number | null {
  const [ours, theirs] = [placed(game), placed(playcamp)];
  if (ours === null || theirs === null || ours.figures !== theirs.figures) return null;
  return theirs.place - ours.place;
}

function placed(text: string | null): { figures: bigint; place: number } | null {
  const decimal = parseDecimal(text ?? "");
  if (decimal === null || decimal.digits === 0n) return null;
  let { digits: figures } = decimal;
  let place = -decimal.scale;
  for (; figures % 10n === 0n; figures /= 10n) place += 1;
  return { figures, place };
}
