/** Parts of one run, and their results when they are joined: of one run, and each of them once. */
import { UserError } from "./errors.js";
import { isLoopbackHost } from "./host.js";

/** One part of several. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** What all have in common, and how a difference is named. */
export type CommonFacts<Result> = readonly {
  readonly what: string;
  readonly of: (result: Result) => string;
}[];

/**
 * @param parts with the file that each was read from, for messages
 * @param hint which ones can be joined
 * @throws {UserError} `merge_mismatch`
 */
export function assertOneRun<Result>(
  parts: readonly { readonly file: string; readonly result: Result }[],
  common: CommonFacts<Result>,
  hint: string,
): void {
  const [first, ...others] = parts;
  if (first === undefined) return;
  for (const other of others)
    for (const { what, of } of common) {
      const [one, two] = [of(first.result), of(other.result)];
      if (one === two) continue;
      throw new UserError(
        "merge_mismatch",
        `${other.file} has another ${what} than ${first.file}: ${two}, not ${one}`,
        hint,
      );
    }
}

export interface ShardHints {
  readonly doubled: string;
  readonly missing: string;
}

/**
 * @param parts of which each has an index from 1 up to `count`
 * @throws {UserError} `merge_shard_missing`, `merge_shard_doubled`
 */
export function assertEveryShardOnce(
  parts: readonly { readonly file: string; readonly index: number }[],
  count: number,
  hints: ShardHints,
): void {
  const seen = new Map<number, string>();
  for (const { file, index } of parts) {
    const before = seen.get(index);
    if (before !== undefined)
      throw new UserError(
        "merge_shard_doubled",
        `shard ${index}/${count} is there twice: ${before} and ${file}`,
        hints.doubled,
      );
    seen.set(index, file);
  }
  const missing = Array.from({ length: count }, (_, at) => at + 1)
    .filter((index) => !seen.has(index))
    .map((index) => `${index}/${count}`);
  if (missing.length === 0) return;
  const [noun, verb] = missing.length === 1 ? ["shard", "is"] : ["shards", "are"];
  throw new UserError(
    "merge_shard_missing",
    `${noun} ${missing.join(", ")} ${verb} missing`,
    hints.missing,
  );
}

/** Each machine's own sandbox, or own build of the target, has its own port. */
export function comparableTarget(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (isLoopbackHost(parsed.hostname)) parsed.port = "";
  return parsed.href;
}
