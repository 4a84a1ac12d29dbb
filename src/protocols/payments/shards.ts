/** A range cut into parts that run apart: by the range alone, so that each process finds the same borders. */
import { UserError } from "../../core/errors.js";
import type { RangeMapping } from "./mapping.js";
import { rangePrecisionMs } from "./range-format.js";
import { borderOverlapMs, takesDays, type TimeRange } from "./windows.js";
import { offsetAt, resolveWallTime, zoneOf } from "./zones.js";

export interface ShardRange {
  /** Without a gap, and none of it another part's. */
  readonly own: TimeRange;
  /** What the source is asked for: from a little before, as windows overlap. */
  readonly asked: TimeRange;
  /** What lies in it no other part is given, where the source keeps to what it is asked; may be empty. */
  readonly interior: TimeRange;
}

/** Clocks and rounding put a payment on the other side of a border, by less than this. */
const LEAST_MARGIN_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The part of a range that is one of `count`, from 1.
 *
 * Inner borders lie where the source's format can name them: on whole seconds,
 * or on the midnights of its zone.
 *
 * @throws {UserError} `shard_unfit` where the range has fewer such borders than that takes; `zone_unknown`, `time_pattern_malformed`
 */
export function shardRange(
  mapping: RangeMapping | undefined,
  range: TimeRange,
  { index, count }: { readonly index: number; readonly count: number },
): ShardRange {
  const borders = bordersOf(mapping, range, count);
  const own = { fromMs: borders[index - 1] ?? range.fromMs, toMs: borders[index] ?? range.toMs };
  const overlapMs = borderOverlapMs(mapping);
  const marginMs = Math.max(LEAST_MARGIN_MS, 2 * overlapMs);
  const [isFirst, isLast] = [index === 1, index === count];
  return {
    own,
    asked: { ...own, fromMs: Math.max(range.fromMs, own.fromMs - (isFirst ? 0 : overlapMs)) },
    interior: {
      fromMs: own.fromMs + (isFirst ? 0 : marginMs),
      toMs: own.toMs - (isLast ? 0 : marginMs),
    },
  };
}

/** All of them, the range's own ends included, in rising order. */
function bordersOf(
  mapping: RangeMapping | undefined,
  { fromMs, toMs }: TimeRange,
  count: number,
): readonly number[] {
  const align = aligner(mapping, fromMs);
  const span = BigInt(toMs - fromMs);
  const inner = Array.from({ length: count - 1 }, (_, at) =>
    align(fromMs + Number((span * BigInt(at + 1)) / BigInt(count))),
  );
  const borders = [fromMs, ...inner, toMs];
  if (borders.every((ms, at) => at === 0 || ms > (borders[at - 1] ?? ms))) return borders;
  throw new UserError(
    "shard_unfit",
    `the range is too short for ${count} parts, of which each begins where payments.source.range can name it`,
    "Take fewer shards, or a longer range.",
  );
}

/** The last moment before an instant that the source's format can name. */
function aligner(mapping: RangeMapping | undefined, fromMs: number): (ms: number) => number {
  const zone = zoneOf(mapping?.zone);
  const floor = (ms: number, step: number) => Math.floor(ms / step) * step;
  if (takesDays(mapping))
    return (ms) => resolveWallTime(zone, floor(ms + offsetAt(zone, ms), DAY_MS)).instantMs;
  const step = rangePrecisionMs(mapping);
  const offsetMs = offsetAt(zone, fromMs);
  return (ms) => floor(ms + offsetMs, step) - offsetMs;
}
