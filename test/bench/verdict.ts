/** Judges a benchmark by the median of its ratios, and says how noisy they were. */
import type { Bench, Sample } from "./bench.js";

export interface Verdict {
  readonly name: string;
  readonly figure: string;
  readonly baseline: string;
  readonly unit: string;
  readonly samples: readonly Sample[];
  /** Median of figure ÷ baseline. */
  readonly ratio: number;
  /** Interquartile range of the ratios over their median: 0 is perfectly quiet. */
  readonly spread: number;
  readonly target: Bench["target"];
  readonly met: boolean;
  /** One line for a person. */
  readonly text: string;
  /** Cells of the closing table. */
  readonly row: readonly string[];
}

export async function judge(bench: Bench): Promise<Verdict> {
  const { name, figure, baseline, unit, target } = bench;
  const samples = await bench.measure();
  if (samples.length === 0) throw new Error(`${name} measured nothing`);
  const ratios = samples.map((each) => each.figure / each.baseline);
  const ratio = quantile(ratios, 0.5);
  const spread = (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / ratio;
  const met = "atMost" in target ? ratio <= target.atMost : ratio >= target.atLeast;
  const measured = `${median(samples, "figure")} against ${median(samples, "baseline")} ${unit}`;
  const wanted = "atMost" in target ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`;
  const word = met ? "met" : "missed";
  return {
    name,
    figure,
    baseline,
    unit,
    samples,
    ratio,
    spread,
    target,
    met,
    text: `${measured}: ${ratio.toFixed(2)} × (${wanted}): ${word}`,
    row: [
      figure,
      baseline,
      measured,
      `${ratio.toFixed(2)} ×`,
      `${(spread * 100).toFixed(0)} %`,
      wanted,
      word,
    ],
  };
}

function median(samples: readonly Sample[], side: keyof Sample): string {
  const value = quantile(
    samples.map((each) => each[side]),
    0.5,
  );
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** @param values at least one */
function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * at;
  const [low = 0, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}
