/**
 * What a benchmark is: figures, each measured beside a baseline in the same
 * run, and what their ratio must be. `run.ts` repeats them and judges medians.
 */

/** One measurement of a figure and of its baseline, taken right after one another. */
export interface Sample {
  readonly figure: number;
  readonly baseline: number;
}

export interface Bench {
  /** As in `npm run bench -- NAME`. */
  readonly name: string;
  /** What is measured, as the table's row says it. */
  readonly figure: string;
  /** What it is measured against. */
  readonly baseline: string;
  /** Of both: "ms", "requests/s", "MB"… */
  readonly unit: string;
  /** Figure ÷ baseline. */
  readonly target: { readonly atMost: number } | { readonly atLeast: number };
  /** Measured samples, warmed up; the run takes the median of their ratios. */
  measure(): Promise<readonly Sample[]>;
}
