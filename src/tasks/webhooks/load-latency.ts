/** Latencies of any number of deliveries in a histogram (HDR) of a fixed size, to three digits. */
import { Int32Histogram } from "hdr-histogram-js";

export interface LatencySummary {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** How many took longer than the bar before it, and up to this. */
export interface LatencyBar {
  readonly upToMs: number;
  readonly count: number;
}

/** How often a latency was seen. Those that the histogram takes for equal are one. */
export type LatencyCount = readonly [us: number, count: number];

export interface Latencies {
  add(ms: number): void;
  /** From the shortest to the longest; enough to make the very same histogram again. */
  counts(): readonly LatencyCount[];
  /** In milliseconds; null when there are none. */
  summary(): LatencySummary | null;
  /** Up to 0.1, 0.2, 0.5, 1, 2, 5, 10… ms, from the first that any took to the last. */
  bars(): readonly LatencyBar[];
}

/** Where the histogram starts out; it grows for what takes longer. */
const USUAL_MOST_US = 60_000_000;
const DIGITS = 3;

/** @param kept what others have counted: the result is as if all had been added here */
export function createLatencies(kept: readonly LatencyCount[] = []): Latencies {
  const histogram = new Int32Histogram(1, USUAL_MOST_US, DIGITS);
  histogram.autoResize = true;
  for (const [us, count] of kept) histogram.recordValueWithCount(us, count);
  // The maximum is known to the microsecond, all the rest to its slot's end or middle.
  const upToMax = (us: number) => msOf(Math.min(us, histogram.maxValue));
  const at = (percentile: number) => upToMax(histogram.getValueAtPercentile(percentile));
  return {
    add: (ms) => {
      histogram.recordValue(Math.max(0, Math.round(ms * 1000)));
    },
    counts: () => countsOf(histogram),
    summary: () =>
      histogram.totalCount === 0
        ? null
        : {
            count: histogram.totalCount,
            min: at(0),
            mean: upToMax(histogram.mean),
            p50: at(50),
            p90: at(90),
            p99: at(99),
            p999: at(99.9),
            max: msOf(histogram.maxValue),
          },
    bars: () => barsOf(histogram),
  };
}

/** Of what was measured apart, as one. */
export function joinLatencies(lists: readonly (readonly LatencyCount[])[]): Latencies {
  return createLatencies(lists.flat());
}

/** The longest stands for itself, since the histogram knows it to the microsecond. */
function countsOf(histogram: Int32Histogram): readonly LatencyCount[] {
  const counts: LatencyCount[] = [];
  const values = histogram.recordedValuesIterator;
  values.reset();
  while (values.hasNext()) {
    const { valueIteratedTo, countAddedInThisIterationStep } = values.next();
    if (countAddedInThisIterationStep === 0) continue;
    const us = histogram.lowestEquivalentValue(valueIteratedTo);
    counts.push([us, countAddedInThisIterationStep]);
  }
  const last = counts.pop();
  if (last === undefined) return [];
  const [us, count] = last;
  const longest = histogram.maxValue;
  if (us === longest) return [...counts, last];
  return [...counts, ...(count > 1 ? [[us, count - 1] as const] : []), [longest, 1]];
}

function barsOf(histogram: Int32Histogram): readonly LatencyBar[] {
  const bars: LatencyBar[] = [];
  const values = histogram.recordedValuesIterator;
  values.reset();
  let upToMs = SMALLEST_BOUND_MS;
  let count = 0;
  const close = () => {
    // Empty ones before the first are of no interest.
    if (count > 0 || bars.length > 0) bars.push({ upToMs, count });
    count = 0;
  };
  // From the shortest to the longest.
  while (values.hasNext()) {
    const { valueIteratedTo, countAddedInThisIterationStep } = values.next();
    // The values of a slot are as good as the same; a bar's own bound is still in it.
    const us = histogram.lowestEquivalentValue(valueIteratedTo);
    while (us > upToMs * 1000) {
      close();
      upToMs = nextBound(upToMs);
    }
    count += countAddedInThisIterationStep;
  }
  close();
  return bars;
}

const SMALLEST_BOUND_MS = 0.1;

/** 0.1, 0.2, 0.5, 1, 2, 5, … without the noise of binary fractions. */
function nextBound(boundMs: number): number {
  const decade = 10 ** Math.floor(Math.log10(boundMs) + 1e-9);
  const digit = Math.round(boundMs / decade);
  const next = digit === 1 ? 2 : digit === 2 ? 5 : 10;
  return Number((next * decade).toPrecision(6));
}

function msOf(us: number): number {
  return Math.round(us) / 1000;
}
